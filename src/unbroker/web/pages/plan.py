"""The plan: who would get what, under which law, what it tells them; whoever is not to get a letter is ticked off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.responses import Response

from unbroker.facts.channel import CHANNELS
from unbroker.facts.registry import Registry
from unbroker.planning.decision import LeftOut, PlannedLetter
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection
from unbroker.web.call import Call, Routes
from unbroker.web.packs import packs_of
from unbroker.web.words import FIELDS
from unbroker.writing.disclosure import AT_WILL

_RUNS = {"email": "email", "post": "post", "form": "form"}
_MINUTES: Mapping[str, int] = {"post": 3, "form": 5, "email": 0}
"""What a letter takes of somebody's time, by channel: to fold and stamp it, to fill in a form."""


@dataclass(frozen=True)
class Way:
    """The letters that go by one channel."""

    kind: str
    letters: Sequence[PlannedLetter]
    taken: int
    """How many of them are to go."""

    @property
    def words(self) -> str:
        """How they go."""
        return CHANNELS[self.kind].words


def chosen(call: Call) -> Selection:
    """Whom to write to, as chosen so far."""
    return call.desk.selection


def show(call: Call) -> Response:
    """The page."""
    folder, selection = call.folder, chosen(call)
    whole = call.desk.plan(folder, replace(selection, without=()))
    off = {*selection.without}
    portals = [letter for letter in whole.letters if letter.draft.request.broker.kind == "portal"]
    ways = _ways([letter for letter in whole.letters if letter not in portals], off)
    going = [letter for way in ways for letter in way.letters if letter.draft.request.broker.slug not in off]
    packs = packs_of(folder.registry, usual_first=True)
    return call.page(
        "plan", "Plan", place="plan", ways=ways, off=off, portals=portals, going=len(going) + len(portals),
        whole=whole.letters, only=_named(folder.registry, selection),
        counts={way.kind: way.taken for way in ways}, stamps=sum(way.taken for way in ways if way.kind == "post"),
        minutes=sum(way.taken * _MINUTES.get(way.kind, 0) for way in ways), told=_told(going),
        left_out=_left_out(whole), covers=sum(len(letter.draft.request.covers) for letter in going), packs=packs,
        selection=selection, chosen_packs=selection.packs or folder.profile.packs,
        courtesy=selection.courtesy or folder.profile.courtesy, several=len(folder.profile.people) > 1,
        is_new="new" in call.query, asked=_asked(whole), runs=_RUNS, fields=FIELDS,
    )  # fmt: skip


def _named(registry: Registry, selection: Selection) -> list[str]:
    outlines = map(registry.outlines.get, selection.brokers)
    return [outline.name for outline in outlines if outline]


def _ways(letters: Iterable[PlannedLetter], off: set[str]) -> list[Way]:
    by_kind: dict[str, list[PlannedLetter]] = {kind: [] for kind in CHANNELS}
    for letter in letters:
        by_kind[letter.draft.recipient.channel.kind].append(letter)
    return [
        Way(kind, some, sum(letter.draft.request.broker.slug not in off for letter in some))
        for kind, some in by_kind.items()
        if some
    ]


def _told(letters: Iterable[PlannedLetter]) -> Sequence[tuple[str, int]]:
    """How many brokers learn each field."""
    counts: dict[str, set[str]] = {}
    for letter in letters:
        for fact in letter.draft.discloses:
            counts.setdefault(fact.field, set()).add(letter.draft.request.broker.slug)
    return [(field, len(slugs)) for field, slugs in counts.items()]


def _left_out(planned: Plan) -> Sequence[tuple[str, str | None, Sequence[LeftOut]]]:
    """Who gets no letter, by reason, the commonest first."""
    groups: dict[tuple[str, str | None], list[LeftOut]] = {}
    for left in planned.left_out:
        if not left.asked:
            hint = None if left.hint is None or left.hint.startswith("--") else left.hint
            groups.setdefault((left.reason, hint), []).append(left)
    in_order = sorted(groups.items(), key=lambda group: -len(group[1]))
    return [(reason, hint, some) for (reason, hint), some in in_order]


def _asked(planned: Plan) -> int:
    return len({left.broker.slug for left in planned.left_out if left.asked})


def told(call: Call) -> Response:
    """What each broker would be told, field by field."""
    planned = call.desk.plan(call.folder, chosen(call))
    letters = [letter for letter in planned.letters if letter.draft.discloses]
    fields = list(dict.fromkeys(fact.field for letter in letters for fact in letter.draft.discloses))
    values: dict[str, dict[str, None]] = {field: {} for field in fields}
    for letter in letters:
        for fact in letter.draft.discloses:
            values[fact.field][fact.value] = None
    rows = [(letter.draft.request.broker, {fact.field: fact for fact in letter.draft.discloses}) for letter in letters]
    withheld = {*chosen(call).withheld}
    fields += [field for field in dict.fromkeys(field for _, field in withheld) if field not in fields]
    return call.page(
        "told", "What they are told", place="plan", fields=fields, values=values, rows=rows, at_will=AT_WILL,
        withheld=withheld, words=FIELDS,
    )  # fmt: skip


def withhold(call: Call) -> Response:
    """Keep a field from a broker, or tell it after all."""
    desk, pair = call.desk, (call.sent("broker"), call.sent("field"))
    pairs = {*desk.selection.withheld} ^ {pair}
    desk.selection = replace(desk.selection, withheld=tuple(sorted(pairs)))
    return call.to("/plan/told")


def take(call: Call) -> Response:
    """Keep who is ticked, and go on."""
    desk = call.desk
    shown, ticked = {*call.all_sent("shown")}, {*call.all_sent("take")}
    off = ({*desk.selection.without} - shown) | (shown - ticked)
    desk.selection = replace(desk.selection, without=tuple(sorted(off)))
    go = call.sent("go")
    return call.to(f"/runs/{go}" if go in _RUNS else "/letters" if go == "letters" else "/plan")


def whom(call: Call) -> Response:
    """Keep to whom to write."""
    packs = call.all_sent("pack")
    known_packs = call.folder.registry.known_packs
    call.desk.selection = replace(
        call.desk.selection,
        packs=tuple(pack for pack in packs if pack in known_packs),
        everything=bool(call.sent("everything")),
        courtesy=bool(call.sent("courtesy")),
        despite_drop=bool(call.sent("despite_drop")),
        brokers=(),
        without=(),
    )
    return call.to("/plan")


def only(call: Call) -> Response:
    """Write to one broker, whatever the packs say; or to all that were chosen before."""
    slug = call.sent("broker")
    brokers = (call.folder.registry.get(slug).slug,) if slug else ()
    call.desk.selection = replace(call.desk.selection, brokers=brokers, without=())
    return call.to("/plan")


SHOWS: Routes = {"/plan": show, "/plan/told": told}
DOES: Routes = {"/plan": take, "/plan/told": withhold, "/plan/whom": whom, "/plan/only": only}
