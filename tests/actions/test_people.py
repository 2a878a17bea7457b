"""People keep their history: a slug that changes is a rename, and nothing leaves in the name of somebody who left."""

import shutil
from pathlib import Path

import pytest
from household import PROFILE, Home, household

from unbroker import cli
from unbroker.ledger.sqlite import SqliteLedger

KIM = """\
  - slug: kim
    name: Kim Specimen
    residence: US-CA
    city: Sampleton
    emails: [kim@example.org]
    address: {street: [5 Example Road], city: Sampleton, region: CA, postal_code: "94105", country: US}
"""
STRANGER = (
    "the ledger has requests for 'me', Sam Specimen, who is not in the profile (if the slug is new: "
    "`unbroker people rename me {}`; if you no longer write for them: `unbroker people leave me`)"
)
NEEDS_THE_PROFILE = (
    "check", "plan", "letters", "mail post", "mail email", "mail forms", "mail labels", "mail certificate",
    "mail resolve", "mail set-up",
)  # fmt: skip


DAY = "2026-11-23"


def prepare(path: Path, *steps: str) -> None:
    """Call commands in a folder."""
    for words in steps:
        assert cli.run([*words.split(), "--today", DAY, "--folder", str(path)]) == 0, words


def grow(path: Path, slug: str = "sam", more: str = KIM) -> None:
    """The profile gets a slug and a second person."""
    text = PROFILE.replace("- name: Sam", f"- slug: {slug}\n    name: Sam") + more
    (path / "profile.yaml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody alone with a letter to Acme that left and one to Bolt that waits in a print run."""
    path = household(tmp_path_factory.mktemp("alone") / "home")
    prepare(path, "mail email acme --via outbox", "mail left acme", "mail post bolt")
    return path


@pytest.fixture(scope="module")
def household_of_two(alone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same when it has become a household."""
    path = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(alone, path)
    grow(path)
    prepare(path, "people rename me sam")
    return path


@pytest.fixture
def home(alone: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of the folder of somebody alone."""
    return Home(Path(shutil.copytree(alone, tmp_path / "home")), capsys)


@pytest.fixture
def grown(household_of_two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of the folder of the household."""
    return Home(Path(shutil.copytree(household_of_two, tmp_path / "home")), capsys)


def letters(home: Home, *words: str) -> set[tuple[str, str]]:
    """Who writes to whom by the plan."""
    plan = home.json("plan", *words)
    return {(item["person"], item["broker"]) for item in plan["items"]}


def person(home: Home, handle: str) -> dict[str, object]:
    """A row of the list of people."""
    (row,) = (row for row in home.json("people", "list") if row["person"] == handle)
    return dict(row)


# ---- A slug that is new --------------------------------------------------------------------------


@pytest.mark.parametrize("words", NEEDS_THE_PROFILE)
def test_a_profile_without_somebody_of_the_ledger_is_refused(words: str, home: Home) -> None:
    """In one sentence with both commands, whatever needs the profile; nothing is sealed."""
    grow(home.path)
    before = SqliteLedger(home.path / "ledger.sqlite").head

    code, out, err = home.call(*words.split())

    assert code == 1
    assert f"profile.yaml: {STRANGER.format('sam')}" in out + err
    assert before == SqliteLedger(home.path / "ledger.sqlite").head


@pytest.mark.parametrize("words", ["show acme", "status", "casefile acme", "report", "disclosed", "due", "followup"])
def test_what_is_recorded_can_be_read_all_the_same(words: str, home: Home) -> None:
    """Whatever looks back needs nobody in the profile."""
    grow(home.path)

    assert home.call(*words.split())[0] == 0


@pytest.mark.parametrize(
    ("slug", "more", "named"),
    [("sam", "", "sam"), ("sam", KIM, "sam"), ("sam", KIM.replace("Kim S", "Sam S"), "sam"), ("k", KIM * 0, "k")],
)
def test_the_likely_person_is_named(slug: str, more: str, named: str, home: Home) -> None:
    """The only new one, or the one of that name."""
    grow(home.path, slug, more)

    assert STRANGER.format(named) in home.fails("plan")


def test_where_nobody_is_likely_a_new_slug_is_asked_for(home: Home) -> None:
    """Two new people of other names: which of them it is, a person must say."""
    text = PROFILE.replace("- name: Sam S", "- slug: pat\n    name: Pat S") + KIM
    (home.path / "profile.yaml").write_text(text, encoding="utf-8")

    assert STRANGER.format("NEW") in home.fails("plan")


def test_a_renamed_person_keeps_everything(grown: Home) -> None:
    """What was asked is not asked again, the waiting letter goes out as it is, and all names are the new one."""
    assert letters(grown, "acme", "bolt") == {("kim", "acme"), ("kim", "bolt")}
    assert {row["person"] for row in grown.json("status")} == {"sam"}
    assert {row["person"] for row in grown.json("disclosed")} == {"sam"}
    assert grown.json("show", "acme")["person"] == "sam"
    assert (2, 1, True) == tuple(person(grown, "sam")[name] for name in ("requests", "waiting", "in_profile"))
    handed_out = grown.json("mail", "post", "bolt", "--for", "sam")
    assert {letter["broker"] for letter in handed_out} == {"bolt"}


def test_a_renamed_person_is_reminded(grown: Home) -> None:
    """A follow-up of a request that was opened under the old name is written in the new one."""
    late = "2027-03-01"

    (letter,) = grown.json("mail", "email", "--follow-ups", "--via", "outbox", today=late)

    assert (letter["broker"], letter["letter"][-2:]) == ("acme", ".2")


def test_a_rename_to_somebody_of_another_name_asks(home: Home) -> None:
    """A slip gives nobody another person's requests; a new name is confirmed, or stands among the other names."""
    (home.path / "profile.yaml").write_text(PROFILE.replace("- name: Sam S", "- slug: pat\n    name: Pat S"))

    assert home.fails("people", "rename", "me", "pat") == (
        "unbroker: me cannot be renamed to pat: letters for me were in the name of Sam Specimen, and pat is"
        " Pat Specimen (add --same-person if that is another name of theirs)\n"
    )
    assert home.json("people", "rename", "me", "pat", "--same-person")["kind"] == "renamed"


def test_a_rename_is_taken_back(grown: Home) -> None:
    """By its number, once; then the ledger knows the old handle again."""
    number = person(grown, "sam")["event"]

    _, out, _ = grown.call("people", "void", str(number))

    assert out.startswith(f"event {number} is taken back (by event ")
    assert "the ledger has requests for 'me'" in grown.fails("plan")
    said = grown.fails("people", "void", str(number))
    why = "is not a rename, a leave or an agreement that can be undone (there is none)"
    assert said == f"unbroker: event {number} {why}\n"


def test_two_people_are_not_made_one(grown: Home) -> None:
    """A slug that the ledger has already is taken only with --merge; one that it lacks, or that stays, never."""
    grown.json("people", "agree", "kim")
    grown.json("mail", "email", "acme", "--via", "outbox", "--for", "kim")
    grow(grown.path, more="")

    said = grown.fails("people", "rename", "kim", "sam")
    assert said == (
        "unbroker: kim cannot be renamed to sam: the ledger already has requests for 'sam' (add --merge if they are "
        "the same person: they cannot be separated again)\n"
    )
    assert "there is no person 'pat'" in grown.fails("people", "rename", "kim", "pat")
    assert "there is no person 'pat' (in the ledger there is" in grown.fails("people", "rename", "pat", "sam")
    assert "'sam' is still in the profile" in grown.fails("people", "rename", "sam", "sam")
    grown.json("people", "rename", "kim", "sam", "--merge")
    assert person(grown, "sam")["requests"] == 3


# ---- Somebody who leaves -------------------------------------------------------------------------


def test_who_leaves_is_shown_first(grown: Home) -> None:
    """The dry run names what would be withdrawn and closed, and records nothing."""
    before = SqliteLedger(grown.path / "ledger.sqlite").length

    plan = grown.json("people", "leave", "sam", "--dry-run")

    assert (1, before) == (len(plan["withdraws"]), SqliteLedger(grown.path / "ledger.sqlite").length)
    assert {name.partition("/")[2] for name in plan["closes"]} == {"opt-out", "delete", "access-categories"}


def test_nobody_who_left_is_mailed(grown: Home) -> None:
    """Not by plan, letters, print runs, e-mail runs, labels or follow-ups, whether the profile has them or not."""
    grown.json("people", "agree", "kim")
    grown.json("people", "leave", "sam", "--on", "yesterday", today="2026-11-24")

    assert {name for name, _ in letters(grown)} == {"kim"}
    assert grown.json("followup", today="2027-06-01") == []
    assert "no letter is waiting to leave by post" in grown.call("mail", "labels")[2]
    printed = grown.json("mail", "post", "acme", "bolt", "--by", "post")
    sent = grown.json("mail", "email", "cask", "--via", "outbox")
    people = {row["case"].partition("/")[0]: row["person"] for row in grown.json("status")}
    assert {people[letter["letter"].partition(".")[0]] for letter in (*printed, *sent)} == {"kim"}
    for words in (("plan",), ("letters",), ("mail", "post"), ("mail", "email")):
        assert "sam left on 2026-11-23: no letter is written for them" in grown.fails(*words, "--for", "sam")


@pytest.mark.parametrize(("answer", "kind"), [("--left", "sent"), ("--not-left", "withdrawn")])
def test_whoever_may_have_sent_a_letter_by_hand_says_so(grown: Home, answer: str, kind: str) -> None:
    """Nothing is recorded and no file is deleted before."""
    grown.json("people", "agree", "kim")
    (laid,) = grown.json("mail", "email", "acme", "--via", "outbox", "--for", "kim")
    ledger = SqliteLedger(grown.path / "ledger.sqlite")
    before, files = ledger.head, {*(grown.path / "outbox").rglob("*.eml")}
    refused = grown.fails("people", "leave", "kim")
    after = ledger.head, {*(grown.path / "outbox").rglob("*.eml")}
    grown.json("people", "leave", "kim", answer)

    assert refused.startswith(f"unbroker: {laid['letter']}: you may have sent it yourself (add --left if it left,")
    assert after == (before, files)
    assert [event.kind for event in ledger.read() if event.letter == laid["letter"]][-1] == kind


@pytest.mark.slow
def test_what_happened_to_who_left_stays(grown: Home) -> None:
    """The request is closed, its letter withdrawn, and all of it can be read without them in the profile."""
    grown.json("people", "leave", "sam")
    (grown.path / "profile.yaml").write_text(
        PROFILE.partition("  - name")[0] + KIM, encoding="utf-8"
    )  # fmt: skip

    states = {(row["person"], row["state"]) for row in grown.json("status")}
    assert states == {("sam", "closed")}
    assert [letter["state"] for letter in grown.json("show", "bolt")["letters"]] == ["withdrawn"]
    assert {row["person"] for row in grown.json("disclosed")} == {"sam"}
    for words in ("casefile acme", "report", "check", "plan", "due"):
        assert grown.call(*words.split())[0] == 0, words
    assert "sam" not in {row["person"] for row in grown.json("plan")["items"]}


def test_a_letter_in_doubt_of_who_left_goes_nowhere(grown: Home) -> None:
    """Also if somebody finds out later that it never left."""
    ledger = SqliteLedger(grown.path / "ledger.sqlite")
    (letter,) = (row["letter"] for row in grown.json("mail", "post", "bolt", "--for", "sam"))
    grown.json("track", letter, "sent")
    grown.json("people", "leave", "sam")
    number = next(event.seq for event in ledger.read() if event.kind == "sent" and event.letter == letter)
    grown.json("track", "bolt", "void", str(number))

    assert "no letter of it is waiting to leave" in grown.fails("mail", "left", letter)


def test_who_is_back_is_written_for_again(grown: Home) -> None:
    """Taking it back opens the cases again that it closed; the withdrawn letter stays withdrawn."""
    grown.json("people", "leave", "sam")
    number = person(grown, "sam")["event"]

    grown.json("people", "void", str(number))

    states = {row["broker"]: row["state"] for row in grown.json("status")}
    assert states["acme"] == "waiting"
    assert (None, 0) == (person(grown, "sam")["left"], person(grown, "sam")["waiting"])


def test_leaving_is_once_and_not_to_come(grown: Home) -> None:
    """Who left does not leave again, nobody leaves tomorrow, and nobody unknown leaves at all."""
    said = grown.fails("people", "leave", "sam", "--on", "2027-01-01")
    assert said == (
        "unbroker: sam cannot leave: 2027-01-01 is in the future (today is 2026-11-23; correct `--on`)\n"
    )  # fmt: skip
    early = grown.fails("people", "leave", "sam", "--on", "2026-11-20")
    assert "was opened for them on 2026-11-23 (correct `--on`)" in early
    assert "there is no person 'samm' (did you mean 'sam'?)" in grown.fails("people", "leave", "samm")
    grown.json("people", "leave", "sam")
    assert "sam cannot leave: they have already left, on 2026-11-23" in grown.fails("people", "leave", "sam")
    assert "sam left on 2026-11-23 (`unbroker people list`" in grown.fails("people", "rename", "sam", "kim")


def test_a_plan_for_nobody_says_so(home: Home) -> None:
    """When the only person has left; and a sheet that does not exist is refused though nothing is planned."""
    home.json("people", "leave", "me")

    assert home.call("plan") == (
        0, "", "nobody to write for: everybody in the profile has left (`unbroker people list` lists them)\n"
    )  # fmt: skip
    assert "there is no sheet 'nosuch'" in home.fails("plan", "--sheet", "nosuch")


@pytest.mark.slow
def test_check_says_that_somebody_who_left_is_still_in_the_profile(grown: Home) -> None:
    """As a warning: the others are written for."""
    grown.json("people", "leave", "sam")

    code, out, _ = grown.call("check")

    assert code == 0
    assert "'sam' left on 2026-11-23 but is still in the profile: no letter is written for them (take them out" in out


def test_what_is_left_to_do_by_hand_is_said(grown: Home) -> None:
    """The pile that is printed, and the profile."""
    _, out, err = grown.call("people", "leave", "sam")

    assert out == "sam left on 2026-11-23\n  withdrawn: 1 letter\n  closed: 6 cases\n"
    assert "post-2026-11-23 has no letters left: throw away what you printed of it" in err
    assert "you can take sam out of profile.yaml" in err


def test_the_list_says_how_everybody_stands(grown: Home) -> None:
    """The profile's people first, then those whom only the ledger knows."""
    grown.json("people", "leave", "sam")
    (grown.path / "profile.yaml").write_text(PROFILE.partition("  - name")[0] + KIM, encoding="utf-8")

    _, out, _ = grown.call("people", "list")

    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert rows[0] == "kim Kim Specimen 0 requests"
    assert rows[1].startswith("sam Sam Specimen 2 requests left on 2026-11-23, event ")
    assert rows[1].endswith("not in the profile")


# ---- Who agreed ----------------------------------------------------------------------------------


def sealed_for(home: Home, handle: str) -> list[str]:
    """The requests that are opened in somebody's name."""
    return [
        event.reference or ""
        for event in SqliteLedger(home.path / "ledger.sqlite").read()
        if event.kind == "opened" and event.fact("person") == handle
    ]


def test_nothing_is_sealed_for_an_adult_who_has_not_agreed(grown: Home) -> None:
    """Kim is asked first; Sam, in whose name letters left before the household grew, is not asked again."""
    said = "kim has not agreed that letters are written in their name (once they have: `unbroker people agree kim`)"

    assert said in grown.fails("mail", "post", "cask", "--for", "kim")
    assert sealed_for(grown, "kim") == []
    assert grown.json("mail", "post", "cask", "--for", "sam", "--by", "post")


def test_who_agreed_once_is_written_for(grown: Home) -> None:
    """The day is on record, and stands in the list of people with the number that takes it back."""
    event = grown.json("people", "agree", "kim", "--on", "2026-11-20")
    grown.json("mail", "post", "cask", "--for", "kim", "--by", "post")

    assert [event["kind"], event["on"], person(grown, "kim")["event"]] == ["agreed", "2026-11-20", event["seq"]]
    assert len(sealed_for(grown, "kim")) == 1


def test_an_agreement_follows_the_slug(grown: Home) -> None:
    """Who is renamed need not agree again."""
    grown.json("people", "agree", "kim")
    grown.json("mail", "post", "cask", "--for", "kim", "--by", "post")
    grow(grown.path, more=KIM.replace("slug: kim", "slug: kimberley"))
    grown.json("people", "rename", "kim", "kimberley")

    assert "it is on record since 2026-11-23" in grown.fails("people", "agree", "kimberley")


def test_an_agreement_that_was_a_mistake_is_taken_back(grown: Home) -> None:
    """From then on nothing is sealed in that name."""
    number = grown.json("people", "agree", "kim")["seq"]
    grown.json("people", "void", str(number))

    assert "kim has not agreed" in grown.fails("mail", "post", "cask", "--for", "kim")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("kim", "--on", "2026-12-24"), "2026-12-24 is in the future (today is 2026-11-23; correct `--on`)"),
        (("kin",), "there is no person 'kin'"),
    ],
)
def test_an_agreement_is_of_somebody_and_of_a_day(grown: Home, words: tuple[str, ...], said: str) -> None:
    """Nobody agrees tomorrow."""
    assert said in grown.fails("people", "agree", *words)
