"""Which words a letter takes, and what is asked where no law serves or where a law wants a ground."""

from datetime import date
from pathlib import Path

import pytest
from made_up import ACME, DAY, packaged_laws, templates

from unbroker.facts.profile import Profile
from unbroker.facts.registry import Registry
from unbroker.paper import sheet
from unbroker.planning.plan import Basis, Plan, plan
from unbroker.planning.selection import Selection
from unbroker.writing.template import Templates


def planned(residence: str, *rights: str, about: dict[str, object] | None = None) -> Plan:
    """The plan of one person for one broker that no record ties to any law."""
    told = {
        "name": "Sam Specimen",
        "residence": residence,
        "city": "Sampleton",
        "emails": ["sam@example.org"],
        "about": {"acme": about} if about else {},
    }
    profile = Profile.model_validate({"people": [told], "packs": ["discussion"]})
    known = Basis(profile, Registry([ACME]), packaged_laws(), sheet.load(), b"salt")
    return plan(known, Selection(brokers=("acme",), rights=rights), DAY)


@pytest.mark.parametrize("residence", ["US-NY", "MX", "JP"])
def test_who_has_no_law_asks_as_a_courtesy(residence: str) -> None:
    """Nobody is left without a letter; it binds nobody, and its reason says that there is no right."""
    (item,) = planned(residence).letters
    claim = item.draft.request.claim

    assert ("courtesy", False) == (claim.law.slug, claim.binding)
    assert ("opt-out", "delete", "access") == claim.rights
    assert item.reason.startswith("no law here gives this right: only a request")


def test_the_letter_without_a_law_comes_after_every_law() -> None:
    """Its rank is the last, and no other law has it."""
    ranks = {law.slug: law.rank for law in packaged_laws().values()}

    assert ["courtesy"] == [slug for slug, rank in ranks.items() if rank == max(ranks.values())]


def test_a_right_that_no_law_of_theirs_has_is_asked_as_a_courtesy() -> None:
    """Nevada knows no deletion: whoever asks for it by name asks without a right."""
    (item,) = planned("US-NV", "delete").letters

    assert "courtesy" == item.draft.request.claim.law.slug


def test_quebec_stops_no_dissemination_without_a_ground() -> None:
    """Section 28.1 wants one true fact; without it the right is left out, and the hint says where to write it."""
    (left,) = planned("CA-QC", "object").left_out

    assert ("object",) == left.rights
    assert "Québec private sector act asks for a ground of your own" == left.reason
    assert "write it below 'about: acme: situation:' in the profile" == left.hint
    assert planned("CA-QC", "object", about={"situation": "I testified."}).letters


@pytest.mark.parametrize(("residence", "right"), [("US-CA", "correct"), ("US-NY", "dispute")])
def test_nothing_is_disputed_that_is_not_said_to_be_wrong(residence: str, right: str) -> None:
    """A correction or a dispute names what is wrong, and the plan lists that it is told."""
    wrong = [{"held": "born in Springfield", "right": "born in Shelbyville", "because": "I was."}]

    assert [(right,)] == [left.rights for left in planned(residence, right).left_out]
    (item,) = planned(residence, right, about={"corrections": wrong}).letters
    assert "“born in Springfield” should be “born in Shelbyville”: I was." == item.draft.disclosed("correction")


def test_words_are_the_laws_own_then_its_familys_then_everybodys(tmp_path: Path) -> None:
    """A missing file is named where the law's own would stand."""
    virginia = packaged_laws()["us-va"]
    for name in ("us-va/a", "us-states/a", "us-states/b", "a", "b", "c"):
        path = tmp_path / f"{name}.en.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text("---\nreviewed: 2026-11-22\n---\n", encoding="utf-8")
    found = Templates([tmp_path])

    assert ["us-va/a.en.md", "us-states/b.en.md", "c.en.md", "us-va/d.en.md"] == [
        found.of_law(virginia, part) for part in ("a.md", "b.md", "c.md", "d.md")
    ]


def test_a_state_needs_no_words_of_its_own() -> None:
    """All states but Nevada share a frame and their rights; Nevada's one right reads otherwise."""
    states = [law for law in packaged_laws().values() if law.family == "us-states"]
    own = {law.slug for law in states if templates().of_law(law, "letter.md").startswith(law.slug)}

    assert {"us-nv"} == own
    assert date(2027, 1, 1) == packaged_laws()["us-la"].rights["delete"][0].valid_from


def test_the_plan_says_which_other_law_would_serve() -> None:
    """Of two laws that serve somebody in Québec the plan names the one that it did not take."""
    (item,) = planned("CA-QC", "access").letters

    assert "PIPEDA would also serve, but Québec private sector act comes first" in item.reason
