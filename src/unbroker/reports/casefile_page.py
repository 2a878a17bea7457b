"""The case file on paper: its words set, and all letters and replies attached. Values in, a PDF/A-3 out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from unbroker.facts.law import Law
from unbroker.ledger.event import Event
from unbroker.mail.incoming import parsed, plain_text
from unbroker.paper import booklet, pdf, typeface
from unbroker.paper.attachment import Attached, attach
from unbroker.reports.casefile import CaseFile
from unbroker.reports.setting import Setting
from unbroker.writing.letter import Letter, sender_lines
from unbroker.writing.template import Front

_WORDS = 6000
"""How much of a reply is printed; the attachment has all of it."""


@dataclass(frozen=True)
class Reply:
    """What came back, as words."""

    exhibit: int
    event: Event
    sender: str
    subject: str
    text: str
    cut: bool


@dataclass(frozen=True)
class Complaint:
    """A complaint that is filled in."""

    letter: Letter
    body: Markup
    sender: tuple[str, ...]
    regulator: str
    form: str | None
    file: str

    @classmethod
    def of(cls, letter: Letter) -> "Complaint":
        """A complaint as its letter has it."""
        recipient = letter.draft.recipient
        form = recipient.channel.to if recipient.channel.kind == "form" else None
        file = f"complaint-{letter.name}.txt"
        return cls(letter, booklet.body(letter), sender_lines(letter.draft), recipient.names[0], form, file)


def casefile_page(case: CaseFile, complaint: Complaint | None, lacks: Sequence[str], setting: Setting) -> bytes:
    """The case file as PDF/A-3 with its evidence attached.

    Args:
        case: what it says.
        complaint: the complaint that is filled in, if it can be.
        lacks: what a complaint would have to state and cannot.
        setting: what it is set with.

    Raises:
        ProblemsFound: it could not be laid out.
    """
    reference = case.opening.reference
    values = {
        **_values(setting, case),
        "complaint": complaint,
        "lacks": lacks,
        "replies": [*_replies(case)],
        "version": setting.version,
    }
    html = typeface.readable(setting.templates.sheet("casefile.html", values))
    page = pdf.lay_out(html, f"case file {reference}", reference, printing="any size")
    return attach(page, [*_attached(case, complaint)])


def _attached(case: CaseFile, complaint: Complaint | None) -> Iterator[Attached]:
    for exhibit in case.exhibits:
        if exhibit.content is not None:
            title = f"Exhibit {exhibit.number}: {exhibit.title}"
            yield Attached(exhibit.name, title, exhibit.media_type, exhibit.content, exhibit.event.at)
    if complaint is not None:
        at, text = f"{case.today}T00:00:00+00:00", complaint.letter.text.encode()
        yield Attached(complaint.file, f"The complaint to {complaint.regulator}", "text/plain", text, at)


def _replies(case: CaseFile) -> Iterator[Reply]:
    """The words of what came back: of mails and of texts; pictures and the like are attached only."""
    for exhibit in case.exhibits:
        if exhibit.content is None or exhibit.event.kind in ("prepared", "sent"):
            continue
        if exhibit.media_type == "message/rfc822" or parsed.is_mail(exhibit.content):
            mail = parsed.read(exhibit.content)
            sender, subject, text = mail.sender, mail.subject, mail.text
        elif exhibit.media_type == "text/plain":
            sender, subject, text = "", "", plain_text.safe(exhibit.content.decode(errors="replace"))
        else:
            continue
        yield Reply(exhibit.number, exhibit.event, sender, subject, text[:_WORDS], len(text) > _WORDS)


def _values(setting: Setting, case: CaseFile) -> Mapping[str, object]:
    """What the template speaks of."""
    opening, law, language = case.opening, setting.laws.get(case.opening.law), setting.templates.language()
    person = next((someone for someone in setting.profile.people if someone.handle == opening.person), None)
    residence = (person.residence.code if person else opening.residence) or "US"
    first = case.letters[0].letter if case.letters else None
    recipient = first.facts.recipient if first else ()
    fronts = {matter.right: _front(setting, law, matter.right) for matter in case.matters}
    return {
        "file": case,
        "opening": opening,
        "person": {"name": None, "residence": None, "address": None, "email": None, **case.person},
        "home": language.within(case.person.get("residence", "")),
        "day": language.written,
        "time": language.time,
        "because": language.because,
        "remark": language.remark,
        "cited": lambda cite: Markup(language.hold(str(escape(cite)))),  # noqa: S704 - escaped just here
        "law": law,
        "first": first,
        "addressee": next(iter(recipient), opening.broker_name),
        "covers": [
            setting.registry.brokers[slug].name if slug in setting.registry.brokers else slug for slug in opening.covers
        ],
        "written_to": list(
            dict.fromkeys(sealed.letter.to for sealed in case.letters if sealed.letter.step != "complaint")
        ),
        "briefs": {right: (front.brief if front else None) or right for right, front in fronts.items()},
        "page": setting.page(residence),
        "specimen": setting.profile.specimen,
    }


def _front(setting: Setting, law: Law | None, right: str) -> Front | None:
    """The head of what asks for a right, which has its names."""
    if law is None:
        return None
    return setting.templates.front(setting.templates.of_law(law, f"rights/{right}.md"))
