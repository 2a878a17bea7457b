"""A complaint quotes both answers that do not fit together, in the languages that have the words, and tells no more."""

from dataclasses import replace

import later
import pytest
from made_up import templates

from unbroker.cases.later_letter import _quoting
from unbroker.ledger.kinds import Side
from unbroker.writing.choose_language import Written
from unbroker.writing.letter import compose
from unbroker.writing.request import Contradicted, ContradictionKind

GAVE = "We provided your record to Acme Data in March."


def complaint(language: str, names: frozenset[str] | None = None) -> str:
    """The words of a complaint after an answer that they hold nothing, against which another one speaks."""
    contradicted = later.draft("gdpr", "contradiction").contradicted
    draft = replace(later.draft("gdpr", "complaint"), contradicted=contradicted, language=language)
    quoting = _quoting(draft, Written(templates().all_names() if names is None else names))
    return _line(compose(quoting, templates()).text)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Specimen Search told me that it gave my data to the company: “We provided"),
        ("de", "hat mir Specimen Search mitgeteilt, meine Daten an das Unternehmen gegeben zu haben: „We provided"),
        ("fr", "Specimen Search m’a dit avoir transmis mes données à la société"),
        ("it", "un’altra società (Specimen Search) mi ha comunicato di avere trasmesso i miei dati alla prima: «We"),
        ("es", "otra empresa (Specimen Search) me comunicó que comunicó mis datos a la primera: «We"),
        ("pt", "outra empresa (Specimen Search) comunicou-me que transmitiu os meus dados à primeira: «We"),
        (
            "nl",
            "heeft mij meegedeeld dat het mijn gegevens aan het eerste bedrijf heeft doorgegeven: „We",
        ),
        ("pl", "inna spółka (Specimen Search) podała, że przekazała moje dane pierwszej spółce: „We"),
        ("cs", "jiná společnost (Specimen Search) sdělila, že mé údaje předala první společnosti: „We"),
        ("sk", "iná spoločnosť (Specimen Search) uviedla, že moje údaje poskytla prvej spoločnosti: „We"),
        ("hu", "(Specimen Search) azt közölte, hogy az adataimat átadta az első vállalkozásnak: „We"),
        ("hr", "drugo društvo (Specimen Search) navelo je da je moje podatke dalo prvom društvu: „We"),
    ],
)
def test_both_are_quoted(language: str, words: str) -> None:
    """The company's own answer, and the other one in its words."""
    text = complaint(language).replace("\u202f", " ").replace("\u00a0", " ")

    assert words in text
    assert GAVE in text


ALL = ("en", "de", "fr", "it", "es", "pt", "nl", "pl", "cs", "sk", "hu", "hr")
SAID: list[tuple[ContradictionKind, str, Side]] = [
    ("denied", "no-data", "source"),
    ("denied", "nobody", "recipient"),
    ("denied", "nobody", "source"),
    ("denied", "denies", "recipient"),
    ("denied", "denies", "source"),
    ("not-passed-on", "", "recipient"),
]


@pytest.mark.parametrize("language", ALL)
def test_each_way_of_contradicting_has_words_of_its_own(language: str) -> None:
    """With quoted words and without; no two ways read alike, and each names who says otherwise."""
    (given,) = later.draft("gdpr", "contradiction").contradicted
    draft = replace(later.draft("gdpr", "complaint"), language=language)
    texts = {
        (*way, words): _line(compose(replace(draft, contradicted=(_said(given, way, words),)), templates()).text)
        for way in SAID
        for words in ("", "Nothing of the kind.")
    }

    assert len({*texts.values()}) == len(texts)
    for (_, _, _, words), text in texts.items():
        assert "Specimen Search" in text
        assert (text.count("Nothing of the kind.") == 2) == bool(words)


def _line(text: str) -> str:
    return " ".join(text.split())


def _said(given: Contradicted, way: tuple[ContradictionKind, str, Side], words: str) -> Contradicted:
    kind, says, side = way
    return replace(given, kind=kind, says=says, side=side, words=words, by_words=words)


def test_a_language_without_the_words_tells_nothing_of_it() -> None:
    """What is not said is not listed as told."""
    names = templates().all_names() - {"steps/contradicted.pl.md"}

    assert GAVE in complaint("pl")
    assert GAVE not in complaint("pl", names)
