"""What became of letters, as JSON and as lines of talk; every mailing tells it in the same words."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from unbroker.actions.outcome import Change, Outcome
from unbroker.cli.terminal import screen
from unbroker.planning.plan import LeftOut


def now() -> datetime:
    """The moment of writing, in the zone of whoever sits here."""
    return datetime.now(UTC).astimezone()


def record(outcome: Outcome) -> dict[str, object]:
    """An outcome as JSON."""
    return {
        "letter": outcome.letter,
        "broker": outcome.broker,
        "result": outcome.result,
        "run": outcome.run,
        "path": str(outcome.path) if outcome.path else None,
        "problem": "; ".join(map(str, outcome.problems)) or None,
    }


def say_problems(outcomes: Iterable[Outcome], changed: Iterable[Change] = ()) -> None:
    """What went wrong, each once, and what changed since the plan."""
    for problem in dict.fromkeys(str(problem) for outcome in outcomes for problem in outcome.problems):
        screen.say(problem)
    for change in changed:
        screen.say(str(change))


def say_elsewhere(left_out: Sequence[LeftOut]) -> None:
    """The follow-ups that go by another channel."""
    for left in left_out:
        screen.say(f"{whom(left)}: {left.reason} ({left.hint})")


def whom(left: LeftOut) -> str:
    """The broker that is left out, and for whom: somebody alone has no name in commands."""
    person = left.person
    return left.broker.slug if person.slug is None else f"{left.broker.slug} for {person.handle}"
