"""A made-up case: what could follow a first letter, with a past for each later letter; all of it specimens.

The days are those of the law's own clock, so that what the words say about time can be read, too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from unbroker.facts import clock
from unbroker.facts.due import Due, Happened, Parties, Receipt
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Agent
from unbroker.facts.regulators import Regulator
from unbroker.writing.disclosure import GUARDIANS
from unbroker.writing.reference import Step
from unbroker.writing.request import Contradicted, Disclosure, Draft, Past, PastKind, complaint_to

Ground = Literal["refusal", "silence"]

PAGE = "https://acme.example.org/people/sam-specimen"
_AGENT = {"name": "Robin Example", "email": "robin@example.org"}
_GAVE = "We provided your record to Acme Data in March."
_SAYS = "Your request does not apply to the products of our company."
_ARRIVAL = 3


@dataclass(frozen=True)
class MadeUpCase:
    """What follows a first letter: made up, in an order in which it could happen."""

    first: Draft
    hearing: Sequence[Regulator]

    def at(self, name: Step) -> Draft:
        """The letter of a step."""
        drafts: dict[Step, Callable[[], Draft]] = {
            "question": self._question,
            "unacknowledged": self._unacknowledged,
            "overdue": self._overdue,
            "last-reminder": self._last_reminder,
            "extension": self._extension,
            "identity": self._identity,
            "reappeared": self._reappeared,
            "agent": self._agent,
        }
        return drafts[name]() if name in drafts else self._answered(name)

    def complaint(self, ground: Ground) -> Draft:
        """The complaint to the first regulator, after all that must come before it."""
        overdue = self._overdue() if ground == "silence" else None
        events: tuple[Past, ...] = (self._answer("denied", says=_SAYS),)
        if overdue:
            events = (*overdue.past[len(self._begun()) :], self._sent(overdue))
        since, concerns = (overdue.date, overdue.concerns) if overdue else (self._day(20), self.first.concerns)
        past = (*self._begun(), *events, *self._heard(since))
        refused = None if overdue else since
        happened = Happened(appeal=self._on(past, "appealed"), refused=refused)
        draft = self._draft("complaint", past[-1].on + timedelta(days=10), past, happened)
        recipient = complaint_to(self.hearing[0]) if self.hearing else draft.recipient
        copies = ("my request, with the record of its delivery", *(() if overdue else ("what the company wrote",)))
        discloses = tuple(self._to_regulator())
        return replace(draft, recipient=recipient, discloses=discloses, enclosures=copies, concerns=concerns)

    def _to_regulator(self) -> Iterator[Disclosure]:
        """What a complaint tells of the person."""
        for disclosure in self.first.discloses:
            if disclosure.field in ("name", *GUARDIANS, "residence", "address", "email"):
                yield disclosure
        about = self.first.request.person.about.get(self.first.request.broker.slug)
        if about and about.situation:
            yield Disclosure("situation", about.situation, "what it means for you")

    @property
    def _law(self) -> Law:
        return self.first.request.claim.law

    @property
    def _is_filing(self) -> bool:
        """Whether the first letter is a request on the state's own platform, which counts from its filing."""
        return "drop" in self._law.rights

    def _day(self, days: int) -> date:
        return self.first.date + timedelta(days=days)

    def _past(self, days: int, kind: PastKind, **facts: str | tuple[str, ...]) -> Past:
        return Past(self._day(days), kind, facts=facts)

    def _answer(self, outcome: str, **facts: str | tuple[str, ...]) -> Past:
        return self._past(20, "answered", outcome=outcome, **facts)

    def _sent(self, draft: Draft) -> Past:
        return Past(draft.date, "sent", facts={"letter": draft.letter, "step": draft.step})

    def _begun(self) -> tuple[Past, ...]:
        """The first letter and its receipt; or the filing."""
        if self._is_filing:
            return (Past(self.first.date, "sent", facts={"step": "first", "excluded": ()}),)
        return (self._sent(self.first), Past(self._day(_ARRIVAL), "received", "carrier"))

    def _on(self, past: Iterable[Past], kind: PastKind) -> date | None:
        return next((event.on for event in past if event.kind == kind), None)

    def _dues(self, happened: Happened | None = None) -> Mapping[Right, Due]:
        """The clocks of the case."""
        filed, delivered = Receipt(self.first.date, "form"), Receipt(self._day(_ARRIVAL), "carrier", "post")
        received = filed if self._is_filing else delivered
        person, broker = self.first.request.person, self.first.request.broker
        parties = Parties(broker.region or broker.country, person.residence.code)
        if any(rule.free_only for rule in self._law.clocks):
            happened = replace(happened or Happened(), free_report=True)
        return {
            right: clock.reckon(self._law, right, received, parties, happened)
            for right in self.first.rights
            if any(rule.in_force(received.on) for rule in self._law.clocks if right in rule.rights)
        }

    def _draft(self, name: Step, on: date, past: tuple[Past, ...], happened: Happened | None = None) -> Draft:
        number = 1 + sum(event.kind == "sent" for event in past)
        due, hearing = self._dues(happened), tuple(self.hearing)
        return replace(self.first, number=number, step=name, date=on, past=past, due=due, regulators=hearing)

    def _letter(self, name: Step, days: int, events: tuple[Past, ...], trigger: Past | None = None) -> Draft:
        return replace(self._draft(name, self._day(days), (*self._begun(), *events)), trigger=trigger)

    def _question(self) -> Draft:
        draft = self._draft("question", self._day(21), self._begun()[:1])
        if not self._is_filing:
            return draft
        unregistered = draft.request.broker.model_copy(update={"registered": {}})
        return replace(draft, request=replace(draft.request, broker=unregistered))

    def _unacknowledged(self) -> Draft:
        """Of the requests that the law wants acknowledged; in the United Kingdom, of a complaint to the company."""
        past = self._begun()
        if self._law.complaints:
            complaint = self.at("controller-complaint")
            received = Past(
                complaint.date + timedelta(days=_ARRIVAL), "received", "carrier", {"letter": complaint.letter}
            )
            past = (
                *complaint.past,
                self._sent(complaint),
                Past(complaint.date, "complained", facts={"to": "controller"}),
                received,
            )
        complained_on = self._on(past, "complained")
        draft = self._draft("unacknowledged", self._day(21), past, Happened(complaint=complained_on))
        days = [due.ack_due for due in draft.due.values() if due.ack_due]
        concerns = tuple(right for right, due in draft.due.items() if due.ack_due)
        return replace(draft, concerns=concerns, date=max(days, default=draft.date) + timedelta(days=3))

    def _overdue(self) -> Draft:
        """The first letter that calls the answer late."""
        dues = {right: due for right, due in self._dues().items() if not due.clock.comply}
        days = {right: due.assert_overdue_from or due.due_legal for right, due in dues.items()}
        last_days = {right: day for right, day in days.items() if day is not None}
        day = max(last_days.values(), default=self._day(60)) + timedelta(days=1)
        past = self._begun()
        if self._is_filing:
            past = (*past, Past(day, "reappeared", facts={"where": PAGE}))
        return replace(self._draft("overdue", day + timedelta(days=3), past), concerns=tuple(last_days))

    def _last_reminder(self) -> Draft:
        overdue = self._overdue()
        draft = self._draft("last-reminder", overdue.date + timedelta(days=15), (*overdue.past, self._sent(overdue)))
        return replace(draft, concerns=overdue.concerns)

    def _identity(self) -> Draft:
        demand = self._past(4, "identity-asked", asks="a copy of my passport")
        return self._letter("identity", 6, (demand,), demand)

    def _reappeared(self) -> Draft:
        answer, sight = self._answer("fulfilled"), self._past(200, "reappeared", where=PAGE)
        return self._letter("reappeared", 203, (sight,) if self._is_filing else (answer, sight), sight)

    def _agent(self) -> Draft:
        permissions = {self.first.request.person.handle: "permission.pdf"}
        agent = Agent.model_validate({**_AGENT, "permissions": permissions})
        discloses = tuple(discloses for discloses in self.first.discloses if discloses.field in ("name", "residence"))
        return replace(self.first, step="agent", agent=agent, discloses=discloses)

    def _extension(self) -> Draft:
        """A notice of more time that came late and without reasons."""
        days = {right: due.due_legal for right, due in self._dues().items() if due.due_legal}
        notice = Past(max(days.values(), default=self._day(60)) + timedelta(days=3), "extended")
        past = (*self._begun(), notice)
        draft = self._draft("extension", notice.on + timedelta(days=4), past, Happened(extension_notice=notice.on))
        return replace(draft, trigger=notice, concerns=tuple(days))

    def _answered(self, name: Step) -> Draft:
        """A letter that takes up their answer."""
        sight = self._past(22, "reappeared", where=PAGE)
        answers: dict[Step, tuple[Past, ...]] = {
            "partial": (
                self._answer(
                    "partial",
                    answered=("the categories of data that you hold",),
                    missing=("the sources of the data", "whom you gave the data to"),
                ),
            ),
            "no-data": (self._answer("no-data"), sight),
            "contradiction": (self._answer("no-data"),),
            "use-our-form": (self._past(20, "clarification-asked", form="https://acme.example.org/privacy"),),
            "done": (self._answer("fulfilled"),),
            "processor": (self._answer("denied", reason="processor"),),
        }
        events = answers.get(name, (self._answer("denied", says=_SAYS),))
        letter = self._letter(name, 25, events, events[0])
        if name != "contradiction":
            return letter
        return replace(letter, contradicted=(self._contradicted(events[0].on),))

    def _contradicted(self, on: date) -> Contradicted:
        """They hold nothing, and another broker says that it gave them the data."""
        other = on - timedelta(days=9)
        return Contradicted("nothing-held", on, "no-data", "source", "", "Specimen Search", other, _GAVE)

    def _heard(self, since: date) -> tuple[Past, ...]:
        """What comes before a complaint: an appeal, or a complaint to the company itself, where the law has one."""
        sent, answered = since + timedelta(days=5), since + timedelta(days=40)
        if self._law.appeal_on(sent):
            refused = Past(answered, "answered", facts={"outcome": "denied", "step": "appeal"})
            return (Past(sent, "sent", facts={"step": "appeal"}), Past(sent, "appealed"), refused)
        if self._law.complaints:
            refused = Past(answered, "answered", facts={"outcome": "denied", "step": "controller-complaint"})
            complained = Past(sent, "complained", facts={"to": "controller"})
            return (Past(sent, "sent", facts={"step": "controller-complaint"}), complained, refused)
        return ()
