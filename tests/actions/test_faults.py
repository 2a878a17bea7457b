"""Kill -9, a power cut, two writers and a full disk: some rounds of `python -m bench.kills ledger`, and of `lock`."""

from pathlib import Path

import lock_kills
import pytest
from kills import rounds


@pytest.mark.slow
def test_nothing_is_lost_in_a_tenth_of_the_rounds(tmp_path: Path) -> None:
    """Each fault at each command; which moments they meet depends on the machine."""
    met = rounds(tmp_path, 30, seed=2)

    assert met["raced"] >= 6
    assert met["full disk"] >= 6
    assert met["acknowledged"]
    assert met["nothing"]


@pytest.mark.parametrize("count", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_a_killed_lock_leaves_the_old_or_the_new(tmp_path: Path, count: int) -> None:
    """So does a killed unlock, edit or pack, and no plain copy stays."""
    met = lock_kills.rounds(tmp_path, count, seed=3)

    assert count == sum(met.values())
    both = {f"{kind}: {form}" for kind in ("lock", "unlock", "edit") for form in ("old", "new")}
    assert count < 100 or {*met} == {*both, "pack: whole"}
