"""What a file is, what it says, and what is refused of it."""

import io
import json
import zipfile
from base64 import b64decode

import pytest
from access_answers import archive, pdf, workbook

from unbroker.answer import file_kinds, read_file, worker
from unbroker.answer.passage import NotReadable, Passage, WantsPassword


def read(content: bytes | str, name: str = "file", password: str | None = None) -> list[Passage]:
    """The passages of a file, in this process."""
    return [*file_kinds.passages(content.encode() if isinstance(content, str) else content, name, password, [])]


def test_paragraphs_stand_below_headings_and_items_below_their_sentence() -> None:
    """Broken lines are put together again; a bullet is an item of its own."""
    text = "Sources\n\nWe had it\nfrom these:\n- Acme\n- Bolt,\n  since 2024\n\n2. Recipients\nNobody got it."

    assert [(each.context, each.text) for each in read(text)] == [
        ("Sources", "We had it from these:"),
        ("Sources; We had it from these:", "Acme"),
        ("Sources; We had it from these:", "Bolt, since 2024"),
        ("2. Recipients", "Nobody got it."),
    ]


def test_a_page_shows_what_a_browser_shows() -> None:
    """Neither scripts nor styles; a list below its sentence, a cell below its column."""
    page = (
        "<html><head><title>t</title></head><body><script>x()</script><h2>Who</h2><p>Shared with:</p><ul><li>A &amp; B"
        "</ul><table><tr><th>Name<th>Side</tr><tr><td>C<td>source</table></body>"
    )

    assert [(each.context, each.column, each.text) for each in read(page, "a.html")] == [
        ("Who", "", "Shared with:"),
        ("Who; Shared with:", "", "A & B"),
        ("Who", "Name", "C"),
        ("Who; C", "Side", "source"),
    ]


def test_an_export_is_read_key_by_key() -> None:
    """Also where the keys are the names; nothing is made of what is false."""
    export = {"sharedWith": [{"company": "Acme"}], "data_sources": {"Bolt": True, "Cask": False}}

    assert [(each.context, each.text) for each in read(json.dumps(export), "x.json")] == [
        ("shared with company", "Acme"),
        ("data sources", "Bolt"),
    ]


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "a.xml", "declares entities of its own"),
        ("[" * 20_000, "a.json", "is nested deeper than an export is"),
        ("{'a': 1}", "a.json", "is no JSON that can be read"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.png", "is no file that holds text"),
        (b"%PDF-1.7 nothing", "a.pdf", "is a PDF whose text cannot be read"),
        (pdf([[""]]), "a.pdf", "is a PDF without text: pictures of pages"),
        (b"PK\x03\x04 nothing", "a.zip", "is a damaged archive"),
        (archive({"[Content_Types].xml": b"", "word/document.xml": b""}), "a.docx", "is a document of Word"),
        (
            archive({"[Content_Types].xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>", "xl/workbook.xml": b""}),
            "a.xlsx",
            "declares entities of its own",
        ),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "is a workbook with a password"),
        (archive({f"{number}.txt": b"" for number in range(1001)}), "a.zip", "holds more than 1,000 files"),
    ],
    ids=range(11),
)
def test_what_is_no_answer_is_refused_in_words(content: bytes | str, name: str, message: str) -> None:
    """Each with what to do."""
    with pytest.raises(NotReadable) as refused:
        read(content, name)

    assert (refused.value.message, bool(refused.value.hint)) == (message, True)


WITH_A_PASSWORD = b64decode(
    "UEsDBBQAAQAAAAZFfl376AAtNAAAACgAAAAKAAAAYW5zd2VyLnR4dBZnBrCcQl6aBD9+E4nHEd9rYkK27CUwRwXtC8JELu/dNpXx531MhFi8po/n5m1t"
    "Nf0fHNxQSwECPwMUAAEAAAAGRX5d++gALTQAAAAoAAAACgAkAAAAAAAAACCApIEAAAAAYW5zd2VyLnR4dAoAIAAAAAAAAQAYAEJ+v2imgN0BAAAAAAAA"
    "AAAAAAAAAAAAAFBLBQYAAAAAAQABAFwAAABcAAAAAAA="
)
"""By 7-Zip 26.02: `7zz a -tzip -psecret -mem=ZipCrypto`."""
WITH_AES = b64decode(
    "UEsDBDMAAQBjAAZFfl0AAAAARAAAACgAAAAKAAsAYW5zd2VyLnR4dAGZBwACAEFFAwAA9HbnDmQYd7wENkoR6WvfLP8oi6K/F5VxVNBzQVFu0NroY0Ps"
    "jDUYPdzWMjWzwM074aG/rmaA/zctA2mmQP3PwWP36DNQSwECPwMzAAEAYwAGRX5dAAAAAEQAAAAoAAAACgAvAAAAAAAAACCApIEAAAAAYW5zd2VyLnR4"
    "dAoAIAAAAAAAAQAYAEJ+v2imgN0BAAAAAAAAAAAAAAAAAAAAAAGZBwACAEFFAwAAUEsFBgAAAAABAAEAZwAAAHcAAAAAAA=="
)
"""The same with `-mem=AES256`."""


def test_an_archive_with_a_password_is_opened_with_it() -> None:
    """Made by the program that people use; without the password, or with another, it asks."""
    for password in (None, "", "wrong"):
        with pytest.raises(WantsPassword):
            read(WITH_A_PASSWORD, "a.zip", password)

    assert ["We obtained your data from Acme Search."] == [
        each.text for each in read(WITH_A_PASSWORD, "a.zip", "secret")
    ]
    assert "Acme Search" in read_file.read(WITH_A_PASSWORD, "a.zip", "secret").passages[0].text


@pytest.mark.parametrize("password", [None, "secret"])
def test_an_archive_with_aes_says_so_and_asks_for_no_password(password: str | None) -> None:
    """No password would open it here: the reader is told what does."""
    with pytest.raises(NotReadable) as refused:
        read(WITH_AES, "a.zip", password)

    assert refused.value.message == "is an archive whose encryption (AES) cannot be opened here"
    assert "7-Zip" in refused.value.hint


def test_an_archive_that_lies_about_its_size_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted is what comes out."""
    monkeypatch.setattr(file_kinds, "MOST_UNPACKED", 1000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", b"a" * 600)
        packed.writestr("b.txt", b"b" * 600)
    honest = out.getvalue()
    with pytest.raises(NotReadable, match="unpacks to more than"):
        read(honest, "a.zip")
    with pytest.raises(NotReadable, match=r"cannot be unpacked here|unpacks to more than"):
        read(honest.replace((600).to_bytes(4, "little"), (60).to_bytes(4, "little")), "a.zip")


def test_a_workbook_is_read_sheet_by_sheet() -> None:
    """Each cell below its column, beside the first of its row."""
    content = workbook({"Sources": [["Source", "Since"], ["Acme", "last year"]]})

    assert [(each.place, each.column, each.context, each.text) for each in read(content)][-1] == (
        "Sources, row 2", "Since", "Acme", "last year",
    )  # fmt: skip


def test_a_worker_answers_in_json() -> None:
    """Passages, a password that is missing, or a refusal."""
    line = json.dumps({"name": "a.txt", "password": None}).encode()

    assert worker.answer_to(line, b"Hello there.") == {"passages": [("Hello there.", "", "", "", "")], "notes": []}
    assert worker.answer_to(line, b"\0") == {
        "message": "is no file that holds text",
        "hint": "save it as text or as PDF, or paste its text: unbroker answer CASE -",
    }


@pytest.mark.slow
def test_a_file_that_takes_too_much_ends_with_its_process() -> None:
    """In memory as in time; the next file is read as before."""
    bomb = archive({"a.json": b"[" + b"{}," * 13_000_000 + b"1]"})
    with pytest.raises(NotReadable, match="takes more memory or time"):
        read_file.read(bomb, "bomb.zip")

    assert read_file.read(b"Hello there.", "a.txt").passages == (Passage("Hello there."),)
