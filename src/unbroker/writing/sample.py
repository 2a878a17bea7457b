"""A made-up case: every letter of a law for people and a company that do not exist, for somebody to read.

The case runs forward from a day: the first letter is of that day, every later one of a later day. Its dates are
those of the law's own clock, so that a sample also shows what the words say about time.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from unbroker.facts import clock
from unbroker.facts.claim import Claim
from unbroker.facts.due import Due, Happened, Parties, Receipt
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Agent, Person
from unbroker.facts.registry import Broker
from unbroker.facts.regulators import Regulator, serving
from unbroker.facts.rule import Topic
from unbroker.writing import need, step
from unbroker.writing.choose_language import Written
from unbroker.writing.languages import Language, filled
from unbroker.writing.reasons import offered as reasons_offered
from unbroker.writing.request import Disclosure, Draft, Past, PastKind, Recipient, Request, Step, complaint_to
from unbroker.writing.template import Templates

Ground = Literal["refusal", "silence"]

REFERENCE = "UB-7F3K2Q8Z"
_RESIDENCES = {"EEA": "DE-BE", "US": "US-CA", "CA": "CA-ON", "WORLD": "JP"}
_SEVERAL = "EEA"
"""Where the countries have languages of their own: there somebody lives in that of the letters."""
_PAGE = "https://acme.example.org/people/sam-specimen"
_PERSON = {
    "name": "Sam Specimen",
    "city": "Sampleton",
    "emails": ["sam@example.org"],
    "about": {
        "acme": {
            "listings": [_PAGE],
            "situation": "I testified in a trial, and strangers have come to my door since my address was published.",
            "corrections": [{"held": "born in Springfield", "right": "born in Shelbyville", "because": "I was."}],
        }
    },
}
_BROKER = {
    "slug": "acme",
    "name": "Acme Data",
    "legal_name": "Acme Data, Inc.",
    "domains": ["acme.example.org"],
    "kind": "people-search",
    "country": "US",
    "channels": [{"email": "privacy@acme.example.org", "source": "made up", "tier": "A"}],
}
_AGENT = {"name": "Robin Example", "email": "robin@example.org"}
_SAYS = "Your request does not apply to the products of our company."
_APART = ("first", "complaint")
_ARRIVAL = 3


@dataclass(frozen=True)
class Specimen:
    """A letter of the made-up case, and what it is."""

    title: str
    draft: Draft


def specimens(
    law: Law, regulators: Mapping[str, Regulator], templates: Templates, on: date, code: str | None = None
) -> Iterator[Specimen]:
    """Every letter that a law has: first letters, each other right, later steps, complaints, the agent's page.

    Args:
        law: the law.
        regulators: who may hear a complaint, by name.
        templates: the words.
        on: the day of the first letter.
        code: the language; letters that it lacks are left out.
    """
    language, written = templates.language(code), Written(templates.all_names())
    for specimen in _specimens(law, regulators, templates, on, language):
        draft = replace(specimen.draft, language=language.code)
        if not written.lacking(law, draft.step, draft.rights, language.code):
            yield replace(specimen, draft=draft)


def _specimens(
    law: Law, regulators: Mapping[str, Regulator], templates: Templates, on: date, language: Language
) -> Iterator[Specimen]:
    rights = tuple(right for right in law.rights if any(rule.in_force(on) for rule in law.rights[right]))
    first_rights = tuple(right for right in rights if right in law.first_letter)
    home = language.words.sample if _SEVERAL in law.serves else None
    start, titles = first_letter(law, first_rights, on, home=home), language.words.samples
    yield Specimen(titles["first"], start)
    yield Specimen(titles["courtesy"], first_letter(law, first_rights, on, binding=False, home=home))
    for right in rights:
        if right not in first_rights:
            yield Specimen(titles[f"first-{right}"], first_letter(law, (right,), on, home=home))
    hearing = regulators_of(law, regulators, start.request.person)
    case = _Case(start, hearing)
    later = [(titles[name], case.at(name)) for name in get_args(Step) if name not in _APART]
    complaints = [
        (filled(titles[f"complaint-{ground}"], regulator=regulator.name), _Case(start, (regulator,)).complaint(ground))
        for regulator in hearing
        for ground in get_args(Ground)
    ]
    for title, draft in (*later, *complaints):
        if _exists(draft, templates):
            yield Specimen(title, draft)


def on_topic(law: Law, topic: Topic, templates: Templates, on: date, code: str | None = None) -> Iterator[Specimen]:
    """The first letters of a law that are about a topic, for somebody to read.

    Without and with confirmed reasons, to a company that people have accounts with, and as a courtesy.

    Args:
        law: the law.
        topic: what they are about.
        templates: the words.
        on: the day of the first letter.
        code: the language; letters that it lacks are left out.

    Raises:
        NoWords: letters under this law are about nothing beside its rights.
    """
    language, written = templates.language(code), Written(templates.all_names())
    for specimen in _on_topic(law, topic, templates, on, language):
        draft = replace(specimen.draft, language=language.code)
        if not written.lacking(law, "first", draft.rights, language.code, draft.request.topics):
            yield replace(specimen, draft=draft)


def _on_topic(law: Law, topic: Topic, templates: Templates, on: date, language: Language) -> Iterator[Specimen]:
    rights = tuple(right for right in law.first_letter if any(rule.in_force(on) for rule in law.rights[right]))
    if "drop" in rights:
        raise step.NoWords(law.slug, topic)
    home = language.words.sample if _SEVERAL in law.serves else None
    plain = _about(first_letter(law, rights, on, home=home), topic)
    silent = replace(plain, discloses=tuple(told for told in plain.discloses if told.field != "situation"))
    titles = language.words.samples
    yield Specimen(filled(titles["topic"], topic=topic), silent)
    if topic in law.objects_to and "object" in rights:
        sentences = reasons_offered(topic, templates, language.code) or reasons_offered(topic, templates)
        reasons = [Disclosure("reason", sentence, "confirmed") for sentence in sentences[:2]]
        yield Specimen(titles["topic-reasons"], replace(silent, discloses=(*silent.discloses, *reasons)))
    if law.only_regulated is None:
        kept = tuple(right for right in law.rights if right in law.without_closing)
        yield Specimen(titles["topic-account"], _about(_with_account(first_letter(law, kept, on, home=home)), topic))
    if law.reaches:
        yield Specimen(titles["topic-courtesy"], _about(first_letter(law, rights, on, binding=False, home=home), topic))


def _about(draft: Draft, topic: Topic) -> Draft:
    return replace(draft, request=replace(draft.request, topics=(topic,)))


def _with_account(draft: Draft) -> Draft:
    broker = draft.request.broker.model_copy(update={"has_accounts": True})
    told = tuple(told for told in draft.discloses if told.field not in ("situation", "listing-url"))
    account = Disclosure("user account", _PAGE, "the profile has it for this broker")
    return replace(draft, request=replace(draft.request, broker=broker), discloses=(*told, account))


def regulators_of(law: Law, regulators: Mapping[str, Regulator], person: Person) -> tuple[Regulator, ...]:
    """Who hears a complaint under a law: those that the law names, else those of the residence."""
    if law.regulators:
        return tuple(regulators[name] for name in law.regulators if name in regulators)
    return serving(regulators.values(), person.residence.code, law.slug)


def at_step(first: Draft, name: Step, hearing: Sequence[Regulator]) -> Draft:
    """The letter of a step that a first letter could lead to, with a made-up past: a specimen, never to be sent.

    Raises:
        NoWay: a complaint has no regulator who can be reached.
    """
    case = _Case(replace(first, specimen=True), hearing)
    return case.complaint("refusal") if name == "complaint" else case.at(name)


def first_letter(
    law: Law, rights: Sequence[Right], on: date, *, binding: bool = True, home: str | None = None
) -> Draft:
    """The first letter of the made-up case, telling the least, of somebody who lives in `home`."""
    home = home or (_RESIDENCES.get(law.serves[0], law.serves[0]) if law.serves else "DE")
    person = Person.model_validate({**_PERSON, "residence": home})
    registered = {home: [str(on.year)]} if home.startswith("US-") else {}
    broker = Broker.model_validate({**_BROKER, "registered": registered})
    about = person.about[broker.slug]
    discloses = [
        Disclosure("name", person.name, "to find the record"),
        Disclosure("residence", person.residence.name, "the law serves its residents"),
        Disclosure("city", person.city, "to tell you from people of the same name"),
        Disclosure("email", str(person.reply_address), "for the answer"),
        *(Disclosure("listing-url", page, "the profile has it for this broker") for page in about.listings),
    ]
    if about.situation and "object" in rights:
        discloses.append(Disclosure("situation", about.situation, "the ground of the objection"))
    if {"correct", "dispute"} & {*rights}:
        discloses += [
            Disclosure("correction", correction.right, "it corrects what is held") for correction in about.corrections
        ]
    request = Request(REFERENCE, person, broker, (), Claim(law, tuple(rights), binding=binding, reason="made up"))
    recipient = Recipient((broker.addressee,), broker.channels[0])
    return Draft(request, 1, "first", recipient, on, tuple(discloses), specimen=True)


def _exists(draft: Draft, templates: Templates) -> bool:
    """Whether the law has such a letter, and the made-up past leads to it."""
    try:
        need.check(draft)
        step.template(draft, templates)
    except (need.CannotSay, step.NoWords):
        return False
    return True


@dataclass(frozen=True)
class _Case:
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
            if disclosure.field in ("name", "residence", "address", "email"):
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
            past = (*past, Past(day, "reappeared", facts={"where": _PAGE}))
        return replace(self._draft("overdue", day + timedelta(days=3), past), concerns=tuple(last_days))

    def _last_reminder(self) -> Draft:
        overdue = self._overdue()
        draft = self._draft("last-reminder", overdue.date + timedelta(days=15), (*overdue.past, self._sent(overdue)))
        return replace(draft, concerns=overdue.concerns)

    def _identity(self) -> Draft:
        demand = self._past(4, "identity-asked", asks="a copy of my passport")
        return self._letter("identity", 6, (demand,), demand)

    def _reappeared(self) -> Draft:
        answer, sight = self._answer("fulfilled"), self._past(200, "reappeared", where=_PAGE)
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
        sight = self._past(22, "reappeared", where=_PAGE)
        answers: dict[Step, tuple[Past, ...]] = {
            "partial": (
                self._answer(
                    "partial",
                    answered=("the categories of data that you hold",),
                    missing=("the sources of the data", "whom you gave the data to"),
                ),
            ),
            "no-data": (self._answer("no-data"), sight),
            "use-our-form": (self._past(20, "clarification-asked", form="https://acme.example.org/privacy"),),
            "done": (self._answer("fulfilled"),),
            "processor": (self._answer("denied", reason="processor"),),
        }
        events = answers.get(name, (self._answer("denied", says=_SAYS),))
        return self._letter(name, 25, events, events[0])

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
