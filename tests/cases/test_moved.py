"""Somebody who moved: what was asked before stays under the law of there; new letters are of the new home."""

import shutil
from pathlib import Path

import pytest
from household import PROFILE, Home, household

from unbroker import cli

OREGON = (
    PROFILE.replace("US-CA", "{code: US-OR, since: 2026-12-01}")
    .replace("5 Example Road", "9 New Street")
    .replace('region: CA, postal_code: "94105"', 'region: OR, postal_code: "97201"')
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a Californian who wrote to one broker by post, and was refused by it."""
    path = household(tmp_path_factory.mktemp("asked") / "home")
    for day, *words in (
        ("2026-10-01", "mail", "post", "--single", "acme"),
        ("2026-10-01", "mail", "left", "acme"),
        ("2026-10-06", "track", "acme", "received", "--proof", "carrier"),
        ("2026-10-10", "track", "acme/delete", "answered", "--outcome", "denied"),
    ):
        assert cli.run([*words, "--today", day, "--folder", str(path)]) == 0
    return path


@pytest.fixture
def home(asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """The same folder, whose person lives in Oregon now."""
    path = shutil.copytree(asked, tmp_path / "home")
    (path / "profile.yaml").write_text(OREGON, encoding="utf-8")
    return Home(path, capsys)


def preview(home: Home, *words: str) -> str:
    """The text of the one letter that a command previews."""
    home.json("letters", *words, today="2026-12-20")
    (text,) = (home.path / "outbox" / "previews").glob("*.txt")
    return " ".join(text.read_text(encoding="utf-8").split())


def test_a_later_letter_stays_under_the_law_of_there_and_says_that_the_person_moved(home: Home) -> None:
    """The answer goes to the address of now; where that is, the body does not tell."""
    text = preview(home, "acme/delete", "--step", "refused")

    assert "under the California Consumer Privacy Act (CCPA). My letter has the reference given above." in text
    assert "I have moved since. My request stands as I made it when I lived in California." in text
    assert "9 New Street" in text
    assert "5 Example Road" not in text
    assert "Oregon" not in text


def test_what_is_told_is_what_the_letter_tells(home: Home) -> None:
    """The new address stands in the record of what was disclosed, and not the old one once more."""
    home.json("mail", "post", "acme", "--follow-ups", "--single", today="2026-12-20")
    home.json("mail", "left", "acme", today="2026-12-20")
    told = [fact["value"] for fact in home.json("disclosed", today="2026-12-20") if fact["field"] == "address"]

    assert dict.fromkeys(value.partition(",")[0] for value in told) == dict.fromkeys(["5 Example Road", "9 New Street"])


def test_a_complaint_says_where_the_person_lived_and_lives(home: Home) -> None:
    """Nobody is a resident of a state that they left."""
    text = preview(home, "acme/delete", "--step", "complaint")

    assert "I was a resident of California when I asked, and live in Oregon now." in text
    assert "I am a resident" not in text


def test_what_never_arrived_is_not_sent_again_from_there(home: Home) -> None:
    """It says that the person lives where they did; closed, it is asked anew under the law of now."""
    profile = home.path / "profile.yaml"
    profile.write_text(PROFILE, encoding="utf-8")
    (letter,) = home.json("mail", "email", "bolt", "--via", "outbox", today="2026-11-23")
    home.json("mail", "left", "bolt", today="2026-11-23")
    home.json("track", "bolt", "bounced", today="2026-11-24")
    profile.write_text(OREGON, encoding="utf-8")
    reference = letter["letter"].partition(".")[0]
    held = home.json("plan", "bolt", today="2026-12-20")
    home.json("track", reference, "closed", today="2026-12-20")
    anew = home.json("plan", "bolt", "--by", "post", "--again", today="2026-12-20")

    left = held["left_out"][0]
    assert [(item["law"], "delete" in item["rights"]) for item in held["items"]] == [("us-or", False)]
    assert left["reason"].endswith("it was asked under CCPA from California, and you have moved")
    assert left["hint"] == f"`unbroker track {reference} closed`; then it is asked anew, from where you live now"
    assert [(item["law"], "delete" in item["rights"]) for item in anew["items"]] == [("us-or", True)]


@pytest.mark.slow
def test_nobody_lives_where_they_move_later(home: Home) -> None:
    """Until that day the place of before counts."""
    said = home.fails("plan", "bolt", today="2026-11-30")

    assert said == (
        "unbroker: me lives in Oregon only from 2026-12-01 on"
        " (write where they live today, and change it on that day)\n"
    )
    code, out, _ = home.call("check", today="2026-11-30")
    assert (1, 0) == (code, home.call("check", today="2026-12-01")[0])
    assert "me lives in Oregon only from 2026-12-01 on (write where they live today" in out


@pytest.mark.slow
def test_what_came_back_waits_until_they_have_moved(home: Home) -> None:
    """`due` and `followup` say so, and do not say that there is no other way."""
    (home.path / "profile.yaml").write_text(PROFILE, encoding="utf-8")
    home.json("mail", "email", "bolt", "--via", "outbox", today="2026-11-20")
    home.json("mail", "left", "bolt", today="2026-11-20")
    home.json("track", "bolt", "bounced", today="2026-11-21")
    (home.path / "profile.yaml").write_text(OREGON, encoding="utf-8")

    for command in ("due", "followup"):
        code, out, _ = home.call(command, today="2026-11-30")
        (line,) = [line for line in out.splitlines() if "bounced" in line]
        assert (0, True) == (code, "; me lives in Oregon only from 2026-12-01 on (write where they live today" in line)
        assert "lives in" not in home.call(command, today="2026-12-01")[1]


@pytest.mark.slow
def test_others_are_written_for_while_one_of_a_household_has_not_moved_yet(home: Home) -> None:
    """Of who moves later, each broker is left out with the day; who is named is refused."""
    other = "  - {slug: kim, name: Kim Specimen, residence: US-CA, city: Sampleton, emails: [kim@example.org]}\n"
    profile = home.path / "profile.yaml"
    profile.write_text(f"{OREGON}{other}", encoding="utf-8")

    planned = home.json("plan", "bolt", today="2026-11-30")

    assert {"kim"} == {item["person"] for item in planned["items"]}
    left = {item["person"]: item for item in planned["left_out"] if item["person"] == "me"}
    assert "lives in Oregon only from 2026-12-01 on" == left["me"]["reason"]
    assert "write where they live today, and change it on that day" == left["me"]["hint"]
    assert "me lives in Oregon only from" in home.fails("plan", "bolt", "--for", "me", today="2026-11-30")
    assert 0 == home.call("check", today="2026-11-30")[0]
    assert {"me", "kim"} == {item["person"] for item in home.json("plan", "bolt", today="2026-12-01")["items"]}


def test_former_homes_go_only_to_whom_they_are_offered(home: Home) -> None:
    """With the years; who is offered nothing hears nothing of them."""
    before = "    lived_in: [{code: California, city: Sampleton, postal_code: '94105', years: 2015 to 2026}]\n"
    offer = "    about: {bolt: {offers: [former-homes]}}\n"
    (home.path / "profile.yaml").write_text(f"{OREGON}{before}{offer}", encoding="utf-8")
    told = {
        item["broker"]: [fact["value"] for fact in item["discloses"] if fact["field"] == "former home"]
        for item in home.json("plan", "bolt", "cask", today="2026-12-20")["items"]
    }

    assert told == {"bolt": ["Sampleton, California, 94105 (2015 to 2026)"], "cask": []}
    assert "Lived before in: Sampleton, California, 94105 (2015 to 2026)" in preview(home, "bolt")
