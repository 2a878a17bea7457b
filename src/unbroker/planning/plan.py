"""Who gets what, under which law, by which way, telling what; and who is left out, and why. Pure."""

from collections.abc import Container, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from unbroker.base import places
from unbroker.base.errors import UnknownName, UserError
from unbroker.cases import channel_health
from unbroker.cases.case import Cases
from unbroker.cases.channel_health import Standing
from unbroker.cases.returned import Returned, returned
from unbroker.cases.status import Docket, docket
from unbroker.facts.claim import Claim, changes_soon, choose, serving
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import About, Person, Profile
from unbroker.facts.registry import Broker, Channel, ChannelKind, Registry
from unbroker.facts.settings import Nudge
from unbroker.paper import sheet as paper
from unbroker.paper.sheet import Sheet
from unbroker.planning import channel
from unbroker.planning.ask_again import NotYet, not_yet
from unbroker.writing.disclosure import disclosures
from unbroker.writing.request import Draft, Recipient, Request, reference


class NobodySelected(UserError):  # noqa: N818 - the sentence is the name
    """The registry holds no broker."""

    def __init__(self) -> None:
        super().__init__("the registry has no records: nothing is planned (run `unbroker check`)")


@dataclass(frozen=True)
class Selection:
    """What the user asked for; empty means the usual."""

    brokers: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    everything: bool = False
    rights: tuple[str, ...] = ()
    by: ChannelKind | None = None
    sheet: str | None = None
    despite_drop: bool = False
    people: tuple[str, ...] = ()
    again: bool = False
    """Ask now what was asked already."""


@dataclass(frozen=True)
class Known:
    """Everything that a plan rests on."""

    profile: Profile
    registry: Registry
    laws: Mapping[str, Law]
    sheets: Mapping[str, Sheet]
    salt: bytes
    cases: Cases = field(default_factory=Cases)
    """What was asked before."""
    usual_sheet: str | None = None
    """The sheet of the settings."""
    account: str | None = None
    """The address that e-mails leave from, if the settings name one."""
    nudge: Nudge = field(default_factory=Nudge)
    """By how much the printer misses."""


@dataclass(frozen=True)
class Item:
    """A letter to be written, on which sheet, and why it is this one."""

    draft: Draft
    sheet: Sheet | None
    reason: str
    standing: Standing = "untested"
    """What the channel has shown itself to be."""
    again: bool = False
    """Whether it was asked for although something spoke against asking again."""
    triggers: Mapping[str, str] = field(default_factory=dict)
    """By right, what called for it, if it is a follow-up."""


@dataclass(frozen=True)
class LeftOut:
    """Rights that are not asked of a broker, and why; no rights means that it gets no letter at all."""

    person: Person
    broker: Broker
    rights: tuple[Right, ...]
    reason: str
    hint: str | None = None
    relieved: bool = False
    """Whether another law's mechanism does it."""
    unreached: bool = False
    """Whether no way leads there, or none of those that may be taken."""


@dataclass(frozen=True)
class Plan:
    """The letters and what is left out, in the order of the people and of the registry."""

    items: tuple[Item, ...]
    left_out: tuple[LeftOut, ...]


def plan(known: Known, selection: Selection, today: date) -> Plan:
    """What a selection comes to on a day.

    Raises:
        NobodySelected: the registry is empty.
        UnknownName: the selection names a broker, pack, person, sheet or right that does not exist.
    """
    if not len(known.registry):
        raise NobodySelected
    _check_rights(known.laws, selection.rights)
    brokers = _selected(known, selection)
    people = dict.fromkeys(selection.people or [person.handle for person in known.profile.people])
    past = docket(known.cases, known.laws, today)
    shown = channel_health.standings(past)
    made: list[Item | LeftOut] = []
    for person in map(known.profile.person, people):
        made += _Planner(known, selection, today, person, past, shown).decide_all(brokers)
    return Plan(
        tuple(item for item in made if isinstance(item, Item)),
        tuple(left for left in made if isinstance(left, LeftOut)),
    )


def _check_rights(laws: Mapping[str, Law], rights: Sequence[str]) -> None:
    names = {name for law in laws.values() for name in (*law.rights, *law.aliases)}
    for right in rights:
        if right not in names:
            raise UnknownName("right", right, names, see="see `unbroker laws list`")


def _selected(known: Known, selection: Selection) -> tuple[Broker, ...]:
    registry = known.registry
    if selection.brokers:
        return tuple({broker.slug: broker for broker in map(registry.get, selection.brokers)}.values())
    if selection.everything:
        return tuple(registry.brokers.values())
    return registry.in_packs(selection.packs or known.profile.packs)


@dataclass(frozen=True)
class _Planner:
    """Decides for one person."""

    known: Known
    selection: Selection
    today: date
    person: Person
    past: Docket
    shown: Mapping[str, Standing]

    @property
    def residence(self) -> str:
        return self.person.residence.code

    def decide_all(self, brokers: Sequence[Broker]) -> Iterator[Item | LeftOut]:
        covers, left_out = self._addressees(brokers)
        known = self.known.registry.brokers
        portals = [broker for broker in known.values() if broker.kind == "portal"]
        decided = [
            made
            for slug, others in covers.items()
            if known[slug] not in portals
            for made in self._decide(known[slug], others)
        ]
        needed = any(isinstance(made, LeftOut) and made.relieved for made in decided)
        for portal in portals:
            if portal.slug in covers or (needed and portal.answers(self.residence)):
                yield from self._decide(portal, ())
        yield from decided
        yield from left_out

    def _addressees(self, brokers: Sequence[Broker]) -> tuple[Mapping[str, tuple[Broker, ...]], list[LeftOut]]:
        """Who is written to, and for whom else each letter speaks."""
        covers: dict[str, tuple[Broker, ...]] = {}
        left_out: list[LeftOut] = []
        for broker in brokers:
            target = self._answering(broker, brokers)
            if target is None:
                left_out.append(self._out(broker, "closed, and nobody is known to answer for it", broker.note))
            elif not target.answers(self.residence):
                where = self.person.residence.name
                other = self._for_residents(target)
                hint = f"{other.slug} does" if other else None
                left_out.append(self._out(broker, f"does not answer people in {where}", hint))
            elif target != broker:
                covers[target.slug] = (*covers.get(target.slug, ()), broker)
                reason = f"answered by {target.name}, whose letter names it"
                left_out.append(self._out(broker, reason, f"see {target.slug}"))
            else:
                covers.setdefault(broker.slug, ())
        return covers, left_out

    def _answering(self, broker: Broker, selected: Sequence[Broker]) -> Broker | None:
        """Who answers for a broker: itself, its successor, or its owner at the same address."""
        brokers = self.known.registry.brokers
        seen = {broker.slug}
        while (successor := brokers.get(broker.answered_by or "")) and successor.slug not in seen:
            broker = successor
            seen.add(broker.slug)
        if broker.status == "closed":
            return None
        owner = brokers.get(broker.belongs_to or "")
        if owner in selected and owner is not None:
            addresses = {channel.to for channel in owner.channels}
            if broker.channels and broker.channels[0].to in addresses:
                return owner
        return broker

    def _for_residents(self, broker: Broker) -> Broker | None:
        first_word = broker.name.split()[0]
        others = self.known.registry.brokers.values()
        return next((o for o in others if o.name.split()[0] == first_word and o.answers(self.residence)), None)

    def _decide(self, broker: Broker, covers: tuple[Broker, ...]) -> Iterator[Item | LeftOut]:
        back = [*returned(self.past, self.person.handle, broker.slug)]
        for one in back:
            yield self._once_more(broker, one)
        anew = {right for one in back for right in one.opening.rights}
        laws = serving(self.known.laws.values(), self.residence, self.today, self.selection.rights)
        laws = tuple(law for law in laws if ("drop" in law.rights) == (broker.kind == "portal"))
        wanted = self.selection.rights
        laws = tuple(law for law in laws if {*law.rights, *law.aliases} & {*wanted}) or laws
        if not laws:
            where = self.person.residence.name
            yield self._out(broker, f"no law here serves people in {where}", "see `unbroker laws list`")
            return
        best = choose(laws, broker)
        rights = yield from self._rights(broker, best.law, anew)
        if not rights:
            return
        channel = self._channel(broker, rights)
        if isinstance(channel, LeftOut):
            yield channel
            return
        yield self._item(broker, covers, replace(best, rights=rights), channel)

    def _once_more(self, broker: Broker, back: Returned) -> Item | LeftOut:
        """A letter that came back, by another way: the same request, a further letter of it."""
        opening = back.opening
        law = self.known.laws.get(opening.law)
        if law is None:
            return self._out(broker, f"{back.said}, and there is no law {opening.law!r} any more")
        rights = tuple(law.right(right) for right in opening.rights)
        channel = self._channel(broker, rights, back)
        if isinstance(channel, LeftOut):
            return channel
        claim = Claim(law, rights, opening.binding, "as the request was opened")
        covers = tuple(
            self.known.registry.brokers[slug] for slug in opening.covers if slug in self.known.registry.brokers
        )
        request = Request(opening.reference, self.person, broker, covers, claim, opening.round)
        item = self._letter(request, back.number, channel)
        return replace(
            item, reason=f"{back.said}: {_NAMES[channel.kind]} now", triggers=dict.fromkeys(rights, back.trigger)
        )

    def _rights(self, broker: Broker, law: Law, anew: Container[str]) -> Generator[LeftOut, None, tuple[Right, ...]]:
        """The rights to be asked for, in the order of the letter; yields those that are left out.

        What a letter that came back asked for, `anew`, is not asked for in another one.
        """
        wanted = law.first_letter
        if self.selection.rights and broker.kind != "portal":
            known = [name for name in self.selection.rights if name in law.rights or name in law.aliases]
            wanted = tuple(map(law.right, known))
            if not wanted:
                yield self._out(broker, f"{law.short} has no right of that name", f"it has {', '.join(law.rights)}")
        rights = tuple(right for right in law.rights if right in wanted and right not in anew)
        if broken := tuple(r for r in rights if not any(rule.in_force(self.today) for rule in law.rights[r])):
            yield LeftOut(self.person, broker, broken, f"not in force on {self.today} under {law.short}")
        taken, by = self._taken_over(broker)
        if relieved := tuple(right for right in rights if right in taken):
            reason, hint = f"one request to DROP does this: {by}", "--despite-drop asks all the same"
            yield LeftOut(self.person, broker, relieved, reason, hint, relieved=True)
        wrong = tuple(right for right in rights if right in ("correct", "dispute"))
        if wrong := () if self._about(broker).corrections else wrong:
            hint = f"write what is wrong below 'about: {broker.slug}: corrections:' in the profile"
            yield LeftOut(self.person, broker, wrong, "nothing is said to be wrong", hint)
        living = (right for right in rights if right not in broken and not self._about(broker).situation)
        bare = tuple(right for right in living if law.right_on(right, self.today).scope == "on-grounds")
        if bare:
            hint = f"write it below 'about: {broker.slug}: situation:' in the profile"
            yield LeftOut(self.person, broker, bare, f"{law.short} asks for a ground of your own", hint)
        free = tuple(right for right in rights if right not in (*broken, *relieved, *wrong, *bare))
        held = self._held(broker, law, free)
        if self.selection.again:
            return free
        for found in dict.fromkeys(held.values()):
            those = tuple(right for right in free if held.get(right) == found)
            yield LeftOut(self.person, broker, those, found.reason, found.hint)
        return tuple(right for right in free if right not in held)

    def _held(self, broker: Broker, law: Law, rights: Sequence[Right]) -> Mapping[Right, NotYet]:
        """What speaks against asking for some rights again."""
        who, today = self.person.handle, self.today
        found = {
            right: not_yet(self.past, law, person=who, broker=broker.slug, right=right, today=today) for right in rights
        }
        return {right: held for right, held in found.items() if held is not None}

    def _taken_over(self, broker: Broker) -> tuple[tuple[Right, ...], str]:
        """What another law's mechanism already does against this broker, and why."""
        if not self.selection.despite_drop and broker.kind != "portal":
            for law in serving(self.known.laws.values(), self.residence, self.today):
                for territory in law.reaches if law.relieves else ():
                    if self.known.registry.is_registered(broker, territory):
                        year = self.known.registry.latest_year(territory)
                        return law.relieves, f"registered in {places.name(territory)} ({year})"
        return (), ""

    def _channel(self, broker: Broker, rights: Sequence[Right], back: Returned | None = None) -> Channel | LeftOut:
        found = channel.choose(
            broker, rights, person=self.person, by=self.selection.by, standing=self._standing, back=back
        )
        return found if isinstance(found, Channel) else self._unreached(broker, found.reason, found.hint)

    def _standing(self, channel: Channel) -> Standing:
        return channel_health.of_channel(self.shown, channel.to, channel.dated, self.today)

    def _item(self, broker: Broker, covers: tuple[Broker, ...], best: Claim, channel: Channel) -> Item:
        who, docket = self.person.handle, self.past
        turn = docket.rounds(who, broker.slug, best.law.slug, best.rights) + 1
        name = reference(
            self.known.salt,
            person=who,
            broker=broker.slug,
            law=best.law.slug,
            rights=best.rights,
            turn=turn,
            taken=docket.references,
        )
        item = self._letter(Request(name, self.person, broker, covers, best, turn), 1, channel)
        again = self.selection.again and bool(self._held(broker, best.law, best.rights))
        return replace(item, reason="; ".join(self._reasons(best, broker, item.draft)), again=again)

    def _letter(self, made: Request, number: int, channel: Channel) -> Item:
        """A first letter of a request, or one that takes its place, by a channel."""
        broker = made.broker
        name = (channel.post.name if channel.post else None) or broker.addressee
        is_portal, account = broker.kind == "portal", self.known.account
        records = (broker, *made.covers)
        discloses = () if is_portal else tuple(disclosures(self.person, records, made.claim, channel, account))
        profile = self.known.profile
        draft = Draft(
            made, number, "first", Recipient((name,), channel), self.today, discloses, specimen=profile.specimen
        )
        own = self.person.address.country if self.person.address else places.country(self.residence)
        named = self.selection.sheet or self.known.usual_sheet
        sheet = None if channel.kind == "form" else paper.choose(self.known.sheets, own, named)
        if sheet is not None and channel.kind == "post":
            sheet = paper.nudged(sheet, self.known.nudge)
        return Item(draft, sheet, "", self._standing(channel))

    def _reasons(self, best: Claim, broker: Broker, draft: Draft) -> Iterator[str]:
        yield best.reason
        yield from changes_soon(best.law, best.rights, self.today)
        if broker.kind == "processor":
            yield "mostly a processor: ask the app that uses it too"
        told = {disclosure.field for disclosure in draft.discloses}
        if unmet := [need for need in broker.needs if not told & {need, *TOLD_AS.get(need, ())}]:
            yield f"it may ask for your {', '.join(unmet)}: the profile offers it none"

    def _about(self, broker: Broker) -> About:
        return self.person.about.get(broker.slug, About())

    def _unreached(self, broker: Broker, reason: str, hint: str) -> LeftOut:
        return replace(self._out(broker, reason, hint), unreached=True)

    def _out(self, broker: Broker, reason: str, hint: str | None = None) -> LeftOut:
        return LeftOut(self.person, broker, (), reason, hint)


_NAMES: Mapping[ChannelKind, str] = {"email": "by e-mail", "post": "by post", "form": "through its form"}
TOLD_AS: Mapping[str, tuple[str, ...]] = {"city-state": ("city", "address"), "profile-url": ("listing-url",)}
"""What a broker needs, and under which other name it is told."""
