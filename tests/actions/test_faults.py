"""Kill -9, a power cut, two writers and a full disk: some rounds of `python -m bench.kills ledger`."""

from pathlib import Path

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
