"""Mailbox files: whatever is named, the mails in it, or why there are none."""

import os
import tracemalloc
from pathlib import Path

import pytest
from mailed import MAILS

from unbroker.base.errors import Problem
from unbroker.mail.incoming import mailbox_files
from unbroker.mail.incoming.mailbox_files import StoredMail

FROM = b"From MAILER-DAEMON Tue Nov 24 09:12:31 2026\n"
MAIL = (
    b"From: a@b.example\nSubject: one\n\nFrom here on it is text.\n\nFrom us at 10:00 on 1.1.2026 you hear nothing.\n"
)
OTHER = b"From: c@d.example\nSubject: other\n\ntext\n"


def mails(path: Path) -> list[StoredMail]:
    """The mails of what holds nothing else."""
    found = [*mailbox_files.mails_in(path)]
    assert len(found) == mailbox_files.count(path)
    return [mail for mail in found if isinstance(mail, StoredMail) or pytest.fail(str(mail))]


def subjects(path: Path) -> list[str]:
    """The subjects of the mails in it."""
    return [found.mail.subject for found in mails(path)]


def problem(path: Path) -> str:
    """Why it is not read, with nothing else in it."""
    (only,) = mailbox_files.mails_in(path)
    assert isinstance(only, Problem)
    return str(only)


def test_an_mbox(tmp_path: Path) -> None:
    """A line that begins with From, but is no separator, is text; each mail knows the line at which it begins."""
    box = tmp_path / "Inbox"
    box.write_bytes(FROM + MAIL.replace(b"From us", b">From us") + b"\n" + FROM + OTHER)
    found = mails(box)

    assert [one.mail.subject for one in found] == ["one", "other"]
    assert [one.place.line for one in found] == [1, 9]
    assert found[0].mail.text.startswith("From here on it is text.")
    assert found[1].mail.is_whole


def test_an_mbox_that_is_cut_off(tmp_path: Path) -> None:
    """Its last mail is not whole."""
    box = tmp_path / "box.mbox"
    box.write_bytes(FROM + MAIL + b"\n" + FROM + OTHER[:-3])

    assert [one.mail.is_whole for one in mails(box)] == [True, False]


def test_a_maildir(tmp_path: Path) -> None:
    """The read and the new, without what is only being delivered."""
    for name, content in (("cur/1:2,S", MAIL), ("new/2", OTHER), ("tmp/3", MAIL), ("new/.4", MAIL)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)

    assert subjects(tmp_path) == ["one", "other"]


def test_a_folder_of_files(tmp_path: Path) -> None:
    """Every .eml in it."""
    (tmp_path / "b.eml").write_bytes(OTHER)
    (tmp_path / "a.EML").write_bytes(MAIL)
    (tmp_path / "notes.txt").write_bytes(b"notes")

    assert subjects(tmp_path) == ["one", "other"]


def test_text(tmp_path: Path) -> None:
    """Copied words have no headers; a mail in a .txt file has."""
    (tmp_path / "words.txt").write_bytes("Dear Sam,\n\nwe answer: no – Müller\n".encode("cp1252"))
    (tmp_path / "mail.txt").write_bytes(MAIL)
    (words,) = mails(tmp_path / "words.txt")

    assert (words.mail.subject, words.mail.text) == ("", "Dear Sam,\n\nwe answer: no – Müller")
    assert subjects(tmp_path / "mail.txt") == ["one"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.eml", b"Dear Sam,\n\nno headers here\n", "is not a mail: it does not begin with header lines"),
        ("a.eml", b"", "is not a mail: it does not begin with header lines"),
        ("a.pdf", b"%PDF-1.7\n", "is not a mail: it does not begin with header lines"),
        ("a.txt", b"\x00\x01\x02", "is not a mail: it does not begin with header lines"),
        ("a.mbox", FROM + b"\njunk\n", "the mail that begins here has no header lines"),
    ],
)
def test_what_is_no_mail(name: str, content: bytes, reason: str, tmp_path: Path) -> None:
    """It is refused, with the reason and what to do."""
    path = tmp_path / name
    path.write_bytes(content)

    assert reason in problem(path)


def test_the_whole_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to type next."""
    monkeypatch.chdir(tmp_path)
    Path("a.eml").write_bytes(b"Dear Sam")

    assert problem(tmp_path / "a.eml") == (
        "a.eml: is not a mail: it does not begin with header lines"
        " (save the mail as .eml, or paste its text into a file that ends in .txt)"
    )


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder without mails is a mistake."""
    assert "is not a Maildir and has no .eml files" in problem(tmp_path)


def test_a_missing_file(tmp_path: Path) -> None:
    """It is named."""
    assert "gone.eml: cannot be read: no such file" in problem(tmp_path / "gone.eml")


def test_a_bad_mail_stops_no_other(tmp_path: Path) -> None:
    """Neither one that is no mail, nor a pipe, at which a program would wait; each is named where it stands."""
    (tmp_path / "a.eml").write_bytes(MAIL)
    os.mkfifo(tmp_path / "b.eml")
    (tmp_path / "c.eml").mkdir()
    (tmp_path / "d.eml").write_bytes(b"junk")
    (tmp_path / "e.eml").write_bytes(OTHER)
    box = tmp_path / "box"
    box.write_bytes(FROM + MAIL + b"\n" + FROM + b"\njunk\n\n" + FROM + OTHER)
    in_folder, in_box = ([*mailbox_files.mails_in(path)] for path in (tmp_path, box))

    assert [getattr(each, "message", None) for each in in_folder] == [
        None,
        "cannot be read: it is a pipe, not a file",
        "is not a Maildir and has no .eml files",
        "is not a mail: it does not begin with header lines",
        None,
    ]
    assert [(each.place.line, isinstance(each, Problem)) for each in in_box] == [(1, False), (9, True), (13, False)]


def test_more_than_any_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is larger than a provider takes is no mail."""
    monkeypatch.setattr(mailbox_files, "LARGEST", 1000)
    (tmp_path / "a.eml").write_bytes(MAIL + b"x" * 1000)
    (tmp_path / "a.mbox").write_bytes(FROM + MAIL + b"x" * 1000)

    for name in ("a.eml", "a.mbox"):
        assert "too large to be a mail" in problem(tmp_path / name)


def test_a_mail_that_is_too_large_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mails before and after it are read, also where it is one line without end."""
    monkeypatch.setattr(mailbox_files, "LARGEST", 1000)
    box = tmp_path / "box"
    box.write_bytes(FROM + MAIL + b"\n" + FROM + OTHER + b"x" * 5000 + b"\n\n" + FROM + OTHER)

    assert [isinstance(each, Problem) for each in mailbox_files.mails_in(box)] == [False, True, False]


def test_the_corpus_is_read() -> None:
    """Every file of it is one mail."""
    assert {len([*mailbox_files.mails_in(path)]) for path in MAILS.iterdir()} == {1}


def test_an_mbox_is_read_mail_by_mail(tmp_path: Path) -> None:
    """Whatever its size, no more than one mail is held."""
    box = tmp_path / "box"
    box.write_bytes(b"".join(FROM + OTHER + b"x" * 1_000_000 + b"\n\n" for _ in range(24)))
    tracemalloc.start()
    try:
        read = sum(isinstance(mail, StoredMail) for mail in mailbox_files.mails_in(box))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (read, peak < 12_000_000) == (24, True)
