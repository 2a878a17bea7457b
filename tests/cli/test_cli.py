"""The command line: exit codes, JSON, messages, and what it leaves on the disk whatever happens."""

import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from conftest import CALIFORNIAN, Cli, MakeFolder, Said

from unbroker import __version__
from unbroker import cli as command_line
from unbroker.base import files
from unbroker.base.store import KEPT
from unbroker.cli import COMMANDS, unbroker
from unbroker.ledger.sqlite import SqliteLedger

HEAVY = ("rich", "pydantic", "jinja2", "weasyprint", "sqlalchemy")
ME = (sys.executable, "-m", "unbroker")
OWN_BROKER = """\
- slug: mine
  name: Mine
  kind: marketing
  packs: [own]
  channels:
    - {email: privacy@mine.example.org, source: s, tier: B}
    - {post: {street: [1 A St], city: Reno, region: NV, postal_code: "89501", country: US}, source: s, tier: B}
    - {form: "https://mine.example.org/privacy", source: s, tier: B}
"""
KEYS = {
    "items": {
        "person", "broker", "covers", "law", "rights", "binding", "step", "reference", "channel", "discloses", "sheet",
        "language", "reason", "topics",
    },
    "left_out": {"person", "broker", "rights", "reason", "hint"},
    "letter": {"letter", "broker", "result", "path", "problem"},
    "problem": {"path", "line", "severity", "message", "hint"},
}  # fmt: skip


def program(*args: str | Path, cwd: Path, timeout: float = 60, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, with nothing to read."""
    return subprocess.run(
        [*ME, *args],
        cwd=cwd,
        env={**os.environ, "UNBROKER_TODAY": "2026-11-22", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def answered(said: Said) -> object:
    """The JSON of an answer that was all right."""
    assert (0, "") == (said.code, said.err), said
    return json.loads(said.out)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command and subcommand by the words that one types."""
    for name in COMMANDS:
        command = unbroker.get_command(click.Context(unbroker), name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", command.commands[sub]) for sub in command.commands)
        else:
            yield name, command


@pytest.fixture
def mine(californian: Path) -> Path:
    """A Californian's folder with one broker of their own."""
    (californian / "brokers.yaml").write_text(OWN_BROKER)
    return californian


# ---- Help, names, wrong usage --------------------------------------------------------------------


@pytest.mark.smoke
@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version_load_nothing_heavy(option: str) -> None:
    """They answer before anything of weight is imported."""
    script = f"import sys; from unbroker.cli import run; code = run([{option!r}])\nprint(code, *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    code, *modules = done.stdout.splitlines()[-1].split()
    assert code == "0"
    assert [module for module in modules if module.partition(".")[0] in HEAVY] == []


@pytest.mark.smoke
def test_version_is_the_packages(cli: Cli) -> None:
    """`--version` says which."""
    assert Said(0, f"unbroker, version {__version__}\n", "") == cli("--version")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_line(name: str, cli: Cli) -> None:
    """The table that help is made from says what the command itself says."""
    command = unbroker.get_command(click.Context(unbroker), name)
    assert command is not None

    assert COMMANDS[name][1] == command.get_short_help_str(limit=200)
    assert re.search(rf"^  {name}  +{re.escape(COMMANDS[name][1])}$", cli("--help").out, re.MULTILINE)


@pytest.mark.parametrize("words", [words for words, _ in commands()])
def test_every_command_takes_the_common_options(words: str, cli: Cli) -> None:
    """`--json`, `--today` and `--folder`, each described."""
    code, out, _ = cli(*words.split(), "--help")

    assert code == 0
    assert out.startswith(f"Usage: unbroker {words} ")
    hidden = {
        "demo": ("--folder DIR",),
        "init": ("--today DATE", "--folder DIR"),
        "help": ("--today DATE", "--folder DIR"),
        "work": ("--json",),
        "ledger prepare": ("--today DATE", "--folder DIR"),
    }
    for option in ("--json", "--today DATE", "--folder DIR"):
        is_shown = re.search(rf"{option}  +\w", out) is not None
        assert is_shown == (option not in hidden.get(words, ())), option


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("pln",), "Error: there is no command 'pln' (did you mean 'plan'?)"),
        (("xyz",), "Error: there is no command 'xyz' (see `unbroker --help`)"),
        (
            ("plan", "--today", "tomorrow"),
            "Error: Invalid value for '--today': 'tomorrow' is not a date (write it as 2026-11-22)",
        ),
        (("plan", "--by", "fax"), "Error: Invalid value for '--by': 'fax' is not one of 'email', 'post', 'form'."),
        (("init",), "Error: Missing argument 'DIR'."),
        (("laws", "show"), "Error: Missing argument 'LAW'."),
    ],
)  # fmt: skip
def test_wrong_usage_is_2(args: tuple[str, ...], said: str, cli: Cli) -> None:
    """What click finds, and nothing on standard output."""
    code, out, err = cli(*args)

    assert (2, "") == (code, out)
    assert said == err.splitlines()[-1]


@pytest.mark.parametrize("option", ["--jsn", "--flder", "--rihgt"])
def test_a_mistyped_option_is_2(option: str, cli: Cli) -> None:
    """With the nearest one."""
    code, _, err = cli("plan", option)

    assert code == 2
    assert "Did you mean" in err


# ---- Answers as JSON -----------------------------------------------------------------------------


@pytest.mark.smoke
def test_plan_as_json(californian: Path, cli: Cli) -> None:
    """Items and what is left out; every key is there, unknown is null."""
    made = answered(cli("plan", "--json", folder=californian))

    assert isinstance(made, dict)
    assert set(made) == {"items", "left_out"}
    assert all(set(item) == KEYS["items"] for item in made["items"])
    assert all(set(item) == KEYS["left_out"] for item in made["left_out"])
    assert all({"kind", "to", "standing"} == set(item["channel"]) for item in made["items"])
    assert all({"field", "value", "why"} == set(told) for item in made["items"] for told in item["discloses"])
    first = made["items"][0]
    assert ("drop", "delete-act", ["drop"], "first", None) == tuple(
        first[key] for key in ("broker", "law", "rights", "step", "sheet")
    )
    assert re.fullmatch("UB-[0-9A-HJKMNP-TV-Z]{8}", first["reference"])
    assert any(left["hint"] is None or isinstance(left["hint"], str) for left in made["left_out"])


@pytest.mark.smoke
def test_letters_as_json(mine: Path, cli: Cli) -> None:
    """One object a letter: what became of it and where it is, or what was in its way."""
    code, out, err = cli("letters", "mine", "--by", "form", "--json", folder=mine)

    (made,) = json.loads(out)
    assert (0, "1 preview made\n") == (code, err)
    assert set(made) == KEYS["letter"]
    assert ("mine", "made", None) == (made["broker"], made["result"], made["problem"])
    assert Path(made["path"]).name == f"mine-{made['letter']}.txt"
    assert Path(made["path"]).is_file()


def test_a_letter_that_failed_as_json(make_folder: MakeFolder, cli: Cli) -> None:
    """It has no path and a problem, and the exit code is 1."""
    folder = make_folder(CALIFORNIAN.replace("Robin Sample", "李小龙"))
    (folder / "brokers.yaml").write_text(OWN_BROKER)

    code, out, _ = cli("letters", "mine", "--json", folder=folder)

    (made,) = json.loads(out)
    assert set(made) == KEYS["letter"]
    assert (1, "failed", None) == (code, made["result"], made["path"])
    assert "李" in made["problem"]


@pytest.mark.smoke
def test_check_as_json(cli: Cli) -> None:
    """Problems, warnings included, each with a path; the line and the hint may be null."""
    problems = answered(cli("check", "--packaged", "--json", today="2032-01-01"))

    assert isinstance(problems, list)
    assert problems
    assert all(set(problem) == KEYS["problem"] for problem in problems)
    assert {problem["severity"] for problem in problems} == {"warning"}


@pytest.mark.smoke
def test_brokers_as_json(cli: Cli) -> None:
    """A list of records, and one record: the same keys in each, a standing for every channel."""
    listed = answered(cli("brokers", "list", "--json"))
    shown = answered(cli("brokers", "show", "people-data-labs", "--json"))

    assert isinstance(listed, list)
    assert isinstance(shown, dict)
    assert len({frozenset(record) for record in listed}) == 1
    assert set(shown) == set(listed[0])
    assert shown in listed
    assert {"slug", "name", "domains", "kind", "packs", "country", "channels", "registered"} <= set(shown)
    assert all({"kind", "to", "standing", "source", "dated", "tier"} <= set(channel) for channel in shown["channels"])
    assert all(channel["standing"] == "untested" for channel in shown["channels"])


def test_brokers_of_a_pack(cli: Cli) -> None:
    """`--pack` narrows; one that does not exist is 1."""
    listed = answered(cli("brokers", "list", "--pack", "discussion", "--json"))

    assert isinstance(listed, list)
    assert all("discussion" in record["packs"] for record in listed)
    code, out, err = cli("brokers", "list", "--pack", "discusion")
    assert (1, "") == (code, out)
    assert err == "unbroker: there is no pack 'discusion' (did you mean 'discussion'?)\n"


@pytest.mark.smoke
def test_laws_as_json(cli: Cli) -> None:
    """A list of laws, and one law with its rules."""
    listed = answered(cli("laws", "list", "--json"))
    shown = answered(cli("laws", "show", "gdpr", "--json"))

    assert isinstance(listed, list)
    assert isinstance(shown, dict)
    assert {"ccpa", "delete-act", "gdpr"} <= {law["law"] for law in listed}
    assert {"law", "name", "in_force", "reviewed", "rules"} <= set(shown)
    assert ("gdpr", "General Data Protection Regulation", True) == (shown["law"], shown["name"], shown["in_force"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", shown["reviewed"])
    assert all({"cite", "valid_from", "valid_to", "reviewed", "evidence"} <= set(rule) for rule in shown["rules"])


def test_a_law_is_shown_as_it_is_on_a_day(cli: Cli) -> None:
    """`--today` decides what is in force."""
    before = answered(cli("laws", "show", "gdpr", "--json", today="2018-05-24"))
    after = answered(cli("laws", "show", "gdpr", "--json", today="2018-05-25"))

    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert [False, True] == [before["in_force"], after["in_force"]]


def test_an_unknown_law_is_1(cli: Cli) -> None:
    """With the nearest."""
    assert cli("laws", "show", "gpdr") == Said(1, "", "unbroker: there is no law 'gpdr' (did you mean 'gdpr'?)\n")


def test_init_as_json(elsewhere: Path, cli: Cli) -> None:
    """The path, in full."""
    options = ("--name", "R", "--residence", "DE", "--city", "Berlin", "--email", "r@example.org")

    assert answered(cli("init", "mine", *options, "--json")) == {"path": str(elsewhere / "mine")}


# ---- What people see -----------------------------------------------------------------------------


@pytest.mark.smoke
def test_the_lists_are_for_people_too(cli: Cli) -> None:
    """Each command has a face."""
    assert "people-data-labs" in cli("brokers", "list").out
    assert "privacy@peopledatalabs.com" in cli("brokers", "show", "peopledatalabs.com").out
    assert "General Data Protection Regulation" in cli("laws", "list").out
    assert "Article 15(1)" in cli("laws", "show", "gdpr").out


def test_a_plan_says_what_comes_next(californian: Path, cli: Cli) -> None:
    """Summary first, the next command last; `--why` says more."""
    short, long = cli("plan", folder=californian), cli("plan", "--why", folder=californian)

    assert (0, "") == (short.code, short.err)
    assert short.out.startswith("Robin Sample, California\n")
    assert "unbroker letters" in short.out.splitlines()[-1]
    assert "robin+brokers@example.org" in short.out
    assert len(long.out) >= len(short.out)
    assert "UB-" not in short.out or "UB-" in long.out


def test_a_plan_writes_nothing(californian: Path, cli: Cli) -> None:
    """It may be called any number of times."""
    before = changes(californian)

    cli("plan", folder=californian)

    assert before == changes(californian)


def changes(folder: Path) -> dict[Path, int]:
    """When each file was changed, but for what is kept of others and can be made again."""
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if KEPT not in path.parts}


@pytest.mark.smoke
def test_letters_for_one_broker(mine: Path, cli: Cli) -> None:
    """A PDF and a text, both whole and private; the paths are the answer, the rest is talk. No event is written."""
    code, out, err = cli("letters", "mine", folder=mine)

    outbox = mine / "outbox" / "previews"
    made = sorted(path.suffix for path in outbox.iterdir())
    (pdf,) = outbox.glob("mine-UB-*.1.pdf")
    assert (0, [".pdf", ".txt"]) == (code, made)
    assert out.strip().endswith(pdf.name)
    assert err.startswith("1 preview made")
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert {0o600} == {path.stat().st_mode & 0o777 for path in outbox.iterdir()}
    assert "Preview: not yet sealed, not to be sent" in pdf.with_suffix(".txt").read_text()
    assert list(SqliteLedger(mine / "ledger.sqlite").read()) == []


def test_letters_go_where_they_are_told(mine: Path, elsewhere: Path, cli: Cli) -> None:
    """`--out` names the folder; nothing else outside the user's folder is touched."""
    assert cli("letters", "mine", "--by", "form", "--out", "there/deep", folder=mine).code == 0

    assert [path.suffix for path in (elsewhere / "there" / "deep").iterdir()] == [".txt"]
    assert list((mine / "outbox").iterdir()) == []


@pytest.mark.parametrize("name", ["topfunnel", "topfunnel.com"])
def test_letters_for_nobody_is_1(name: str, californian: Path, cli: Cli) -> None:
    """There was nothing to do because of a mistake, or nobody can be reached, by whatever name."""
    code, out, err = cli("letters", name, folder=californian)

    assert (1, "") == (code, out)
    assert err.startswith("0 previews made; 1 broker left out")


@pytest.mark.slow
@pytest.mark.smoke
def test_the_demo_shows_everything(elsewhere: Path, cli: Cli) -> None:
    """Two people, their plan, their letters as PDF and text, all specimens, all in one new folder."""
    code, out, err = cli("demo", "there")

    previews = elsewhere / "there" / "outbox" / "previews"
    pdfs, texts = sorted(previews.glob("*.pdf")), sorted(previews.glob("*.txt"))
    assert code == 0, err
    assert [path.name for path in elsewhere.iterdir()] == ["there"]
    assert len(pdfs) == len(texts) >= 18
    assert all(text.read_text().startswith("Specimen: made up, not to be sent\n") for text in texts)
    assert all(pdf.read_bytes().rstrip().endswith(b"%%EOF") for pdf in pdfs)
    assert "Jordan Example, California" in out
    assert "Jana Beispiel, Germany" in out
    assert "A print run of 2 letters by post, sealed but not sent, is in there/outbox/post-2026-11-22:" in out
    names = {path.name for path in (previews.parent / "post-2026-11-22").iterdir()}
    assert names == {"letters-us-10.pdf", "manifest.csv", "manifest.pdf", "labels-5160.pdf"}
    assert "Drafts of 7 e-mails, to made-up addresses, are in there/outbox/drafts" in out
    assert "A sheet of forms to fill in: there/outbox/form-2026-11-22.html, and a PDF next to it" in out
    assert "A made-up history: 13 letters to brokers who do not exist, and what came back." in out
    assert out.splitlines()[-1] == "to write your own letters: `unbroker init my-letters`"
    assert [path for path in previews.iterdir() if path.name.startswith(".")] == []


def test_the_demo_never_goes_over_a_folder(elsewhere: Path, cli: Cli) -> None:
    """What is there stays."""
    (elsewhere / "there").mkdir()

    assert cli("demo", "there") == Said(
        1, "", "unbroker: there already exists (choose another name: a new folder is always made)\n"
    )
    assert list((elsewhere / "there").iterdir()) == []


# ---- Where the folder is -------------------------------------------------------------------------


def test_the_folder_is_named_or_found(mine: Path, elsewhere: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """By `--folder`, by $UNBROKER_FOLDER, or by standing in it: the own broker is there in all three."""
    show = ("brokers", "show", "mine", "--json")
    plan = ("plan", "mine", "--json")

    assert elsewhere == Path.cwd()
    assert cli(*show).code == cli(*plan).code == 1
    assert cli(*show, folder=mine).code == cli(*plan, folder=mine).code == 0
    monkeypatch.setenv("UNBROKER_FOLDER", str(mine))
    assert cli(*show).code == cli(*plan).code == 0
    monkeypatch.delenv("UNBROKER_FOLDER")
    monkeypatch.chdir(mine / "outbox")
    assert cli(*show).code == cli(*plan).code == 0


@pytest.mark.parametrize("words", ["plan", "letters", "check", "brokers list", "laws list"])
def test_a_named_folder_that_is_none_is_1(words: str, elsewhere: Path, cli: Cli) -> None:
    """Whoever names a folder means it, also where none is needed."""
    how = "`unbroker init my-letters` makes one, `--folder DIR` names one"
    gone = elsewhere / "gone"

    said = f"unbroker: {gone.name} is not an unbroker folder: it has no profile.yaml: {how}\n"
    assert Said(1, "", said) == cli(*words.split(), folder=gone)


@pytest.mark.parametrize("words", ["plan", "letters"])
def test_without_a_folder_nothing_is_planned(words: str, cli: Cli) -> None:
    """And the way to one is said."""
    how = "`unbroker init my-letters` makes one, `--folder DIR` names one"
    assert Said(1, "", f"unbroker: no folder here: {how}\n") == cli(words)


@pytest.mark.parametrize("words", ["check", "brokers list", "laws list"])
def test_some_commands_need_no_folder(words: str, cli: Cli) -> None:
    """They show what is packaged."""
    assert cli(*words.split()).code == 0


# ---- init ----------------------------------------------------------------------------------------

ANSWERS = ("--name", 'Robin "Rob" O’Neil: #1', "--residence", "US-CA", "--city", "Oakland", "--email", "r@example.org")


@pytest.mark.smoke
def test_init_makes_a_folder_that_plans(elsewhere: Path, cli: Cli) -> None:
    """From options alone; any name survives the way through YAML, and the return address is whole."""
    made = cli("init", "mine", *ANSWERS, "--pack", "discussion", "--street", "1 Main St", "--postal-code", "94607")

    assert (0, "") == (made.code, made.err)
    assert "cd mine" in made.out
    plan = answered(cli("plan", "--json", "linkedin", folder=elsewhere / "mine"))
    assert isinstance(plan, dict)
    (item,) = plan["items"]
    told = {one["field"]: one["value"] for one in item["discloses"]}
    assert ('Robin "Rob" O’Neil: #1', "1 Main St, Oakland, CA 94607") == (told["name"], told["address"])
    assert cli("check", folder=elsewhere / "mine").code == 0


def test_init_asks_what_was_not_given(elsewhere: Path) -> None:
    """Each question says who will see the answer, and stands on standard error; Enter takes what is usual."""
    done = subprocess.run(
        [*ME, "init", "mine"],
        cwd=elsewhere,
        input="Robin\nUS-CA\nOakland\nrobin@example.org\n\n\n",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("mine is ready")
    assert done.stderr.count("will see") + done.stderr.count("sees") + done.stderr.count("see it") >= 6
    profile = (elsewhere / "mine" / "profile.yaml").read_text()
    assert 'name: "Robin"' in profile
    assert "packs: [discussion]" in profile
    assert "address:" not in profile


def test_init_asks_again_until_the_answer_can_be_used(elsewhere: Path) -> None:
    """A mistake is said at once, not after the last question."""
    done = subprocess.run(
        [*ME, "init", "mine"],
        cwd=elsewhere,
        input="Robin\nNarnia\nUS\nUS-CA\nOakland\nrobin\nrobin@example.org\ndiscusion\ndiscussion\n\n",
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    for said in (
        "there is no country",
        "too broad for a residence",
        "not an e-mail address",
        "did you mean 'discussion'?",
    ):
        assert said in done.stderr


def test_init_without_anybody_to_ask_makes_nothing(elsewhere: Path) -> None:
    """On a pipe that ends, the options that are missing are named, and there is no folder."""
    done = program("init", "mine", "--name", "Robin", cwd=elsewhere)
    lacking = "--residence CODE, --city CITY, --email ADDRESS"

    assert done.returncode == 2
    assert done.stderr.endswith(f"Error: the input ended before all questions were answered: add {lacking}\n")
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--residence", "Narnia", "there is no country 'Narnia'"),
        ("--residence", "US", "'US' is too broad for a residence (name the state, as in US-CA or DE)"),
        ("--email", "robin", "'robin' is not an e-mail address (as in privacy@example.org)"),
        ("--name", "a\nb", "'name' contains a line break or control character (U+000A)"),
        ("--pack", "discusion", "there is no pack 'discusion' (did you mean 'discussion'?)"),
    ],
)
def test_init_refuses_what_makes_no_profile(option: str, value: str, said: str, elsewhere: Path, cli: Cli) -> None:
    """One line, exit 1, and no folder."""
    code, out, err = cli("init", "mine", *ANSWERS, option, value)

    assert (1, "") == (code, out)
    assert said in err
    assert list(elsewhere.iterdir()) == []


def test_init_drops_no_part_of_an_address(elsewhere: Path, cli: Cli) -> None:
    """A postal code alone is no return address."""
    code, _, err = cli("init", "mine", *ANSWERS, "--postal-code", "94607")

    assert (2, []) == (code, list(elsewhere.iterdir()))
    assert "--postal-code belongs to a return address: add --street LINE" in err


def test_init_never_goes_over_a_folder(mine: Path, cli: Cli) -> None:
    """It asks nothing before it says so."""
    said = f"unbroker: {mine} already exists (choose another name: a new folder is always made)\n"
    assert Said(1, "", said) == cli("init", str(mine))


# ---- Bad input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "profile.yaml",
            "people:\n  - name: 'Robin\n",
            (
                "profile.yaml:3: is not YAML: while scanning a quoted scalar found unexpected end of stream"
                " (check the indentation and the quotes)"
            ),
        ),
        ("profile.yaml", "", "profile.yaml: is empty (copy the example in the documentation)"),
        (
            "profile.yaml",
            "people: []\n",
            "profile.yaml:1: the profile names nobody (run `unbroker init` for an example)",
        ),
        (
            "profile.yaml",
            CALIFORNIAN.replace("city:", "citty:", 1),
            (
                "profile.yaml:2: 'city' is missing (add a line 'city: …')\n"
                "profile.yaml:4: unknown key 'citty' (did you mean 'city'?)"
            ),
        ),
        (
            "profile.yaml",
            CALIFORNIAN.replace("[robin@example.org]", "[robin at example.org]"),
            "profile.yaml:5: 'robin at example.org' is not an e-mail address (as in privacy@example.org)",
        ),
        (
            "profile.yaml",
            CALIFORNIAN.replace("US-CA", "XX"),
            "profile.yaml:3: there is no country 'XX' (ISO 3166, as in US, DE or US-CA)",
        ),
        (
            "brokers.yaml",
            OWN_BROKER + "- {slug: other, name: A, kind: other}\n- {slug: other, name: B, kind: other}\n",
            "brokers.yaml:10: broker 'other' already exists, at brokers.yaml:9 (merge the two)",
        ),
        (
            "brokers.yaml",
            OWN_BROKER.replace("name: Mine", "name: Mine\n  domains: [contactout.com]"),
            None,
        ),
        ("settings.yaml", "per_day: 0\n", None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["plan", "letters"])
def test_a_faulty_file_is_1(
    *, command: str, name: str, text: str, said: str | None, mine: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """path:line: what is wrong (what to do); all of it, on standard error, and nothing is written."""
    monkeypatch.chdir(mine)
    (mine / name).write_text(text)

    code, out, err = cli(command)

    assert (1, "") == (code, out)
    assert said is None or err == f"{said}\n"
    assert err.startswith(f"{name}:")
    assert list((mine / "outbox").iterdir()) == []


def test_a_template_with_an_undefined_name_is_1(mine: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its line is said once, however many letters it spoils."""
    monkeypatch.chdir(mine)
    (mine / "letters" / "ccpa").mkdir(parents=True)
    head = "---\nsubject: S\nsalutation: Hi\nclosing: Bye\nreviewed: 2026-11-22\n---\n"
    (mine / "letters" / "ccpa" / "letter.en.md").write_text(f"{head}Dear\n{{{{ nobody }}}}\n")

    code, out, err = cli("letters", "mine", "gem")

    assert (1, "") == (code, out)
    assert err.splitlines() == [
        "letters/ccpa/letter.en.md:8: 'nobody' is undefined (use a name that letters have)",
        "0 previews made, 2 failed",
    ]


def test_one_letter_that_fails_does_not_stop_the_rest(mine: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are made; the exit code is 1, and the summary counts."""
    monkeypatch.chdir(mine)
    own = OWN_BROKER.replace("mine", "wide").replace("Mine", "Wide").replace("1 A St", "W" * 80)
    (mine / "brokers.yaml").write_text(OWN_BROKER + own)

    code, out, err = cli("letters", "mine", "wide", "--by", "post")

    assert code == 1
    assert len(out.splitlines()) == 1
    assert "1 preview made, 1 failed" in err.splitlines()[-1]
    assert sorted(path.name.partition("-")[0] for path in (mine / "outbox" / "previews").iterdir()) == ["mine", "mine"]


@pytest.mark.parametrize("name", ["李小龙", "משה", "محمد"])
def test_a_name_without_a_font_is_1(
    name: str, make_folder: MakeFolder, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The character is named; no letter is made with boxes in it, and none is left over."""
    folder = make_folder(CALIFORNIAN.replace("Robin Sample", name))
    (folder / "brokers.yaml").write_text(OWN_BROKER)
    monkeypatch.chdir(folder)

    code, out, err = cli("letters", "mine")

    assert (1, "") == (code, out)
    assert re.match(
        r"profile\.yaml:2: letter UB-\w{8}\.1: no packaged font has the character "
        rf"'{name[0]}' \(U\+{ord(name[0]):04X} .+\)"
        r" \(write it in Latin, Greek or Cyrillic letters\)\n",
        err,
    ), err
    assert list((folder / "outbox" / "previews").iterdir()) == []


@pytest.mark.parametrize("name", ["Κώστας Παπαδόπουλος", "Иван Петров", "Đorđe Šarić", "Zoë D’Été-Łuč", "Nguyễn Thị"])
def test_a_name_with_a_font_is_written(name: str, make_folder: MakeFolder, cli: Cli) -> None:
    """Latin with all its signs, Greek and Cyrillic."""
    folder = make_folder(CALIFORNIAN.replace("Robin Sample", name))
    (folder / "brokers.yaml").write_text(OWN_BROKER)

    assert cli("letters", "mine", folder=folder).code == 0


@pytest.mark.slow
def test_a_registry_of_no_records_stops_the_run(mine: Path, elsewhere: Path) -> None:
    """A copy of the program whose registry was emptied writes to nobody, and says why."""
    package = Path(command_line.__file__).parents[1]
    shutil.copytree(package, elsewhere / "src" / "unbroker", ignore=shutil.ignore_patterns("__pycache__", "packaged"))
    shutil.copytree(files.packaged("letters"), elsewhere / "letters")
    (elsewhere / "brokers.yaml").write_text("[]\n")
    (mine / "brokers.yaml").unlink()

    for command in ("plan", "letters"):
        done = program(command, "--folder", mine, cwd=elsewhere, PYTHONPATH=str(elsewhere / "src"))
        said = "unbroker: the registry has no records: nothing is planned (run `unbroker check`)\n"
        assert (1, "", said) == (done.returncode, done.stdout, done.stderr)


# ---- The disk ------------------------------------------------------------------------------------


@contextlib.contextmanager
def small_disk(at: Path, size: str) -> Iterator[Path]:
    """A disk of so many bytes; skips the test where nobody may mount one."""
    at.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", at], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip("mounting a disk needs root")
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", at], check=True)


def test_a_full_disk_stops_init(elsewhere: Path, cli: Cli) -> None:
    """The folder is not half there: it is not there."""
    with small_disk(elsewhere / "disk", "48k") as disk:
        code, out, err = cli("init", disk / "mine", *ANSWERS)

        assert (1, "") == (code, out)
        hint = "the disk is full (free some space, then run it again)"
        assert f"unbroker: {disk.name}/mine/ledger.sqlite: nothing was recorded: {hint}\n" == err
        assert list(disk.iterdir()) == []


def test_a_full_disk_stops_letters(mine: Path, elsewhere: Path, cli: Cli) -> None:
    """What was written before stays whole; what did not fit is not there; the message names the file."""
    with small_disk(elsewhere / "disk", "20k") as disk:
        code, _, err = cli("letters", "mine", "--out", disk / "out", folder=mine)

        assert code == 1
        assert re.fullmatch(
            r"unbroker: disk/out/mine-UB-\w{8}\.1\.pdf: cannot be written: no space left on device"
            r" \(free some space or correct the permissions, then retry\)\n",
            err.replace(f"{elsewhere}/", ""),
        ), err
        assert [path.suffix for path in (disk / "out").iterdir()] in ([], [".txt"])


def test_an_unreadable_folder_is_1(mine: Path, elsewhere: Path) -> None:
    """Somebody else's folder is refused in one line."""
    script = """
import os, sys
from unbroker.cli import run
import unbroker.cli.plan
if os.geteuid() == 0:
    os.seteuid(65534)
code = run(["plan", "--folder", sys.argv[1]])
os.seteuid(os.getuid())
sys.exit(code)
"""
    if os.geteuid() != 0:
        mine.chmod(0)
    try:
        done = subprocess.run(
            [sys.executable, "-c", script, mine], cwd=elsewhere, capture_output=True, text=True, check=False
        )
    finally:
        mine.chmod(0o700)

    hint = "check its permissions, and that it is UTF-8 text"
    said = f"unbroker: {mine}/profile.yaml: cannot be read: permission denied ({hint})\n"
    assert (1, "", said) == (done.returncode, done.stdout, done.stderr)


def whole(path: Path) -> bool:
    """Whether a preview was written to its end."""
    content = path.read_bytes()
    return content.rstrip().endswith(b"%%EOF") if path.suffix == ".pdf" else content.endswith(b"\n")


@pytest.mark.slow
@pytest.mark.parametrize(("blow", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_letters_that_are_stopped_leave_nothing_half_written(
    blow: signal.Signals, code: int, californian: Path, elsewhere: Path
) -> None:
    """Ctrl-C on the terminal's process group is 130 and quiet; after a kill, too, each file is whole."""
    out = elsewhere / "out"
    with subprocess.Popen(
        [*ME, "letters", "--all", "--folder", californian, "--out", out],
        cwd=elsewhere,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        until = time.monotonic() + 60
        while len(list(out.glob("*.pdf"))) < 5 and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(running.pid, blow)
        _, err = running.communicate(timeout=60)

    assert code == running.returncode
    assert blow == signal.SIGKILL or err.strip() == "unbroker: stopped"
    made = [path for path in out.iterdir() if not path.name.startswith(".unbroker-")]
    assert len(made) >= 10
    assert all(map(whole, made))
    assert blow == signal.SIGKILL or len(made) == len(list(out.iterdir()))


@pytest.mark.slow
def test_letters_for_all_brokers(californian: Path, elsewhere: Path) -> None:
    """Every record with an e-mail or postal channel gets its letter, but for those that are left out by a rule."""
    done = program(
        "letters",
        "--all",
        "--courtesy",
        "--despite-drop",
        "--json",
        "--folder",
        californian,
        "--out",
        "out",
        cwd=elsewhere,
        timeout=300,
    )

    made = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert len(made) > 250
    assert {letter["result"] for letter in made} == {"made"}
    assert all(whole(elsewhere / letter["path"]) for letter in made)


# ---- Streams, terminals, bugs --------------------------------------------------------------------


def test_a_reader_that_leaves_is_no_failure(elsewhere: Path) -> None:
    """`unbroker brokers list --json | head -1` ends quietly."""
    with subprocess.Popen(
        [*ME, "brokers", "list", "--json"], cwd=elsewhere, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr is not None
        err = running.stderr.read()

    assert (0, "") == (running.returncode, err)


def test_nothing_is_coloured_on_a_pipe(californian: Path, elsewhere: Path) -> None:
    """No escape sequence leaves but to a terminal."""
    done = program("plan", "--folder", californian, cwd=elsewhere)

    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize("no_color", [False, True])
def test_no_color_is_obeyed(mine: Path, elsewhere: Path, *, no_color: bool) -> None:
    """A terminal gets a progress bar; with NO_COLOR it has no colour. It names no person."""
    terminal, side = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", **({"NO_COLOR": "1"} if no_color else {})}
    with subprocess.Popen(
        [*ME, "letters", "mine", "--folder", mine],
        cwd=elsewhere,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=side,
    ) as running:
        os.close(side)
        seen = b""
        with contextlib.suppress(OSError):  # the other end is closed
            while chunk := os.read(terminal, 4096):
                seen += chunk
    os.close(terminal)

    assert running.returncode == 0
    assert b"letters" in seen
    assert b"Robin" not in seen
    assert no_color is not bool(re.search(rb"\x1b\[(?:[\d;]*;)?(?:3[0-8]|4[0-8]|9[0-7])[;m]", seen))


def test_a_bug_of_ours_is_3(cli: Cli, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is logged with versions and the lines of the code, and with nothing that the user typed."""
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    monkeypatch.setitem(COMMANDS, "broken", ("nowhere:nothing", "A command whose module is gone."))

    code, out, err = cli("broken", "--secret", "hunter2")

    (log,) = elsewhere.glob("unbroker-bug-*.log")
    text = log.read_text()
    assert (3, "", f"unbroker: this is a bug in unbroker; please report it with {log}\n") == (code, out, err)
    assert text.startswith(f"unbroker {__version__}, Python ")
    for line in ("click ", "pydantic ", "weasyprint ", "jinja2 ", "ModuleNotFoundError"):
        assert re.search(rf"^{line}", text, re.MULTILINE)
    assert re.search(r"^  \S+cli/terminal/lazy\.py:\d+ get_command$", text, re.MULTILINE)
    assert "hunter2" not in text
    assert log.stat().st_mode & 0o777 == 0o600


def test_the_program_is_a_module_and_a_script(elsewhere: Path) -> None:
    """`python -m unbroker` is the same as `unbroker`, exit code included."""
    assert program("--version", cwd=elsewhere).stdout == f"unbroker, version {__version__}\n"
    assert program("plan", cwd=elsewhere).returncode == 1
    assert program("pln", cwd=elsewhere).returncode == 2


def test_help_of_a_command_is_what_its_option_says(cli: Cli) -> None:
    """`help mail left` is `mail left --help`; a name that there is not gets the hint."""
    assert cli("help", "mail", "left").out == cli("mail", "left", "--help").out
    assert cli("help").out == cli("--help").out
    assert "there is no command 'lett' (did you mean 'left'?)" in cli("help", "mail", "lett").err


def test_errors_as_json(cli: Cli, californian: Path) -> None:
    """The last line of talk is an object: the sentence, the exit code, and each problem with its place."""
    (californian / "profile.yaml").write_text("people:\n  - name: Robin\n    residence: Germny\n", encoding="utf-8")

    files_wrong, words_wrong = cli("plan", "--json", folder=californian), cli("plan", "--jsno", "--json")
    error = json.loads(files_wrong.err.splitlines()[-1])

    assert ("", "") == (files_wrong.out, words_wrong.out)
    assert (1, 1) == (files_wrong.code, error["exit_code"])
    (problem,) = (problem for problem in error["problems"] if problem["line"] == 3)
    assert ("there is no country 'Germny'", "did you mean 'Germany'?") == (problem["message"], problem["hint"])
    assert 2 == json.loads(words_wrong.err)["exit_code"]
