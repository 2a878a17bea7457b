"""Wording: the files of phrases, and what is wrong with one."""

import pytest

from unbroker.mail.incoming import wording
from unbroker.mail.incoming.phrase import NotAPhrase, Phrase, in_words

FILE = """\
language: xx
common: [the]
denials: [not]
later: [will]
that: [that]
conditions: [if]
meanings:
  done:
    says:
      - (done
"""


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("we have [now] (deleted|removed) ... data", "We have removed all of your data."),
        ("we have [now] (deleted|removed) ... data", "we’ve NOW deleted data"),
        ("delet* your (opt out|e-mail)", "Deleting your Opt-Out"),
        ("<n> days", "within 45 days"),
        ("*löschung", "Datenlöschung"),
        ("loeschung", "LÖSCHUNG"),
        ("d'identité", "pièce d’identite"),
        ("would not", "would not, however"),
    ],
)
def test_a_phrase_is_found(written: str, sentence: str) -> None:
    """Whatever the capitals, the accents and the punctuation are."""
    assert [*Phrase(written).places(in_words(sentence))] != []


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("we have [now] (deleted|removed) ... data", "we have saved data"),
        ("delete", "deleted"),
        ("würden", "wurden"),
        ("a ... z", "a b c d e f g h i j k l m z"),
    ],
)
def test_a_phrase_is_not_found(written: str, sentence: str) -> None:
    """A word is a whole word, and a gap is not wide."""
    assert [*Phrase(written).places(in_words(sentence))] == []


def test_a_gap_does_not_skip_a_denial() -> None:
    """Nor what says that it is still to come."""
    (german,) = (language for language in wording.load() if language.code == "de")
    phrase = Phrase("haben ... gelöscht")
    sentences = ("Wir haben Ihre Daten gelöscht", "Wir haben Ihre Daten nicht gelöscht", "haben wird gelöscht")

    assert [bool([*phrase.places(german.marked(in_words(sentence)))]) for sentence in sentences] == [True, False, False]


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("(a|b", "a bracket is not closed in '(a|b'"),
        ("a) b", "the bracket ')' closes none in 'a) b'"),
        ("(a]", "the bracket ']' closes none in '(a]'"),
        ("a+ b", "'a+' is no word in 'a+ b'"),
        ("[a] ...", "'[a] ...' holds no word that must be there"),
        ("(a|)", "'(a|)' holds no word that must be there"),
    ],
)
def test_what_is_no_phrase(written: str, wrong: str) -> None:
    """The message says why."""
    with pytest.raises(NotAPhrase) as error:
        Phrase(written)

    assert str(error.value) == wrong


def test_a_faulty_file() -> None:
    """Its faults are named with their lines; without them it is a language."""
    language, problems = wording.parse(FILE, "xx.yaml")
    sound, none = wording.parse(FILE.replace("(done", "done"), "xx.yaml")

    assert language is None
    assert [str(problem) for problem in problems] == [
        "xx.yaml:9: a bracket is not closed in '(done' (docs/e-mail.md says how a phrase is written)"
    ]
    assert (sound.code if sound else None, none) == ("xx", [])
