"""Names that narrow a command: what exists narrows it, what does not is refused; and nothing to do is no failure."""

from datetime import date
from pathlib import Path

import pytest
from conftest import CALIFORNIAN, Cli, MakeFolder
from household import Home
from many import folder_of_many

from unbroker.base import files
from unbroker.cli.terminal.day import NotADay, read_day

NOBODY = {
    "person": ("pta", "there is no person 'pta' (did you mean 'pat'?)"),
    "broker": ("made-up-00-dta", "there is no broker 'made-up-00-dta' (did you mean 'made-up-00-data'?)"),
    "law": ("gpdr", "there is no law 'gpdr' (did you mean 'gdpr'?)"),
    "right": ("delet", "there is no right 'delet' (did you mean 'delete'?)"),
    "field": ("emial", "there is no field 'emial' (did you mean 'email'?)"),
    "pack": ("mad-up", "there is no pack 'mad-up' (did you mean 'made-up'?)"),
    "letter": ("made-up-00-dta", "there is no letter, run or case 'made-up-00-dta' (did you mean 'made-up-00-data'?)"),
    "request": ("made-up-00-dta", "there is no request 'made-up-00-dta' (did you mean 'made-up-00-data'?)"),
}
"""By kind: a name that is mistyped, and what is said of it."""
REFUSED = [
    *((words, "person") for words in (
        "status --for", "due --for", "followup --for", "disclosed --for", "calendar --for", "report --for",
        "show made-up-01-search-of-people --for", "casefile made-up-01-search-of-people --for",
        "track made-up-01-search-of-people note --note x --for", "mail post --dry-run --follow-ups --for",
    )),
    *((words, "broker") for words in ("status", "disclosed", "brokers show", "plan",
                                      "mail post --dry-run --follow-ups")),
    *((words, "letter") for words in ("mail left", "mail left --undo", "mail labels", "mail certificate",
                                      "mail withdraw", "mail resolve")),
    *((words, "person") for words in ("mail left acme --for", "mail withdraw acme --for", "mail labels --for",
                                      "mail certificate --for", "mail resolve --for")),
    ("status --law", "law"), ("laws show", "law"), ("letters --sample", "law"),
    ("status --right", "right"), ("plan --right", "right"),
    ("disclosed --field", "field"),
    ("plan --pack", "pack"), ("brokers list --pack", "pack"),
    ("show", "request"), ("casefile", "request"),
]  # fmt: skip


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people and twelve requests."""
    return folder_of_many(tmp_path_factory.mktemp("names") / "letters", requests=12, brokers=12)


@pytest.fixture
def home(big: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """The command line on them."""
    return Home(big, capsys)


@pytest.mark.parametrize(("words", "kind"), REFUSED, ids=[f"{words} {kind}" for words, kind in REFUSED])
def test_what_does_not_exist_is_refused(words: str, kind: str, home: Home) -> None:
    """With the nearest name, by every command, and nothing is shown."""
    name, said = NOBODY[kind]
    code, out, err = home.call(*words.split(), name, today="2026-11-29")

    assert (1, "", f"unbroker: {said}\n") == (code, out, err)


@pytest.mark.parametrize(
    "words",
    ["status", "due", "followup", "disclosed", "calendar", "report"],
)
def test_a_person_of_whom_nothing_is_recorded_is_known(words: str, make_folder: MakeFolder, cli: Cli) -> None:
    """The profile has them: the answer is empty, and no failure."""
    folder = make_folder(CALIFORNIAN.replace("- name", "- slug: robin\n    name"))

    assert cli(words, "--for", "robin", folder=folder).code == 0


def test_a_broker_of_whom_nothing_is_recorded_is_known(home: Home) -> None:
    """The registry has it, by its slug and by its site."""
    assert home.json("status", "spokeo") == home.json("status", "spokeo.com") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("track zz received", "there is no request 'zz'"),
        ("track zz answered", "there is no request 'zz'"),
        ("track made-up-01-search-of-people/nope answered", "has no right 'nope' (it asks for "),
    ],
)
def test_a_name_is_refused_before_what_is_said_of_it(home: Home, words: str, said: str) -> None:
    """Whoever mistypes a name hears of that first, not of a missing option."""
    assert said in home.fails(*words.split(), today="2026-11-29")


def test_a_note_that_says_nothing_is_refused(home: Home) -> None:
    """Words or a file make a note."""
    assert home.fails("track", "made-up-01-search-of-people", "note", today="2026-11-29") == (
        "unbroker: a note needs words or a file (add --note WORDS or --file FILE)\n"
    )


@pytest.mark.parametrize("head", ["xx", "abc123abc123", "g" * 64])
def test_what_is_no_head_is_a_typing_error(home: Home, head: str) -> None:
    """Nobody is told that the ledger was tampered with."""
    assert home.fails("ledger", "verify", "--head", head) == (
        f"unbroker: {head!r} is not a head (64 hexadecimal digits, as `unbroker ledger verify` shows them)\n"
    )


def test_a_reference_in_the_place_of_a_broker_is_sent_on(home: Home) -> None:
    """`status` takes brokers; the command for a request is named."""
    _, _, err = home.call("status", "UB-7F3K2Q8Z")

    assert err == ("unbroker: there is no broker 'UB-7F3K2Q8Z' (a request is shown by `unbroker show UB-7F3K2Q8Z`)\n")


def test_each_list_is_of_one_person(home: Home) -> None:
    """Of the two whose requests are recorded."""
    for words in (("status",), ("due", "--days", "90"), ("disclosed",)):
        everybodys = home.json(*words, today="2026-11-29")
        pats = home.json(*words, "--for", "pat", today="2026-11-29")

        assert {row["person"] for row in everybodys} == {"pat", "sam"}
        assert [row for row in everybodys if row["person"] == "pat"] == pats


def test_a_right_is_known_by_its_other_names(home: Home) -> None:
    """`erasure` is another name for deletion."""
    assert home.json("status", "--right", "erasure") == home.json("status", "--right", "delete")
    assert {row["right"] for row in home.json("status", "--right", "erasure")} == {"delete"}


def test_a_request_is_somebodys(home: Home) -> None:
    """--for says whose is meant, and a request of somebody else is not shown instead."""
    (row,) = {(row["broker"], row["person"]) for row in home.json("status", "made-up-03-lookup")}

    assert row == ("made-up-03-lookup", "pat")
    assert home.json("show", "made-up-03-lookup", "--for", "pat")["person"] == "pat"
    assert home.fails("show", "made-up-03-lookup", "--for", "sam") == (
        "unbroker: made-up-03-lookup: sam has no such request (there is one for pat)\n"
    )


def test_a_site_names_what_the_registry_knows(make_folder: MakeFolder, cli: Cli) -> None:
    """`track spokeo.com` finds what `brokers show spokeo.com` finds."""
    folder = make_folder(CALIFORNIAN)
    cli("mail", "email", "spokeo", "--via", "outbox", folder=folder)

    assert cli("mail", "left", "spokeo.com", folder=folder).code == 0
    assert cli("track", "spokeo.com/access-categories", "acknowledged", folder=folder).code == 0
    assert "Spokeo" in cli("show", "spokeo.com", folder=folder).out


def test_runs_are_told_from_brokers_by_the_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broker may be called as a run begins; a run that there is not is still a run."""
    folder = folder_of_many(tmp_path / "letters", requests=1, brokers=1)
    text = (folder / "brokers.yaml").read_text()
    (folder / "brokers.yaml").write_text(text + text.replace("made-up-00-data", "post-office"))
    home = Home(folder, capsys)
    home.json("mail", "post", "--single", "post-office", "--for", "sam")

    assert home.call("mail", "left", "post-office")[0] == 0
    assert "there is no run 'post-2026-11-01'" in home.fails("mail", "left", "post-2026-11-01")
    assert home.call("mail", "left", "email-2026-11-28", today="2026-11-29")[0] == 0


# ---- Exit codes ----------------------------------------------------------------------------------

NOTHING_TO_DO = (
    "plan", "status", "due", "due --exit-code", "followup", "disclosed", "calendar", "report", "check", "brokers list",
    "mail post", "mail post --dry-run", "mail post --follow-ups", "mail email --follow-ups --via outbox",
    "mail email --follow-ups --via outbox --dry-run", "mail forms", "mail labels", "mail certificate", "mail resolve",
    "ledger verify", "ledger export", "letters --by form",
)  # fmt: skip
DOES_NOT_FIT = (
    "track acme sent", "track acme answered --outcome fulfilled", "track acme void 99", "mail left acme", "show acme",
    "casefile acme", "letters acme --step overdue --for sam", f"ledger verify --head {'1' * 64}",
)  # fmt: skip
_BY_EMAIL_ONLY = """\
- slug: acme
  name: Acme Data
  kind: people-search
  packs: [made-up]
  channels:
    - {email: privacy@acme.example.org, source: made up, tier: A}
"""


@pytest.fixture
def nothing(make_folder: MakeFolder) -> Path:
    """A folder in which nothing is to be done by post, through forms or once more."""
    folder = make_folder("packs: [made-up]\n" + CALIFORNIAN)
    (folder / "brokers.yaml").write_text(_BY_EMAIL_ONLY)
    return folder


@pytest.mark.parametrize("words", NOTHING_TO_DO)
def test_nothing_to_do_is_no_failure(words: str, nothing: Path, cli: Cli) -> None:
    """Every command says so, and its exit code is 0."""
    assert cli(*words.split(), folder=nothing).code == 0


@pytest.mark.parametrize("words", DOES_NOT_FIT)
def test_what_does_not_fit_is_one(words: str, nothing: Path, cli: Cli) -> None:
    """An event, a letter or a name that nothing recorded fits."""
    assert cli(*words.split(), folder=nothing).code == 1


# ---- Options before the command, and days --------------------------------------------------------


def test_common_options_may_stand_before_the_command(big: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--json`, `--folder` and `--today`; what stands after it wins."""
    from unbroker import cli  # noqa: PLC0415 - as one types it

    def out(*words: str) -> str:
        assert cli.run(words) == 0
        return capsys.readouterr().out

    after = out("status", "--json", "--folder", str(big), "--today", "2026-12-24")
    assert after == out("--json", "--folder", str(big), "--today", "2026-12-24", "status")
    assert after == out("--json", "--folder", "nowhere", "--today", "2026-01-01", "status", "--folder", str(big),
                        "--today", "2026-12-24")  # fmt: skip


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("today", date(2026, 11, 29)),
        ("Yesterday", date(2026, 11, 28)),
        ("3 weeks ago", date(2026, 11, 8)),
        ("a month  ago", date(2026, 10, 29)),
        ("2199-12-31", date(2199, 12, 31)),
    ],
)
def test_days_as_people_write_them(words: str, day: date) -> None:
    """Each is a day."""
    assert read_day(words, date(2026, 11, 29)) == day


@pytest.mark.parametrize("words", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_refused(words: str) -> None:
    """In words."""
    with pytest.raises(NotADay, match=f"^'{words}' is out of range \\(dates go from 1900-01-01 to 2199-12-31\\)$"):
        read_day(words, date(2026, 11, 29))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "words", ["status", "due", "check", "plan", "deadline ccpa delete --received", "track x note --note y --on"]
)
def test_no_command_breaks_at_them(words: str, day: str, nothing: Path, cli: Cli) -> None:
    """Wrong usage, whichever option it is."""
    option = [] if "--" in words.rsplit(maxsplit=1)[-1] else ["--today"]
    code, _, err = cli(*words.split(), *option, day, folder=nothing)

    assert code == 2
    assert "is out of range" in err


def test_deadline_takes_the_words_of_track(cli: Cli) -> None:
    """Counted from --today."""
    asked = ("deadline", "ccpa", "delete", "--json", "--received")

    assert cli(*asked, "3 weeks ago", today="2026-11-29") == cli(*asked, "2026-11-08", today="2026-11-29")
    assert cli(*asked, "2026-11-08", "--identity", "a week ago", "yesterday", today="2026-11-29") == cli(
        *asked, "2026-11-08", "--identity", "2026-11-22", "2026-11-28", today="2026-11-29"
    )


def test_a_form_may_have_been_filled_in_before_it_was_sealed(make_folder: MakeFolder, cli: Cli) -> None:
    """A letter may not have left then."""
    folder = make_folder(CALIFORNIAN)
    (folder / "brokers.yaml").write_text(
        _BY_EMAIL_ONLY + "    - {form: 'https://acme.example.org/privacy', source: made up, tier: A}\n"
    )
    cli("mail", "forms", "acme", "--by", "form", folder=folder, today="2026-11-22")

    assert cli("mail", "left", "acme", "--on", "2026-11-20", folder=folder, today="2026-11-22").code == 0
    done = cli("track", "acme", "acknowledged", "--on", "2026-11-21", folder=folder, today="2026-11-22")
    assert done.code == 0, done.err


def test_check_shows_what_its_user_can_mend(nothing: Path, cli: Cli) -> None:
    """What is old in the packaged data is for those who correct it; what is old in a user's own is not hidden."""
    (nothing / "brokers.yaml").write_text(_BY_EMAIL_ONLY.replace("tier: A", "tier: A, dated: '2011'"))
    mine, all_of_it = (cli("check", *more, folder=nothing, today="2032-01-01") for more in ((), ("--packaged",)))

    assert "0 errors, 1 warning" in mine.err
    assert "broker 'acme': the email address was last seen in 2011" in mine.out
    assert set(mine.out.splitlines()) < set(all_of_it.out.splitlines())
    assert "was last reviewed on" in all_of_it.out


@pytest.mark.slow
def test_check_corrects_what_is_packaged_and_nothing_else(nothing: Path, cli: Cli) -> None:
    """There is nothing to correct in it; a folder's own files are their owner's."""
    before = files.packaged("brokers.yaml").read_bytes()
    fixed = cli("check", "--packaged", "--fix", folder=nothing)
    refused = cli("check", "--fix", folder=nothing)

    assert fixed.code == 0
    assert fixed.err.startswith("0 corrections in ")
    assert files.packaged("brokers.yaml").read_bytes() == before
    assert refused.code == 2
    assert "--fix is for the packaged registry: unbroker check --packaged --fix" in refused.err
