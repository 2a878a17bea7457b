"""Letters in other languages: their words as they were last read, their terms, and that nothing in them is English.

`UNBROKER_RENEW=1 pytest tests/writing/test_other_languages.py` renews the words.
"""

import html
import os
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from later import authorities, draft
from made_up import packaged_laws, templates
from other_languages import FIRST_OF_A_MONTH as FIRST
from other_languages import every_letter, letters, spoken

from unbroker.base import files
from unbroker.facts.deadlines import Period
from unbroker.writing.checklist import checklist, translated
from unbroker.writing.choose_language import Written
from unbroker.writing.letter import Letter, compose
from unbroker.writing.template import Templates

GOLDEN = Path(__file__).parents[1] / "golden" / "languages"
TERMS = Path(__file__).with_name("terms.yaml")
WHOLE = [("gdpr", "de"), ("gdpr", "fr"), ("ch-fadp", "de"), ("ch-fadp", "fr"), ("ca-qc", "fr")]
"""Laws with every letter in a language; in the others it has complaints."""
RULE = "=" * 72


def words(slug: str, code: str) -> str:
    """All letters of a law in a language, for somebody to read: each paragraph where it first stands."""
    seen: set[str] = set()
    text = []
    for title, letter in letters(slug, code).items():
        fresh = [part for part in letter.text.rstrip().split("\n\n") if part not in seen]
        seen |= {*fresh}
        text.append("\n\n".join((f"{RULE}\n{title}: {letter.template}\n{RULE}", *fresh)))
    return "\n\n".join(text) + "\n"


@pytest.mark.parametrize(("slug", "code"), spoken())
def test_every_letter_reads_as_it_did(slug: str, code: str) -> None:
    """A change of words is seen by whoever makes it."""
    path = GOLDEN / f"{slug}.{code}.txt"
    if os.environ.get("UNBROKER_RENEW"):
        path.write_text(words(slug, code), encoding="utf-8")

    assert path.read_text(encoding="utf-8") == words(slug, code)


def test_no_golden_letter_is_left_over() -> None:
    """Each file is of a law and a language that there are."""
    assert {f"{slug}.{code}.txt" for slug, code in spoken()} == {path.name for path in GOLDEN.iterdir()}


@pytest.mark.parametrize(("slug", "code"), WHOLE)
def test_a_language_that_is_whole_lacks_nothing(slug: str, code: str) -> None:
    """Every part that English has."""
    written = Written(templates().all_names())

    assert () == written.lacking_parts(packaged_laws()[slug], code)


@pytest.mark.parametrize(("slug", "code"), spoken())
def test_each_language_of_a_law_has_its_complaints(slug: str, code: str) -> None:
    """About every right, also one that no letter in it asks for."""
    law, written = packaged_laws()[slug], Written(templates().all_names())

    assert () == written.lacking(law, "complaint", tuple(law.rights), code)
    assert any(letter.draft.step == "complaint" for letter in letters(slug, code).values())


@cache
def terms() -> Mapping[str, Mapping[str, list[str]]]:
    """What must and what must not stand in the letters of a language."""
    content: dict[str, dict[str, list[str]]] = yaml.safe_load(TERMS.read_text(encoding="utf-8"))
    return content


def plain(letter: Letter) -> str:
    """A letter in one line, with its subject."""
    return " ".join(letter.text.split())


@pytest.mark.parametrize("key", sorted(terms()))
def test_the_terms_are_the_official_ones(key: str) -> None:
    """Those of the law's text in that language; mistakes that go around stand in no letter."""
    slug, _, code = key.partition(".")
    every = " ".join(map(plain, letters(slug, code).values()))

    assert [] == [term for term in terms()[key]["must"] if not re.search(term, every)]
    assert [] == [term for term in terms()[key]["never"] if re.search(term, every, re.IGNORECASE)]


def test_every_law_and_language_has_terms() -> None:
    """No language is added without them."""
    assert {f"{slug}.{code}" for slug, code in spoken()} == {*terms()}


ENGLISH = re.compile(
    r"\b(?:the|and|my|your|please|data protection|Article|under|Reference|Page)\b",
)


def said(letter: Letter) -> list[str]:
    """What somebody said in a letter, in whichever language: the person, the company, an authority's name."""
    draft = letter.draft
    facts = [
        fact
        for event in draft.past
        for value in event.facts.values()
        for fact in ([value] if isinstance(value, str) else value)
    ]
    told = [fact.value for fact in draft.discloses]
    told += [text for each in draft.named for text in (each.words, each.by) if text]
    told += [text for other in draft.contradicted for text in (other.words, other.by_words, other.by) if text]
    wrong = [
        text
        for about in draft.request.person.about.values()
        for item in about.corrections
        for text in (item.held, item.right, item.because)
    ]
    names = [name for regulator in authorities().values() for name in (regulator.name, regulator.own_name)]
    broker = draft.request.broker
    every = (
        *facts,
        *told,
        *wrong,
        *names,
        *draft.enclosures,
        broker.addressee,
        broker.name,
        draft.recipient.channel.to,
        "Yes",
    )
    return sorted(every, key=len, reverse=True)


@pytest.mark.parametrize(("slug", "code"), spoken())
def test_no_letter_is_half_english(slug: str, code: str) -> None:
    """But for what somebody said, and the names of authorities."""
    for title, letter in letters(slug, code).items():
        text = plain(letter)
        for words_said in said(letter):
            text = text.replace(words_said, "")
        assert ENGLISH.findall(text) == [], title


def test_bodies_begin_with_a_capital_letter() -> None:
    """They are pasted into forms without the salutation."""
    small = [name for _, name, letter in every_letter() if not re.match(r"<p>[^<a-zà-ž]", letter.body_html)]

    assert small == []


def test_templates_refer_to_their_own_language_only() -> None:
    """A part of another language would make a letter half and half."""
    for name in templates().names():
        source = files.read_text(files.packaged("letters") / name)
        code = name.split(".")[-2]
        assert {*re.findall(r"[\"']steps/\w[\w-]*\.([a-z]+)\.md", source)} <= {code}, name


def test_a_language_is_whole_or_is_not_taken(tmp_path: Path) -> None:
    """A person's own folder can add what a language lacks."""
    (tmp_path / "gdpr").mkdir()
    (tmp_path / "gdpr" / "letter.xx.md").write_text("---\nreviewed: 2026-11-30\n---\n")

    assert "gdpr/letter.xx.md" in Templates([tmp_path, files.packaged("letters")]).all_names()


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["acceso", "supresión"], "acceso y supresión"),
        (["acceso", "supresión", "indicación"], "acceso, supresión e indicación"),
        (["acceso", "hiperenlaces"], "acceso e hiperenlaces"),
        (["acceso", "hielo"], "acceso y hielo"),
        (["acceso"], "acceso"),
    ],
)
def test_spanish_lists_end_with_the_word_that_sounds(tmp_path: Path, items: list[str], expected: str) -> None:
    """Before an i it is "e"."""
    own = '---\nreviewed: 2026-11-30\n---\n{% from "steps/words.es.md" import listed with context %}{{ listed(items) }}'
    (tmp_path / "list.es.md").write_text(own, encoding="utf-8")
    rendered = Templates([tmp_path, files.packaged("letters")]).markdown("list.es.md", {"items": items, "history": []})

    assert expected == rendered.values.put_back(rendered.text).strip()


@pytest.mark.parametrize(
    ("slug", "code", "held"),
    [
        ("gdpr", "fr", ["perdus.", "ordre\u00a0:", "écrit\u00a0: «\u00a0Your", "company.\u00a0»"]),
        ("gdpr", "pl", ["i\u00a0proszę", "o\u00a0zbadanie", "w\u00a0jakim"]),
        ("gdpr", "cs", ["a\u00a0žádám", "v\u00a0rozsahu", "a\u00a0zajistili"]),
        ("gdpr", "de", ["Buchstabe\u00a0a"]),
    ],
)
def test_no_line_begins_or_ends_where_the_language_has_none(slug: str, code: str, held: list[str]) -> None:
    """The space does not break: before a French colon, behind a Polish or a Czech word of one letter."""
    every = " ".join(html.unescape(letter.body_html) for letter in letters(slug, code).values())

    assert [words for words in held if words not in every] == []


def test_dates_are_written_as_there() -> None:
    """The first of a month is no number in French and Italian; no other day is touched."""
    first, other = date(2026, 11, 1), date(2026, 11, 11)
    spoken_dates = {
        "de": ("1. November 2026", "11. November 2026"),
        "fr": ("1er novembre 2026", "11 novembre 2026"),
        "it": ("1º novembre 2026", "11 novembre 2026"),
        "es": ("1 de noviembre de 2026", "11 de noviembre de 2026"),
        "nl": ("1 november 2026", "11 november 2026"),
        "pl": ("1 listopada 2026", "11 listopada 2026"),
        "pt": ("1 de novembro de 2026", "11 de novembro de 2026"),
        "cs": ("1. listopadu 2026", "11. listopadu 2026"),
        "hu": ("2026. november 1.", "2026. november 11."),
        "sk": ("1. novembra 2026", "11. novembra 2026"),
        "hr": ("1. studenoga 2026.", "11. studenoga 2026."),
    }
    found = {code: tuple(templates().language(code).written(day) for day in (first, other)) for code in spoken_dates}

    assert spoken_dates == found
    assert "1er novembre 2026" == templates().language("fr").written(first, "CA")


def test_periods_and_places_are_written_as_there() -> None:
    """In the case that the sentence needs, with the preposition that the place takes."""
    month, days = Period.parse("1 months"), Period.parse("30 calendar-days")
    language = templates().language

    assert ("einem Monat", "30 Kalendertagen") == (language("de").period(month), language("de").period(days))
    assert ("jednego miesiąca", "30 dni") == (language("pl").period(month), language("pl").period(days))
    assert "tri mjeseca" == language("hr").period(Period.parse("3 months"))
    assert ["in Deutschland", "in der Schweiz", "in den Niederlanden"] == [
        language("de").home(code) for code in ("DE", "CH", "NL")
    ]
    assert ["en France", "au Luxembourg", "aux Pays-Bas", "au Québec"] == [
        language("fr").home(code) for code in ("FR", "LU", "NL", "CA-QC")
    ]


@pytest.mark.parametrize("code", sorted(packaged_laws()["gdpr"].names))
def test_what_an_answer_lacks_is_named_in_the_letter_s_language(code: str) -> None:
    """Each item of the checklist, with its citation; what a person wrote stays as it is."""
    law = packaged_laws()["gdpr"]
    items = [item.words for item in checklist(law, ("access",), FIRST, templates())]
    theirs = translated([*items, "my shoe size"], law, FIRST, templates(), code)

    assert theirs[-1] == "my shoe size"
    assert not {*items} & {*theirs}
    assert law.in_language(code).rules_on(FIRST)["told_source"].cite in theirs[6]


@pytest.mark.parametrize("code", ["de", "fr"])
def test_a_letter_about_a_partial_answer_lists_what_is_missing_in_its_language(code: str) -> None:
    """In the letter itself, which speaks of the answer that called for it, and not only in the past of its case."""
    given = draft("gdpr", "partial")
    items = [item.words for item in checklist(given.request.claim.law, ("access",), given.date, templates())]
    answer = next(event for event in given.past if event.kind == "answered")
    told = replace(answer, facts={**answer.facts, "missing": (*items, "my shoe size")})
    past = tuple(told if event is answer else event for event in given.past)
    letter = compose(replace(given, language=code, past=past, trigger=told), templates())
    theirs = translated(items, given.request.claim.law, given.date, templates(), code)
    text = plain(letter).replace("\u202f", " ").replace("\u00a0", " ")

    assert [item for item in items if item.partition(" (")[0] in text] == []
    assert [item for item in theirs if item.replace("\u00a0", " ").replace("\u202f", " ") not in text] == []
    assert "my shoe size" in text
