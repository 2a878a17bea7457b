"""A made-up case: every letter of a law for people and a company that do not exist, for somebody to read.

The case runs forward from a day: the first letter is of that day, every later one of a later day. Its dates are
those of the law's own clock, so that a sample also shows what the words say about time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args

from unbroker.base.placeholders import filled
from unbroker.facts.claim import Claim, regulators_of
from unbroker.facts.guardian import Guardian
from unbroker.facts.law import Law, Right
from unbroker.facts.profile import Person
from unbroker.facts.registry import Broker
from unbroker.facts.regulators import Regulator
from unbroker.facts.rule import Topic
from unbroker.writing import need, step
from unbroker.writing.choose_language import Written, extras
from unbroker.writing.disclosure import guardians, told_names
from unbroker.writing.languages import Language
from unbroker.writing.made_up_case import PAGE, Ground, MadeUpCase
from unbroker.writing.reasons import offered as reasons_offered
from unbroker.writing.reference import Step
from unbroker.writing.request import Disclosure, Draft, NamedBy, Recipient, Request
from unbroker.writing.template import Templates

REFERENCE = "UB-7F3K2Q8Z"
_RESIDENCES = {"EEA": "DE-BE", "US": "US-CA", "CA": "CA-ON", "WORLD": "JP"}
_SEVERAL = "EEA"
"""Where the countries have languages of their own: there somebody lives in that of the letters."""
_PERSON = {
    "name": "Sam Specimen",
    "city": "Sampleton",
    "emails": ["sam@example.org"],
    "about": {
        "acme": {
            "listings": [PAGE],
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
_APART = ("first", "complaint")
_CHILD = 8
"""How old the child of the made-up case is."""
_BEFORE = "SE"
"""Where somebody lived who moved within the union."""


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
        if not written.lacking(law, draft.step, draft.rights, language.code, is_named=bool(draft.named)):
            yield replace(specimen, draft=draft)


def named(draft: Draft) -> Draft:
    """The same first letter to a company that another one named, once as a recipient and once as a source."""
    said = (
        NamedBy("Specimen Search", draft.date - timedelta(days=20), "recipient", "We gave your record to Acme Data."),
        NamedBy("Example Records", draft.date - timedelta(days=12), "source"),
    )
    return replace(draft, named=said, discloses=(*draft.discloses, *told_names(said)))


def _specimens(
    law: Law, regulators: Mapping[str, Regulator], templates: Templates, on: date, language: Language
) -> Iterator[Specimen]:
    rights = tuple(law.rights_on(on))
    first_rights = tuple(right for right in rights if right in law.first_letter)
    home = language.words.sample if _SEVERAL in law.serves else None
    start, titles = first_letter(law, first_rights, on, home=home), language.words.samples
    yield Specimen(titles["first"], start)
    yield Specimen(titles["courtesy"], first_letter(law, first_rights, on, binding=False, home=home))
    if "drop" not in law.rights:
        yield Specimen(titles["named"], named(start))
    for right in rights:
        if right not in first_rights:
            yield Specimen(titles[f"first-{right}"], first_letter(law, (right,), on, home=home))
    hearing = regulators_of(law, regulators, start.request.person)
    case = MadeUpCase(start, hearing)
    later = [(titles[name], case.at(name)) for name in get_args(Step) if name not in _APART]
    complaints = [
        (
            filled(titles[f"complaint-{ground}"], regulator=regulator.name),
            MadeUpCase(start, (regulator,)).complaint(ground),
        )
        for regulator in hearing
        for ground in get_args(Ground)
    ]
    for title, draft in (*later, *complaints):
        if _exists(draft, templates):
            yield Specimen(title, draft)


def for_others(
    law: Law, regulators: Mapping[str, Regulator], templates: Templates, on: date, code: str | None = None
) -> Iterator[Specimen]:
    """Letters that somebody writes for a child, or about data of their own on a record of somebody else.

    And the complaint of somebody who moved since they asked, where the law serves several countries.

    Args:
        law: the law.
        regulators: who may hear a complaint, by name.
        templates: the words.
        on: the day of the first letter.
        code: the language; letters that it lacks are left out.
    """
    language, written = templates.language(code), Written(templates.all_names())
    rights = tuple(right for right in law.first_letter if right in law.rights_on(on))
    home = language.words.sample if _SEVERAL in law.serves else None
    start, titles = first_letter(law, rights, on, home=home), language.words.samples
    hearing = regulators_of(law, regulators, start.request.person)
    child = _for_a_child(start)
    some = [("child", child)]
    some.append(("child-later", MadeUpCase(child, hearing).at("question")))
    some += [("child-complaint", MadeUpCase(child, (hear,)).complaint("refusal")) for hear in hearing[:1]]
    if "drop" not in rights:
        some.append(("relative", _on_another_record(start)))
    if home is not None:
        moved = replace(start, request=replace(start.request, moved_from=_BEFORE))
        some += [("moved-complaint", MadeUpCase(moved, (hear,)).complaint("refusal")) for hear in hearing[:1]]
    for title, draft in some:
        spoken = replace(draft, language=language.code)
        lacking = written.lacking(law, draft.step, draft.rights, language.code, extras=extras(spoken))
        if not lacking and _exists(draft, templates):
            yield Specimen(titles[title], spoken)


def _for_a_child(draft: Draft) -> Draft:
    """The same first letter, by a parent for a child."""
    born = f"{draft.date.year - _CHILD}-01"
    guardian = Guardian(name="Robin Specimen", role="parent", child_born=born, together_with="Kim Specimen")
    person = draft.request.person.model_copy(update={"guardian": guardian})
    told = (*guardians(person), *draft.discloses)
    return replace(draft, request=replace(draft.request, person=person), discloses=told)


def _on_another_record(draft: Draft) -> Draft:
    told = Disclosure("record of", "Lee Specimen, of Sampleton", "the profile says that your data stand on it")
    return replace(draft, discloses=(*draft.discloses, told))


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
    rights = tuple(right for right in law.first_letter if right in law.rights_on(on))
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
    account = Disclosure("user account", PAGE, "the profile has it for this broker")
    return replace(draft, request=replace(draft.request, broker=broker), discloses=(*told, account))


def at_step(first: Draft, name: Step, hearing: Sequence[Regulator]) -> Draft:
    """The letter of a step that a first letter could lead to, with a made-up past: a specimen, never to be sent.

    Raises:
        NoWay: a complaint has no regulator who can be reached.
    """
    case = MadeUpCase(replace(first, specimen=True), hearing)
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
