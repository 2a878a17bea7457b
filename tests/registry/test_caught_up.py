"""What one's own records say and the packaged ones say by now is named, so that later corrections arrive."""

from unbroker.base.errors import Problem
from unbroker.registry import compiled, reading
from unbroker.registry.caught_up import caught_up
from unbroker.registry.written import record


def found(text: str) -> list[Problem]:
    """The warnings on a folder's own file."""
    own, problems = reading.parse(text, "brokers.yaml")
    assert problems == []
    return [*caught_up(compiled.of_folder()[0], own)]


def test_a_record_that_is_packaged_by_now_is_named_field_by_field() -> None:
    """Each with its line; a field of one's own is not."""
    packaged = compiled.of_folder()[0].brokers["people-data-labs"]
    text = "\n".join(record(packaged)).replace(f"name: {packaged.name}", "name: My Name For It", 1)
    warnings = found(f"{text}\n")

    assert {problem.severity for problem in warnings} == {"warning"}
    assert any("the packaged record has the same 'legal_name'" in problem.message for problem in warnings)
    assert not any("'name'" in problem.message for problem in warnings)
    assert sum("the same channel" in problem.message for problem in warnings) == len(packaged.channels)
    assert [problem.place.line for problem in warnings] == sorted(problem.place.line or 0 for problem in warnings)


def test_what_differs_or_is_ones_own_is_no_warning() -> None:
    """Another address, and another broker."""
    other = "- slug: mine\n  name: Mine\n  kind: other\n"
    channel = "- slug: people-data-labs\n  channels:\n    - {email: me@example.org, source: a call, tier: C}\n"

    assert found(channel + other) == []
