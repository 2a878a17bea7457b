"""Who gets what, under which law, by which way, telling what; and who is left out, and why. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from unbroker.base import places
from unbroker.base.errors import UnknownName, UserError
from unbroker.cases import channel_health
from unbroker.cases.case import Cases
from unbroker.cases.channel_health import Standing
from unbroker.cases.returned import Returned, returned
from unbroker.cases.status import Docket, docket
from unbroker.facts.channel import ChannelKind
from unbroker.facts.claim import Claim, changes_soon, choose, serving
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Person, Profile
from unbroker.facts.registry import Broker, Channel, Registry
from unbroker.facts.settings import Nudge
from unbroker.paper import sheet as paper
from unbroker.paper.sheet import Sheet
from unbroker.planning import channel
from unbroker.planning.rights import Asking
from unbroker.planning.writers import writers
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
    courtesy: bool = False
    """Write to those, too, whom no law is known to bind; whoever is named is written to anyway."""


@dataclass(frozen=True)
class Basis:
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
class PlannedLetter:
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
    drawn_in: bool = False
    """Whether nobody chose this broker: its mechanism does what letters to others leave out."""
    goes_by: ChannelKind | None = None
    """The channel that its letter goes by, where that is not the mailing's."""


@dataclass(frozen=True)
class Plan:
    """The letters and what is left out, in the order of the people and of the registry."""

    letters: tuple[PlannedLetter, ...]
    left_out: tuple[LeftOut, ...]


def plan(basis: Basis, selection: Selection, today: date) -> Plan:
    """What a selection comes to on a day.

    Raises:
        NobodySelected: the registry is empty.
        UnknownName: the selection names a broker, pack, person, sheet or right that does not exist.
        GoneAway: it names a person who left.
    """
    if not len(basis.registry):
        raise NobodySelected
    _check_rights(basis.laws, selection.rights)
    brokers = _selected(basis, selection)
    people = writers(basis.profile, basis.cases.people, selection.people)
    past = docket(basis.cases, basis.laws, today)
    standings = channel_health.standings(past)
    decisions: list[PlannedLetter | LeftOut] = []
    for person in people:
        decisions += _Planner(basis, selection, today, person, past, standings).decide_all(brokers)
    return Plan(
        tuple(decision for decision in decisions if isinstance(decision, PlannedLetter)),
        tuple(decision for decision in decisions if isinstance(decision, LeftOut)),
    )


def _check_rights(laws: Mapping[str, Law], rights: Sequence[str]) -> None:
    names = {name for law in laws.values() for name in (*law.rights, *law.aliases)}
    for right in rights:
        if right not in names:
            raise UnknownName("right", right, names, see="see `unbroker laws list`")


def _selected(basis: Basis, selection: Selection) -> tuple[Broker, ...]:
    registry = basis.registry
    if selection.brokers:
        return tuple({broker.slug: broker for broker in map(registry.get, selection.brokers)}.values())
    if selection.everything:
        return tuple(registry.brokers.values())
    return registry.in_packs(selection.packs or basis.profile.packs)


@dataclass(frozen=True)
class _Planner:
    """Decides for one person."""

    basis: Basis
    selection: Selection
    today: date
    person: Person
    past: Docket
    standings: Mapping[str, Standing]

    @property
    def residence(self) -> str:
        return self.person.residence.code

    @property
    def asks_courtesies(self) -> bool:
        """Whether to write to those, too, whom no law is known to bind."""
        return self.selection.courtesy or bool(self.selection.brokers) or self.basis.profile.courtesy

    @cached_property
    def asking(self) -> Asking:
        """What the person asks for, whomever."""
        basis, selection = self.basis, self.selection
        return Asking(
            self.person, self.today, basis.laws, basis.registry, self.past, selection.rights,
            again=selection.again, despite_drop=selection.despite_drop,
        )  # fmt: skip

    def decide_all(self, brokers: Sequence[Broker]) -> Iterator[PlannedLetter | LeftOut]:
        covers, left_out = self._addressees(brokers)
        registered = self.basis.registry.brokers
        portals = [broker for broker in registered.values() if broker.kind == "portal"]
        decisions = [
            decision
            for slug, others in covers.items()
            if registered[slug] not in portals
            for decision in self._decide(registered[slug], others)
        ]
        is_needed = any(isinstance(decision, LeftOut) and decision.relieved for decision in decisions)
        for portal in portals:
            if portal.slug in covers:
                yield from self._decide(portal, ())
            elif is_needed and portal.answers(self.residence):
                for decision in self._decide(portal, ()):
                    yield replace(decision, drawn_in=True) if isinstance(decision, LeftOut) else decision
        yield from decisions
        yield from left_out

    def _addressees(self, brokers: Sequence[Broker]) -> tuple[Mapping[str, tuple[Broker, ...]], list[LeftOut]]:
        """Who is written to, and for whom else each letter speaks."""
        covers: dict[str, tuple[Broker, ...]] = {}
        left_out: list[LeftOut] = []
        for broker in brokers:
            target = self._answering(broker, brokers)
            if target is None:
                left_out.append(self._out(broker, "closed, and nobody is known to answer for it", broker.note))
            elif not self._is_for_them(target):
                where = self.person.residence.name
                other = self._for_residents(target)
                hint = f"{other.slug} does" if other else self._once_there(target)
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
        brokers = self.basis.registry.brokers
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

    def _is_for_them(self, broker: Broker) -> bool:
        """Whether it answers people where the person lives, or lived before; of two records the one for here does."""
        if broker.answers(self.residence):
            return True
        was_there = any(broker.answers(place) for place in self.person.lived_in)
        return was_there and broker.kind != "portal" and self._for_residents(broker) is None

    def _once_there(self, broker: Broker) -> str | None:
        if broker.kind == "portal" or not broker.serves:
            return None
        return f"if you lived there: 'lived_in: [{', '.join(broker.serves)}]' in profile.yaml"

    def _for_residents(self, broker: Broker) -> Broker | None:
        first_word = broker.name.split()[0]
        others = self.basis.registry.brokers.values()
        return next(
            (other for other in others if other.name.split()[0] == first_word and other.answers(self.residence)), None
        )

    def _decide(self, broker: Broker, covers: tuple[Broker, ...]) -> Iterator[PlannedLetter | LeftOut]:
        letters_back = [*returned(self.past, self.person.handle, broker.slug)]
        for back in letters_back:
            yield self._once_more(broker, back)
        anew = {right for back in letters_back for right in back.opening.rights}
        laws = serving(self.basis.laws.values(), self.residence, self.today, self.selection.rights)
        laws = tuple(law for law in laws if ("drop" in law.rights) == (broker.kind == "portal"))
        wanted = self.selection.rights
        laws = tuple(law for law in laws if {*law.rights, *law.aliases} & {*wanted}) or laws
        if not laws:
            where = self.person.residence.name
            yield self._out(broker, f"no law here serves people in {where}", "see `unbroker laws list`")
            return
        best = choose(laws, broker)
        rights, unasked = self.asking.choose(broker, best.law, anew)
        for some in unasked:
            yield LeftOut(self.person, broker, some.rights, some.reason, some.hint, relieved=some.relieved)
        if not rights:
            return
        if not (best.binding or self.asks_courtesies):
            yield self._out(broker, "no law is known to bind it", "--courtesy asks it all the same")
            return
        channel = self._channel(broker, rights)
        if isinstance(channel, LeftOut):
            yield channel
            return
        yield self._item(broker, covers, replace(best, rights=rights), channel)

    def _once_more(self, broker: Broker, back: Returned) -> PlannedLetter | LeftOut:
        """A letter that came back, by another way: the same request, a further letter of it."""
        opening = back.opening
        law = self.basis.laws.get(opening.law)
        if law is None:
            return self._out(broker, f"{back.said}, and there is no longer a law {opening.law!r}")
        rights = tuple(law.right(right) for right in opening.rights)
        channel = self._channel(broker, rights, back)
        if isinstance(channel, LeftOut):
            return channel
        claim = Claim(law, rights, opening.binding, "as the request was opened")
        covers = tuple(
            self.basis.registry.brokers[slug] for slug in opening.covers if slug in self.basis.registry.brokers
        )
        request = Request(opening.reference, self.person, broker, covers, claim, opening.round)
        letter = self._letter(request, back.number, channel)
        return replace(
            letter, reason=f"{back.said}: {channel.row.its} now", triggers=dict.fromkeys(rights, back.trigger)
        )

    def _channel(self, broker: Broker, rights: Sequence[Right], back: Returned | None = None) -> Channel | LeftOut:
        choice = channel.choose(
            broker, rights, person=self.person, by=self.selection.by, standing=self._standing, back=back
        )
        return choice if isinstance(choice, Channel) else self._unreached(broker, choice.reason, choice.hint)

    def _standing(self, channel: Channel) -> Standing:
        return channel_health.of_channel(self.standings, channel.to, channel.dated, self.today)

    def _item(self, broker: Broker, covers: tuple[Broker, ...], claim: Claim, channel: Channel) -> PlannedLetter:
        person, docket = self.person.handle, self.past
        turn = docket.rounds(person, broker.slug, claim.law.slug, claim.rights) + 1
        name = reference(
            self.basis.salt,
            person=person,
            broker=broker.slug,
            law=claim.law.slug,
            rights=claim.rights,
            turn=turn,
            taken=docket.references,
        )
        letter = self._letter(Request(name, self.person, broker, covers, claim, turn), 1, channel)
        again = self.selection.again and bool(self.asking.obstacles(broker, claim.law, claim.rights))
        return replace(letter, reason="; ".join(self._reasons(claim, broker, letter.draft)), again=again)

    def _letter(self, request: Request, number: int, channel: Channel) -> PlannedLetter:
        """A first letter of a request, or one that takes its place, by a channel."""
        broker = request.broker
        name = (channel.post.name if channel.post else None) or broker.addressee
        is_portal, account = broker.kind == "portal", self.basis.account
        records = (broker, *request.covers)
        discloses = () if is_portal else tuple(disclosures(self.person, records, request.claim, channel, account))
        profile = self.basis.profile
        draft = Draft(
            request, number, "first", Recipient((name,), channel), self.today, discloses, specimen=profile.specimen
        )
        country = self.person.address.country if self.person.address else places.country(self.residence)
        sheet_name = self.selection.sheet or self.basis.usual_sheet
        sheet = None if not channel.row.is_laid_out else paper.choose(self.basis.sheets, country, sheet_name)
        if sheet is not None and channel.row.on_paper:
            sheet = paper.nudged(sheet, self.basis.nudge)
        return PlannedLetter(draft, sheet, "", self._standing(channel))

    def _reasons(self, claim: Claim, broker: Broker, draft: Draft) -> Iterator[str]:
        yield claim.reason
        yield from changes_soon(claim.law, claim.rights, self.today)
        if broker.kind == "processor":
            yield "mostly a processor: also ask the app that uses it"
        disclosed = {disclosure.field for disclosure in draft.discloses}
        if unmet := [need for need in broker.needs if not disclosed & {need, *TOLD_AS.get(need, ())}]:
            yield f"it may ask for your {', '.join(unmet)}: the profile offers it none"

    def _unreached(self, broker: Broker, reason: str, hint: str) -> LeftOut:
        return replace(self._out(broker, reason, hint), unreached=True)

    def _out(self, broker: Broker, reason: str, hint: str | None = None) -> LeftOut:
        return LeftOut(self.person, broker, (), reason, hint)


TOLD_AS: Mapping[str, tuple[str, ...]] = {"city-state": ("city", "address"), "profile-url": ("listing-url",)}
"""What a broker needs, and under which other name it is told."""
