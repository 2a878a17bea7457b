"""Evidence: files that prove something, kept once under the SHA-256 of what they hold, and never changed."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from unbroker.base import files
from unbroker.base.errors import UserError


class EvidenceLost(UserError):  # noqa: N818 - the sentence is the name
    """A file is gone, or is not what was filed.

    Attributes:
        what: which of the two.
    """

    def __init__(self, path: Path, what: str) -> None:
        self.what = what
        super().__init__(f"{files.shown(path)}: {what} (restore it from a copy: a sealed letter is never made again)")


def contents(paths: Iterable[Path]) -> dict[str, bytes]:
    """What some files hold, by their names; another file of a name that is taken gets a number: scan-2.pdf.

    Raises:
        CannotRead: one cannot be read.
    """
    by_name: dict[str, bytes] = {}
    for path in paths:
        content, name, number = files.read_bytes(path), path.name, 1
        while by_name.get(name, content) != content:
            number += 1
            name = f"{path.stem}-{number}{path.suffix}"
        by_name[name] = content
    return by_name


def name_of(content: bytes) -> str:
    """The name that a file has in the evidence: its SHA-256."""
    return sha256(content).hexdigest()


def keep(folder: Path, content: bytes) -> str:
    """File a content, once; answers its SHA-256. It is on disk when this returns.

    Raises:
        CannotWrite: the folder cannot be written, or the disk is full.
    """
    name = name_of(content)
    path = folder / name
    if not _has(path, content):
        files.make_folder(folder)
        files.write(path, content)
    return name


def keep_all(folder: Path, contents: Iterable[bytes]) -> list[str]:
    """File some contents, each once; answers their SHA-256 in their order. All are on disk when this returns.

    Raises:
        CannotWrite: the folder cannot be written, or the disk is full.
    """
    named = [(name_of(content), content) for content in contents]
    new = {name: content for name, content in named if not _has(folder / name, content)}
    if new:
        files.make_folder(folder)
        files.write_all(folder, new)
    return [name for name, _ in named]


def discard(folder: Path, name: str) -> None:
    """Take away what was filed under a SHA-256, if it is there.

    Raises:
        CannotWrite: the folder cannot be written.
    """
    files.remove(folder / name)


def fetch(folder: Path, name: str) -> bytes:
    """What was filed under a SHA-256.

    Raises:
        EvidenceLost: it is not there, or not what was filed.
    """
    path = folder / name
    try:
        content = files.read_bytes(path)
    except files.CannotRead as error:
        raise EvidenceLost(path, "the sealed file is gone") from error
    if sha256(content).hexdigest() != name:
        raise EvidenceLost(path, "is not what was sealed")
    return content


def _has(path: Path, content: bytes) -> bool:
    """Whether a content is filed, as far as its size tells; one that was cut off is filed again."""
    return files.is_file(path) and files.size(path) == len(content)
