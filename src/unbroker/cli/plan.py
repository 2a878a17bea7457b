"""`plan`: who gets what and why, for people and as JSON."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unbroker.actions.follow_up import not_taken
from unbroker.actions.planned import planned_letters
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.lazy import part
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common
from unbroker.cli.terminal.screen import Line
from unbroker.cli.terminal.selecting import selecting
from unbroker.cli.terminal.wording import listed, with_others, wrapped
from unbroker.facts.channel import CHANNELS, ChannelKind
from unbroker.planning.decision import LeftOut, PlannedLetter
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection

if TYPE_CHECKING:  # only --first lays letters out
    from unbroker.actions.effort import Effort


@click.command(short_help="Show who gets which letter, and what it discloses.")
@selecting
@click.option("--why", is_flag=True, help="Show each letter, with everything that it discloses.")
@common
def plan(*, selection: Selection, why: bool, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Show who gets which letter, under which law, by which channel, and what it discloses; and who is left out.

    BROKER is a slug or a website; the default is the packs in the profile. Nothing is written.
    """
    folder = opened(folder_path)
    planned = planned_letters(folder, selection, today)
    if as_json:
        screen.show_json({"items": map(_letter, planned.letters), "left_out": map(_left_out, planned.left_out)})
        return
    show_plan(planned, why=why)
    if selection.first is not None and planned.letters:
        screen.show(_effort(part("actions.effort").reckon_effort(folder, planned, today)))
    if not (planned.letters or planned.left_out):
        nobody = "nobody to write for: everybody in the profile has left (`unbroker people list` lists them)"
        screen.say(_NOBODY_NAMED if selection.trail else nobody)
    for note in not_taken(folder, planned.letters):
        screen.say(f"if it comes to a complaint: {note}")
    if planned.letters:
        more = "" if why or screen.width() is None else "; `--why` shows each letter"
        screen.show(f"next: `unbroker letters` writes previews of these letters, nothing is sent{more}")


def show_plan(planned: Plan, *, why: bool) -> None:
    """The plan for people: a summary, the letters in groups, who is left out, and what is told.

    Args:
        planned: the plan.
        why: for each letter where it goes and why, and for all that is told to whom.
    """
    width, people = screen.width(), {letter.draft.request.person.handle for letter in planned.letters}
    briefer = _BRIEFER if len(people) > 1 else _BRIEFER[:-1]
    drawings = [partial(_drawn, planned, width, sizes) for sizes in briefer]
    if why or width is None:
        screen.show_lines(line for lines in _of_people(planned, width, _WHOLE) for line in lines)
    else:
        screen.show_lines(screen.fitted(drawings, _LINES))


def _effort(effort: "Effort") -> str:
    """What the first letters cost, in a sentence."""
    stamps = f"{screen.count(effort.envelopes, 'envelope')} and as many stamps"
    paper = f"{screen.count(effort.pages, 'page')} to print, {stamps}" if effort.envelopes else "nothing to print"
    until = f"; if all leave today, answers are due until {effort.answers_by}" if effort.answers_by else ""
    return f"to begin with these: {paper}{until}"


_LINES, _FEW = 45, 3
_NOBODY_NAMED = "nobody is named in an answer who was not asked (`unbroker trail` shows who was named)"
_REFERENCE = re.compile(r"\bUB-[0-9A-Z]{8}(\.\d+)?")
_BRACKETED = re.compile(rf" \({_REFERENCE.pattern}\)")


@dataclass(frozen=True)
class _Sizes:
    """How much of a plan is drawn."""

    few: int = 0
    """How many letters of a group have their address beside them."""
    rows: int | None = None
    """How many lines names take."""
    reasons: int = sys.maxsize
    """How many reasons there may be of which each is shown."""
    left_out: int | None = None
    """How many lines the names take of those who are left out."""
    to_whom: bool = False
    """Whether each is named to whom something is told."""
    only_counts: bool = False
    """Whether people are shown with numbers only."""


_WHOLE = _Sizes(few=sys.maxsize, to_whom=True)
_BRIEFER = (
    _Sizes(20),
    *(_Sizes(few, reasons=3, left_out=2) for few in (20, 8, 3)),
    *(_Sizes(0, rows, reasons=2, left_out=1) for rows in (None, 8, 6)),
    *(_Sizes(0, rows, reasons=1, left_out=1) for rows in (5, 4, 3, 2, 1)),
    _Sizes(only_counts=True),
)


def _drawn(planned: Plan, width: int | None, sizes: _Sizes) -> list[Line]:
    return [line for lines in _of_people(planned, width, sizes) for line in lines]


def _of_people(planned: Plan, width: int | None, sizes: _Sizes) -> Iterator[list[Line]]:
    """The lines of each person."""
    people = [*(letter.draft.request.person for letter in planned.letters), *(left.person for left in planned.left_out)]
    theirs: dict[str, list[PlannedLetter]] = {}
    for letter in planned.letters:
        theirs.setdefault(letter.draft.request.person.handle, []).append(letter)
    others: dict[str, list[LeftOut]] = {}
    for left in planned.left_out:
        others.setdefault(left.person.handle, []).append(left)
    for person in {person.handle: person for person in people}.values():
        lines: list[Line] = []
        letters, left_out = theirs.get(person.handle, []), others.get(person.handle, [])
        lines += _plain(wrapped(f"{person.name}, {person.residence.name}", width, 0, 2), "bold")
        for words in _summary(Plan(tuple(letters), tuple(left_out))):
            lines += _plain(wrapped(words, width, 2, 2))
        if sizes.only_counts:
            lines += _plain(wrapped(f"`unbroker plan --for {person.handle}` shows them", width, 2, 2), "dim")
        else:
            lines += _letters(letters, width, sizes)
            lines += _left_out_lines(left_out, width, sizes)
            lines += _disclosures(letters, width, sizes)
        lines.append(("", ""))
        yield lines


def _plain(lines: Iterable[str], style: str = "") -> list[Line]:
    return [(line, style) for line in lines]


def brokers_left_out(planned: Plan) -> int:
    """How many brokers get no letter by any way and have none, counted once for each person who might write to them."""
    requests = [letter.draft.request for letter in planned.letters]
    written = {(request.person.handle, record.slug) for request in requests for record in request.records}
    elsewhere = [left for left in planned.left_out if left.goes_by or left.asked]
    written |= {(left.person.handle, slug) for left in elsewhere for slug in (left.broker.slug, *left.covers)}
    return len({(left.person.handle, left.broker.slug) for left in planned.left_out} - written)


def said_left_out(planned: Plan, others: str, *, follow_ups: bool) -> str:
    """How many brokers a mailing leaves out, and the command that says why; follow-ups leave nobody out."""
    count = 0 if follow_ups else brokers_left_out(planned)
    return f"; {count} left out (see `unbroker {others}`)" if count else ""


def misses_named(planned: Plan, selection: Selection) -> bool:
    """Whether brokers were named and no letter reaches one of them; a mechanism that nobody chose is none of them."""
    return bool(selection.brokers) and any(
        (left.unreached or left.goes_by) and not left.drawn_in for left in planned.left_out
    )


def _summary(planned: Plan) -> Iterator[str]:
    letters = planned.letters
    ways = Counter(CHANNELS[letter.draft.recipient.channel.kind].words for letter in letters)
    number = screen.count(len(letters), "letter")
    weights = Counter(f"under {_weight(letter)}" for letter in letters)
    if letters:
        yield f"{number} {next(iter(ways))}" if len(ways) == 1 else f"{number}: {screen.counted(ways)}"
        yield screen.counted(weights, "; ")
    else:
        yield "no letters"
    if count := sum(len(letter.draft.request.covers) for letter in letters):
        yield f"they also speak for {screen.count(count, 'broker')} of the same companies"
    if count := brokers_left_out(planned):
        yield f"{screen.count(count, 'broker')} left out"
    if count := len({(left.person.handle, left.broker.slug) for left in planned.left_out if left.asked}):
        yield f"{screen.count(count, 'broker')} asked already"


def _weight(letter: PlannedLetter) -> str:
    claim = letter.draft.request.claim
    return f"{claim.law.short}, {'binding' if claim.binding else 'as a courtesy'}"


def _letters(letters: Sequence[PlannedLetter], width: int | None, sizes: _Sizes) -> list[Line]:
    """The letters, in groups of the same law, weight and rights."""
    groups: dict[tuple[str, str], list[PlannedLetter]] = {}
    for letter in letters:
        request = letter.draft.request
        about = (*letter.draft.rights, *(request.topics if letter.draft.step == "first" else ()))
        groups.setdefault((_weight(letter), ", ".join(about)), []).append(letter)
    lines: list[Line] = []
    for (weight, rights), members in groups.items():
        lines += [("", ""), *_plain(wrapped(f"{weight}: {rights}", width, 2, 2), "bold")]
        if width is None:
            rows = [(_names(letter), *_goes(letter), letter.reason) for letter in members]
            lines += _plain(screen.table_lines(rows, indent=4))
        else:
            lines += _plain(_group(members, width, sizes))
    return lines


def _group(letters: Sequence[PlannedLetter], width: int, sizes: _Sizes) -> Iterator[str]:
    """Letters that ask alike: why, once for all that it is true of, and to whom."""
    reasons: dict[str, list[str]] = {}
    for letter in letters:
        for reason in letter.reason.split("; "):
            reasons.setdefault(reason, []).append(_names(letter))
    for reason, names in reasons.items():
        if len(names) == len(letters):
            yield from wrapped(reason, width, 4, 2)
    if len(letters) <= sizes.few:
        yield from screen.table_lines([(_names(letter), *_goes(letter)) for letter in letters], indent=4)
    else:
        by_way: dict[ChannelKind, list[str]] = {}
        for letter in letters:
            by_way.setdefault(letter.draft.recipient.channel.kind, []).append(_names(letter))
        for kind, names in by_way.items():
            yield from listed(names, width, 4, sizes.rows, f"{len(names)} {CHANNELS[kind].words}: ")
    remarks = {reason: names for reason, names in reasons.items() if len(names) < len(letters)}
    yield from _remarks(remarks, len(letters), width, sizes)


def _remarks(remarks: Mapping[str, Sequence[str]], count: int, width: int, sizes: _Sizes) -> Iterator[str]:
    """What is true of some of so many letters."""
    if len(remarks) <= sizes.reasons:
        for remark, names in remarks.items():
            yield from listed(names, width, 4, sizes.rows, f"{remark}: ")
    else:
        names = [*dict.fromkeys(name for some in remarks.values() for name in some)]
        if len(names) == count:
            yield from wrapped("each with a remark that --why shows", width, 4, 2)
        else:
            slugs = [name.partition(" ")[0] for name in names]
            yield from listed(slugs, width, 4, sizes.rows, f"{len(names)} with a remark that --why shows: ")


def _names(letter: PlannedLetter) -> str:
    request = letter.draft.request
    return with_others(request.broker.slug, [other.slug for other in request.covers])


def _goes(letter: PlannedLetter) -> tuple[str, str]:
    channel = letter.draft.recipient.channel
    return channel.kind, channel.to


def _left_out_lines(left_out: Sequence[LeftOut], width: int | None, sizes: _Sizes) -> list[Line]:
    """Who is left out, by reason."""
    if not left_out:
        return []
    groups: dict[str, list[LeftOut]] = {}
    for left in left_out:
        words = _reason(left)
        groups.setdefault(words if width is None else _without_reference(words), []).append(left)
    reasons = {
        words if len(some) > 1 else _reason(some[0]): [*dict.fromkeys(left.broker.slug for left in some)]
        for words, some in groups.items()
    }
    lines: list[Line] = [("", ""), ("  left out", "bold")]
    if width is None:
        return [*lines, *((f"    {', '.join(slugs)}  {words}", "") for words, slugs in reasons.items())]
    shown = [*reasons]
    if len(shown) > sizes.reasons:
        shown = sorted(shown, key=lambda words: -len(reasons[words]))[: sizes.reasons]
    for words in shown:
        lines += _plain(_left_for(words, reasons[words], width, sizes.left_out))
    if rest := [*dict.fromkeys(slug for words, slugs in reasons.items() if words not in shown for slug in slugs)]:
        lines += _plain(_left_for("for other reasons, which --why shows", rest, width, sizes.left_out))
    return lines


def _without_reference(words: str) -> str:
    """The same of several brokers: a command takes the name of each as well."""
    return _REFERENCE.sub("BROKER", _BRACKETED.sub("", words))


def _reason(left: LeftOut) -> str:
    rights = f"{_joined(left.rights)}: " if left.rights else ""
    return f"{rights}{left.reason}{f' ({left.hint})' if left.hint else ''}"


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _left_for(words: str, slugs: Sequence[str], width: int, rows: int | None) -> Iterator[str]:
    if len(slugs) == 1:
        yield from wrapped(f"{slugs[0]}: {words}", width, 4, 2)
        return
    yield from wrapped(words, width, 4, 2)
    yield from listed(slugs, width, 8, rows)


def _disclosures(letters: Sequence[PlannedLetter], width: int | None, sizes: _Sizes) -> list[Line]:
    disclosed: dict[tuple[str, str], dict[str, list[str]]] = {}
    for letter in letters:
        for disclosure in letter.draft.discloses:
            reasons = disclosed.setdefault((disclosure.field, disclosure.value), {})
            reasons.setdefault(disclosure.why, []).append(letter.draft.request.broker.slug)
    if not disclosed:
        return []
    lines: list[Line] = [("", ""), ("  what is disclosed", "bold")]
    for (field, words), reasons in disclosed.items():
        slugs = [*dict.fromkeys(slug for named in reasons.values() for slug in named)]
        to = _to_whom(slugs, letters) if sizes.to_whom or len(slugs) == 1 else f"{len(slugs)} brokers"
        lines += _plain(wrapped(f"{field}: {words} ({'; '.join(reasons)}), to {to}", width, 4, 2))
    return lines


def _to_whom(slugs: Sequence[str], letters: Sequence[PlannedLetter]) -> str:
    """Who is told it, or the few who are not."""
    brokers = [letter.draft.request.broker.slug for letter in letters]
    others = [slug for slug in brokers if slug not in slugs]
    if len(slugs) <= _FEW or len(others) > _FEW:
        return ", ".join(slugs)
    return f"all but {_joined(others)}" if others else "all"


def _letter(letter: PlannedLetter) -> dict[str, object]:
    draft, request, channel = letter.draft, letter.draft.request, letter.draft.recipient.channel
    return {
        "person": request.person.handle,
        "broker": request.broker.slug,
        "covers": [other.slug for other in request.covers],
        "law": request.claim.law.slug,
        "rights": list(request.rights),
        "topics": list(request.topics),
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
