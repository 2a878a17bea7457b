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
from unbroker.planning.plan import LeftOut, Plan, PlannedLetter, Selection


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
        screen.show_json(
            {"items": list(map(_letter, planned.letters)), "left_out": list(map(_left_out, planned.left_out))}
        )
        return
    show_plan(planned, why=why)
    if planned.letters:
        screen.show("next: `unbroker letters` writes previews of these letters; nothing is sent")


def show_plan(planned: Plan, *, why: bool) -> None:
    """The plan for people: a summary, the letters in groups, who is left out, and what is told."""
    people = [*(letter.draft.request.person for letter in planned.letters), *(left.person for left in planned.left_out)]
    for person in {person.handle: person for person in people}.values():
        letters = [letter for letter in planned.letters if letter.draft.request.person == person]
        left_out = [left for left in planned.left_out if left.person == person]
        screen.show(f"{person.name}, {person.residence.name}", "bold")
        for line in _summary(letters, left_out):
            screen.show(f"  {line}")
        _show_letters(letters)
        _show_left_out(left_out)
        _show_disclosures(letters, why=why)
        screen.show()


def _summary(letters: Sequence[PlannedLetter], left_out: Sequence[LeftOut]) -> Iterator[str]:
    ways = Counter(letter.draft.recipient.channel.kind for letter in letters)
    spread = ", ".join(f"{count} {CHANNELS[kind].words}" for kind, count in ways.items())
    yield f"{screen.count(len(letters), 'letter')}: {spread}" if letters else "no letters"
    weights = Counter(_weight(letter) for letter in letters)
    if letters:
        yield "; ".join(f"{count} under {weight}" for weight, count in weights.items())
    whole = sum(not left.rights for left in left_out)
    if whole:
        yield f"{screen.count(whole, 'broker')} left out"


def _weight(letter: PlannedLetter) -> str:
    claim = letter.draft.request.claim
    return f"{claim.law.short}, {'binding' if claim.binding else 'as a courtesy'}"


def _show_letters(letters: Sequence[PlannedLetter]) -> None:
    """The letters, in groups of the same law, weight and rights."""

    def group(letter: PlannedLetter) -> tuple[str, str]:
        return _weight(letter), ", ".join(letter.draft.request.rights)

    order = list(dict.fromkeys(map(group, letters)))
    for (weight, rights), members in groupby(sorted(letters, key=lambda letter: order.index(group(letter))), group):
        screen.show()
        screen.show(f"  {weight}: {rights}", "bold")
        screen.table([_row(letter) for letter in members], indent=4, wraps={0, 2})


def _row(letter: PlannedLetter) -> tuple[str, ...]:
    request, channel = letter.draft.request, letter.draft.recipient.channel
    names = ", ".join((request.broker.slug, *(f"+{other.slug}" for other in request.covers)))
    return (names, channel.kind, channel.to, letter.reason)


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


def _show_disclosures(letters: Sequence[PlannedLetter], *, why: bool) -> None:
    disclosed: dict[tuple[str, str], dict[str, list[str]]] = {}
    for letter in letters:
        for disclosure in letter.draft.discloses:
            reasons = disclosed.setdefault((disclosure.field, disclosure.value), {})
            reasons.setdefault(disclosure.why, []).append(letter.draft.request.broker.slug)
    if not disclosed:
        return
    screen.show()
    screen.show("  what they are told", "bold")
    rows = []
    for (field, words), reasons in disclosed.items():
        slugs = [slug for named in reasons.values() for slug in named]
        to = ", ".join(slugs) if why or len(slugs) == 1 else f"{len(slugs)} of them"
        rows.append((field, words, to, "; ".join(reasons)))
    screen.table(rows, indent=4, wraps={1, 2})


def _letter(letter: PlannedLetter) -> dict[str, object]:
    draft, request, channel = letter.draft, letter.draft.request, letter.draft.recipient.channel
    return {
        "person": request.person.handle,
        "broker": request.broker.slug,
        "covers": [other.slug for other in request.covers],
        "law": request.claim.law.slug,
        "rights": list(request.rights),
        "binding": request.claim.binding,
        "step": draft.step,
        "reference": request.reference,
        "channel": {"kind": channel.kind, "to": channel.to, "standing": letter.standing},
        "discloses": [
            {"field": disclosure.field, "value": disclosure.value, "why": disclosure.why}
            for disclosure in draft.discloses
        ],
        "sheet": letter.sheet.name if letter.sheet else None,
        "language": draft.language,
        "reason": letter.reason,
    }


def _left_out(left: LeftOut) -> dict[str, object]:
    return {
        "person": left.person.handle,
        "broker": left.broker.slug,
        "rights": list(left.rights),
        "reason": left.reason,
        "hint": left.hint,
    }
