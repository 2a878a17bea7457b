"""Today: what needs somebody now, grouped by what is to be done, and when to come again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from starlette.responses import Response

from unbroker import __version__
from unbroker.actions.documents import plan_calendar
from unbroker.actions.status import due_actions
from unbroker.cases import next_action
from unbroker.cases.called_letter import NextAction
from unbroker.cases.deeds import DEEDS, Deed, deed_of
from unbroker.cases.next_action import next_action_of
from unbroker.cases.rows import Row, rows_of_actions
from unbroker.cases.status import Docket
from unbroker.web.call import Call, Routes
from unbroker.web.screen import number_words
from unbroker.web.undo import last_deed
from unbroker.web.words import EVENTS, HEADS

_AT_ONCE: tuple[Deed, ...] = ("limit", "resolve")
_FEW = 8
"""How many requests of a group are shown before the rest is folded away."""


@dataclass(frozen=True)
class Group:
    """Requests that need the same."""

    deed: Deed
    rows: Sequence[Row]
    kinds: Sequence[str]
    """The channels of the follow-up letters that are to be written, if they are."""

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return len({row.reference for row in self.rows})

    @property
    def first(self) -> Sequence[Row]:
        """Those that are shown at once."""
        return self.rows[:_FEW]

    @property
    def rest(self) -> Sequence[Row]:
        """Those that are folded away."""
        return self.rows[_FEW:]


def show(call: Call) -> Response:
    """The page."""
    folder, desk = call.folder, call.desk
    docket = desk.docket(folder)
    if not docket.entries:
        return call.to("/plan")
    late = {entry.case.opening.reference for entry in docket.entries if entry.is_late}
    groups = desk.kept(folder, "today", lambda: _groups(docket, late))
    names = {entry.case.opening.reference: entry.case.opening.broker_name for entry in docket.entries}
    return call.page(
        "today", "Today", place="today", groups=groups, names=names, late=late,
        headline=headline(groups, len(late)), again=_again(docket), counts=_counts(docket),
        people={person.handle: person.name for person in folder.profile.people},
        several=len(folder.profile.people) > 1, heads=HEADS, events=EVENTS,
        undo=last_deed(desk.cases(folder), desk.today),
    )  # fmt: skip


def _groups(docket: Docket, late: Collection[str]) -> tuple[Group, ...]:
    """What a day of the person's own ends, or nobody knows of, comes first; then what is late."""
    by_deed: dict[Deed, list[NextAction]] = {}
    for action in due_actions(docket, 0):
        by_deed.setdefault(deed_of(action), []).append(action)
    groups = [
        Group(deed, _late_first(rows_of_actions(by_deed[deed]), late), _kinds(by_deed[deed]))
        for deed in DEEDS
        if deed in by_deed
    ]
    return tuple(sorted(groups, key=lambda group: group.deed not in _AT_ONCE and not _is_late(group.rows[:1], late)))


def _late_first(rows: Sequence[Row], late: Collection[str]) -> Sequence[Row]:
    return sorted(rows, key=lambda row: not _is_late([row], late))


def _is_late(rows: Iterable[Row], late: Collection[str]) -> bool:
    return any(row.reference in late for row in rows)


def _kinds(actions: Sequence[NextAction]) -> tuple[str, ...]:
    """The channels by which the first letters of some requests went, which later ones follow."""
    kinds = (action.entry.dispatches[-1].kind for action in actions if action.entry.dispatches)
    return tuple(dict.fromkeys(kinds))


_HEADS: Mapping[Deed, tuple[str, str]] = {
    "limit": ("a last day of yours is near", "last days of yours are near"),
    "resolve": ("one letter may or may not have left", "{} letters may or may not have left"),
    "account": ("your mail account refused one letter", "your mail account refused {} letters"),
    "reroute": ("one letter came back", "{} letters came back"),
    "send": ("one e-mail waits to be sent", "{} e-mails wait to be sent"),
    "post": ("one letter waits to be posted", "{} letters wait to be posted"),
    "fill-in": ("one form waits to be filled in", "{} forms wait to be filled in"),
    "hand-send": ("one e-mail lies ready for you to send", "{} e-mails lie ready for you to send"),
    "write": ("one further letter is called for", "{} further letters are called for"),
    "decide": ("one answer is for you to judge", "{} answers are for you to judge"),
}


def headline(groups: Sequence[Group], late: int) -> str:
    """What needs somebody, in one or two sentences."""
    parts = [] if not late else ["one answer is overdue" if late == 1 else f"{number_words(late)} answers are overdue"]
    for group in groups:
        if group.deed in _HEADS and not (group.deed == "write" and group.requests <= late):
            single, several = _HEADS[group.deed]
            parts.append(single if group.requests == 1 else several.format(number_words(group.requests)))
    return ". ".join(part[0].upper() + part[1:] for part in parts[:3]) + "." if parts else "Nothing needs you today."


def _again(docket: Docket) -> date | None:
    """The next day on which something will need somebody."""
    days = (action.on for entry in docket.entries if (action := next_action_of(entry)) is not None)
    return min((on for on in days if on > docket.entries[0].today), default=None)


def _counts(docket: Docket) -> Mapping[str, int]:
    """How many requests need something, wait, and are over."""
    states: dict[str, str] = {}
    for entry in docket.entries:
        state = "now" if next_action.calls(entry) else "waiting" if entry.is_open else "over"
        reference = entry.case.opening.reference
        states[reference] = min(state, states.get(reference, "z"), key=("now", "waiting", "over", "z").index)
    return {name: sum(state == name for state in states.values()) for name in ("now", "waiting", "over")}


def calendar(call: Call) -> Response:
    """The days of all cases, for a calendar program."""
    content = plan_calendar(call.folder.records, call.today, __version__)
    return call.download(content, "unbroker.ics", "text/calendar")


SHOWS = {"/": show, "/calendar.ics": calendar}
DOES: Routes = {}
