"""Follow-ups: each letter that `followup` lists is made by exactly one command, with a number of its own."""

import shutil
from pathlib import Path

import pytest
from household import Home, household

ASKED, SILENT, AGAIN = "2027-02-02", "2027-02-20", "2027-04-01"
WAYS = ("post", "email", "forms")
POST = """\
    - post: {street: [1 Specimen Plaza], city: Sampleton, region: CA, postal_code: "94105", country: US}
      as_filed: [1 Specimen Plaza, "Sampleton, CA 94105"]
      source: made up
      tier: A
"""
FORM = "    - form: https://cask.example.org/privacy\n      source: made up\n      tier: A\n"


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose three brokers, by e-mail, have answered nothing; one has an address, one a form, one no other."""
    path = household(tmp_path_factory.mktemp("follow-ups") / "home")
    acme, bolt, cask = (path / "brokers.yaml").read_text(encoding="utf-8").split(POST)[:3]
    (path / "brokers.yaml").write_text(f"{acme}{POST}{bolt}{cask}{FORM}", encoding="utf-8")
    return path


@pytest.fixture
def home(unanswered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it."""
    shutil.copytree(unanswered, tmp_path / "home")
    return Home(tmp_path / "home", capsys)


def called(home: Home, today: str) -> set[tuple[str, str]]:
    """The letters that the cases call for, by request and step."""
    return {(case["case"].partition("/")[0], case["step"]) for case in home.json("followup", today=today)}


def follow_up(home: Home, *words: str, today: str) -> list[str]:
    """The letters that the three mailings make of follow-ups, by number."""
    return [
        letter["letter"]
        for way in WAYS
        for letter in home.json("mail", way, "--follow-ups", *words, today=today)
        if letter["result"] != "failed"
    ]


def test_what_is_written_again_goes_by_a_way_that_proves_its_receipt(home: Home) -> None:
    """By post, by the form, or as before; `followup` counts what the three mailings make, and then there is nothing."""
    home.json("mail", "email")
    home.json("mail", "left", "email-2026-11-23")
    home.json("mail", "email", "--follow-ups", today=ASKED)
    home.json("mail", "left", f"email-{ASKED}", today=ASKED)
    needed = called(home, AGAIN)
    by_way = {way: home.json("mail", way, "--follow-ups", "--dry-run", today=AGAIN) for way in WAYS}
    foreseen = [letter["letter"] for letters in by_way.values() for letter in letters]
    told = home.call("followup", today=AGAIN)[2]

    assert {"first"} == {step for _, step in needed}
    assert {"post": ["acme"], "email": ["bolt"], "forms": ["cask"]} == {
        way: [letter["broker"] for letter in letters] for way, letters in by_way.items()
    }
    assert f"{len(foreseen)} follow-up letters are needed" in told
    assert foreseen == follow_up(home, today=AGAIN)
    assert set() == called(home, AGAIN)
    assert "no follow-up letter is needed" in home.call("followup", today=AGAIN)[2]


def test_two_letters_of_one_request_have_two_numbers(home: Home) -> None:
    """However many of its rights were refused on other days: the run makes what the dry run shows."""
    home.json("mail", "email", "bolt")
    home.json("mail", "left", "bolt")
    home.json("track", "bolt/delete", "answered", "--outcome", "denied", today="2026-12-05")
    home.json("track", "bolt/access", "answered", "--outcome", "denied", today="2026-12-07")
    first = follow_up(home, today="2026-12-08")
    home.json("mail", "left", "bolt", today="2026-12-08")
    foreseen = follow_up(home, "--dry-run", today=SILENT)

    assert [".2", ".3"] == [letter[-2:] for letter in first]
    assert [".4", ".5"] == [letter[-2:] for letter in foreseen][:2]
    assert foreseen == follow_up(home, today=SILENT)
    assert set() == called(home, SILENT)


def test_a_letter_that_came_back_is_named_with_its_command(home: Home) -> None:
    """No mailing of follow-ups makes it: by which other way it goes is the person's choice, if there is another."""
    home.json("mail", "email")
    home.json("mail", "left", "email-2026-11-23")
    for broker in ("acme", "bolt"):
        home.json("track", broker, "bounced", today="2026-11-25")
    reasons = {case["broker"]: case["reason"] for case in home.json("followup", today="2026-11-25")}

    assert "by post to 1 Specimen Plaza, Sampleton, CA 94105: `unbroker mail post acme`" in reasons["acme"]
    assert "no other is known (`unbroker plan bolt` says why): or record `closed`" in reasons["bolt"]
    assert [] == follow_up(home, "--dry-run", today="2026-11-25")
    assert "2 letters came back" in home.call("followup", today="2026-11-25")[2]


def test_the_plan_says_that_the_authority_depends_on_a_region(home: Home) -> None:
    """Germany has an authority for each of its states; who does not say theirs reads which one is taken."""
    profile = home.path / "profile.yaml"
    profile.write_text(profile.read_text(encoding="utf-8").replace("US-CA", "DE"), encoding="utf-8")
    said = home.call("plan", "acme")[2]
    assert "the authority in Germany is that of the region; LfDI Baden-Württemberg is taken for want of one" in said

    profile.write_text(profile.read_text(encoding="utf-8").replace("residence: DE", "residence: DE-BE"), "utf-8")
    assert "for want of one" not in home.call("plan", "acme")[2]
