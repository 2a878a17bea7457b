"""The words of IMAP: folders and mails out of rows, whatever server wrote them."""

from datetime import date

import pytest

from unbroker.mail.account import wire
from unbroker.mail.account.wire import FetchedMail, MailFolder


def folder(name: str, on_the_wire: str, *uses: str) -> MailFolder:
    """A folder of that name."""
    return MailFolder(name, on_the_wire, frozenset(uses))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (rb'(\HasNoChildren \Sent) "/" "Sent mail"', folder("Sent mail", '"Sent mail"', "hasnochildren", "sent")),
        (rb'() "." Entw&APw-rfe', folder("Entwürfe", "Entw&APw-rfe")),
        (rb'(\Noselect) NIL "a \"quoted\" one"', folder('a "quoted" one', r'"a \"quoted\" one"', "noselect")),
        ((rb'() "/" {5}', b'a"b\\c'), folder('a"b\\c', r'"a\"b\\c"')),
        (b'() "/" R&-D', folder("R&D", "R&-D")),
        (b'() "/" &ZeVnLIqe-', folder("日本語", "&ZeVnLIqe-")),
        (b'() "/" &AB-', folder("&AB-", "&AB-")),
    ],
    ids=["quoted", "atom", "escaped", "literal", "ampersand", "not latin", "no UTF-7"],
)  # fmt: skip
def test_a_folder(row: wire.Row, expected: MailFolder) -> None:
    """Its name as people see it, and as a command has it."""
    assert [expected] == [*wire.folders([row, b"no folder at all"])]


def test_what_was_fetched() -> None:
    """The UID may stand before what was asked for or after it; what nobody asked for has none, and is left out."""
    rows: list[wire.Row] = [
        b"nothing of a mail",
        (b"7 (UID 41 RFC822.SIZE 900 BODY[] {3}", b"abc"),
        b")",
        (b"8 (BODY[]<0> {2}", b"de"),
        b" UID 42 RFC822.SIZE 2)",
        b"9 (FLAGS (\\Seen))",
        b"10 (UID 43 RFC822.SIZE 5 BODY[] NIL)",
    ]

    assert [FetchedMail(41, 900, b"abc"), FetchedMail(42, 2, b"de"), FetchedMail(43, 5)] == [*wire.mails(rows)]


def test_criteria() -> None:
    """A day in the words of the standard, in no other language; one of several as a tree."""
    assert wire.since(date(2026, 3, 5)) == "SINCE 5-Mar-2026"
    assert wire.either(["A"]) == "A"
    assert wire.either(["A", "B", "C"]) == "OR A OR B C"
    assert wire.either(["A", "B", "C", "D"]) == "OR OR A B OR C D"
