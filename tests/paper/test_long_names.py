"""Names of any length print on every sheet, by the rules of docs/by-post.md; a return line never vanishes."""

from dataclasses import replace

import pytest
from made_up import ACME, channel, draft, packaged_laws, person, templates

from unbroker.facts.address import PostalAddress
from unbroker.facts.profile import Person
from unbroker.paper import sheet, typeface
from unbroker.paper.addressee import Addressee, DoesNotFit, Room, block
from unbroker.paper.envelope import POINTS
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import set_out
from unbroker.writing.letter import compose
from unbroker.writing.request import Draft, Recipient

NAMES = (
    "Bundesbeauftragte Musterstelle für die Angelegenheiten der Register, Adressen und Auskünfte in Musterdorf",
    "Muster-Wirtschafts-Auskunftei-Inkasso-Adress-Handels-und-Verwaltungs-Beteiligungs-Gesellschaft-mbH-Co-KGaA",
    "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaftsverwaltungsdirektionsab",
)
SHEETS = sheet.load()
ABROAD = PostalAddress.model_validate(
    {"street": ["Unit 5", "Big House", "1 High Street"], "city": "London", "postal_code": "SW1A 2AA", "country": "GB"}
)


def first(name: str, post: PostalAddress = ABROAD, sender: Person | None = None) -> Draft:
    """A Californian's first letter by post to a broker of a name."""
    ccpa = packaged_laws()["ccpa"]
    broker = ACME.model_copy(update={"name": name, "legal_name": name})
    made = draft(ccpa, ccpa.first_letter, by="post", sender=sender or person("US-CA"), broker=broker)
    way = channel("post").model_copy(update={"post": post})
    return replace(made, recipient=Recipient((name,), way))


def page(letter: Draft, paper: str) -> LetterPage:
    """A letter on a sheet."""
    return set_out(compose(letter, templates()), SHEETS[paper], templates())


@pytest.mark.parametrize("paper", SHEETS)
@pytest.mark.parametrize("name", NAMES, ids=["words", "hyphens", "a word"])
def test_a_name_of_105_characters_prints_on_every_sheet(name: str, paper: str) -> None:
    """The salutation has it whole, the address as much as there is room for, and town and country are never cut."""
    assert len(name) >= 105
    fields = page(first(name), paper).fields
    address = [line for field, line in fields.items() if field.startswith("to")]
    salutation = [line for field, line in fields.items() if field.startswith("salutation")]

    assert len(address) <= SHEETS[paper].lines
    assert address[-2:] == ["LONDON SW1A 2AA", "UNITED KINGDOM"]
    assert max(typeface.width(line, SHEETS[paper].size) for line in address) <= SHEETS[paper].address.width * POINTS
    assert (
        name.replace(" ", "") in "".join(salutation).replace(" ", "").replace("-", "")
        or "-" in name
        or ("".join(salutation).replace("-", "").replace(" ", "").startswith(f"Totheprivacyteamof{name}"[:60]))
    )


@pytest.mark.parametrize("paper", SHEETS)
def test_a_sender_of_105_characters_prints_on_every_sheet(paper: str) -> None:
    """The signature has the name whole; the head and the return line shorten it before the address loses anything."""
    somebody = person("US-CA").model_copy(update={"name": NAMES[0]})
    made = page(first("Acme", sender=somebody), paper)

    assert f'<p class="signature">{NAMES[0]}</p>' in made.html
    assert "5 Example Road" in made.html
    assert made.html.count("VEREINIGTE STAATEN") == 0
    assert "UNITED STATES" in made.html
    assert ('<div class="return">' in made.html) == (SHEETS[paper].return_line is not None)


def test_a_return_line_that_is_too_long_takes_more_lines() -> None:
    """It is broken at its dots, and never vanishes."""
    made = page(first("Acme", sender=person("US-CA").model_copy(update={"name": NAMES[0][:60]})), "din-5008-b")
    lines = made.html.partition('<div class="return">')[2].partition("</div>")[0].split("</p>")

    assert 2 <= len([line for line in lines if "<p " in line]) <= 3
    assert "94105" in "".join(lines)


@pytest.mark.parametrize(
    ("home", "there", "country"),
    [
        ("DE", "FR", "ALLEMAGNE"),
        ("DE", "US", "GERMANY"),
        ("US-CA", "DE", "VEREINIGTE STAATEN"),
        ("DE", "JP", "GERMANY"),
    ],
)
def test_the_senders_country_stands_in_the_words_of_the_post_that_carries_the_answer(
    home: str, there: str, country: str
) -> None:
    """In the letter's text, at its head and in the window; and nowhere on mail within a country."""
    there_parts = {"street": ["Street 1"], "city": "Townington", "country": there}
    letter = first("Acme", PostalAddress.model_validate(there_parts), person(home))
    made = compose(letter, templates())
    at_home = compose(first("Acme", PostalAddress.model_validate(there_parts | {"country": home[:2]}), person(home)),
                      templates())  # fmt: skip

    assert f"\n{country}\n" in made.text
    assert country not in at_home.text
    assert set_out(made, SHEETS["din-5008-b"], templates()).html.count(country) == 2


def test_a_house_above_the_street_goes_last() -> None:
    """Joined and shortened only where the name alone does not make room; street and town stay whole."""
    street = ["c/o Hauptverband der Musterfreunde und Beispielwanderer e.V.", "Leonardo-da-Muster-Weg 1"]
    post = PostalAddress.model_validate({"street": street, "city": "Berlin", "postal_code": "10115", "country": "DE"})
    to = Addressee(("Verband",), post, (), "", "US", "Germany")

    lines = block(to, Room("a window", 200, 5, 10.5))

    assert lines == (
        "Verband",
        "c/o Hauptverband der Musterfreunde…",
        "Leonardo-da-Muster-Weg 1",
        "10115 BERLIN",
        "GERMANY",
    )
    with pytest.raises(DoesNotFit, match="a window shows only 3"):
        block(to, Room("a window", 200, 3, 10.5))


def test_the_lines_of_a_source_are_joined_where_the_window_is_short() -> None:
    """The country once, and the town whole."""
    filed = ("M Ltd", "Unit 5", "Big House", "1 High Street", "London", "SW1A 2AA", "United Kingdom")
    post = PostalAddress.model_validate({"country": "GB", "parsed": False})

    lines = block(Addressee(filed[:1], post, filed, "", "US", "United Kingdom"), Room("a window", 200, 5, 10.5))

    assert lines == ("M Ltd", "Unit 5", "Big House, 1 High Street", "London SW1A 2AA", "UNITED KINGDOM")
