"""`plan`: who gets what and why, for people and as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from unbroker.actions.mailing.preview import plan_preview
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, opened, selecting
from unbroker.facts.channel import CHANNELS
from unbroker.planning.plan import Item, LeftOut, Plan, Selection


@click.command(short_help="Who gets what, under which law, telling what.")
@selecting
@click.option("--why", is_flag=True, help="For each letter all that it tells.")
@common
def plan(*, selection: Selection, why: bool, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Show who gets which letter, under which law, by which way and telling what; and who is left out.

    BROKER is a slug or a site; without one, the packs of the profile are taken. Nothing is written.
    """
    planned = plan_preview(opened(folder_path), selection, today).plan
    if as_json:
        screen.show_json({"items": list(map(_item, planned.items)), "left_out": list(map(_left_out, planned.left_out))})
        return
    show_plan(planned, why=why)
    if planned.items:
        screen.show("next: `unbroker letters` writes previews of these letters; nothing is sent")


def show_plan(planned: Plan, *, why: bool) -> None:
    """The plan for people: a summary, the letters in groups, who is left out, and what is told."""
    people = [*(item.draft.request.person for item in planned.items), *(left.person for left in planned.left_out)]
    for person in {person.handle: person for person in people}.values():
        items = [item for item in planned.items if item.draft.request.person == person]
        left_out = [left for left in planned.left_out if left.person == person]
        screen.show(f"{person.name}, {person.residence.name}", "bold")
        for line in _summary(items, left_out):
            screen.show(f"  {line}")
        _show_letters(items)
        _show_left_out(left_out)
        _show_disclosures(items, why=why)
        screen.show()


def _summary(items: Sequence[Item], left_out: Sequence[LeftOut]) -> Iterator[str]:
    ways = Counter(item.draft.recipient.channel.kind for item in items)
    spread = ", ".join(f"{count} {CHANNELS[kind].words}" for kind, count in ways.items())
    yield f"{screen.count(len(items), 'letter')}: {spread}" if items else "no letters"
    weights = Counter(_weight(item) for item in items)
    if items:
        yield "; ".join(f"{count} under {weight}" for weight, count in weights.items())
    whole = sum(not left.rights for left in left_out)
    if whole:
        yield f"{screen.count(whole, 'broker')} left out"


def _weight(item: Item) -> str:
    claim = item.draft.request.claim
    return f"{claim.law.short}, {'binding' if claim.binding else 'as a courtesy'}"


def _show_letters(items: Sequence[Item]) -> None:
    """The letters, in groups of the same law, weight and rights."""

    def group(item: Item) -> tuple[str, str]:
        return _weight(item), ", ".join(item.draft.request.rights)

    order = list(dict.fromkeys(map(group, items)))
    for (weight, rights), members in groupby(sorted(items, key=lambda item: order.index(group(item))), group):
        screen.show()
        screen.show(f"  {weight}: {rights}", "bold")
        screen.table([_row(item) for item in members], indent=4, wraps={0, 2})


def _row(item: Item) -> tuple[str, ...]:
    request, channel = item.draft.request, item.draft.recipient.channel
    names = ", ".join((request.broker.slug, *(f"+{other.slug}" for other in request.covers)))
    return (names, channel.kind, channel.to, item.reason)


def _show_left_out(left_out: Sequence[LeftOut]) -> None:
    """Who is left out, by reason."""
    if not left_out:
        return
    reasons: dict[str, list[str]] = {}
    for left in left_out:
        what = f"{' and '.join(left.rights)}: " if left.rights else ""
        hint = f" ({left.hint})" if left.hint else ""
        reasons.setdefault(f"{what}{left.reason}{hint}", []).append(left.broker.slug)
    screen.show()
    screen.show("  left out", "bold")
    screen.table([(", ".join(slugs), reason) for reason, slugs in reasons.items()], indent=4, wraps={0})


def _show_disclosures(items: Sequence[Item], *, why: bool) -> None:
    told: dict[tuple[str, str], dict[str, list[str]]] = {}
    for item in items:
        for one in item.draft.discloses:
            reasons = told.setdefault((one.field, one.value), {})
            reasons.setdefault(one.why, []).append(item.draft.request.broker.slug)
    if not told:
        return
    screen.show()
    screen.show("  what they are told", "bold")
    rows = []
    for (field, value), reasons in told.items():
        slugs = [slug for named in reasons.values() for slug in named]
        to = ", ".join(slugs) if why or len(slugs) == 1 else f"{len(slugs)} of them"
        rows.append((field, value, to, "; ".join(reasons)))
    screen.table(rows, indent=4, wraps={1, 2})


def _item(item: Item) -> dict[str, object]:
    draft, request, channel = item.draft, item.draft.request, item.draft.recipient.channel
    return {
        "person": request.person.handle,
        "broker": request.broker.slug,
        "covers": [other.slug for other in request.covers],
        "law": request.claim.law.slug,
        "rights": list(request.rights),
        "binding": request.claim.binding,
        "step": draft.step,
        "reference": request.reference,
        "channel": {"kind": channel.kind, "to": channel.to, "standing": item.standing},
        "discloses": [{"field": told.field, "value": told.value, "why": told.why} for told in draft.discloses],
        "sheet": item.sheet.name if item.sheet else None,
        "language": draft.language,
        "reason": item.reason,
    }


def _left_out(left: LeftOut) -> dict[str, object]:
    return {
        "person": left.person.handle,
        "broker": left.broker.slug,
        "rights": list(left.rights),
        "reason": left.reason,
        "hint": left.hint,
    }
