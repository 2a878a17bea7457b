"""`lock`, `unlock`, `edit`, `open`, `pack`, `unpack`: the folder under a key, and every command in it as before."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader, BytesIO, TextIOWrapper
from pathlib import Path
from typing import cast

import keyring
import pytest
from conftest import Cli
from household import household
from keyring.backend import KeyringBackend
from locking import KEY, files_below, locked_copy
from terminal import typed

from unbroker import cli as command_line
from unbroker import location
from unbroker.actions.lock import do_lock, plan_lock
from unbroker.base.crypto import Secret, new_recovery_key

TODAY = "2026-11-23"
STEPS = ("mail email acme --via outbox", "mail left acme", "mail post bolt")
READING = (
    "status --all --json", "plan --json", "due --json", "disclosed --json", "show acme --json", "ledger verify",
    "followup --json", "people list --json", "brokers show acme --json", "laws list --json", "mail post --dry-run",
)  # fmt: skip
WRITING = ("track acme note --note called", "letters cask", "mail post cask", "calendar", "mail left post-2026-11-23")


def run(words: str, folder: Path) -> int:
    return command_line.run([*words.split(), "--folder", str(folder), "--today", TODAY])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a letter that left, and one that waits in a print run."""
    path = household(tmp_path_factory.mktemp("plain") / "home")
    for words in STEPS:
        assert run(words, path) == 0, words
    (path / "letters/sheet").mkdir(parents=True)
    (path / "letters/sheet/labels.yaml").write_text("{}\n")
    return path


@pytest.fixture(scope="module")
def locked(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, locked."""
    return locked_copy(plain, tmp_path_factory.mktemp("locked") / "home")


@pytest.fixture
def home(locked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, whose passphrase is in the environment."""
    monkeypatch.setenv("UNBROKER_PASSPHRASE", KEY)
    shutil.copytree(locked, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def twin(plain: Path, tmp_path: Path) -> Path:
    """A copy of the plain one."""
    shutil.copytree(plain, tmp_path / "twin")
    return tmp_path / "twin"


@contextmanager
def sent_to_stdin(text: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIOWrapper]:
    stream = TextIOWrapper(BufferedReader(BytesIO(text)))
    monkeypatch.setattr(sys, "stdin", stream)
    yield stream


def plain_words(folder: Path) -> list[str]:
    """What a thief reads of the people, the brokers and the letters."""
    words = (rb"Specimen", rb"Sampleton", rb"acme", rb"bolt", rb"UB-[0-9A-Z]{8}", rb"privacy@", rb"%PDF", rb"per_day")
    listing = "\n".join(map(str, folder.rglob("*"))).encode()
    content = listing + b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [word.decode() for word in words if re.search(word, content)]  # three bytes alone come up by chance


class TestInALockedFolder:
    @pytest.mark.parametrize("words", READING)
    def test_who_looks_sees_the_same(self, home: Path, twin: Path, cli: Cli, words: str) -> None:
        """Byte for byte, but for where the folder is."""
        in_plain, in_locked = (cli(*words.split(), folder=folder, today=TODAY) for folder in (twin, home))

        assert 0 == in_plain.code
        assert in_plain.out == in_locked.out.replace(str(home), str(twin))
        assert in_plain.err == in_locked.err.replace(str(home), str(twin))

    def test_who_writes_writes_the_same(self, home: Path, twin: Path, cli: Cli) -> None:
        """The same evidence under the same names; and nothing of it can be read before it is unlocked."""
        for words in WRITING:
            codes = [cli(*words.split(), folder=folder, today=TODAY).code for folder in (twin, home)]
            assert [0, 0] == codes, words
        assert [] == plain_words(home)

        assert 0 == cli("unlock", folder=home).code
        after, expected = files_below(home), files_below(twin)
        assert {*expected} == {*after}
        of_one_ledger = {name for name in expected if name.startswith(("ledger", "outbox"))}
        assert [] == [name for name in expected if expected[name] != after[name] and name not in of_one_ledger]

    @pytest.mark.slow
    def test_check_finds_the_same(self, home: Path, twin: Path, cli: Cli) -> None:
        """With the paths that the files have when it is not locked."""
        answers = [cli("check", "--json", folder=folder) for folder in (twin, home)]

        assert "labels.yaml" in answers[0].out
        assert answers[0].out == answers[1].out.replace(str(home), str(twin))

    def test_it_is_found_from_below(self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """As a plain one is; what says that it is locked also says it to people."""
        monkeypatch.chdir(home / "locked" / "files")

        assert 0 == cli("status").code
        assert "it is locked: without its passphrase" in (home / "locked/LOCKED.txt").read_text()
        assert {"locked", ".gitignore"} == {path.name for path in home.iterdir()}

    def test_what_is_named_beside_it_is_beside_it(self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """`../reply.txt` begins as the folder does, and is not in it; what a link leads to in it is."""
        (home.parent / "reply.txt").write_text("They deleted it.")
        (home.parent / "link").symlink_to(home)
        monkeypatch.chdir(home)
        words = ["track acme note --note x --file ../reply.txt", "calendar --out ../days.ics"]
        linked = ["calendar", "--out", str(home.parent / "link" / "in.ics"), "--folder", str(home)]

        assert [0, 0] == [cli(*line.split(), "--today", TODAY).code for line in words]
        assert (home.parent / "days.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
        assert 0 == cli(*linked).code
        assert [] == plain_words(home)
        assert 0 == cli("unlock").code
        assert (home / "in.ics").is_file()

    def test_nobody_locks_it_while_another_is_in_it(self, home: Path, twin: Path, cli: Cli) -> None:
        """Nor unlocks or packs it; who only records may be in it with others."""
        with location.using(home), location.using(twin):
            assert "another unbroker is running in this folder" in cli("unlock", folder=home).err
            assert "another unbroker is running in this folder" in cli("pack", "../p", folder=home).err
            assert "another unbroker is running in this folder" in cli("lock", folder=twin).err
            assert 0 == cli("track", "acme", "note", "--note", "x", folder=home).code
        with location.using(home, alone=True):
            assert "another unbroker is running in this folder" in cli("status", folder=home).err


class TestLocking:
    def test_there_and_back(self, twin: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """The recovery key is shown once, and opens it."""
        monkeypatch.setenv("UNBROKER_PASSPHRASE", KEY)
        before = files_below(twin)

        said = cli("lock", "--json", folder=twin)
        recovery_key = json.loads(said.out)["recovery_key"]
        assert [] == plain_words(twin)
        monkeypatch.setenv("UNBROKER_PASSPHRASE", recovery_key)
        assert 0 == cli("unlock", folder=twin).code

        after = files_below(twin)
        assert {*before} == {*after}
        assert [] == [name for name in before if before[name] != after[name] and name != "ledger.sqlite"]
        assert 0 == cli("ledger", "verify", folder=twin).code

    def test_a_recovery_sheet_is_printed_instead(self, twin: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the user says; then the key is not shown."""
        monkeypatch.setenv("UNBROKER_PASSPHRASE", KEY)
        sheet = twin.parent / "recovery.pdf"

        said = cli("lock", "--recovery", sheet, folder=twin)
        words = subprocess.run(["pdftotext", "-layout", sheet, "-"], capture_output=True, text=True, check=True).stdout
        lines = [line.strip() for line in words.splitlines()]
        start = next(number for number, line in enumerate(lines) if line.startswith("AGE-"))
        typed = "".join(lines[start : start + 8]).partition("Whoever")[0]
        monkeypatch.setenv("UNBROKER_PASSPHRASE", typed)

        assert "AGE-SECRET-KEY" not in said.out + said.err
        assert 0 == cli("status", folder=twin).code

    def test_the_passphrase_can_be_changed(self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """The old one, and the old recovery key, open it no more."""
        new = new_recovery_key().text
        monkeypatch.setenv("UNBROKER_NEW_PASSPHRASE", new)

        assert 0 == cli("lock", "--change", folder=home).code
        refused = cli("status", folder=home)
        monkeypatch.setenv("UNBROKER_PASSPHRASE", new)

        assert (1, "") == (refused.code, refused.out)
        assert 0 == cli("status", folder=home).code

    def test_refusals(self, home: Path, twin: Path, cli: Cli) -> None:
        """Each says what to do."""
        (twin / "evidence" / "link").symlink_to("/etc/hostname")

        assert "is locked already (`unbroker unlock` makes a plain one of it)" in cli("lock", folder=home).err
        assert "the folder is not locked (`unbroker lock` locks it)" in cli("unlock", folder=twin).err
        assert "the folder is not locked (`unbroker lock` locks it)" in cli("lock", "--change", folder=twin).err
        assert "link: only files and folders can be locked, and this is neither" in cli("lock", folder=twin).err
        (home / "profile.yaml").write_text("people: []\n")
        assert "profile.yaml: is in the way of what is locked" in cli("unlock", folder=home).err

    def test_what_is_changed_meanwhile_is_not_lost(self, twin: Path) -> None:
        """An editor that saves while the folder is locked: its text stays, and is named."""
        settings = twin / "settings.yaml"

        def edit(done: int, total: int) -> None:
            if done == total:
                settings.write_text("per_day: 9\n")

        assert (settings,) == do_lock(plan_lock(twin), Secret(KEY), Secret(KEY), edit)
        assert "per_day: 9\n" == settings.read_text()

    def test_a_folder_within_it_leaves_nothing_plain(
        self, twin: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nor what was kept of its files to open it quickly; unlocked it is there again."""
        monkeypatch.setenv("UNBROKER_PASSPHRASE", KEY)
        inner = household(twin / "inner")
        assert run("plan cask", inner) == 0
        assert any(inner.glob(".unbroker-kept/*"))

        assert 0 == cli("lock", folder=twin).code
        assert ([], False) == (plain_words(twin), inner.exists())

        assert 0 == cli("unlock", folder=twin).code
        assert "Specimen" in (inner / "profile.yaml").read_text()

    def test_a_short_passphrase_is_refused(self, twin: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """And the folder is as it was."""
        monkeypatch.setenv("UNBROKER_PASSPHRASE", "hunter2")
        before = files_below(twin)

        assert "a passphrase has at least 8 characters" in cli("lock", folder=twin).err
        assert before == files_below(twin)

    def test_other_programs_folders_stay_and_are_named(
        self, twin: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An editor's copy of a file does not stay."""
        monkeypatch.setenv("UNBROKER_PASSPHRASE", KEY)
        (twin / ".git").mkdir()
        (twin / ".profile.yaml.swp").write_text("Specimen")

        said = cli("lock", folder=twin)

        assert ".git belongs to another program and stays as it is" in said.err
        assert {"locked", ".git", ".gitignore"} == {path.name for path in twin.iterdir()}

    def test_a_plain_folder_loads_nothing_of_it(self, twin: Path) -> None:
        """Start-up counts."""
        script = (
            "import sys; from unbroker import cli; code = cli.run(sys.argv[1:]); "
            "sys.exit(code or sorted({'pyrage', 'sqlcipher3'} & {*sys.modules}) or 0)"
        )
        words = ["status", "--json", "--folder", str(twin)]

        assert 0 == subprocess.run([sys.executable, "-c", script, *words], capture_output=True, check=False).returncode

    def test_without_the_extra_it_is_named(self, twin: Path) -> None:
        """What to install, and no bug of ours."""
        script = "import sys; sys.modules['pyrage'] = None; from unbroker import cli; sys.exit(cli.run(sys.argv[1:]))"
        words = ["lock", "--folder", str(twin)]
        done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)

        expected = "unbroker: locked and packed folders need pyrage (`pip install 'unbroker[lock]'` installs it)\n"
        assert (1, expected) == (done.returncode, done.stderr)


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = cast("property", 1)

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types for it
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class TestThePassphrase:
    WRONG = new_recovery_key().text

    def test_nothing_gives_one(self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """All ways are named."""
        monkeypatch.delenv("UNBROKER_PASSPHRASE")

        expected = (
            f"unbroker: {home}: a passphrase is needed, and nothing gave one (type it at a terminal, send it to "
            "standard input, set $UNBROKER_PASSPHRASE, or name a --passphrase-command)\n"
        )
        assert expected == cli("status", folder=home).err

    def test_a_wrong_one(self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """Says so, and shows nothing of it."""
        monkeypatch.setenv("UNBROKER_PASSPHRASE", self.WRONG)

        expected = (
            f"unbroker: {home}: this passphrase does not open it (type it again, or give the recovery key instead)\n"
        )
        assert expected == cli("status", folder=home).err

    def test_standard_input_comes_first(self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """Its first line; the rest is the command's."""
        monkeypatch.delenv("UNBROKER_PASSPHRASE")
        mail = b"From: privacy@acme.example.org\nSubject: Hello\n\nNothing.\n"
        with sent_to_stdin(KEY.encode() + b"\n" + mail, monkeypatch):
            said = cli("mail", "read", "-", "--accept", "certain", "--yes", folder=home)

        assert 0 == said.code, said.err

    def test_a_line_that_opens_nothing_is_the_commands(
        self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The next way is asked, and the line is still there to be read."""
        monkeypatch.delenv("UNBROKER_PASSPHRASE")
        command = f"{sys.executable} -c \"print('{KEY}')\""
        read, write = os.pipe()
        os.write(write, b"forget\nmore\n")
        os.close(write)
        with os.fdopen(read, "rb") as piped:
            monkeypatch.setattr(sys, "stdin", TextIOWrapper(piped))
            said = cli("status", "--passphrase-command", command, folder=home)

            assert 0 == said.code, said.err
            assert "forget\n" == sys.stdin.readline()

    def test_the_environment_comes_before_the_command(self, home: Path, cli: Cli, tmp_path: Path) -> None:
        """Which is not run, then."""
        assert 0 == cli("status", "--passphrase-command", f"touch {tmp_path}/ran", folder=home).code
        assert not (tmp_path / "ran").exists()

    def test_a_command_that_fails(self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """Is told apart from one that prints a wrong one."""
        monkeypatch.delenv("UNBROKER_PASSPHRASE")

        said = cli("status", "--passphrase-command", "false", folder=home)
        assert "the --passphrase-command failed with exit code 1 (run it yourself" in said.err

    def test_the_keyring_comes_last(self, home: Path, twin: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
        """`lock --keyring` has put it there."""
        ring, before = Ring(), keyring.get_keyring()
        keyring.set_keyring(ring)
        try:
            assert 0 == cli("lock", "--keyring", folder=twin).code
            monkeypatch.delenv("UNBROKER_PASSPHRASE")
            assert 0 == cli("status", folder=twin).code
            assert 1 == cli("status", folder=home).code
        finally:
            keyring.set_keyring(before)

    @pytest.mark.slow
    def test_a_real_passphrase_typed_at_a_terminal(self, twin: Path) -> None:
        """Twice for a new one, hidden; then it is asked for again by each command."""
        answers = ["correct horse battery", "correct horse battery"]
        assert "is locked" in " ".join(typed(["lock", "--folder", str(twin)], answers, TODAY).split())

        said = " ".join(typed(["status", "--json", "--folder", str(twin)], ["wrong horse", answers[0]], TODAY).split())
        assert "this passphrase does not open it" in said
        assert '"reference"' in said or '"case"' in said
        assert "horse" not in said


def editor(tmp_path: Path, script: str) -> str:
    """An editor that does this to the file $1."""
    program = tmp_path / "editor"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return str(program)


class TestEditing:
    @pytest.mark.parametrize("folder", ["home", "twin"])
    def test_the_editor_gets_the_file(
        self, folder: str, request: pytest.FixtureRequest, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """Locked or not; what it writes is there afterwards, and no copy."""
        path: Path = request.getfixturevalue(folder)
        script = f'echo "$1" > {tmp_path}/where; sed -i "s/per_day: 40/per_day: 33/" "$1"'
        monkeypatch.setenv("EDITOR", editor(tmp_path, script))

        said = cli("edit", "settings.yaml", folder=path)

        assert 0 == said.code, said.err
        assert "settings.yaml is saved" in said.out
        copy = Path((tmp_path / "where").read_text().strip())
        assert (folder == "twin") == copy.exists()
        assert "per_day: 33" in read_back(path, "settings.yaml", cli)

    def test_a_new_file_and_one_that_stays(
        self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """A template of one's own is made so."""
        monkeypatch.setenv("EDITOR", editor(tmp_path, 'echo "{}" > "$1"'))
        assert "is saved" in cli("edit", "letters/sheet/sheets.yaml", folder=home).out
        monkeypatch.setenv("EDITOR", "true")
        assert "is unchanged" in cli("edit", "letters/sheet/sheets.yaml", folder=home).out

    def test_an_editor_that_fails_changes_nothing(
        self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """And leaves no copy."""
        monkeypatch.setenv("EDITOR", editor(tmp_path, f'echo "$1" > {tmp_path}/where; exit 3'))

        assert 1 == cli("edit", "settings.yaml", folder=home).code
        assert not Path((tmp_path / "where").read_text().strip()).exists()

    def test_what_another_command_wrote_meanwhile_stays(
        self, home: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """The edited text lies beside it."""
        other = f"{sys.executable} -m unbroker mail set-up --from sam@example.org --host 127.0.0.1 --no-test"
        monkeypatch.setenv("EDITOR", editor(tmp_path, f'echo "per_day: 7" > "$1"; {other} --folder {home} >&2'))

        said = cli("edit", "settings.yaml", folder=home)

        assert "settings.yaml was changed by another command meanwhile: your text is in settings.edited-" in said.err
        assert "127.0.0.1" in read_back(home, "settings.yaml", cli)

    @pytest.mark.parametrize("name", ["ledger.sqlite", "../x", "/etc/passwd", "evidence/x", "locked/x", ".gitignore"])
    def test_other_files_are_not_edited(self, home: Path, cli: Cli, name: str) -> None:
        """What people do not write, and what is not in the folder."""
        assert f"{name}: no file of the folder that is edited by hand" in cli("edit", name, folder=home).err


def read_back(folder: Path, name: str, cli: Cli) -> str:
    """What a file holds when the folder is plain again."""
    if (folder / "locked").exists():
        assert 0 == cli("unlock", folder=folder).code
    return (folder / name).read_text()


class TestOpening:
    RUN = "post-2026-11-23"

    def test_a_run_is_put_out_until_it_left(self, home: Path, twin: Path, cli: Cli) -> None:
        """Its files as they are in a plain folder; told that they are plain; gone when it left."""
        said = cli("open", self.RUN, folder=home)

        opened = {path.name: path.read_bytes() for path in (home / "opened" / self.RUN).iterdir()}
        assert {path.name: path.read_bytes() for path in (twin / "outbox" / self.RUN).iterdir()} == opened
        assert "whoever has the disk can read these copies" in said.err

        left = cli("mail", "left", self.RUN, folder=home, today=TODAY)
        assert "removed: 3 plain copies" in left.err
        assert not (home / "opened").exists()

    def test_elsewhere_and_removed_by_hand(self, home: Path, cli: Cli, tmp_path: Path) -> None:
        """What was changed since stays, and is named."""
        cli("open", self.RUN, "--out", tmp_path / "desk", folder=home)
        (tmp_path / "desk" / self.RUN / "manifest.csv").write_text("mine\n")

        said = cli("open", "--remove", folder=home)

        assert "manifest.csv was changed since it was put out: delete it yourself" in said.err
        assert ["manifest.csv"] == [path.name for path in (tmp_path / "desk" / self.RUN).iterdir()]

    def test_what_there_is_and_what_is_not(self, home: Path, twin: Path, cli: Cli, tmp_path: Path) -> None:
        """A list, and refusals in words."""
        assert self.RUN in cli("open", folder=home).out.splitlines()
        assert "did you mean" in cli("open", "post-2026-11-22", folder=home).err
        assert "the folder is not locked, so its files are there to print" in cli("open", self.RUN, folder=twin).err
        (tmp_path / "desk" / self.RUN).mkdir(parents=True)
        (tmp_path / "desk" / self.RUN / "manifest.csv").write_text("mine\n")
        said = cli("open", self.RUN, "--out", tmp_path / "desk", folder=home)
        assert "already exists and is something else" in said.err

    def test_unlocking_removes_them(self, home: Path, cli: Cli) -> None:
        """They are in the outbox again."""
        cli("open", self.RUN, folder=home)

        assert 0 == cli("unlock", folder=home).code
        assert not (home / "opened").exists()
        assert (home / "outbox" / self.RUN / "manifest.csv").is_file()
