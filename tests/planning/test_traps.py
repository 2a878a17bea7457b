"""What burnt others stands in the plan with its source, and is obeyed unless somebody says otherwise."""

import pytest
from made_up import ACME, DAY, packaged_laws

from unbroker.facts.profile import Profile
from unbroker.facts.registry import Registry
from unbroker.facts.sourced import Trap
from unbroker.paper import sheet
from unbroker.planning.plan import Basis, Plan, plan
from unbroker.planning.selection import Selection
from unbroker.registry import compiled

OTHERS = ("new-owner", "device-ids-only", "identity-papers")


def planned(kind: str, residence: str = "US-CT", **selected: object) -> Plan:
    """The plan of one person for one broker that has a trap."""
    trap = Trap.model_validate({"kind": kind, "says": "it burns", "source": "a list", "dated": "2026-05"})
    broker = ACME.model_copy(update={"traps": (trap,)})
    person = {"name": "Sam Specimen", "residence": residence, "city": "Sampleton", "emails": ["sam@example.org"]}
    profile = Profile.model_validate({"people": [person], "packs": ["discussion"]})
    known = Basis(profile, Registry([broker]), packaged_laws(), sheet.load(), b"salt")
    return plan(known, Selection(**{"everything": True, **selected}), DAY)  # type: ignore[arg-type]


def test_a_deletion_that_undoes_an_opt_out_is_left_out() -> None:
    """The letter asks for the rest; who names the deletion gets it."""
    usual = planned("deletion-undoes-opt-out", courtesy=True)
    named = planned("deletion-undoes-opt-out", courtesy=True, rights=("delete",))

    assert "delete" not in usual.letters[0].draft.rights
    assert "opt-out" in usual.letters[0].draft.rights
    assert [("it burns (a list, 2026-05)", "--right delete asks anyway")] == [
        (left.reason, left.hint) for left in usual.left_out if left.rights == ("delete",)
    ]
    assert named.letters[0].draft.rights == ("delete",)


def test_who_refuses_people_without_a_law_gets_no_courtesy_letter() -> None:
    """Unless somebody names it."""
    usual = planned("some-states-only", "US-NY", courtesy=True)
    named = planned("some-states-only", "US-NY", everything=False, brokers=("acme",))

    assert usual.letters == ()
    assert [("it burns (a list, 2026-05)", "name it to write to it anyway")] == [
        (left.reason, left.hint) for left in usual.left_out
    ]
    assert "it burns (a list, 2026-05)" in named.letters[0].reason


@pytest.mark.parametrize("kind", OTHERS)
def test_other_traps_are_remarks(kind: str) -> None:
    """The letter is as it was, and the plan warns."""
    (letter,) = planned(kind, courtesy=True).letters

    assert letter.reason.endswith("it burns (a list, 2026-05)")


def test_packaged_traps_have_a_source_and_a_day_and_part_no_remark() -> None:
    """Remarks of a plan are parted by semicolons."""
    traps = [trap for broker in compiled.of_folder()[0].brokers.values() for trap in broker.traps]

    assert len(traps) > 15
    assert [trap for trap in traps if ";" in trap.warning or trap.dated is None or trap.says.endswith(".")] == []
