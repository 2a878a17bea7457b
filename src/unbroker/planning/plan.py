"""Who gets what, under which law, by which way, telling what; and who is left out, and why. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from unbroker.base import places
from unbroker.cases import channel_health
from unbroker.cases.case import Cases
from unbroker.cases.channel_health import Standing
from unbroker.cases.returned import Returned, returned
from unbroker.cases.status import Docket, docket
from unbroker.cases.trail import Trail, trail
from unbroker.facts.channel import CHANNELS, ChannelKind
from unbroker.facts.claim import Claim, changes_soon, choose, serving
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Person, Profile
from unbroker.facts.registry import Broker, Channel, Registry
from unbroker.facts.rule import topics_of
from unbroker.facts.settings import Nudge
from unbroker.paper import sheet as paper
from unbroker.paper.sheet import Sheet
from unbroker.planning import channel, named, topics
from unbroker.planning.addressees import Nobody, addressee, is_for
from unbroker.planning.decision import LeftOut, NobodySelected, PlannedLetter, pointing
from unbroker.planning.family import Candidate, relatives, united
from unbroker.planning.first import first
from unbroker.planning.rights import Asking, check_rights
from unbroker.planning.selection import Selection
from unbroker.planning.writers import WHERE_TODAY, moves_later, refused, unagreed, writers
from unbroker.writing import agency, guardianship
from unbroker.writing.choose_language import Written, in_best_language
from unbroker.writing.disclosure import AT_WILL, disclosures, needs_unmet, told_names
from unbroker.writing.reference import reference
from unbroker.writing.request import Draft, Recipient, Request


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
    written: Written = field(default_factory=Written)
    """Which letters there are in which language; without it they are in the usual one."""


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
        NotThereYet: those who would be written for move on a day to come.
    """
    if not len(basis.registry):
        raise NobodySelected
    check_rights(basis.laws, selection.rights)
    paper.choose(basis.sheets, "", selection.sheet)
    brokers = tuple(broker for broker in _selected(basis, selection) if broker.slug not in selection.without)
    people = writers(basis.profile, basis.cases.people, selection.people, today)
    past = docket(basis.cases, basis.laws, today)
    standings = channel_health.standings(past)
    decisions: list[PlannedLetter | LeftOut] = []
    followed = trail(basis.cases)
    for person in people:
        planner = _Planner(basis, selection, today, person, past, standings, followed)
        among = named.chosen(followed, person, basis.registry, brokers) if selection.trail else brokers
        decided = [*planner.decide_all(among)]
        decisions += decided if selection.first is None else first(decided, selection.first)
    return Plan(
        tuple(decision for decision in decisions if isinstance(decision, PlannedLetter)),
        tuple(decision for decision in decisions if isinstance(decision, LeftOut)),
    )


def _selected(basis: Basis, selection: Selection) -> tuple[Broker, ...]:
    registry = basis.registry
    if selection.brokers:
        return tuple({broker.slug: broker for broker in map(registry.get, selection.brokers)}.values())
    if selection.trail:
        return ()
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
    followed: Trail

    @property
    def residence(self) -> str:
        return self.person.residence.code

    @cached_property
    def _laws(self) -> Mapping[bool, tuple[Law, ...]]:
        """The laws that serve the person, against brokers and against portals, in the order of choice."""
        wanted = {*self.selection.rights}
        laws = serving(self.basis.laws.values(), self.residence, self.today, self.selection.rights)
        kinds = {portal: tuple(law for law in laws if ("drop" in law.rights) is portal) for portal in (False, True)}
        named = [law.slug for law in laws if {*law.rights, *law.aliases} & wanted]
        return {portal: tuple(law for law in some if law.slug in named) or some for portal, some in kinds.items()}

    def asks_courtesy(self, broker: Broker) -> bool:
        """Whether to write to one whom no law is known to bind."""
        if self.selection.brokers or self.selection.trail:
            return True
        return (self.selection.courtesy or self.basis.profile.courtesy) and not broker.trap("some-states-only")

    @cached_property
    def asking(self) -> Asking:
        """What the person asks for, whomever."""
        basis, selection = self.basis, self.selection
        return Asking(
            self.person, self.today, basis.laws, basis.registry, self.past, selection.rights,
            again=selection.again, despite_drop=selection.despite_drop,
        )  # fmt: skip

    @cached_property
    def _sheets(self) -> Mapping[ChannelKind, Sheet | None]:
        """The sheet of the person's letters by each kind of channel that takes one."""
        home, basis = self.person.return_address, self.basis
        country = home.country if home else places.country(self.residence)
        name = self.selection.sheet or basis.usual_sheet
        rows = (row for row in CHANNELS.values() if row.is_laid_out)
        return {row.kind: paper.for_letter(basis.sheets, row, country, name, nudge=basis.nudge) for row in rows}

    def decide_all(self, brokers: Sequence[Broker]) -> Iterator[PlannedLetter | LeftOut]:
        covers, left_out = self._addressees(brokers)
        registered = self.basis.registry.brokers
        portals = self.basis.registry.of_kind("portal")
        targets = [registered[slug] for slug in covers if registered[slug] not in portals]
        decisions = [*self._once_more_for(targets), *self._anew(targets, covers)]
        is_needed = any(isinstance(decision, LeftOut) and decision.relieved for decision in decisions)
        for portal in portals:
            if portal.slug in covers:
                yield from self._asked_of_portal(portal)
            elif is_needed and portal.answers(self.residence):
                if self.selection.brokers:
                    decisions = [pointing(decision, portal) for decision in decisions]
                    continue
                for decision in self._asked_of_portal(portal):
                    yield replace(decision, drawn_in=True) if isinstance(decision, LeftOut) else decision
        yield from decisions
        yield from left_out
        yield from self._answered_by_others(covers, decisions)

    def _addressees(self, brokers: Sequence[Broker]) -> tuple[Mapping[str, tuple[Broker, ...]], list[LeftOut]]:
        """Who is written to, and for whom else each answers."""
        covers: dict[str, tuple[Broker, ...]] = {}
        left_out: list[LeftOut] = []
        later = moves_later(self.person, self.today)
        for broker in brokers:
            target = Nobody(later, WHERE_TODAY) if later else addressee(broker, self.person, self.basis.registry)
            if isinstance(target, Nobody):
                left_out.append(self._out(broker, target.reason, target.hint))
            else:
                others = covers.get(target.slug, ())
                covers[target.slug] = others if target == broker else (*others, broker)
        return covers, left_out

    def _answered_by_others(
        self, covers: Mapping[str, tuple[Broker, ...]], decisions: Iterable[PlannedLetter | LeftOut]
    ) -> Iterator[LeftOut]:
        """Those for whom others answer, with whether a letter names them."""
        letters = [decision.draft.request for decision in decisions if isinstance(decision, PlannedLetter)]
        named = {record.slug for request in letters for record in request.records}
        for slug, others in covers.items():
            name = self.basis.registry.brokers[slug].name
            for broker in others:
                what = "whose letter names it" if broker.slug in named else "which gets no letter now"
                yield self._out(broker, f"answered by {name}, {what}", f"see {slug}")

    def _once_more_for(self, brokers: Iterable[Broker]) -> Iterator[PlannedLetter | LeftOut]:
        """The requests that concern some brokers and whose letters came back, each once."""
        requests: dict[str, tuple[Broker, Returned]] = {}
        for broker in brokers:
            for back in returned(self.past, self.person.handle, broker.slug):
                recipient = self.basis.registry.brokers.get(back.opening.broker, broker)
                requests.setdefault(back.opening.reference, (recipient, back))
        return (self._once_more(recipient, back) for recipient, back in requests.values())

    def _anew(
        self, brokers: Sequence[Broker], covers: Mapping[str, tuple[Broker, ...]]
    ) -> Iterator[PlannedLetter | LeftOut]:
        """First letters: one to each company, if not told otherwise, for all of its sites."""
        registry = self.basis.registry
        candidates: list[Candidate] = []
        for broker in brokers:
            for decision in self._candidate(broker, covers[broker.slug]):
                if isinstance(decision, Candidate):
                    candidates.append(decision)
                else:
                    yield decision
        letters: Iterable[Candidate] = candidates
        if not self.selection.alone:
            near = (site for site in relatives(registry, brokers) if is_for(site, self.person, registry))
            further = (decision for site in near for decision in self._candidate(site, ()))
            letters = united(candidates, [site for site in further if isinstance(site, Candidate)], registry)
        for letter in letters:
            if letter.claim.binding or self.asks_courtesy(letter.broker):
                yield self._item(letter)
            else:
                slugs = {broker.slug for broker in brokers}
                yield from (self._courtesy(record) for record in letter.records if record.slug in slugs)

    def _courtesy(self, broker: Broker) -> LeftOut:
        if trap := broker.trap("some-states-only"):
            return self._out(broker, trap.warning, "name it to write to it anyway")
        return self._out(broker, "no law is known to bind it", "--courtesy adds it")

    def _asked_of_portal(self, portal: Broker) -> Iterator[PlannedLetter | LeftOut]:
        yield from self._once_more_for([portal])
        for decision in self._candidate(portal, ()):
            yield self._item(decision) if isinstance(decision, Candidate) else decision

    def _candidate(self, broker: Broker, covers: tuple[Broker, ...]) -> Iterator[Candidate | LeftOut]:
        """The letter to a broker, if there is one to be written, and what it leaves out."""
        letters_back = returned(self.past, self.person.handle, broker.slug)
        anew = {right for back in letters_back for right in back.opening.rights}
        laws = self._laws[broker.kind == "portal"]
        if not laws:
            where = self.person.residence.name
            yield self._out(broker, f"no law here serves people in {where}", "see `unbroker laws list`")
            return
        best = choose(laws, broker)
        if refusal := refused(self.person, broker, best.law, self.today):
            yield self._out(broker, *refusal)
            return
        rights, unasked = self.asking.choose(broker, best.law, anew)
        for some in unasked:
            yield LeftOut(self.person, broker, some.rights, some.reason, some.hint, some.relieved, asked=some.asked)
        if not rights:
            return
        channel = self._channel(broker, rights)
        if not isinstance(channel, LeftOut):
            claim = best if rights == best.rights else replace(best, rights=rights)
            yield Candidate(broker, covers, claim, channel)
        elif best.binding or self.asks_courtesy(broker):
            yield channel
        else:
            yield self._courtesy(broker)

    def _once_more(self, broker: Broker, back: Returned) -> PlannedLetter | LeftOut:
        """A letter that came back, by another way: the same request, a further letter of it."""
        opening = back.opening
        law = self.basis.laws.get(opening.law)
        if law is None:
            return self._out(broker, f"{back.said}, and there is no longer a law {opening.law!r}")
        if there := opening.left_behind(self.residence):
            reason = f"{back.said}; it was asked under {law.short} from {places.name(there)}, and you have moved"
            hint = f"`unbroker track {opening.reference} closed`; then it is asked anew, from where you live now"
            return self._unreached(broker, reason, hint)
        rights = tuple(law.right(right) for right in opening.rights)
        channel = self._channel(broker, rights, back)
        if isinstance(channel, LeftOut):
            return channel
        claim = Claim(law, rights, opening.binding, "as the request was opened")
        known = self.basis.registry.brokers
        covers = tuple(known[slug] for slug in opening.brokers if slug in known and slug != broker.slug)
        request = Request(
            opening.reference, self.person, broker, covers, claim, opening.round, topics_of(opening.topics)
        )
        triggers: Mapping[str, str] = dict.fromkeys(rights, back.trigger)
        reason = f"{back.said}: {channel.row.its} now"
        return self._letter(self._draft(request, back.number, channel), reason, triggers=triggers)

    def _channel(self, broker: Broker, rights: Sequence[Right], back: Returned | None = None) -> Channel | LeftOut:
        choice = channel.choose(
            broker, rights, person=self.person, by=self.selection.by, standing=self._standing, back=back
        )
        return choice if isinstance(choice, Channel) else self._unreached(broker, choice.reason, choice.hint)

    def _standing(self, channel: Channel) -> Standing:
        return channel_health.of_channel(self.standings, channel, self.today)

    def _item(self, candidate: Candidate) -> PlannedLetter:
        person, docket = self.person.handle, self.past
        broker, claim = candidate.broker, candidate.claim
        turn = docket.rounds(person, broker.slug, claim.law.slug, claim.rights) + 1
        name = reference(
            self.basis.salt, person=person, broker=broker.slug, law=claim.law.slug, rights=claim.rights, turn=turn,
            taken=docket.references,
        )  # fmt: skip
        about = topics.choose(candidate.records, self.selection.topics, self.selection.rights)
        request = Request(name, self.person, broker, candidate.covers, claim, turn, about)
        draft = self._draft(request, 1, candidate.channel)
        again = self.selection.again and any(
            self.asking.obstacles(record, claim.law, claim.rights) for record in candidate.records
        )
        return self._letter(draft, "; ".join(self._reasons(candidate, draft)), again=again)

    def _letter(
        self, draft: Draft, reason: str, *, again: bool = False, triggers: Mapping[str, str] | None = None
    ) -> PlannedLetter:
        channel = draft.recipient.channel
        sheet = self._sheets[channel.kind] if channel.row.is_laid_out else None
        return PlannedLetter(draft, sheet, reason, self._standing(channel), again, triggers or {})

    def _draft(self, request: Request, number: int, channel: Channel) -> Draft:
        """A first letter of a request, or one that takes its place, by a channel."""
        broker = request.broker
        name = (channel.post.name if channel.post else None) or broker.addressee
        is_portal, account = broker.kind == "portal", self.basis.account
        told = disclosures(self.person, request.records, request.claim, channel, account=account, topics=request.topics)
        withheld = {field for slug, field in self.selection.withheld if slug == broker.slug and field in AT_WILL}
        by = () if is_portal else named.named_by(self.followed, self.person, request.records, self.basis.registry)
        discloses = () if is_portal else (*(fact for fact in told if fact.field not in withheld), *told_names(by))
        recipient, specimen = Recipient((name,), channel), self.basis.profile.specimen
        agent = agency.acting(request, recipient, self.today)
        draft = Draft(
            request, number, "first", recipient, self.today, discloses, specimen=specimen, agent=agent, named=by
        )
        return in_best_language(draft, self.basis.written, self.selection.language)

    def _reasons(self, candidate: Candidate, draft: Draft) -> Iterator[str]:
        claim = candidate.claim
        yield from filter(None, (claim.reason, draft.language_reason))
        yield from agency.remarks(draft)
        yield from guardianship.remarks(draft)
        yield from unagreed(self.person, self.basis.profile, self.basis.cases)
        yield from changes_soon(claim.law, claim.rights, self.today)
        yield from named.remarks(self.followed, self.person, candidate.records, self.basis.registry, draft.named)
        yield from topics.remarks(self.person, candidate.records, claim, draft.request.topics)
        if any(self._standing(way) != "untested" for way in candidate.broker.channels):
            usual = channel.choose(candidate.broker, claim.rights, person=self.person, by=self.selection.by)
            yield from channel.detour(candidate.channel, usual, self._standing, self.basis.cases)
        if any(record.status == "active" for record in candidate.covers):
            yield "one letter for all of its sites"
        yield from dict.fromkeys(trap.warning for record in candidate.records for trap in record.traps)
        if candidate.broker.kind == "processor":
            yield "mostly a processor: also ask the app that uses it"
        if unmet := needs_unmet(candidate.records, draft.discloses):
            yield f"it may ask for your {', '.join(unmet)}: the profile offers it none"

    def _unreached(self, broker: Broker, reason: str, hint: str) -> LeftOut:
        return replace(self._out(broker, reason, hint), unreached=True)

    def _out(self, broker: Broker, reason: str, hint: str | None = None) -> LeftOut:
        return LeftOut(self.person, broker, (), reason, hint)
