"""`--for`: of letters to one broker, those of one person; and whose is which, where several are meant."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from household import PROFILE, Home, household
from made_up import new_event

from unbroker.actions.mailing.labels import plan_certificate
from unbroker.folder import open_folder
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.sqlite import SqliteLedger

RUN = "post-2026-11-23"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two people, with a letter of each to one broker."""
    path = household(tmp_path_factory.mktemp("whose") / "home")
    person = PROFILE.partition("people:\n")[2]
    two = person.replace("- name", "- slug: sam\n    name") + person.replace(
        "- name: Sam", "- slug: kim\n    name: Kim"
    )
    (path / "profile.yaml").write_text(f"packs: [made-up]\ncourtesy: true\npeople:\n{two}", encoding="utf-8")
    return path


@pytest.fixture
def home(sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it."""
    shutil.copytree(sealed, tmp_path / "home")
    home = Home(tmp_path / "home", capsys)
    if not list((sealed / "outbox").glob("post*")):
        for person in ("sam", "kim"):
            Home(sealed, capsys).json("people", "agree", person)
        Home(sealed, capsys).json("mail", "post", "acme")
        shutil.rmtree(home.path)
        shutil.copytree(sealed, home.path)
    return home


def references(home: Home) -> dict[str, str]:
    """By person, the reference of their request."""
    return {row["person"]: row["case"].partition("/")[0] for row in home.json("status")}


def test_whose_request_is_which_is_said(home: Home) -> None:
    """By every command that wants one, with what to type."""
    mine = references(home)
    listed = ", ".join(f"{reference} for {person}" for reference, person in sorted((b, a) for a, b in mine.items()))

    for command in ("left", "withdraw"):
        said = home.fails("mail", command, "acme")
        assert said == (
            f"unbroker: acme: letters of several requests wait to leave: {listed}"
            " (name one of them, a run, or a person with --for)\n"
        )


@pytest.mark.parametrize("name", ["acme", RUN])
def test_left_and_its_undo_are_of_one_person(home: Home, name: str) -> None:
    """The other's letter waits on; what is offered to take it back is of the same person."""
    kims = references(home)["kim"]
    _, out, err = home.call("mail", "left", name, "--for", "kim")
    undone = home.json("mail", "left", name, "--for", "kim", "--undo")

    assert out == f"{kims}.1 left on 2026-11-23\n"
    assert f"`unbroker mail left {name} --for kim --undo`" in err
    assert [row["letter"] for row in undone] == [f"{kims}.1"]


def test_withdrawing_is_of_one_person(home: Home) -> None:
    """Of the run that both are in."""
    (row,) = home.json("mail", "withdraw", RUN, "--for", "kim")

    assert row["letter"] == f"{references(home)['kim']}.1"
    assert home.fails("mail", "withdraw", f"{row['letter']}", "--for", "sam").endswith(
        "sam has no such request (there is one for kim)\n"
    )


@pytest.mark.parametrize("names", [[], ["acme"], [RUN]])
def test_labels_and_the_list_are_of_one_person(home: Home, names: list[str]) -> None:
    """Without a name, too."""
    (label,) = home.json("mail", "labels", *names, "--for", "kim")

    assert label["letter"] == f"{references(home)['kim']}.1"
    assert home.json("mail", "certificate", *names, "--for", "kim")["letters"] == 1


@pytest.mark.parametrize("names", [["acme"], [RUN]])
def test_labels_and_the_list_leave_out_what_is_withdrawn_and_what_left(home: Home, names: list[str]) -> None:
    """What left comes with --all, what was withdrawn never."""
    home.json("mail", "withdraw", "acme", "--for", "kim")
    waits = home.json("mail", "labels", *names)
    listed = home.json("mail", "certificate", *names)["letters"]
    home.json("mail", "left", RUN)
    said = home.fails("mail", "labels", *names)
    everything = home.json("mail", "labels", *names, "--all")

    assert [label["letter"] for label in waits] == [f"{references(home)['sam']}.1"]
    assert listed == 1
    assert said == f"unbroker: {names[0]} has already left (add --all to take what left, too)\n"
    assert everything == waits
    assert home.json("mail", "certificate", *names, "--all")["letters"] == 1


def test_labels_of_a_person_who_left_are_not_printed(home: Home) -> None:
    """Nor is their name on the list for the post office."""
    home.json("people", "leave", "kim")

    assert len(home.json("mail", "labels", RUN)) == len(home.json("mail", "labels", "acme")) == 1
    assert home.json("mail", "certificate", RUN)["letters"] == 1


def test_labels_are_on_the_paper_of_the_house(home: Home) -> None:
    """US Letter at home in California, A4 where the return address is in Berlin; a sheet that is named wins."""
    here = home.json("mail", "labels")
    profile = home.path / "profile.yaml"
    abroad = 'address: {street: [Musterweg 5], city: Berlin, postal_code: "10115", country: DE}'
    text = profile.read_text(encoding="utf-8")
    own = next(line.strip() for line in text.splitlines() if "address:" in line)
    profile.write_text(text.replace(own, abroad), encoding="utf-8")

    assert Path(here[0]["path"]).name == "labels-5160.pdf"
    assert Path(home.json("mail", "labels")[0]["path"]).name == "labels-l7160.pdf"
    assert Path(home.json("mail", "labels", "--labels", "5163")[0]["path"]).name == "labels-5163.pdf"


@pytest.mark.parametrize("postage", ["0.78", "$1.65", "0,95 €", "EUR 1.80", "CHF1.20", "3"])
def test_postage_is_a_sum(home: Home, postage: str) -> None:
    """With a currency on either side, or none."""
    folder = open_folder(home.path)

    assert len(plan_certificate(folder, (), date(2026, 11, 23), postage=postage).letters) == 2


@pytest.mark.parametrize("postage", ["abc", "1.2.3", "7,123", ""])
def test_what_is_no_postage_is_refused(home: Home, postage: str) -> None:
    """Before anything is written."""
    assert home.fails("mail", "certificate", "--postage", postage) == (
        f"unbroker: {postage!r} is not a sum of money (write the postage as 0.78, $1.65 or 0,95 €)\n"
    )


def test_undo_is_offered_only_to_what_was_marked_by_hand(home: Home) -> None:
    """A letter that a server took has left, whatever anybody types."""
    letter = f"{references(home)['kim']}.1"
    ledger = SqliteLedger(home.path / "ledger.sqlite")
    kinds: tuple[EventKind, ...] = ("sending", "sent")
    taken = [new_event(kind, date(2026, 11, 23), letter[:-2], letter=letter, run=RUN) for kind in kinds]
    ledger.append(taken, datetime(2026, 11, 23, 12, tzinfo=UTC))
    home.json("mail", "left", "acme", "--for", "sam")

    for command in ("left", "withdraw"):
        by_server = home.fails("mail", command, letter)
        by_hand = home.fails("mail", command, "acme", "--for", "sam")
        assert by_server == f"unbroker: {letter} has already left, 1 letter on 2026-11-23\n"
        assert by_hand.endswith("(a mistake? `unbroker mail left acme --undo`)\n")


def test_left_and_not_left_exclude_each_other(home: Home) -> None:
    """Neither wins by standing last."""
    for command in ("withdraw", "resolve"):
        assert "--left and --not-left cannot be used together" in home.fails(
            "mail", command, "acme", "--left", "--not-left"
        )


def test_a_run_of_which_all_is_withdrawn_says_so(home: Home) -> None:
    """It is no unknown name."""
    home.json("mail", "withdraw", RUN)

    assert "its letters were withdrawn" in home.fails("mail", "labels", RUN)


def test_a_preview_of_a_step_is_of_one_person(home: Home) -> None:
    """Of two requests to one broker."""
    home.json("mail", "left", RUN)
    words = ("letters", "acme", "--step", "question")
    said = home.fails(*words, today="2027-03-01")
    (preview,) = home.json(*words, "--for", "kim", today="2027-03-01")

    assert "acme has 2 open requests" in said
    assert preview["letter"].startswith(references(home)["kim"])


def test_a_file_says_whose_it_is(home: Home) -> None:
    """Of several people each file has its person in its name; and it is found again to be cleared away."""
    mine = references(home)
    home.json("mail", "email", "bolt")
    home.json("mail", "post", "cask", "--by", "post", "--single")
    names = {path.name for path in (home.path / "outbox").iterdir() if path.suffix in (".eml", ".pdf")}
    home.json("mail", "withdraw", "bolt", "--for", "kim", "--not-left")
    left = {path.name for path in (home.path / "outbox").glob("*.eml")}

    assert {name.rpartition("-UB")[0] for name in names} == {
        f"{broker}-{person}" for broker in ("acme", "bolt", "cask") for person in mine
    }
    assert {name.rpartition("-UB")[0] for name in left} == {"bolt-sam"}
