"""Files are written whole or not at all, for their owner only, and by one process at a time."""

import contextlib
import os
import resource
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from conftest import HOME, REAL_HOME

from unbroker.base import files
from unbroker.base.files import CannotRead, CannotWrite, Locked

WRITER = """
import sys
from pathlib import Path
from unbroker.base import files
print("ready", flush=True)
for turn in range(10_000):
    files.write(Path(sys.argv[1]), b"ab"[turn % 2 : turn % 2 + 1] * 4_000_000)
"""


@contextlib.contextmanager
def a_limit_of(size: int) -> Iterator[None]:
    """No file may grow beyond so many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


SWEEPER = """
import sys
from pathlib import Path
from unbroker.base import files
files.clear_scratch(Path(sys.argv[1]))
print(len([*Path(sys.argv[1]).iterdir()]))
"""


def mode(path: Path) -> int:
    """The permissions of a file or folder."""
    return stat.S_IMODE(path.stat().st_mode)


def test_the_tests_have_a_home_of_their_own() -> None:
    """No test, and no program that a test runs, can reach the home folder of whoever runs it."""
    asked = "from pathlib import Path; from unbroker.base import files; print(Path.home(), files.cache_folder())"
    child = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert HOME != REAL_HOME
    assert HOME == Path.home() == Path("~").expanduser()
    assert HOME / "cache" / "unbroker" == files.cache_folder()
    assert f"{HOME} {HOME / 'cache' / 'unbroker'}\n" == child.stdout
    assert not {"UNBROKER_FOLDER", "UNBROKER_TODAY", "XDG_CONFIG_HOME"} & set(os.environ)


@pytest.mark.smoke
@pytest.mark.parametrize("name", ["brokers.yaml", "letters", "letters/ccpa/law.yaml", "letters/sheet/letter.html"])
def test_packaged_data_are_found(name: str) -> None:
    """Registry and letters are there, in a checkout and in a wheel."""
    assert files.packaged(name).exists()


def test_a_path_is_shown_from_here(elsewhere: Path) -> None:
    """What lies below is named from here, so that it can be opened; all else in full, packaged files too."""
    assert (
        files.shown(elsewhere / "mine" / "profile.yaml")
        == files.shown(Path("mine/profile.yaml"))
        == "mine/profile.yaml"
    )
    assert str(elsewhere.parent / "profile.yaml") == files.shown(elsewhere.parent / "profile.yaml")
    assert str(files.packaged("letters/ccpa/law.yaml")) == files.shown(files.packaged("letters/ccpa/law.yaml"))


def test_text_is_read_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    """Windows editors put a mark first; it is no part of the text."""
    (tmp_path / "plain").write_bytes("é".encode())
    (tmp_path / "marked").write_bytes(b"\xef\xbb\xbf" + "é".encode())

    assert files.read_text(tmp_path / "plain") == files.read_text(tmp_path / "marked") == "é"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing", "no such file or directory"), ("folder", "is a directory"), ("latin", "not UTF-8 at byte 3")],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    """A missing file, a folder and a file in another encoding are refused in one sentence."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin").write_bytes(b"caf\xe9")

    with pytest.raises(CannotRead) as refused:
        files.read_text(tmp_path / name)

    hint = "check its name" if name == "missing" else "check its permissions, and that it is UTF-8 text"
    assert f"{tmp_path / name}: cannot be read: {reason} ({hint})" == str(refused.value)


def test_a_file_is_its_owners(tmp_path: Path) -> None:
    """Files are 0600, whatever the umask says and whatever stood there before."""
    path = tmp_path / "profile.yaml"
    path.write_text("old")
    path.chmod(0o644)
    before = os.umask(0)
    try:
        files.write(path, b"new")
    finally:
        os.umask(before)

    assert (b"new", 0o600) == (path.read_bytes(), mode(path))


def test_a_folder_is_its_owners(tmp_path: Path) -> None:
    """Folders are 0700, whatever the umask says; one that is there is taken, unless it must be new."""
    before = os.umask(0)
    try:
        made = files.make_folder(tmp_path / "new")
    finally:
        os.umask(before)

    assert mode(made) == 0o700
    assert made == files.make_folder(made)
    with pytest.raises(CannotWrite):
        files.make_folder(made, new=True)


@pytest.mark.parametrize("umask", [0, 0o22, 0o77, 0o777])
def test_what_is_made_is_the_owners_under_any_umask(
    umask: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parents, locks, lists and the cache as well; a folder that was there keeps its rights."""
    (tmp_path / "there").mkdir(mode=0o755)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a" / "cache"))
    before = os.umask(umask)
    try:
        files.write(files.make_folder(tmp_path / "there" / "b" / "c") / "file", b"")
        files.add_line(tmp_path / "list", "line")
        files.cache_folder()
        with files.lock(tmp_path / "lock"):
            pass
    finally:
        os.umask(before)

    assert mode(tmp_path / "there") == 0o755
    for path in (path for path in tmp_path.rglob("*") if path.name != "there"):
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path


def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    """What does not fit is refused with its reason; the old file is whole, and nothing lies beside it."""
    path = tmp_path / "letter.pdf"
    files.write(path, b"old")

    with a_limit_of(4096), pytest.raises(CannotWrite) as refused:
        files.write(path, b"x" * 10_000)

    hint = "free some space or correct the permissions, then retry"
    assert f"{path}: cannot be written: file too large ({hint})" == str(refused.value)
    assert [path] == list(tmp_path.iterdir())
    assert path.read_bytes() == b"old"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is written into a folder that is not there."""
    with pytest.raises(CannotWrite) as refused:
        files.write(tmp_path / "gone" / "file", b"")

    hint = "free some space or correct the permissions, then retry"
    assert f"{tmp_path / 'gone' / 'file'}: cannot be written: no such file or directory ({hint})" == str(refused.value)


def test_a_killed_write_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    """Killed at any moment, a file holds one whole content; what lies beside it can be swept away."""
    path = tmp_path / "file"
    files.write(path, b"a" * 4_000_000)
    for turn in range(6):
        with subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(0.01 + turn * 0.007)
            writer.kill()

        assert path.read_bytes() in (b"a" * 4_000_000, b"b" * 4_000_000)

    files.clear_scratch(tmp_path)
    assert [path] == list(tmp_path.iterdir())


def test_an_interrupted_write_leaves_nothing_beside(tmp_path: Path) -> None:
    """Ctrl-C in the middle of a write takes the unfinished file away and goes on up."""
    content = b"x" * 64_000_000
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.005)
        with pytest.raises(KeyboardInterrupt):
            files.write(tmp_path / "file", content)
    finally:
        signal.signal(signal.SIGALRM, before)

    assert list(tmp_path.iterdir()) == []


def test_sweeping_takes_only_our_own(tmp_path: Path) -> None:
    """`clear_scratch` leaves every other file alone."""
    for name in (".unbroker-1a2b", ".profile", "letter.pdf"):
        (tmp_path / name).touch()

    files.clear_scratch(tmp_path)

    assert {".profile", "letter.pdf"} == {path.name for path in tmp_path.iterdir()}


def test_sweeping_spares_what_is_being_written(tmp_path: Path) -> None:
    """Who writes holds the scratch file; it is cleared away only when they are dead."""
    with files.writing(tmp_path / "file") as file:
        file.write(b"half")
        done = subprocess.run([sys.executable, "-c", SWEEPER, tmp_path], check=True, capture_output=True, text=True)
        assert done.stdout == "1\n"

    assert [tmp_path / "file"] == [*tmp_path.iterdir()]


def test_one_process_holds_a_lock(tmp_path: Path) -> None:
    """A lock keeps out other processes and this one, and is free again afterwards."""
    path = tmp_path / "lock"
    tries = """
import sys
from pathlib import Path
from unbroker.base import files
with files.lock(Path(sys.argv[1])):
    print("mine")
"""

    def somebody_else() -> str:
        done = subprocess.run([sys.executable, "-c", tries, path], capture_output=True, text=True, check=False)
        return (done.stdout + done.stderr).strip().splitlines()[-1]

    hint = "wait until it has finished"
    said = f"{path}: another unbroker is running in this folder ({hint})"
    with files.lock(path):
        with pytest.raises(Locked) as refused, files.lock(path):
            raise AssertionError
        assert f"unbroker.base.files.Locked: {said}" == somebody_else()

    assert said == str(refused.value)
    assert somebody_else() == "mine"


def test_a_home_that_cannot_be_written_is_no_hindrance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no cache folder, one for this run is made."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")

    made = files.cache_folder()

    assert made.is_dir()
    made.rmdir()


def test_file_names_are_plain() -> None:
    """A file name is lower-case ASCII, whatever the words are."""
    assert files.file_name("Müller & Söhne", "UB-7F3K2Q8Z.1") == "muller-sohne-ub-7f3k2q8z-1"


def test_a_folder_made_in_vain_is_taken_away(tmp_path: Path) -> None:
    """With all that is in it, and without complaint where it is gone."""
    (tmp_path / "vain" / "deep").mkdir(parents=True)

    files.remove_folder(tmp_path / "vain")
    files.remove_folder(tmp_path / "vain")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pipe", "it is a pipe, not a file (save what it gives as a file, and name that)"),
        ("socket", "it is a socket, not a file (save what it gives as a file, and name that)"),
        ("device", "it is a device, not a file (save what it gives as a file, and name that)"),
        ("sparse", "it has more than 16 MB (name a smaller file)"),
    ],
)
def test_only_files_are_read(name: str, reason: str, tmp_path: Path) -> None:
    """At a pipe a program would wait, a device gives without end, and a file with holes is larger than its disk."""
    path = tmp_path / name
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(2**40)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))

        for read in (files.read_text, partial(files.read_bytes, largest=files.LARGEST_TEXT)):
            with pytest.raises(CannotRead) as refused:
                read(path)

            assert f"{path}: cannot be read: {reason}" == str(refused.value)


def test_what_libraries_write_is_the_owners_too() -> None:
    """Fontconfig's cache obeys the umask and nobody else: the program has one of its own, whatever it was given."""
    script = "import os, sys; from unbroker.__main__ import main; os.umask(0); sys.argv[1:] = ['--version']\n"
    script += "try: main()\nexcept SystemExit: print(oct(os.umask(0)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "0o77"


def test_a_path_is_told_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As short as one can type it below the working directory, else whole; the directory itself is named whole."""
    monkeypatch.chdir(tmp_path)

    assert "outbox/a.pdf" == files.shown(tmp_path / "outbox" / "a.pdf") == files.shown(Path("outbox/a.pdf"))
    assert str(tmp_path) == files.shown(tmp_path) == files.shown(Path())
    assert str(tmp_path.parent / "b") == files.shown(tmp_path.parent / "b")
