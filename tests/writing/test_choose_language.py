"""The language of a letter: the authority's own, the company's if the person reads it, else English; always whole."""

from dataclasses import replace

import pytest
from later import authorities
from made_up import draft, packaged_laws, person, templates

from unbroker.base.errors import UnknownName
from unbroker.facts.profile import Person
from unbroker.writing.choose_language import Written, in_best_language
from unbroker.writing.letter import compose
from unbroker.writing.request import Draft, complaint_to

WRITTEN = Written(templates().all_names())
GDPR = packaged_laws()["gdpr"]


def reader(*languages: str, home: str = "DE") -> Person:
    """Somebody who reads some languages."""
    return person(home).model_copy(update={"languages": languages})


def complaint(regulator: str, *languages: str, home: str = "DE-BE") -> Draft:
    """A complaint to a regulator."""
    to = complaint_to(authorities()[regulator])
    return replace(draft(GDPR, ("access",), sender=reader(*languages, home=home)), step="complaint", recipient=to)


def to_company(country: str | None, *languages: str) -> Draft:
    """A first letter to a company."""
    letter = draft(GDPR, ("access",), sender=reader(*languages))
    broker = letter.request.broker.model_copy(update={"country": country})
    return replace(letter, request=replace(letter.request, broker=broker))


def test_a_complaint_is_in_the_authoritys_own_language() -> None:
    """Whoever does not read it gets a copy in one that they read."""
    letter = in_best_language(complaint("deberlbdi"), WRITTEN)

    assert ("de", "en") == (letter.language, letter.copy_in)
    assert "in German, Berliner Beauftragte für Datenschutz und Informationsfreiheit's own language" == (
        letter.language_reason
    )


def test_whoever_reads_the_letter_gets_no_copy() -> None:
    """And what is in English has no reason to tell."""
    letter = in_best_language(complaint("deberlbdi", "en", "de"), WRITTEN)
    irish = in_best_language(complaint("iedpc", home="IE"), WRITTEN)

    assert ("de", None) == (letter.language, letter.copy_in)
    assert ("en", "", None) == (irish.language, irish.language_reason, irish.copy_in)


def test_an_authority_whose_language_is_not_written_gets_english() -> None:
    """The reason says which file would be needed."""
    letter = in_best_language(complaint("bgcpdp", "bg", home="BG"), WRITTEN)

    assert ("en", None) == (letter.language, letter.copy_in)
    assert "not in Bulgarian, which lacks letters/gdpr/law.yaml: names: bg" == letter.language_reason


def test_a_company_abroad_gets_english_if_its_language_is_not_read() -> None:
    """And English as well where nobody knows where it is."""
    assert ["en", "en", "en"] == [
        in_best_language(letter, WRITTEN).language
        for letter in (to_company("DE"), to_company(None, "de"), to_company("US", "de"))
    ]


def test_a_letter_that_lacks_a_part_is_whole_in_english() -> None:
    """Never half in one language and half in another."""
    names = WRITTEN.names - {"steps/ground.de.md"}
    letter = in_best_language(complaint("deberlbdi", "de"), Written(names))

    assert "en" == letter.language
    assert "not in German, which lacks letters/steps/ground.de.md" == letter.language_reason


def test_a_laws_own_part_is_not_replaced_by_that_of_all_laws() -> None:
    """What the law has to say there would be lost."""
    names = WRITTEN.names | {"steps/refused.de.md", "steps/frame.de.md", "steps/opening.de.md"}
    missing = Written(names - {"gdpr/steps/refused.de.md"}).lacking(GDPR, "refused", ("access",), "de")

    assert ("gdpr/steps/refused.de.md",) == missing


def test_the_language_that_somebody_asks_for_comes_first() -> None:
    """One that no letter is in is refused, with those that there are."""
    letter = in_best_language(complaint("deberlbdi", "de"), WRITTEN, "en")

    assert ("en", "de") == (letter.language, letter.copy_in)
    with pytest.raises(UnknownName, match=r"there is no language 'xx' .*en, "):
        in_best_language(complaint("deberlbdi"), WRITTEN, "xx")


def test_a_reading_copy_says_that_it_is_one() -> None:
    """It is the same letter, in the language of its reader, with nothing else at its head."""
    copy = replace(to_company("US"), language="de", copy_in="en").copy
    assert copy is not None
    text = compose(copy, templates()).text

    assert text.startswith("Reading copy, not to be sent: the letter itself is in another language\n\n22 November 2026")
    assert "Preview" not in text
