"""Every command in every condition: without --today, on media that cannot be written, while another process records,
and on a ledger of another version. A command that is not in the table fails.
"""

import ctypes
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from commands import commands
from conftest import Said
from household import household
from locking import KEY

from unbroker import cli
from unbroker.actions.lock import do_lock, plan_lock
from unbroker.actions.pack import do_pack, plan_pack
from unbroker.base.crypto import Secret
from unbroker.cli.terminal.wording import cells
from unbroker.ledger import connection, sqlite
from unbroker.ledger.sqlite import SqliteLedger

TODAY = date.today()  # noqa: DTZ011 - the day of whoever calls a command without --today
RUN = f"post-{TODAY}"


@dataclass(frozen=True)
class Row:
    """A call of a command, and what it is to come to on the prepared folder."""

    words: str
    touches: Literal["nothing", "reads", "files", "ledger"]
    """What it needs of the folder: nothing, its ledger to be read, files of it to be written, or to record."""
    code: int = 0


ENDLESS = {"serve"}
"""What ends only when somebody ends it; `tests/web` has it."""
TABLE = (
    Row("demo NEW", "nothing"),
    Row("init NEW --name Kim --residence DE --city Berlin --email kim@example.org --pack discussion", "nothing"),
    Row("help plan", "nothing"),
    Row("brokers list", "nothing"),
    Row("brokers packs", "nothing"),
    Row("brokers show spokeo", "nothing"),
    Row("brokers find spokeo", "nothing"),
    Row("brokers export --out OUT/brokers.csv --as csv", "nothing"),
    Row("brokers import COMPANIES --packaged", "nothing"),
    Row("laws list", "nothing"),
    Row("laws show ccpa", "nothing"),
    Row("laws topics", "nothing"),
    Row("deadline ccpa delete --received 2026-03-02", "nothing"),
    Row("check", "reads"),
    Row("brokers learn", "reads"),
    Row("plan", "reads"),
    Row("letters cask --out OUT", "reads"),
    Row("letters cask", "files"),
    Row("mail post cask", "ledger"),
    Row("mail post cask --dry-run", "reads"),
    Row("mail post cask --service pingen", "ledger"),
    Row("mail post cask --service lob", "ledger"),
    Row("mail post --test-sheet --out OUT", "reads"),
    Row("mail email cask --via outbox", "ledger"),
    Row("mail email cask --dry-run", "reads"),
    Row("mail forms spokeo --by form", "ledger"),
    Row("mail forms --dry-run", "reads"),
    Row("mail labels --out OUT/labels.pdf", "reads"),
    Row("mail certificate --out OUT/list.pdf", "reads"),
    Row(f"mail left {RUN}", "ledger"),
    Row("drop spokeo pending", "ledger"),
    Row("mail read REPLY", "reads"),
    Row("mail resolve", "ledger"),
    Row("mail withdraw bolt", "ledger"),
    Row("mail withdraw bolt --dry-run", "reads"),
    Row("mail set-up --from sam@example.org --host 127.0.0.1 --no-test", "files"),
    Row("track acme note --note called", "ledger"),
    Row("track acme note --file REPLY", "ledger"),
    Row("show acme", "reads"),
    Row("status", "reads"),
    Row("due", "reads"),
    Row("followup", "reads"),
    Row("disclosed", "reads"),
    Row("trail", "reads"),
    Row("answer acme REPLY", "reads"),
    Row("people list", "reads"),
    Row("people rename sam kim", "reads", 1),
    Row("people leave sam --dry-run", "reads"),
    Row("people leave sam", "ledger"),
    Row("people agree sam", "ledger"),
    Row("people permission sam", "reads", 1),
    Row("people add --form OUT/form.csv", "nothing"),
    Row("people export sam --out OUT/sam", "reads"),
    Row("people erase sam --dry-run", "reads"),
    Row("people void RENAMED", "ledger"),
    Row("calendar --out OUT/days.ics", "reads"),
    Row("report --out OUT", "reads"),
    Row("casefile acme --out OUT/case.pdf", "reads"),
    Row("casefile acme", "files"),
    Row("ledger export --out OUT/ledger.csv", "reads"),
    Row("ledger import SHEET --yes", "ledger"),
    Row("ledger verify", "reads"),
    Row("work --once", "nothing", 1),
    Row("office due", "nothing", 1),
    Row("office print", "nothing", 1),
    Row("office left office-2026-11-23", "nothing", 1),
    Row("office ask plan --all", "nothing", 1),
    Row("office jobs", "nothing", 1),
    Row("ledger move folder", "nothing", 1),
    Row("ledger prepare --office office --user anna", "nothing"),
    Row("lock", "files"),
    Row("lock --change", "nothing", 1),
    Row("unlock", "nothing", 1),
    Row("edit settings.yaml", "nothing"),
    Row("open", "nothing"),
    Row(f"open {RUN}", "nothing", 1),
    Row("pack OUT/folder.age", "nothing"),
    Row("unpack PACKED NEW", "nothing"),
    Row("forget --all --dry-run", "reads"),
)
INSIDE = tuple(row for row in TABLE if row.touches != "nothing")
READS = tuple(row for row in INSIDE if row.touches == "reads")
MISNAMED = (
    "brokers list --pack WRONG", "brokers show WRONG",
    "brokers export --pack WRONG --out OUT/x", "brokers import WRONG",
    "brokers import COMPANIES --as WRONG", "brokers import COMPANIES --same 1=WRONG", "laws show WRONG", "help WRONG",
    "deadline WRONG delete --received 2026-03-02", "deadline ccpa WRONG --received 2026-03-02",
    "deadline ccpa delete --received WRONG", "plan WRONG", "plan --for WRONG", "plan --pack WRONG",
    "plan --right WRONG", "plan --topic WRONG", "plan --by WRONG", "plan --sheet WRONG",
    "plan --language WRONG", "letters WRONG",
    "letters --for WRONG", "letters --sample WRONG", "letters cask --step WRONG", "mail post WRONG",
    "mail post --for WRONG", "mail post cask --sheet WRONG", "mail post cask --service WRONG", "mail email WRONG",
    "mail email --via WRONG", "mail forms WRONG", "mail labels WRONG", "mail labels --labels WRONG",
    "mail certificate WRONG", "mail left WRONG", "mail left bolt --for WRONG", "mail withdraw WRONG",
    "mail withdraw bolt --for WRONG", "mail read WRONG", "mail resolve WRONG", "mail set-up --from WRONG",
    "drop WRONG pending", "drop spokeo WRONG", "drop --list WRONG", "drop spokeo pending --for WRONG",
    "track WRONG note --note x", "track acme WRONG", "track acme/WRONG note --note x", "track acme note --file WRONG",
    "track acme note --note x --for WRONG", "track acme void WRONG", "show WRONG", "show acme --for WRONG",
    "status WRONG", "status --for WRONG", "status --state WRONG", "status --law WRONG", "due --for WRONG",
    "followup --for WRONG", "disclosed WRONG", "disclosed --for WRONG", "disclosed --field WRONG", "trail WRONG",
    "trail --for WRONG", "answer WRONG REPLY", "answer acme WRONG", "answer acme REPLY --accept WRONG",
    "people rename WRONG sam", "people leave WRONG", "people agree WRONG", "people permission WRONG",
    "people export WRONG", "people erase WRONG --dry-run", "people void WRONG", "calendar --for WRONG",
    "report --for WRONG", "casefile WRONG", "casefile acme --for WRONG", "ledger import WRONG",
    "ledger verify --head WRONG", "unpack WRONG NEW", "forget WRONG --dry-run", "office ask WRONG --all",
    "init NEW --name K --residence WRONG --city B --email k@example.org",
)  # fmt: skip
"""Calls with a name that there is not: of a broker, a person, a pack, a file, and whatever else a command takes."""
BY_WORDS = {row.words: row for row in TABLE}
_CANNOT_WRITE = ("the folder cannot be written", "cannot be written: permission denied")


class Place:
    """A prepared folder, and where files may go."""

    def __init__(self, path: Path, out: Path, new: Path, renamed: int) -> None:
        self.path = path
        self.names = {
            "NEW": str(new), "OUT": str(out), "RENAMED": str(renamed), "REPLY": str(out / "reply.eml"),
            "SHEET": str(out / "sheet.csv"), "PACKED": str(out / "packed.age"),
            "COMPANIES": str(out / "companies.jsonl"),
        }  # fmt: skip

    def typed(self, words: str) -> list[str]:
        """The words of a row as they are typed here."""
        return [
            *(self._typed(word) for word in words.split()),
            *(() if words.startswith("help ") else ("--folder", str(self.path))),
        ]

    def _typed(self, word: str) -> str:
        name, _, rest = word.partition("/")
        return f"{self.names[name]}/{rest}" if name in self.names and rest else self.names.get(name, word)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A folder with a letter that left, one that waits in a print run, and a person who got a slug."""
    base = tmp_path_factory.mktemp("prepared")
    path, out = household(base / "home"), base / "out"
    out.mkdir()
    (out / "reply.eml").write_text("From: a@example.org\nTo: sam@example.org\nSubject: Hello\n\nNothing of yours.\n")
    (out / "companies.jsonl").write_text(
        '{"slug": "dot", "name": "Dot GmbH", "relevant-countries": ["de"], "categories": ["addresses"]}'
    )
    place = Place(path, out, base / "new", 0)
    steps = ["mail email acme --via outbox", "mail left acme", "mail post bolt", "mail forms drop", "mail left drop"]
    for words in steps:
        assert cli.run(place.typed(words)) == 0, words
    profile = path / "profile.yaml"
    profile.write_text(profile.read_text().replace("- name: Sam", "- slug: sam\n    name: Sam"))
    assert cli.run(place.typed("people rename me sam")) == 0
    assert cli.run(place.typed("ledger export --out OUT/sheet.csv")) == 0
    do_pack(plan_pack(path, out / "packed.age"), Secret(KEY))
    with (out / "sheet.csv").open("a", encoding="utf-8") as sheet:
        sheet.write(f",{TODAY},acme,,,,note,,,,,called\n")
    return Place(path, out, base / "new", SqliteLedger(path / "ledger.sqlite").length)


@pytest.fixture
def place(prepared: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A copy of it for one command, which is called without --today."""
    monkeypatch.delenv("UNBROKER_TODAY", raising=False)
    monkeypatch.setenv("UNBROKER_PASSPHRASE", KEY)
    monkeypatch.setenv("EDITOR", "true")
    shutil.copytree(prepared.path, tmp_path / "home")
    shutil.copytree(Path(prepared.names["OUT"]), tmp_path / "out")
    monkeypatch.chdir(tmp_path)
    return Place(tmp_path / "home", tmp_path / "out", tmp_path / "new", int(prepared.names["RENAMED"]))


@pytest.fixture
def call(place: Place, capsys: pytest.CaptureFixture[str]) -> "Call":
    """Calls a row on the copy."""
    return Call(place, capsys)


class Call:
    """Calls a row."""

    def __init__(self, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self._capsys = place, capsys

    def __call__(self, row: Row) -> Said:
        """What it says."""
        self._capsys.readouterr()
        code = cli.run(self.place.typed(row.words))
        return Said(code, *self._capsys.readouterr())


@contextmanager
def recording(ledger: Path, seconds: float) -> Iterator[None]:
    """Another process that is in the middle of recording for so long."""
    script = (
        "import sqlite3, sys, time\n"
        "ledger = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "ledger.execute('BEGIN IMMEDIATE')\n"
        "print('holds', flush=True)\n"
        "time.sleep(float(sys.argv[2]))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, ledger, str(seconds)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "holds\n"
        yield
        other.kill()


def of_schema(ledger: Path, schema: int) -> None:
    """Make a ledger one of another version."""
    with closing(sqlite3.connect(ledger)) as connection, connection:
        connection.execute("UPDATE settings SET value = ? WHERE name = 'schema'", (str(schema),))


def test_every_command_is_in_the_table() -> None:
    """None is forgotten, and none in the table is gone."""
    known = {*commands()}
    in_table = {max((name for name in known if f"{row.words} ".startswith(f"{name} ")), default="") for row in TABLE}

    assert known == in_table | ENDLESS


@pytest.mark.slow
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.words)
def test_without_a_day_it_is_today(row: Row, call: Call) -> None:
    """Each command reads the clock itself where nobody names the day."""
    code, _, err = call(row)

    assert "bug of ours" not in err
    assert row.code == code, err


@pytest.mark.slow
@pytest.mark.parametrize("row", INSIDE, ids=lambda row: row.words)
def test_in_a_locked_folder(row: Row, call: Call) -> None:
    """What works in a plain one works, and leaves nothing plain."""
    do_lock(plan_lock(call.place.path), Secret(KEY), Secret(KEY))

    code, _, err = call(row)

    assert (1 if row.words == "lock" else row.code) == code, err
    assert {"locked", ".gitignore"} == {path.name for path in call.place.path.iterdir()}


@pytest.mark.slow
@pytest.mark.parametrize("row", INSIDE, ids=lambda row: row.words)
def test_while_another_process_records(row: Row, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads goes on; who records waits, and then says what happens."""
    monkeypatch.setattr(connection, "_WAIT_SECONDS", 0.2)
    with recording(call.place.path / "ledger.sqlite", 60):
        code, _, err = call(row)

    if row.touches == "ledger" and row.code == 0:
        assert code == 1, err
        assert "ledger.sqlite: nothing was recorded: another unbroker is writing (wait until it has finished" in err
    else:
        assert row.code == code, err


def test_who_records_waits_for_the_other(call: Call) -> None:
    """Some seconds of somebody else are no reason to fail."""
    with recording(call.place.path / "ledger.sqlite", 1.5):
        code, out, _ = call(BY_WORDS["track acme note --note called"])

    assert code == 0
    assert "note on" in out


@pytest.mark.slow
@pytest.mark.parametrize("row", INSIDE, ids=lambda row: row.words)
def test_on_a_ledger_of_a_newer_version(row: Row, call: Call) -> None:
    """It is refused in words, and left as it is."""
    ledger = call.place.path / "ledger.sqlite"
    of_schema(ledger, sqlite.SCHEMA + 1)
    before = ledger.read_bytes()

    code, out, err = call(row)

    assert code == 1
    assert "was written by a newer unbroker (update unbroker, then run it again)" in out + err
    assert before == ledger.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("row", INSIDE, ids=lambda row: row.words)
def test_on_a_ledger_of_an_older_version(row: Row, call: Call) -> None:
    """It is read as it is; who records keeps a copy of the old one first."""
    ledger = call.place.path / "ledger.sqlite"
    of_schema(ledger, 2)

    code, _, err = call(row)

    assert row.code == code, err
    copied = (call.place.path / "ledger-0.1.0.sqlite").is_file()
    assert copied == (row.touches == "ledger" and row.code == 0) or row.code


class Tty(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.mark.slow
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.words)
def test_no_line_is_wider_than_sixty_columns(row: Row, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a command says on a terminal, but SQL that is meant for another program."""
    streams = {"stdout": Tty(), "stderr": Tty()}
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setenv("COLUMNS", "60")

    code = cli.run(place.typed(row.words))

    said = "".join(stream.getvalue() for stream in streams.values())
    lines = [_STEERED.sub("", line.rpartition("\r")[2]) for line in said.splitlines()]
    assert row.code == code, said
    assert row.words.startswith("ledger prepare") or [line for line in lines if cells(line) > 60] == []


@pytest.mark.slow
def test_what_there_is_not_is_refused(prepared: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In every command, by its name, and nothing is recorded or made."""
    place = Place(prepared.path, Path(prepared.names["OUT"]), tmp_path / "new", 0)
    before = (prepared.path / "ledger.sqlite").read_bytes()
    taken = {}
    for words in MISNAMED:
        code = cli.run(place.typed(words.replace("WRONG", "nobody-x")))
        out, err = capsys.readouterr()
        if code not in (1, 2) or "nobody-x" not in err or out:
            taken[words] = f"{code} {out} {err}"

    assert taken == {}
    assert before == (prepared.path / "ledger.sqlite").read_bytes()
    assert not (tmp_path / "new").exists()


_STEERED = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CALLS_ALL = """
import contextlib, io, json, sys
from unbroker import cli
for words in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.run(words)
    print(json.dumps([code, out.getvalue(), err.getvalue()]), flush=True)
"""
_DROP_BOUND, _OVERRIDES = 24, (1, 2)
"""prctl(2), PR_CAPBSET_DROP; capabilities(7), CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


def _heed_rights() -> None:
    """Let root be refused, too, what the rights of a file forbid, from the next program on."""
    for capability in _OVERRIDES if os.geteuid() == 0 else ():
        ctypes.CDLL(None).prctl(_DROP_BOUND, capability, 0, 0, 0)


@pytest.fixture(scope="module")
def on_read_only_media(prepared: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Said]]:
    """What each command says in a folder that cannot be written, one after the other."""
    base = tmp_path_factory.mktemp("media")
    shutil.copytree(prepared.path, base / "media" / "home")
    shutil.copytree(Path(prepared.names["OUT"]), base / "out")
    place = Place(base / "media" / "home", base / "out", base / "media" / "new", int(prepared.names["RENAMED"]))
    paths = [base / "media", *(base / "media").rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
    calls = json.dumps([place.typed(row.words) for row in TABLE])
    environment = {name: text for name, text in os.environ.items() if name != "UNBROKER_TODAY"}
    environment |= {"UNBROKER_PASSPHRASE": KEY, "EDITOR": "true"}
    done = subprocess.run(
        [sys.executable, "-c", _CALLS_ALL, calls], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        check=True, cwd=base, env=environment, preexec_fn=_heed_rights,
    )  # fmt: skip
    answers = [Said(*json.loads(line)) for line in done.stdout.splitlines()]
    yield dict(zip([row.words for row in TABLE], answers, strict=True))
    for path in paths:
        path.chmod(0o700)


@pytest.mark.slow
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.words)
def test_on_read_only_media(row: Row, on_read_only_media: dict[str, Said]) -> None:
    """What only reads works; what writes says in one sentence that it cannot."""
    code, _, err = on_read_only_media[row.words]

    assert "bug of ours" not in err
    if row.touches in ("files", "ledger") or "NEW" in row.words:
        assert code == 1
        if row.code == 0:
            assert any(words in err for words in _CANNOT_WRITE), err
    else:
        assert row.code == code, err
