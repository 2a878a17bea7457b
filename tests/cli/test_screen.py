"""Every list on a terminal: no line wider than it, no word broken, few lines before the detail; whole in a pipe."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import click
import pytest
from conftest import Said
from household import Home
from many import folder_of_many, names

from unbroker import cli
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.wording import cells, listed, safe, wrapped
from unbroker.cli.track import track

WIDTHS = (60, 80, 120)
LISTS: dict[str, tuple[str, ...]] = {
    "status": ("status",),
    "status --all": ("status", "--all"),
    "plan": ("plan", "--again"),
    "plan --why": ("plan", "--again", "--why"),
    "due": ("due", "--days", "60"),
    "due --all": ("due", "--days", "60", "--all"),
    "followup": ("followup",),
    "followup --all": ("followup", "--all"),
    "disclosed": ("disclosed",),
    "disclosed --all": ("disclosed", "--all"),
    "show": ("show", "made-up-07-records"),
    "brokers list": ("brokers", "list"),
    "brokers show": ("brokers", "show", "spokeo"),
    "laws list": ("laws", "list"),
    "laws show": ("laws", "show", "ccpa"),
    "deadline": ("deadline", "ccpa", "delete", "--received", "2026-11-01", "--controller", "US-CA"),
}
SHORT = ("status", "plan", "due", "followup", "disclosed", "show", "deadline")
"""What takes at most 48 lines, talk included."""
TALLEST = 48


class On(Protocol):
    """Runs a command as on a terminal of a width, or as in a pipe."""

    def __call__(self, width: int | None, *words: str) -> Said:
        """Its exit code, its results and its talk."""


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty requests to forty brokers who do not exist."""
    return folder_of_many(tmp_path_factory.mktemp("big") / "letters", requests=60, brokers=60)


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing asked yet of forty brokers, by one person."""
    profile = """\
packs: [made-up]
courtesy: true
people:
  - name: Sam Specimen
    residence: US-CA
    city: Sampleton
    emails: [sam@example.org]
    address: {street: [5 Example Road], city: Sampleton, region: CA, postal_code: "94105", country: US}
"""
    return folder_of_many(tmp_path_factory.mktemp("forty") / "letters", requests=0, brokers=40, profile=profile)


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], big: Path) -> On:
    """The command line on sixty requests."""

    def call(width: int | None, *words: str) -> Said:
        monkeypatch.setattr(screen, "width_of", lambda _: width)
        code, out, err = Home(big, capsys).call(*words, today="2026-11-29")
        return Said(code, out, err)

    return call


def unwrapped(words: str) -> set[str]:
    """The words of an answer, wherever its lines end."""
    return {word.strip(".,;:()`") for word in words.split()}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", LISTS)
def test_no_line_is_wider_than_the_terminal(name: str, width: int, on: On) -> None:
    """Results and talk alike."""
    code, out, err = on(width, *LISTS[name])

    assert code == 0, err
    assert [line for line in (out + err).splitlines() if cells(line) > width] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", LISTS)
def test_no_word_is_broken(name: str, width: int, on: On) -> None:
    """No end of a line and the beginning of the next are together a word of the answer, but what fits on no line."""
    piped, told = on(None, *LISTS[name]), on(width, *LISTS[name])
    words = {word for word in (piped.out + piped.err).split() if cells(word) < width - 8}
    lines = [line.split() for line in (told.out + told.err).splitlines() if line.strip()]

    assert [end[-1] + start[0] for end, start in pairwise(lines) if end[-1] + start[0] in words] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", SHORT)
def test_a_list_is_short_before_its_detail_is_asked_for(name: str, width: int, on: On) -> None:
    """Sixty requests and a plan of sixty letters fit on a screen, talk included."""
    _, out, err = on(width, *LISTS[name])

    assert len((out + err).splitlines()) <= TALLEST


@pytest.mark.parametrize("width", WIDTHS)
def test_a_plan_of_forty_letters_is_short(
    width: int, forty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With each law, each way and what is told; the next command is the end."""
    monkeypatch.setattr(screen, "width_of", lambda _: width)
    _, out, err = Home(forty, capsys).call("plan")

    lines = (out + err).splitlines()
    assert len(lines) <= TALLEST
    assert out.startswith("Sam Specimen, California\n  40 letters by e-mail\n")
    for words in (
        "CCPA, binding: opt-out",
        "CCPA, as a courtesy: opt-out",
        "what is disclosed",
        "next: `unbroker letters`",
    ):
        assert words in " ".join(out.split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["status --all", "plan --why", "due --all", "followup --all", "disclosed --all"])
def test_the_detail_has_everything(name: str, width: int, on: On) -> None:
    """Each word that a pipe gets; column heads apart."""
    piped, told = on(None, *LISTS[name]).out, on(width, *LISTS[name]).out
    heads = {"case", "rights", "for", "state", "next", "request", "broker", "what", "step", "why", "since", "on"}

    long = {word for word in unwrapped(piped) if len(word) > width - 8}
    assert {word for word in unwrapped(piped) - unwrapped(told) - heads - long if not _is_layout(word)} == set()


def _is_layout(word: str) -> bool:
    """What only the columns of a pipe have: a person's slug beside each row, a heading, a way's short name."""
    return word in {"value", "about", "told", "to", "email", "today", "next", "answered", "pat", "sam"}


@pytest.mark.parametrize("name", ["status", "due", "followup"])
def test_a_pipe_gets_a_line_a_record(name: str, on: On) -> None:
    """With the request, the broker, whose it is, and all the words."""
    _, out, _ = on(None, *LISTS[name])

    for line in (line for line in out.splitlines() if "bounced" in line):
        assert re.search(r"UB-[0-9A-Z]{8} +made-up-\d\d-\S+ ", line)
        assert "opt-out, delete, access-categories" in line
        assert re.search(r" (sam|pat) ", line)
        assert "bounced: try another channel" in line
    assert "\n    " not in out


def test_what_is_to_be_done_stands_first(on: On) -> None:
    """Counts, what to do now, what to wait for, and the next command."""
    _, out, err = on(80, "status")

    words = " ".join(out.split())
    assert words.startswith("180 cases: 90 prepared,")
    assert words.index("to do now: 50 requests") < words.index("to wait for: 10 requests")
    assert "30 requests, prepared: send them, then `unbroker mail left email-2026-11-28`" in words
    assert "5 requests, acknowledged: the answer is due on 2026-12-08 … 2026-12-29" in words
    assert err.splitlines()[0].startswith("ledger head ")
    assert "next: `unbroker due` says what to do first" in err


def test_a_broker_that_is_named_is_shown_whole(on: On) -> None:
    """By itself, with its rights and what it needs."""
    _, out, _ = on(80, "status", "made-up-07-records")

    assert re.search(
        r"\n  UB-\w{8} made-up-07-records, answered \(partial\): opt-out, delete,\n"
        r"      access-categories\n      the answer is incomplete: ask for the rest\n",
        out,
    )


def test_many_have_no_more_lines_than_some(on: On) -> None:
    """A household's plan with every broker twice is as short."""
    _, out, _ = on(80, *LISTS["plan"])

    assert "Sam Specimen, California" in out
    assert "Pat Specimen, California" in out


def test_on_a_real_terminal(big: Path) -> None:
    """In a process of its own, on a pseudo-terminal, with the width that the environment names."""
    process, terminal = pty.fork()
    if process == 0:  # pragma: no cover - the other process
        os.environ |= {"COLUMNS": "60", "TERM": "dumb", "UNBROKER_TODAY": "2026-11-29"}
        os.execv(sys.executable, [sys.executable, "-m", "unbroker", "status", "--folder", str(big)])  # noqa: S606 - ours
    lines = b"".join(_read(terminal)).decode().replace("\r\n", "\n").splitlines()

    assert os.waitpid(process, 0)[1] == 0
    assert max(map(cells, lines)) <= 60
    assert len(lines) <= TALLEST


def _read(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # Linux says that the other end is closed
            return
        if not piece:
            return
        yield piece


def test_in_a_real_pipe_nothing_is_broken(big: Path) -> None:
    """Whatever width the environment names."""
    done = subprocess.run(
        [sys.executable, "-m", "unbroker", "status", "--folder", str(big)],
        env={**os.environ, "COLUMNS": "40", "UNBROKER_TODAY": "2026-11-29"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert max(map(len, done.stdout.splitlines())) > 100


# ---- Words, lines and what steers a terminal -----------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("plain words – und Umlaute: ÄÖÜß", "plain words – und Umlaute: ÄÖÜß"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\nb\tc\x07", "a\\x0ab\\x09c\\x07"),
        ("\x9b31m", "\\x9b31m"),
        ("right\u202eto left\u2066", "right\\u202eto left\\u2066"),
        ("line\u2028end", "line\\u2028end"),
        ("\ufeffbom\U000e0041", "\\ufeffbom\\U000e0041"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("half \udc9b", "half \\udc9b"),
    ],
)
def test_what_steers_a_terminal_is_escaped(written: str, shown: str) -> None:
    """Nothing else changes."""
    assert shown == safe(written)


@pytest.mark.parametrize("show", [screen.show, screen.say, lambda words: screen.table([("a", words)])])
def test_nothing_reaches_the_terminal_unescaped(
    show: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """By whatever it is shown."""
    show("x\x1b]0;title\x07y\u202e")

    out, err = capsys.readouterr()
    assert (out + err).strip().endswith("x\\x1b]0;title\\x07y\\u202e")


def test_a_note_that_steers_is_shown_escaped(on: On) -> None:
    """What a ledger holds, a stranger may have written; the JSON has it as it is."""
    case = "made-up-59-finder-of-everybody-and-everything"
    assert on(80, "track", case, "note", "--note", "see \x1b[2J\u202ethis")[0] == 0

    _, out, _ = on(80, "show", case)
    assert "\x1b" not in out
    assert "“see \\x1b[2J\\u202ethis”" in " ".join(out.split())
    (note,) = [event for event in json.loads(on(80, "show", case, "--json").out)["events"] if event["kind"] == "note"]
    assert note["facts"]["note"] == "see \x1b[2J\u202ethis"


@pytest.mark.parametrize("width", [60, None])
def test_cases_that_stand_alike_share_a_row_on_a_terminal(width: int | None, on: On) -> None:
    """In a pipe each has its own."""
    _, out, _ = on(width, "show", "made-up-07-records")

    assert (1 if width else 3) == out.count("the answer is incomplete: ask for the rest")


def test_json_steers_no_terminal_either(capsys: pytest.CaptureFixture[str]) -> None:
    """It is the same JSON."""
    screen.show_json({"words": "\x1b\x9b\u202eü"})

    assert capsys.readouterr().out == '{\n  "words": "\\u001b\\u009b\\u202eü"\n}\n'


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("one two three", 9, ["one two", "  three"]),
        ("one two three", None, ["one two three"]),
        ("+    - one  two three", 16, ["+    - one  two", "  three"]),
        ("then `mail left X` it", 15, ["then", "  `mail left X`", "  it"]),
        ("then `mail left of all` it", 12, ["then `mail", "  left of", "  all` it"]),
        ("abcdefghijkl", 8, ["abcdef", "  ghijkl"]),
        ("東京 東京 東京", 9, ["東京 東京", "  東京"]),
        ("", 9, [""]),
    ],
)
def test_lines_end_at_blanks(words: str, width: int | None, lines: list[str]) -> None:
    """A command stays whole if it can, and only what is wider than the terminal is cut."""
    assert lines == wrapped(words, width, 0, 2)


def test_names_that_do_not_fit_are_counted() -> None:
    """On as many lines as there may be."""
    assert listed(["acme", "bolt", "cask", "dove"], 19, 2, 1) == ["  acme and 3 more"]
    assert listed(["acme", "bolt", "cask", "dove"], 19, 2, 2) == ["  acme, bolt, cask,", "  dove"]
    assert len(listed([*names(60)], 80, 4, 3)) == 3


@pytest.mark.parametrize("width", [60, 80])
def test_the_words_of_track_fit_the_terminal(width: int) -> None:
    """The lists below the options are wrapped as these are."""
    help_text = click.Context(track, info_name="track", terminal_width=width).get_help()

    assert "Events:" in help_text
    assert max(map(len, help_text.splitlines())) <= width


def test_rights_that_are_left_out_are_listed_as_in_english(on: On) -> None:
    """Commas, and one "and"."""
    out = on(None, "plan", "--why").out

    assert " and delete and " not in out


def test_an_error_is_no_wider_than_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It goes on below; in a pipe it is one line, and as JSON nothing in it steers a terminal."""
    assert cli.run(["laws", "show", "nosuch"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    monkeypatch.setattr(cli, "width_of", lambda _: 60)

    assert cli.run(["laws", "show", "nosuch"]) == 1
    assert max(map(len, capsys.readouterr().err.splitlines())) <= 60
    cli.run(["laws", "show", "no\x9bsuch", "--json"])
    assert "\x9b" not in capsys.readouterr().err
