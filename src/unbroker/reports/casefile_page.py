"""The case file on paper: its words set, and all letters and replies attached. Values in, a PDF/A-3 out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unbroker.cases.trail import Trail
from unbroker.mail.incoming import parsed, plain_text
from unbroker.paper import booklet, pdf, typeface
from unbroker.paper.attachment import Attached, attach
from unbroker.reports.casefile import CaseFile
from unbroker.reports.casefile_names import casefile_names, event_names
from unbroker.reports.setting import Setting
from unbroker.reports.trail import picture
from unbroker.writing.languages import Language
from unbroker.writing.letter import Letter, sender_lines
from unbroker.writing.sandbox import Names

_WORDS = 6000
"""How much of a reply is printed; the attachment has all of it."""


@dataclass(frozen=True)
class Complaint:
    """A complaint that is filled in."""

    letter: Letter

    @property
    def regulator(self) -> str:
        """Whom it goes to."""
        return self.letter.draft.recipient.names[0]

    @property
    def file(self) -> str:
        """What its text is called in the case file."""
        return f"complaint-{self.letter.name}.txt"

    @property
    def names(self) -> Names:
        """The complaint as the page's template knows it."""
        letter, channel = self.letter, self.letter.draft.recipient.channel
        return {
            "regulator": self.regulator,
            "form": channel.to if channel.kind == "form" else None,
            "file": self.file,
            "name": letter.name,
            "date": letter.date,
            "subject": letter.subject,
            "salutation": letter.salutation,
            "language": letter.language,
            "about": letter.about,
            "body": booklet.body(letter),
            "closing": letter.closing,
            "signed": letter.draft.sender.name,
            "sender": sender_lines(letter.draft),
        }


def casefile_page(
    case: CaseFile, complaint: Complaint | None, lacks: Sequence[str], setting: Setting, trail: Trail | None = None
) -> bytes:
    """The case file as PDF/A-3 with its evidence attached.

    Args:
        case: what it says.
        complaint: the complaint that is filled in, if it can be.
        lacks: what a complaint would have to state and cannot.
        setting: what it is set with.
        trail: who says what about whom.

    Raises:
        ProblemsFound: it could not be laid out.
    """
    reference = case.opening.reference
    values: Names = {
        **casefile_names(case, setting),
        "trail": _near(case, trail or Trail((), {}), setting),
        "complaint": complaint.names if complaint else None,
        "lacks": lacks,
        "replies": [*_replies(case, setting.templates.language())],
        "version": setting.version,
    }
    html = typeface.readable(setting.templates.sheet("casefile.html", values))
    page = pdf.lay_out(html, f"case file {reference}", reference, printing="any size")
    return attach(page, [*_attached(case, complaint)])


def _near(case: CaseFile, trail: Trail, setting: Setting) -> Names:
    """Whom the company names, and who names it; nothing further."""
    opening = case.opening
    starts = (opening.broker,) if (opening.person, opening.broker) in trail.by_end else ()
    return picture(trail, opening.person, starts, setting.called, setting.written, deep=1).names


def _attached(case: CaseFile, complaint: Complaint | None) -> Iterator[Attached]:
    for exhibit in case.exhibits:
        if exhibit.content is not None:
            title = f"Exhibit {exhibit.number}: {exhibit.title}"
            yield Attached(exhibit.name, title, exhibit.media_type, exhibit.content, exhibit.event.at)
    if complaint is not None:
        at, text = f"{case.today}T00:00:00+00:00", complaint.letter.text.encode()
        yield Attached(complaint.file, f"The complaint to {complaint.regulator}", "text/plain", text, at)


def _replies(case: CaseFile, language: Language) -> Iterator[Names]:
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
        yield {
            "exhibit": exhibit.number,
            "event": event_names(exhibit.event, language),
            "sender": sender,
            "subject": subject,
            "text": text[:_WORDS],
            "cut": len(text) > _WORDS,
        }
