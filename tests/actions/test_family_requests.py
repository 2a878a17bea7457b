"""A letter to a company for all of its sites: what came of it is true of each of them, whichever is named."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from household import BOUND, BROKER, NAMES, Home, household

LATER = "2026-12-05"
OTHER = "slug: site-{}\n  name: Site {}\n  legal_name: Acme Data, Inc.\n  belongs_to: acme"


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder with three brokers, the first of which has two sites more."""
    path = household(tmp_path / "home")
    sites = ""
    for number in ("two", "three"):
        record = BROKER.format(slug="acme", name="Acme Data").replace("  channels:", f"{BOUND}  channels:")
        sites += record.replace("slug: acme\n  name: Acme Data", OTHER.format(number, number))
    text = (path / "brokers.yaml").read_text(encoding="utf-8")
    text = text.replace("  name: Acme Data\n", "  name: Acme Data\n  legal_name: Acme Data, Inc.\n")
    (path / "brokers.yaml").write_text(f"{text}\n{sites}", encoding="utf-8")
    return Home(path, capsys)


def planned(home: Home, *words: str, today: str = LATER) -> Mapping[str, list[str]]:
    """By broker that is written to, the others whom its letter names."""
    return {item["broker"]: item["covers"] for item in home.json("plan", *words, today=today)["items"]}


def test_the_plan_shows_the_family(home: Home) -> None:
    """Beside its company, counted, and not among those who are left out."""
    code, out, _ = home.call("plan")

    assert 0 == code
    assert "acme +site-two +site-three" in out
    assert f"{len(NAMES)} letters" in out
    assert "they also speak for 2 brokers of the same companies" in out
    assert "left out" not in out
    assert {"acme": [], "site-two": [], "site-three": []}.items() <= planned(home, "--alone").items()


def test_whatever_site_is_named_it_is_the_request_of_its_company(home: Home) -> None:
    """`track`, `show`, `status`, `disclosed` and `mail left` take the name of any of them; a reply answers for all."""
    (letter,) = home.json("mail", "email", "site-two")
    assert "acme" == letter["broker"]
    home.json("mail", "left", "site-three")
    shown = home.json("show", "site-two", today=LATER)

    assert ["site-two", "site-three"] == shown["covers"]
    assert "its letters also speak for site-two, site-three" in home.call("show", "acme", today=LATER)[1]
    assert {"acme"} == {row["broker"] for row in home.json("status", "site-three", today=LATER)}
    assert {"acme"} == {fact["broker"] for fact in home.json("disclosed", "site-two", today=LATER)}
    assert "acme +2" in home.call("status", today=LATER)[1]
    home.json("track", "site-two", "answered", "--outcome", "fulfilled", today=LATER)
    assert {"answered"} == {row["state"] for row in home.json("status", "acme", "--all", today=LATER)}
    assert {} == planned(home, "acme", "site-two", "site-three")


def test_nothing_is_asked_of_a_site_twice(home: Home) -> None:
    """Neither alone nor with others while its company's request is open; afterwards all are asked again together."""
    (letter,) = home.json("mail", "email", "acme")
    home.json("mail", "left", "acme")

    for words in (["site-two"], ["site-two", "--alone"], ["acme"], ["--pack", "made-up"]):
        assert not {"acme", "site-two", "site-three"} & {*planned(home, *words)}
    home.json("track", "acme", "closed", today=LATER)
    (again,) = home.json("plan", "site-three", today="2027-06-01")["items"]
    assert ("acme", ["site-two", "site-three"]) == (again["broker"], again["covers"])
    assert again["reference"] not in letter["letter"]


def test_a_site_with_an_open_request_of_its_own_stays_out(home: Home) -> None:
    """Its own letter asks already; the others are asked in one."""
    home.json("mail", "email", "site-two", "--alone")

    assert {"acme": ["site-three"]} == planned(home, "acme")
    assert ["site-two"] == [*planned(home, "site-two", "--again", "--alone")]


def test_a_letter_that_came_back_is_written_again_once(home: Home) -> None:
    """By another channel, to the company, under its reference and for the same sites, whichever of them are chosen."""
    (letter,) = home.json("mail", "email", "acme")
    home.json("mail", "left", "acme")
    home.json("track", "site-two", "bounced", today="2026-11-24")
    for words in ([], ["site-two"], ["site-two", "acme"]):
        items = home.json("plan", *words, today="2026-11-25")["items"]
        again = [item for item in items if item["reference"] == letter["letter"].removesuffix(".1")]

        assert [("acme", ["site-two", "site-three"], "post")] == [
            (item["broker"], item["covers"], item["channel"]["kind"]) for item in again
        ]


def test_the_letter_names_its_sites(home: Home) -> None:
    """In one line above its body, and a follow-up does, too."""
    home.json("letters", "site-two")
    (preview,) = (home.path / "outbox" / "previews").glob("*.txt")

    assert "This letter also concerns these sites: Site two, Site three" in preview.read_text(encoding="utf-8")
    home.json("mail", "email", "acme")
    home.json("mail", "left", "acme")
    home.json("letters", "site-three", "--step", "question", today="2027-03-01")
    later = next((home.path / "outbox" / "previews").glob("*.2.txt"))
    assert "This letter also concerns these sites: Site two, Site three" in later.read_text(encoding="utf-8")
