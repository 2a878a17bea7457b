"""Whatever has the bytes of a folder answers alike, plain or locked; and what the locked one shows to a thief."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from locking import KEY

from unbroker.base import files, store
from unbroker.base.crypto import Key
from unbroker.base.locked import LockedStore, padded
from unbroker.base.store import LOCKED

NAMES = ("profile.yaml", "letters/ccpa/law.yaml", "letters/ccpa/rights/delete.en.md", "outbox/run/letters-us-10.pdf")


@pytest.fixture(params=["plain", "locked"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder with some files, of each kind."""
    root = tmp_path / "home"
    root.mkdir()
    if request.param == "plain":
        yield filled(root)
    else:
        (root / LOCKED).mkdir()
        with store.mounted(root, LockedStore(root, Key(KEY))):
            yield filled(root)


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A locked folder that is not open."""
    (tmp_path / "home" / LOCKED).mkdir(parents=True)
    with store.mounted(tmp_path / "home", LockedStore(tmp_path / "home", Key(KEY))):
        return filled(tmp_path / "home")


def filled(root: Path) -> Path:
    """Write a file under each name."""
    for name in NAMES:
        files.make_folder((root / name).parent)
        files.write(root / name, f"content of {name}".encode())
    return root


def relative(root: Path, paths: list[Path]) -> list[str]:
    return [str(path.relative_to(root)) for path in paths]


class TestContract:
    def test_what_was_written_is_read(self, root: Path) -> None:
        """The last of it, whole, with its size."""
        files.write(root / "profile.yaml", b"\xef\xbb\xbfnew\r\nlines")

        assert "new\nlines" == files.read_text(root / "profile.yaml")
        assert len(b"\xef\xbb\xbfnew\r\nlines") == files.size(root / "profile.yaml")
        assert b"content of letters/ccpa/law.yaml" == files.read_bytes(root / "letters/ccpa/law.yaml")

    def test_many_files_are_put_at_once(self, root: Path) -> None:
        """More than are open together; one that was there is replaced, and no scratch is left."""
        contents = {f"{number:064}": bytes([number]) * number for number in range(70)}
        files.make_folder(root / "evidence")
        files.write(root / "evidence" / f"{7:064}", b"before")
        files.write_all(root / "evidence", contents)

        assert contents == {path.name: files.read_bytes(path) for path in files.glob(root / "evidence", "*")}
        assert [] == [*root.rglob(f"{store.SCRATCH}*")]

    def test_a_line_is_added(self, root: Path) -> None:
        """To a file that is made for it."""
        files.add_line(root / "list", "one")
        files.add_line(root / "list", "two")

        assert b"one\ntwo\n" == files.read_bytes(root / "list")

    def test_what_failed_leaves_the_old(self, root: Path) -> None:
        """Nothing half-written, and no scratch."""
        with contextlib.suppress(KeyboardInterrupt), files.writing(root / "profile.yaml") as file:
            file.write(b"half")
            raise KeyboardInterrupt

        assert b"content of profile.yaml" == files.read_bytes(root / "profile.yaml")
        assert [] == [*root.rglob(f"{store.SCRATCH}*")]

    def test_what_is_missing_is_said(self, root: Path) -> None:
        """As of any file."""
        with pytest.raises(files.CannotRead, match=r"nothing.yaml: cannot be read: no such file"):
            files.read_bytes(root / "nothing.yaml")

    def test_what_there_is(self, root: Path) -> None:
        """Files are files, and what has files is a folder."""
        assert files.is_file(root / "profile.yaml")
        assert not files.is_file(root / "letters")
        assert files.is_folder(root / "letters")
        assert files.is_folder(root / "letters/ccpa/rights")
        assert not files.is_folder(root / "profile.yaml")
        assert not files.is_folder(root / "evidence")

    @pytest.mark.parametrize(
        ("folder", "pattern", "found"),
        [
            (".", "*.yaml", ["profile.yaml"]),
            ("letters", "*/law.yaml", ["letters/ccpa/law.yaml"]),
            ("letters", "**/*.md", ["letters/ccpa/rights/delete.en.md"]),
            ("outbox/run", "letters-*.pdf", ["outbox/run/letters-us-10.pdf"]),
            ("outbox", "letters-*.pdf", []),
            ("missing", "*", []),
        ],
    )
    def test_what_matches(self, root: Path, folder: str, pattern: str, found: list[str]) -> None:
        """As `Path.glob` has it."""
        assert found == relative(root, files.glob(root / folder, pattern))

    def test_what_was_removed_is_gone(self, root: Path) -> None:
        """Also a folder with all that is in it; what is not there is no matter."""
        files.remove(root / "profile.yaml")
        files.remove(root / "profile.yaml")
        files.remove_folder(root / "letters")
        files.remove_empty(root / "outbox")

        left = relative(root, [path for path in files.glob(root, "**/*") if files.is_file(path)])
        assert ["outbox/run/letters-us-10.pdf"] == left

    def test_a_new_folder_is_not_there_yet(self, root: Path) -> None:
        """Else it is refused."""
        with pytest.raises(files.CannotWrite):
            files.make_folder(root / "letters", new=True)


class TestLocked:
    def test_nothing_of_it_can_be_read(self, locked: Path) -> None:
        """No name and no content."""
        listing = "\n".join(map(str, locked.rglob("*"))).encode()
        everything = listing + b"".join(path.read_bytes() for path in locked.rglob("*") if path.is_file())

        for word in (b"profile", b"content of", b"ccpa", b"delete", b"letters-us"):
            assert word not in everything

    def test_names_are_the_same_each_time_and_others_under_another_key(self) -> None:
        """Keyed: who has no key cannot try names."""
        assert Key(KEY).name("profile.yaml") == Key(KEY).name("profile.yaml")
        assert Key(KEY).name("profile.yaml") != Key.new().name("profile.yaml")

    def test_sizes_are_padded(self, locked: Path) -> None:
        """Files of different lengths have one size, but for the stanza of any length that age puts in front of each."""
        sizes = [path.stat().st_size for path in locked.rglob("*") if path.is_file()]

        assert all(padded(1) <= size < padded(1) + 600 for size in sizes), sizes

    @pytest.mark.parametrize(
        ("size", "to"), [(0, 4096), (4096, 4096), (4097, 4352), (100_000, 100_352), (1_000_000, 1_015_808)]
    )
    def test_padding_grows_by_an_eighth_at_most(self, size: int, to: int) -> None:
        """Padmé."""
        assert to == padded(size)
        assert to <= max(4096, size * 1.12)

    def test_exchanged_files_are_found_out(self, locked: Path) -> None:
        """A sealed file says which one it is."""
        key = Key(KEY)
        with store.mounted(locked, LockedStore(locked, key)):
            files.write(locked / "settings.yaml", b"content of settings.yaml")
            first, second = (
                locked / LOCKED / "files" / key.name("folder .") / key.name(f"file {name}")
                for name in ("profile.yaml", "settings.yaml")
            )
            first.write_bytes(second.read_bytes())

            with pytest.raises(files.CannotRead, match="exchanged for another file"):
                files.read_bytes(locked / "profile.yaml")

    def test_a_changed_byte_is_found_out(self, locked: Path) -> None:
        """Nothing is read that was not written under the key."""
        for path in locked.rglob("*"):
            if path.is_file():
                content = bytearray(path.read_bytes())
                content[-1] ^= 1
                path.write_bytes(content)

        with store.mounted(locked, LockedStore(locked, Key(KEY))), pytest.raises(files.CannotRead, match="damaged"):
            files.read_bytes(locked / "profile.yaml")

    def test_another_key_finds_nothing(self, locked: Path) -> None:
        """Not even that there is such a file."""
        with store.mounted(locked, LockedStore(locked, Key.new())):
            assert not files.is_file(locked / "profile.yaml")

    def test_what_is_not_mounted_is_on_the_disk(self, locked: Path, tmp_path: Path) -> None:
        """So is `locked/` itself."""
        with store.mounted(locked, LockedStore(locked, Key(KEY))):
            assert store.at(locked / LOCKED / "ledger.db") is store.PLAIN
            assert store.at(tmp_path / "elsewhere") is store.PLAIN
        assert store.at(locked / "profile.yaml") is store.PLAIN


def test_files_that_are_put_at_once_are_the_owners_alone(tmp_path: Path) -> None:
    """Under any umask; and where one cannot be written, none of those with it is left half."""
    before = os.umask(0)
    try:
        files.write_all(tmp_path, {"one": b"1"})
    finally:
        os.umask(before)
    with pytest.raises(files.CannotWrite, match="cannot be written"):
        files.write_all(tmp_path, {"two": b"2", "no/folder": b"3"})

    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [("one", 0o600)]
