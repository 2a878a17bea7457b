"""A complaint quotes both answers that do not fit together, in the languages that have the words, and tells no more."""

from dataclasses import replace

import later
import pytest
from made_up import templates

from unbroker.cases.later_letter import _quoting
from unbroker.writing.choose_language import Written
from unbroker.writing.letter import compose

GAVE = "We provided your record to Acme Data in March."


def complaint(language: str) -> str:
    """The words of a complaint after an answer that they hold nothing, against which another one speaks."""
    contradicted = later.draft("gdpr", "contradiction").contradicted
    draft = replace(later.draft("gdpr", "complaint"), contradicted=contradicted, language=language)
    quoting = _quoting(draft, Written(templates().all_names()))
    return " ".join(compose(quoting, templates()).text.split())


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Specimen Search told me that it gave my data to the company: “We provided"),
        ("de", "hat mir Specimen Search mitgeteilt, meine Daten an das Unternehmen gegeben zu haben: „We provided"),
        ("fr", "Specimen Search m’a dit avoir transmis mes données à l’entreprise"),
    ],
)
def test_both_are_quoted(language: str, words: str) -> None:
    """The company's own answer, and the other one in its words."""
    text = complaint(language).replace("\u202f", " ").replace("\u00a0", " ")

    assert words in text
    assert GAVE in text


def test_a_language_without_the_words_tells_nothing_of_it() -> None:
    """What is not said is not listed as told."""
    assert GAVE not in complaint("pl")
