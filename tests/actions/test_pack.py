"""Packed folders: what the age program sees in them, and what is refused in those that others made."""

import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from household import household
from locking import KEY, files_below, locked_copy

from unbroker.actions.lock import CannotLock
from unbroker.actions.pack import NotAPack, do_pack, do_unpack, plan_pack, plan_unpack
from unbroker.base import files
from unbroker.base.crypto import Secret, WrongSecret, new_recovery_key
from unbroker.base.files import CannotRead
from unbroker.folder import FolderExists

SECRET = Secret(KEY)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file in each of its parts."""
    path = household(tmp_path_factory.mktemp("plain") / "home")
    (path / "letters").mkdir()
    (path / "letters" / "own ü.md").write_text("own\n")
    (path / "evidence" / ("ab" * 32)).write_bytes(b"proof")
    return path


@pytest.fixture(params=["plain", "locked"])
def folder(request: pytest.FixtureRequest, plain: Path, tmp_path: Path) -> Path:
    """A copy of it, of each kind."""
    if request.param == "locked":
        return locked_copy(plain, tmp_path / "home")
    shutil.copytree(plain, tmp_path / "home")
    return tmp_path / "home"


def test_there_and_back(folder: Path, tmp_path: Path) -> None:
    """The same files; locked stays locked."""
    pack, directory = tmp_path / "home.age", tmp_path / "new"
    do_pack(plan_pack(folder, pack), SECRET)
    plan = plan_unpack(pack, SECRET, directory)
    do_unpack(plan)

    assert files_below(folder) == files_below(directory)
    assert plan.is_locked == (folder / "locked").exists()
    assert {0o600} == {path.stat().st_mode & 0o777 for path in directory.rglob("*") if path.is_file()}
    assert {0o700} == {path.stat().st_mode & 0o777 for path in (directory, *directory.rglob("*")) if path.is_dir()}


def test_age_opens_it(folder: Path, tmp_path: Path) -> None:
    """And tar unpacks what is in it: no program of ours is needed."""
    pack, key = tmp_path / "home.age", tmp_path / "key"
    key.write_text(KEY)
    do_pack(plan_pack(folder, pack), SECRET)

    opened = subprocess.run(["age", "-d", "-i", key, pack], capture_output=True, check=True).stdout
    (tmp_path / "by-tar").mkdir()
    subprocess.run(["tar", "-x", "-C", tmp_path / "by-tar"], input=opened, check=True)

    assert files_below(folder) == files_below(tmp_path / "by-tar")


def test_a_pack_shows_nothing(plain: Path, tmp_path: Path) -> None:
    """No name and no content, also of a plain folder."""
    do_pack(plan_pack(plain, tmp_path / "home.age"), SECRET)

    content = (tmp_path / "home.age").read_bytes()
    assert [] == [word for word in (b"Specimen", b"profile", b"acme", b"own") if word in content]


def test_a_log_of_the_ledger_comes_along(plain: Path, tmp_path: Path) -> None:
    """What a killed process has left beside it is part of the ledger."""
    shutil.copytree(plain, tmp_path / "home")
    (tmp_path / "home" / "ledger.sqlite-wal").write_bytes(b"log")
    (tmp_path / "home" / ".unbroker-half").write_bytes(b"half")

    names = plan_pack(tmp_path / "home", tmp_path / "home.age").names

    assert "ledger.sqlite-wal" in names
    assert not any(name.endswith((".lock", "-shm")) or "half" in name for name in names)


def test_what_cannot_be_packed(plain: Path, tmp_path: Path) -> None:
    """A link is named, and a pack does not hold itself."""
    shutil.copytree(plain, tmp_path / "home")
    with pytest.raises(CannotLock, match="a folder cannot be packed into itself"):
        plan_pack(tmp_path / "home", tmp_path / "home" / "home.age")
    (tmp_path / "home" / "link").symlink_to(tmp_path)
    with pytest.raises(CannotLock, match="link: only files and folders can be packed, and this is neither"):
        plan_pack(tmp_path / "home", tmp_path / "home.age")


def sealed(tmp_path: Path, *entries: tuple[str, bytes, bytes]) -> Path:
    """A pack that somebody else made: names, types of tar entries, and contents."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, kind, content in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.size, entry.linkname = kind, len(content), "/etc/passwd"
            tar.addfile(entry, io.BytesIO(content))
    (tmp_path / "pack.age").write_bytes(SECRET.seal(packed.getvalue()))
    return tmp_path / "pack.age"


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("../outside", tarfile.REGTYPE, "leads out of the folder"),
        ("a/../../outside", tarfile.REGTYPE, "leads out of the folder"),
        ("/tmp/outside", tarfile.REGTYPE, "leads out of the folder"),  # noqa: S108 - what is refused
        ("link", tarfile.SYMTYPE, "is a link or a device"),
        ("hard", tarfile.LNKTYPE, "is a link or a device"),
        ("pipe", tarfile.FIFOTYPE, "is a link or a device"),
        ("disk", tarfile.BLKTYPE, "is a link or a device"),
        ("profile.yaml", tarfile.REGTYPE, "twice"),
        ("./profile.yaml", tarfile.REGTYPE, "twice"),
    ],
)
def test_what_leads_elsewhere_is_refused_with_all_else(tmp_path: Path, name: str, kind: bytes, says: str) -> None:
    """Nothing of such a pack is unpacked."""
    pack = sealed(tmp_path, ("profile.yaml", tarfile.REGTYPE, b"people: []\n"), (name, kind, b""))

    with pytest.raises(NotAPack, match=says):
        plan_unpack(pack, SECRET, tmp_path / "new")
    assert ["pack.age"] == [path.name for path in tmp_path.iterdir()]


def test_what_is_no_pack(tmp_path: Path) -> None:
    """Each in words: missing, of another passphrase, no age file, no tar, no folder."""
    new, pack = tmp_path / "new", tmp_path / "pack.age"
    with pytest.raises(CannotRead):
        plan_unpack(pack, SECRET, new)
    sealed(tmp_path, ("notes.txt", tarfile.REGTYPE, b""))
    with pytest.raises(NotAPack, match=r"it has no profile\.yaml"):
        plan_unpack(pack, SECRET, new)
    with pytest.raises(WrongSecret):
        plan_unpack(pack, new_recovery_key(), new)
    pack.write_bytes(SECRET.seal(b"no tar" * 500))
    with pytest.raises(NotAPack, match="there is no tar in it"):
        plan_unpack(pack, SECRET, new)
    pack.write_bytes(b"people: []\n")
    with pytest.raises(NotAPack, match="it is no age file"):
        plan_unpack(pack, SECRET, new)
    assert not new.exists()


@pytest.mark.slow
def test_a_pack_may_be_larger_than_any_other_file(tmp_path: Path) -> None:
    """What `pack` wrote of a folder of many years is opened again: it is the passphrase that is wrong here."""
    pack = tmp_path / "pack.age"
    pack.write_bytes(SECRET.seal(b"")[:200])
    os.truncate(pack, files.LARGEST + 1)
    with pytest.raises(WrongSecret):
        plan_unpack(pack, SECRET, tmp_path / "new")


def test_only_into_a_new_folder(plain: Path, tmp_path: Path) -> None:
    """Also one that came between."""
    pack = tmp_path / "home.age"
    do_pack(plan_pack(plain, pack), SECRET)
    plan = plan_unpack(pack, SECRET, tmp_path / "new")
    (tmp_path / "new").mkdir()

    with pytest.raises(FolderExists):
        do_unpack(plan)
    with pytest.raises(FolderExists):
        plan_unpack(pack, SECRET, tmp_path / "new")
    assert [] == [*tmp_path.glob(".unbroker*")]
