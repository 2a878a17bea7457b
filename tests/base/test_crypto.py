"""Passphrases and recovery keys, and that the age program opens what they seal."""

import subprocess
from pathlib import Path

import pytest
from locking import KEY

from unbroker.base.crypto import Key, Secret, TooShort, WrongSecret, new_recovery_key


def test_a_secret_is_not_shown() -> None:
    """Not in any message of Python's either."""
    assert "hunter2" not in repr(Secret("hunter2"))
    assert "AGE" not in repr(Key.new())


def test_keyboards_may_differ() -> None:
    """An é is an é, composed or not."""
    assert Secret("caf\u00e9 cr\u00e8me").text == Secret("cafe\u0301 cre\u0300me\n").text


def test_a_recovery_key_is_typed_as_people_type() -> None:
    """In groups, over several lines, in small letters; a passphrase keeps its spaces."""
    grouped = "\n".join(
        " ".join(KEY[start : start + 4] for start in range(line, line + 20, 4)) for line in range(0, 80, 20)
    )

    assert KEY == Secret(grouped.lower()).text
    assert "two  words" == Secret("two  words").text


def test_a_short_passphrase_is_refused() -> None:
    """In words."""
    with pytest.raises(
        TooShort, match=r"a passphrase has at least 8 characters \(four words that nobody guesses are good\)"
    ):
        Secret("hunter2").checked()


def test_another_secret_opens_nothing() -> None:
    """And is told so; a text that only looks like a recovery key is no bug."""
    sealed = Secret(KEY).seal(b"content")

    for other in (new_recovery_key(), Secret(f"{KEY[:-1]}Q")):
        with pytest.raises(WrongSecret, match="home: this passphrase does not open it"):
            other.unseal(sealed, "home")


def test_age_opens_what_a_recovery_key_seals(tmp_path: Path) -> None:
    """With the key in a file."""
    (tmp_path / "key").write_text(f"{KEY}\n")
    (tmp_path / "sealed").write_bytes(Secret(KEY).seal(b"content"))

    opened = subprocess.run(["age", "-d", "-i", tmp_path / "key", tmp_path / "sealed"], capture_output=True, check=True)

    assert b"content" == opened.stdout
