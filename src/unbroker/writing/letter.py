"""A draft becomes a letter: HTML and plain text from the same Markdown tokens."""

from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

from unbroker.base import places
from unbroker.facts.delivery import written_lines
from unbroker.writing import body, languages, letter_names, need, step
from unbroker.writing.checklist import translated
from unbroker.writing.languages import Language, country_for_post
from unbroker.writing.request import Draft, Past
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates


@dataclass(frozen=True)
class Letter:
    """The words of a letter; the paper is chosen later.

    `recipient`, `salutation` and `about` speak of the broker; the body does not, so that one body serves a batch.
    """

    draft: Draft
    subject: str
    salutation: str
    closing: str
    about: tuple[str, ...]
    date: str
    body_html: str
    text: str
    language: str
    template: str

    @property
    def name(self) -> str:
        """The letter's name, such as UB-7F3K2Q8Z.1."""
        return self.draft.letter

    @property
    def sha256(self) -> str:
        """The hash of its text."""
        return sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class _Parts:
    """What a letter is put together from; `names` is what its sheets may speak of."""

    template: str
    names: Names
    subject: str
    salutation: str
    closing: str
    signed: str
    about: tuple[str, ...]
    about_in_text: tuple[str, ...]
    """The same, wrapped."""
    date: str
    body: str
    body_html: str

    @property
    def form_text(self) -> str:
        """What is pasted into a form: the lines of the person, and the body."""
        return "\n\n".join(filter(None, ("\n".join(self.about_in_text), self.body)))


def compose(draft: Draft, templates: Templates) -> Letter:
    """Write the letter of a draft.

    Raises:
        ProblemsFound: a template is missing or faulty, or names what the letter does not have.
        NotInForce: a right or rule is asked for that the law does not have on the letter's date.
        CannotSay: its step would state what is not proven.
        NoWords: the law has no letter of that step.
        TooLong: a complaint is longer than its form takes.
    """
    need.check(draft)
    language = templates.language(draft.language)
    localized = _in_language(_asking(draft), language, templates)
    parts = _parts(localized, templates, language)
    step.check_length(localized, parts.form_text)
    text = templates.sheet("letter.txt", _sheet_names(localized, parts, language), language)
    return Letter(
        draft,
        parts.subject,
        parts.salutation,
        parts.closing,
        parts.about,
        parts.date,
        parts.body_html,
        text.rstrip() + "\n",
        language.code,
        parts.template,
    )


def _asking(draft: Draft) -> Draft:
    """The same draft; a first letter that is written again asks for the rights that it speaks of, and counts them."""
    request = draft.request
    if draft.step != "first" or draft.rights == request.rights:
        return draft
    return replace(draft, request=replace(request, claim=replace(request.claim, rights=draft.rights)))


def sender_lines(draft: Draft) -> tuple[str, ...]:
    """What stands below the sender's name: the return address by post, and the reply address where it is told."""
    return tuple(filter(None, (*return_lines(draft), reply_line(draft))))


def return_lines(draft: Draft) -> tuple[str, ...]:
    """Where an answer by post goes, without the name; nothing where it is not told.

    On a letter to abroad its country stands last, as the post reads it that would carry the answer.
    """
    is_agent = draft.step == "agent" and draft.agent is not None
    address = draft.return_address if is_agent or draft.disclosed("address") else None
    if address is None:
        return ()
    channel = draft.recipient.channel
    there = channel.post.country if channel.post else draft.request.broker.country
    if there in (None, address.country):
        return written_lines(address)
    return (*written_lines(address), country_for_post(address.country, there))


def reply_line(draft: Draft) -> str | None:
    """Where an answer by e-mail goes, None where it is not told."""
    if draft.step == "agent" and draft.agent is not None:
        return draft.agent.email
    return draft.disclosed("email")


def _parts(draft: Draft, templates: Templates, language: Language) -> _Parts:
    """The parts of a letter; its draft has the names of the law as the language has them."""
    country = places.country(draft.request.person.residence.code)
    written = partial(language.written, country=country)
    template = step.template(draft, templates)
    front = templates.front(template)
    whole = front.salutation and front.closing
    usual = front if whole else templates.front(templates.of_law(draft.request.claim.law, "letter.md", language.code))
    names = letter_names.body_names(draft, templates, language, written)
    words = body.written(template, names, country, language, templates)
    addressed = {**names, **letter_names.addressee_names(draft)}
    salutation = templates.line(front.salutation or usual.salutation or "", template, addressed)
    about = templates.lines("about.txt", letter_names.about_names(draft, addressed), language)
    return _Parts(
        template,
        addressed,
        words.subject,
        salutation,
        language.spelled(front.closing or usual.closing or "", country),
        templates.line("{{ signed }}", template, {"signed": draft.sender.name}),
        about,
        tuple(body.wrapped(line, language) for line in about),
        written(draft.date),
        words.text,
        words.html,
    )


def _sheet_names(draft: Draft, parts: _Parts, language: Language) -> Names:
    """What the sheet of a letter that is a text may speak of."""
    regulator, is_form = draft.recipient.regulator, draft.recipient.channel.kind == "form"
    told_of_language = (is_form or draft.preview) and not draft.is_copy
    return {
        **parts.names,
        "letter": draft.letter,
        "reading": draft.is_copy,
        "preview": draft.preview,
        "specimen": draft.specimen,
        "date": parts.date,
        "subject": body.wrapped(parts.subject, language),
        "salutation": parts.salutation,
        "about": parts.about_in_text,
        "sender": sender_lines(draft),
        "closing": parts.closing,
        "signed": parts.signed,
        "form": draft.recipient.channel.to if regulator and is_form else None,
        "spoken": languages.not_taken(regulator, language.code) if regulator and told_of_language else None,
        "count": step.characters(parts.form_text),
        "limit": regulator.limit if regulator else None,
        "body": parts.body,
    }


def _in_language(draft: Draft, language: Language, templates: Templates) -> Draft:
    """The draft with the names and citations of its law, and the items of its checklist, as the language has them."""
    request, code = draft.request, language.code
    law = request.claim.law.in_language(code)
    if law is request.claim.law:
        return draft
    form = request.claim.law.names[code].citation if code in request.claim.law.names else None
    due = {right: replace(due, clock=due.clock.in_language(code, form)) for right, due in draft.due.items()}
    past = tuple(_told(draft, event, code, templates) for event in draft.past)
    trigger = _told(draft, draft.trigger, code, templates) if draft.trigger else None
    claim = replace(request.claim, law=law)
    return replace(draft, request=replace(request, claim=claim), due=due, past=past, trigger=trigger)


def _told(draft: Draft, event: Past, code: str, templates: Templates) -> Past:
    """An event with what an answer has and lacks in a language."""
    law, lists = draft.request.claim.law, {name: event.each(name) for name in ("answered", "missing")}
    words = {name: translated(each, law, draft.date, templates, code) for name, each in lists.items() if each}
    return replace(event, facts={**event.facts, **words}) if words else event
