"""The words of every letter, as they were last read: each sentence once, and some letters whole.

`UNBROKER_RENEW=1 pytest tests/writing/test_letters_golden.py` renews them.
"""

import os
import shutil
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path

import later
import pytest
from first_letters import drafts
from golden_texts import GOLDEN, LETTERS, SENTENCES, joined, moved, parts, read, write
from made_up import templates

from unbroker.writing.letter import compose


@cache
def texts() -> Mapping[str, str]:
    """Every letter: first letters by law and right, later letters by step, complaints by regulator and ground."""
    complaints = chain.from_iterable(map(later.complaints, later.COMPLAINTS))
    first = {name: compose(draft, templates()).text for name, draft in drafts()}
    others = chain.from_iterable(map(later.for_others, later.FOR_OTHERS))
    return first | {name: letter.text for name, letter in chain(later.steps(), complaints, others)}


@cache
def whole() -> Mapping[Path, str]:
    """The files of the letters that are kept whole: the first of each law, and one of each later step."""
    files: dict[Path, str] = {}
    for name, text in texts().items():
        if name.endswith(("-first", "-drop")):
            files[GOLDEN / "letters" / f"{name.removesuffix('-first').removesuffix('-drop')}.txt"] = text
    for step in later.STEPS:
        ending = "-complaint-to-us-ca-calprivacy-refusal" if step == "complaint" else f"-{step}"
        files[GOLDEN / "steps" / f"{step}.txt"] = next(text for name, text in texts().items() if name.endswith(ending))
    return files


@pytest.fixture(scope="module", autouse=True)
def _renewed() -> None:
    """What stands in the files, written anew when that is asked for."""
    if not os.environ.get("UNBROKER_RENEW"):
        return
    write({name: parts(text) for name, text in texts().items()})
    for folder in {path.parent for path in whole()}:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    for path, text in whole().items():
        path.write_text(text, encoding="utf-8")


def test_every_letter_reads_as_it_did() -> None:
    """A change of words is seen by whoever makes it: which sentence, in which letters."""
    change = moved(read(), {name: parts(text) for name, text in texts().items()})

    assert not change, f"`UNBROKER_RENEW=1 pytest {Path(__file__).name}` takes this over:\n\n{change}"


def test_every_letter_comes_back_from_its_sentences() -> None:
    """What stands in the two files is every letter, byte for byte."""
    before = {name: joined(letter) for name, letter in read().items()}

    assert {name: text for name, text in texts().items() if before.get(name) != text} == {}
    assert len(before) == len(texts()) > 350


def test_no_sentence_is_left_over() -> None:
    """Each sentence stands once, in order, and in a letter."""
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    used = {sentence for letter in read().values() for _, sentence in letter}

    assert sorted(rows, key=lambda row: row[1:]) == rows
    assert sorted(used) == sorted(sentence for _, _, sentence in rows)
    assert len({name for name, _, _ in rows}) == len(rows)


def test_a_letter_of_each_law_and_step_is_kept_whole() -> None:
    """Somebody who wants to read one finds it; no other file is kept."""
    kept = {path for folder in ("letters", "steps") for path in (GOLDEN / folder).iterdir()}

    assert kept == {*whole()}
    assert [path.name for path, text in whole().items() if path.read_text(encoding="utf-8") != text] == []


def test_a_changed_and_a_moved_sentence_are_told() -> None:
    """Letters that change alike are told once; an order of sentences is shown as one."""
    name, answer, reason = "This is me.", "Please answer.", "Please say why."
    before = {
        "gdpr-access": parts(f"Dear all,\n\n{name} {answer} {reason}\n"),
        "gdpr-delete": parts(f"{name} {answer}\n"),
        "gdpr-first": parts(f"{answer}\n"),
    }
    after = {
        "gdpr-access": parts(f"Dear all,\n\n{name} {reason} {answer}\n"),
        "gdpr-delete": parts(f"{name} {reason}\n"),
        "gdpr-object": parts(f"{answer}\n"),
    }

    assert moved(before, before) == ""
    assert moved(before, after) == (
        "gdpr-access:\n+ Please say why.\n- Please say why.\n\n"
        "gdpr-delete:\n- Please answer.\n+ Please say why.\n\n"
        "gdpr-first:\n-|Please answer.\n\n"
        "gdpr-object:\n+|Please answer."
    )


def test_a_changed_sentence_is_a_line_of_a_diff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps its name when its words change a little, so no letter's line moves."""
    monkeypatch.setattr("golden_texts.SENTENCES", tmp_path / SENTENCES.name)
    monkeypatch.setattr("golden_texts.LETTERS", tmp_path / LETTERS.name)
    lines = []
    for verb in ("erase", "delete"):
        text = f"Please {verb} all the data about me. Please answer within a month.\n"
        write({"gdpr-delete": parts(text), "gdpr-first": parts(text)})
        lines.append(
            [(tmp_path / name).read_text(encoding="utf-8").splitlines() for name in (SENTENCES.name, LETTERS.name)]
        )
    (old_sentences, old_letters), (sentences, letters) = lines

    assert old_letters == letters
    assert len({*old_sentences} ^ {*sentences}) == 2
