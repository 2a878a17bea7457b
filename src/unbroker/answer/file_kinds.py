"""Kinds of files: what a file is by its first bytes, and its passages; archives are opened one level deep.

It runs in a process with limits, `answer/worker`; nothing of a file is written anywhere.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator

from unbroker.answer import json_tree, pdf_text, prose, tables, web_page
from unbroker.answer.passage import NotReadable, Passage, WantsPassword, bounded
from unbroker.base import workbook
from unbroker.base.workbook import NotAWorkbook

MOST_ENTRIES, MOST_UNPACKED, LARGEST = 1000, 200 * 10**6, 40 * 10**6
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_AES, _STRONG = 99, 0x40
"""The method of a file in an archive that is encrypted with AES, and the flag of one that is otherwise strongly."""
_AS_TEXT = "save it as text or as PDF, or paste its text: unbroker answer CASE -"
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")


def passages(content: bytes, name: str, password: str | None, notes: list[str]) -> Iterator[Passage]:
    """The passages of a file.

    Args:
        content: of the file.
        name: of the file; its ending helps where the bytes say little.
        password: of an encrypted PDF or archive.
        notes: gets what could not be read of an archive, as sentences.

    Raises:
        NotReadable: it is of no kind that is read, or damaged.
        WantsPassword: it is encrypted.
    """
    if content.startswith(_ZIP) and not _is_office(content):
        return _of_archive(content, password, notes)
    return bounded(_of_file(content, name, password))


def _is_office(content: bytes) -> bool:
    names = _names(content)
    return "[Content_Types].xml" in names or "mimetype" in names[:1]


def _names(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()[: MOST_ENTRIES + 1]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise NotReadable("is a damaged archive", "ask for it again") from error


def _of_file(content: bytes, name: str, password: str | None) -> Iterator[Passage]:
    if len(content) > LARGEST:
        raise NotReadable(f"is larger than {LARGEST // 10**6} MB", "open it, and copy what names others")
    if content.lstrip()[:5].startswith(b"%PDF-") or b"%PDF-" in content[:1024]:
        return pdf_text.passages(content, password)
    if content.startswith((_ZIP, _OLD_OFFICE)):
        return _of_workbook(content)
    text, ending = _text(content), name.casefold().rpartition(".")[2]
    if ending == "json" or (text.lstrip()[:1] in ("{", "[") and ending not in ("txt", "md")):
        return json_tree.passages(text)
    if ending in ("html", "htm", "xhtml", "xml") or text.lstrip()[:200].casefold().startswith(("<!doctype", "<html")):
        return web_page.passages(text)
    if ending in ("csv", "tsv") or (ending != "txt" and tables.looks_like_csv(text)):
        return tables.of_csv(text)
    return prose.passages(text)


def _of_workbook(content: bytes) -> Iterator[Passage]:
    if _ENCRYPTED_OFFICE in content:
        raise NotReadable("is a workbook with a password", "open it, and save it without one")
    if content.startswith(_ZIP):
        _check_office(content)
    if not workbook.can_be_read():
        raise NotReadable("is a workbook", f"`pip install 'unbroker[xlsx]'` lets it be read; or {_AS_TEXT}")
    try:
        sheets = [*workbook.sheets(content)]
    except NotAWorkbook as error:
        raise NotReadable("is no workbook that can be read", _AS_TEXT) from error
    return (passage for title, rows in sheets for passage in tables.passages(rows, f"{title}, "))


def _check_office(content: bytes) -> None:
    """Refuse what is no workbook, and one whose parts declare entities or unfold without end."""
    names = _names(content)
    if any(name.startswith("word/") for name in names):
        raise NotReadable("is a document of Word", _AS_TEXT)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check_size(archive.infolist())
        for part in archive.infolist():
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as opened:
                    web_page.check(opened.read(4096).decode("utf-8", "replace"))


def _of_archive(content: bytes, password: str | None, notes: list[str]) -> Iterator[Passage]:
    """The passages of the files in an archive, in their order; what cannot be read is noted, and the rest is."""
    with _opened(content) as archive:
        parts = [part for part in archive.infolist() if not part.filename.endswith("/")]
        _check_size(parts)
        unpacked = 0
        for part in parts:
            entry = _unpacked(archive, part, password, MOST_UNPACKED - unpacked)
            unpacked += len(entry)
            try:
                yield from bounded(_of_entry(entry, part.filename, password), part.filename)
            except NotReadable as error:
                notes.append(f"{part.filename[:200]} {error.message} ({error.hint})")


def _of_entry(content: bytes, name: str, password: str | None) -> Iterator[Passage]:
    if content.startswith(_ZIP) and not _is_office(content):
        raise NotReadable("is an archive in the archive", "unpack it, and hand it over by itself")
    return _of_file(content, name, password)


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise NotReadable("is a damaged archive", "ask for it again") from error


def _check_size(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_ENTRIES:
        raise NotReadable(f"holds more than {MOST_ENTRIES:,} files", "unpack it, and hand over those that name others")
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise NotReadable(f"unpacks to more than {MOST_UNPACKED // 10**6} MB", "hand over the files that name others")


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, password: str | None, room: int) -> bytes:
    """A file of an archive, in memory; what the archive says of its size is not believed."""
    if part.compress_type == _AES or part.flag_bits & _STRONG:
        hint = "unpack it with 7-Zip or another program that asks for its password, and hand over its files"
        raise NotReadable("is an archive whose encryption (AES) cannot be opened here", hint)
    try:
        with archive.open(part, pwd=password.encode() if password else None) as entry:
            content = entry.read(room + 1)
    except RuntimeError as error:  # the standard library says so of a password that is missing or wrong
        raise WantsPassword from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError) as error:
        hint = "unpack it with another program, and hand over its files"
        raise NotReadable("is an archive that cannot be unpacked here", hint) from error
    if len(content) > room:
        raise NotReadable(f"unpacks to more than {MOST_UNPACKED // 10**6} MB", "hand over the files that name others")
    return content


def _text(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows' own encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:4096]:
        raise NotReadable("is no file that holds text", _AS_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
