"""What answers name is recorded, becomes a broker, and is drawn."""

import shutil
from pathlib import Path

import pytest
from household import Home, household

from unbroker import cli

SAID = "We obtained your profile from Bolt Search and sold it to Nobody Knows Them."


@pytest.fixture(scope="module")
def posted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose letters to Acme and Bolt have left."""
    path = household(tmp_path_factory.mktemp("trail") / "home")
    here = ("--today", "2026-11-23", "--folder", str(path))
    assert cli.run(["mail", "email", "acme", "bolt", "--via", "outbox", "--yes", "2", *here]) == 0
    assert cli.run(["mail", "left", "acme", *here]) == 0
    assert cli.run(["mail", "left", "bolt", *here]) == 0
    return path


@pytest.fixture
def home(posted: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it for each test."""
    return Home(Path(shutil.copytree(posted, tmp_path / "home")), capsys)


def test_a_name_becomes_a_broker_by_any_of_its_names(home: Home) -> None:
    """By slug, by name in any case, by legal name and by site of the packaged registry."""
    names = ["bolt", "FULLCONTACT", "J2 Martech Corp.", "https://www.peopledatalabs.com/privacy", "LinkedIn"]
    words = [word for name in names for word in ("--source", name)]
    (event,) = home.json("track", "acme", "answered", "--outcome", "fulfilled", *words, today="2026-12-20")

    assert [named["broker"] for named in event["facts"]["names"]] == [
        "bolt", "fullcontact", "fullcontact", "people-data-labs", "linkedin",
    ]  # fmt: skip
    assert event["facts"]["names"][2] == {
        "side": "source", "says": "named", "name": "J2 Martech Corp.", "broker": "fullcontact",
    }  # fmt: skip


def test_a_mistyped_name_is_asked_about(home: Home) -> None:
    """Nothing is recorded; --new takes it as it is."""
    words = ("track", "acme", "answered", "--outcome", "fulfilled", "--recipient", "Fulcontact")
    assert home.fails(*words, today="2026-12-20") == (
        "unbroker: there is no broker 'Fulcontact' (did you mean 'fullcontact'? --new takes the name as it is)\n"
    )
    (event,) = home.json(*words, "--new", today="2026-12-20")

    assert event["facts"]["names"][0]["broker"] == "fulcontact"


def test_who_is_not_known_becomes_a_record_that_tells_nothing_else(home: Home) -> None:
    """Its name, its site and that it was named; who said so stays in the ledger, where forgetting reaches it."""
    before = (home.path / "brokers.yaml").read_text(encoding="utf-8")
    words = ("--recipient", "Nobody Knows Them (nobodyknows.example)", "--words", SAID)
    home.json("track", "acme", "answered", "--outcome", "fulfilled", *words, today="2026-12-20")
    after = (home.path / "brokers.yaml").read_text(encoding="utf-8")
    named = home.json("brokers", "show", "nobody-knows-them")

    assert after.startswith(before.rstrip("\n"))
    assert after[len(before.rstrip("\n")) :].strip().splitlines() == [
        "- slug: nobody-knows-them",
        "  name: Nobody Knows Them",
        "  domains: [nobodyknows.example]",
        "  kind: other",
        "  note: Named in an answer; it may not be a data broker.",
        "  channels: []",
    ]
    assert named["name"] == "Nobody Knows Them"


def test_a_name_is_given_later_with_a_note(home: Home) -> None:
    """An answer that is recorded already is not answered again; two notes of one day say different things."""
    home.json("track", "acme", "answered", "--outcome", "fulfilled", today="2026-12-20")
    home.json("track", "acme", "note", "--source", "Bolt Search", today="2026-12-21")
    home.json("track", "acme", "note", "--recipient", "Cask People", today="2026-12-21")
    edges = home.json("trail", today="2026-12-21")["edges"]

    assert [(edge["from"], edge["to"], edge["standing"]) for edge in edges] == [
        ("bolt", "acme", "one"),
        ("acme", "cask", "unasked"),
    ]


def test_what_no_event_can_say_is_refused(home: Home) -> None:
    """Only an answer or a note names somebody; nobody names itself; words need a name."""
    who = ("--source", "bolt")
    assert "names" in home.fails("track", "acme", "acknowledged", *who)
    assert "'Acme Data' is the one who answered" in home.fails("track", "acme", "note", "--source", "Acme Data")
    assert "--words goes with" in home.fails("track", "acme", "note", "--words", SAID)


def test_the_trail_is_drawn(home: Home) -> None:
    """From where the person began: who says what, on which day, in which words."""
    home.json(
        "track", "acme", "answered", "--outcome", "fulfilled", "--source", "Bolt Search", "--recipient",
        "Nobody Knows Them", "--words", SAID, today="2026-12-20",
    )  # fmt: skip
    home.json("track", "bolt", "answered", "--outcome", "no-data", "--recipients", "refused", today="2026-12-21")
    code, out, err = home.call("trail", today="2026-12-22")

    assert code == 0
    assert out.splitlines() == [
        "Acme Data",
        f"├─ ← Bolt Search: said by one; Acme Data named it on 2026-12-20, “{SAID}” (recipients: refuses to name any)",
        f"└─ → Nobody Knows Them: not asked yet; Acme Data named it on 2026-12-20, “{SAID}”",
    ]
    assert err == "next: `unbroker plan --trail` shows the letters to those not asked yet\n"


def test_the_trail_of_one_broker(home: Home) -> None:
    """From it outwards; who is in no answer is told so, and without any answer there is nothing."""
    assert home.json("trail") == {"edges": []}
    home.json("track", "acme", "note", "--recipient", "Bolt Search", "--words", SAID, today="2026-12-20")
    (edge,) = home.json("trail", "bolt", today="2026-12-22")["edges"]

    assert (edge["from"], edge["to"], edge["person"], edge["distance"]) == ("acme", "bolt", "me", 0)
    assert edge["said"][0]["words"] == SAID
    assert edge["against"] == []
    assert "there is no trail of 'cask'" in home.fails("trail", "cask")
    assert "did you mean 'bolt'" in home.fails("trail", "bol")
