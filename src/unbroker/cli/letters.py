"""`plan` and `letters`."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from unbroker import campaign
from unbroker.campaign import Outcome
from unbroker.cli import screen
from unbroker.cli.options import common, opened, selecting
from unbroker.folder import Folder
from unbroker.paper import press
from unbroker.plan import Item, LeftOut, Plan, Selection
from unbroker.plan import plan as make_plan

_FEW_REASONS = 8


@click.command(short_help="Who gets what, under which law, telling what.")
@selecting
@click.option("--why", is_flag=True, help="Every reason, and everything that is disclosed.")
@common
def plan(*, selection: Selection, why: bool, as_json: bool, today: date, folder: Path | None) -> None:
    """Show who gets which letter, under which law, by which way and telling what; and who is left out.

    BROKER is a slug or a site; without one, the packs of the profile are taken. Nothing is written.
    """
    made = make_plan(opened(folder).known, selection, today)
    if as_json:
        screen.show_json({"items": list(map(_item, made.items)), "left_out": list(map(_left_out, made.left_out))})
        return
    show_plan(made, why=why)
    screen.show()
    screen.show("next: `unbroker letters` writes previews of these letters; nothing is sent")


@click.command(short_help="Write previews of the letters, as PDF and text.")
@selecting
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Put the files here.")
@click.option("--no-press", is_flag=True, help="Lay each letter out in full: slower, and the same picture.")
@common
def letters(
    *, selection: Selection, out: Path | None, no_press: bool, as_json: bool, today: date, folder: Path | None
) -> int:
    """Write a preview of each letter of the plan, as PDF and as text. No event is recorded, nothing is sent."""
    own = opened(folder)
    made = make_plan(own.known, selection, today)
    outcomes = write_previews(own, made, out, in_full=no_press)
    failed = [outcome for outcome in outcomes if outcome.result == "failed"]
    if as_json:
        screen.show_json([_outcome(outcome) for outcome in outcomes])
    else:
        for outcome in outcomes:
            if outcome.path is not None:
                screen.show(str(outcome.path))
    for outcome in failed:
        for problem in outcome.problems:
            screen.say(str(problem))
    left = f", {len(failed)} failed" if failed else ""
    screen.say(
        f"{len(outcomes) - len(failed)} previews made{left}; {len(made.left_out)} left out (see `unbroker plan`)"
    )
    printed = [outcome.laid_out for outcome in outcomes if outcome.path and outcome.path.suffix == ".pdf"]
    if printed:
        screen.say(f"press: {press.summary(printed)}")
    return 1 if failed or not outcomes else 0


def write_previews(own: Folder, made: Plan, out: Path | None, *, in_full: bool = False) -> list[Outcome]:
    """Write the previews of a plan's letters, with a progress bar on a terminal."""
    out = out or own.outbox / "previews"
    written = campaign.preview(made.items, own.templates, out, in_full=in_full)
    return list(screen.progress(written, len(made.items), "letters"))


def show_plan(made: Plan, *, why: bool) -> None:
    """The plan for people: a summary, the letters, who is left out, and what is told."""
    people = [*(item.draft.request.person for item in made.items), *(left.person for left in made.left_out)]
    for person in {person.handle: person for person in people}.values():
        items = [item for item in made.items if item.draft.request.person == person]
        left_out = [left for left in made.left_out if left.person == person]
        screen.show(f"{person.name}, {person.residence.name}", "bold")
        for line in _summary(items, left_out):
            screen.show(f"  {line}")
        screen.show()
        screen.table([_row(item) for item in items], ("letter to", "under", "asks for", "by", ""))
        if left_out:
            screen.show()
            screen.show("  left out", "bold")
            screen.table([_left_row(left) for left in left_out])
        screen.show()
        _show_reasons(items, why=why)
        _show_disclosures(items, why=why)


def _summary(items: list[Item], left_out: list[LeftOut]) -> Iterator[str]:
    ways = Counter(item.draft.recipient.channel.kind for item in items)
    words = {"email": "by e-mail", "post": "by post", "form": "into a form"}
    spread = ", ".join(f"{count} {words[kind]}" for kind, count in ways.items())
    yield f"{len(items)} letters: {spread}" if items else "no letters"
    weights = Counter(_weight(item) for item in items)
    if items:
        yield f"under {', '.join(f'{weight} ({count})' for weight, count in weights.items())}"
    if left_out:
        whole = sum(not left.rights for left in left_out)
        single = f"; single rights at {len(left_out) - whole}" if whole < len(left_out) else ""
        yield f"left out: {whole} brokers{single}"


def _weight(item: Item) -> str:
    claim = item.draft.request.claim
    return f"{claim.law.short}, {'binding' if claim.binding else 'as a courtesy'}"


def _row(item: Item) -> tuple[str, ...]:
    request, channel = item.draft.request, item.draft.recipient.channel
    names = ", ".join((request.broker.slug, *(f"+{other.slug}" for other in request.covers)))
    return (names, _weight(item), ", ".join(request.rights), channel.kind, channel.to)


def _left_row(left: LeftOut) -> tuple[str, ...]:
    what = f"{', '.join(left.rights)}: " if left.rights else ""
    hint = f" ({left.hint})" if left.hint else ""
    return (left.broker.slug, f"{what}{left.reason}{hint}")


def _show_reasons(items: list[Item], *, why: bool) -> None:
    if not items:
        return
    by_reason: dict[str, list[str]] = {}
    for item in items:
        by_reason.setdefault(item.reason, []).append(item.draft.request.broker.slug)
    screen.show("  why", "bold")
    reasons = sorted(by_reason.items(), key=lambda pair: -len(pair[1]))
    for reason, slugs in reasons if why else reasons[:_FEW_REASONS]:
        named = ", ".join(slugs) if why or len(slugs) <= _FEW_REASONS else f"{len(slugs)} brokers"
        screen.show(f"    {named}: {reason}")
    if not why and len(reasons) > _FEW_REASONS:
        screen.show(f"    and {len(reasons) - _FEW_REASONS} more reasons: --why shows them all", "dim")
    screen.show()


def _show_disclosures(items: list[Item], *, why: bool) -> None:
    told: dict[tuple[str, str, str], list[str]] = {}
    for item in items:
        for told_one in item.draft.discloses:
            key = (told_one.field, told_one.value, told_one.why)
            told.setdefault(key, []).append(item.draft.request.broker.slug)
    if told:
        screen.show("  what they are told", "bold")
        rows = [
            (field, value, ", ".join(slugs) if why or len(slugs) == 1 else f"to {len(slugs)}", reason)
            for (field, value, reason), slugs in told.items()
        ]
        screen.table(rows, indent=4, wraps={1})


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
        "channel": {"kind": channel.kind, "to": channel.to, "standing": "untested"},
        "discloses": [{"field": told.field, "value": told.value, "why": told.why} for told in draft.discloses],
        "sheet": item.sheet.name if item.sheet else None,
        "language": request.person.language,
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


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "letter": outcome.letter,
        "broker": outcome.broker,
        "result": outcome.result,
        "path": str(outcome.path) if outcome.path else None,
        "problem": "; ".join(map(str, outcome.problems)) or None,
    }
