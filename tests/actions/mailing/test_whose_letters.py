"""`--for`: of letters to one broker, those of one person; and whose is which, where several are meant."""

import shutil
from pathlib import Path

import pytest
from household import PROFILE, Home, household

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
