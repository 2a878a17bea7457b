"""What became of letters, as JSON and as lines of talk; every mailing tells it in the same words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from unbroker.actions.mailing.widen import may_widen
from unbroker.actions.outcome import Change, Outcome
from unbroker.cli.terminal import screen
from unbroker.facts.channel import CHANNELS, ChannelKind
from unbroker.planning.decision import LeftOut
from unbroker.planning.selection import Selection

_NAMED, _FEW = 8, 2
"""How many brokers that cannot be reached are named, and of how many people each."""


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
        "path": outcome.path,
        "problem": "; ".join(map(str, outcome.problems)) or None,
    }


def say_problems(outcomes: Iterable[Outcome], changed: Iterable[Change] = ()) -> None:
    """What went wrong, each once, and what changed since the plan."""
    for problem in dict.fromkeys(str(problem) for outcome in outcomes for problem in outcome.problems):
        screen.say(problem)
    for change in changed:
        screen.say(str(change))


def plan_of(kind: ChannelKind, selection: Selection, *, follow_ups: bool = False) -> str:
    """The command, without the program's name, that shows the plan of a mailing, or what the cases call for."""
    if follow_ups:
        return "followup"
    return "plan" if may_widen(selection) else f"plan --by {kind}"


def say_other_ways(kind: ChannelKind, left_out: Sequence[LeftOut], more: int, *, follow_ups: bool = False) -> None:
    """How many letters of the plan, or follow-ups, go by another channel, and how many more could go by this one."""
    ways = Counter(left.goes_by for left in left_out)
    noun, of_plan, option = ("follow-up letter", "", " --follow-ups") if follow_ups else ("letter", " of the plan", "")
    for row in CHANNELS.values():
        if ways[row.kind]:
            go = "goes" if ways[row.kind] == 1 else "go"
            letters = screen.count(ways[row.kind], noun)
            screen.say(f"{letters}{of_plan} {go} {row.words}: `unbroker {row.command}{option}`")
    if more:
        screen.say(f"{more} more could go {CHANNELS[kind].words}: --by {kind}")


def say_with_services(counts: Mapping[str, int]) -> None:
    """How many letters each print service has, which nobody else is to print."""
    for service, count in counts.items():
        lie = "lies" if count == 1 else "lie"
        screen.say(f"{screen.count(count, 'letter')} {lie} with {service}: `unbroker mail post --service {service}`")


def say_unreached(left_out: Iterable[LeftOut]) -> None:
    """Name the brokers that no letter can reach by the channel, each reason once; the plan has those beyond a few."""
    reasons: dict[str, dict[str, list[LeftOut]]] = {}
    for left in left_out:
        if left.unreached:
            hint = f" ({left.hint})" if left.hint else ""
            reasons.setdefault(f"{left.reason}{hint}", {}).setdefault(left.broker.slug, []).append(left)
    for reason, brokers in reasons.items():
        names = [*map(_whom, brokers.values())]
        more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
        screen.say(f"{', '.join((*names[:_NAMED], *more))}: {reason}")


def _whom(left_out: Sequence[LeftOut]) -> str:
    """A broker that is left out, and for whom: somebody alone has no name in commands."""
    first = left_out[0]
    if first.person.slug is None:
        return first.broker.slug
    people = [left.person.handle for left in left_out]
    whom = " and ".join(people) if len(people) <= _FEW else f"{len(people)} people"
    return f"{first.broker.slug} for {whom}"
