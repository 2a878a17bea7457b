"""Mails that came in about the letter to Acme: reports of mail servers in some sixty formats, and ordinary mails.

They stand in `data/`, made up after what is documented of each; here is what they have in common.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from mailed import READ, correspondence, day_of, message_id

from unbroker.mail.incoming import parsed, proposal
from unbroker.mail.incoming.match import Correspondence
from unbroker.mail.incoming.proposal import Proposal

DATA = Path(__file__).parent / "data"
LETTER = f"""Date: Mon, 23 Nov 2026 10:00:00 +0000
Message-ID: {message_id("acme")}
From: Sam Specimen <sam@example.org>
To: privacy@acme.example.org
Subject: Request about my personal information [UB-7F3K2Q8Z]
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
"""
BODY = "Please delete what you hold about me. If an address does not exist any more, or a mailbox is full, tell me."


@dataclass(frozen=True)
class Report:
    """A mail of a server."""

    format: str
    kind: str
    """What it is to be taken for."""
    text: str
    fields: str = ""
    """Of its machine-readable part, if it has one."""
    sender: str = "Mail Delivery System <MAILER-DAEMON@mx.example.net>"
    subject: str = "Undelivered Mail Returned to Sender"
    how: str = "attached"
    """How it gives back the letter."""
    mark: str = ""
    """What stands above it."""
    more: str = "Return-Path: <>\n"
    """Further headers."""
    part: str = "message/delivery-status"

    def mail(self, number: int) -> bytes:
        """The whole mail."""
        head = self.more + _head(number, self.sender, self.subject)
        if self.fields or self.how in ("attached", "headers"):
            return (head + self._parts()).encode()
        below = f"\n{self.mark}\n\n{LETTER}\n{BODY}\n" if self.how == "below" else ""
        return f"{head}Content-Type: text/plain; charset=utf-8\n\n{self.text}\n{below}".encode()

    def _parts(self) -> str:
        parts = [("text/plain; charset=utf-8", f"{self.text}\n")]
        if self.fields:
            parts.append((self.part, f"{self.fields}\n"))
        if self.how == "attached":
            parts.append(("message/rfc822", f"{LETTER}\n{BODY}\n"))
        if self.how == "headers":
            parts.append(("text/rfc822-headers", LETTER))
        return _multipart("report; report-type=delivery-status" if self.fields else "mixed", parts)


@dataclass(frozen=True)
class Ordinary:
    """A mail that is no report of a failure."""

    sort: str
    """A reply, a vacation, an automatic answer, a newsletter, a complaint, a receipt."""
    text: str
    sender: str = "Acme Privacy <privacy@acme.example.org>"
    subject: str = "Re: Request about my personal information [UB-7F3K2Q8Z]"
    more: str = ""
    parts: tuple[Mapping[str, str], ...] = ()
    """Of a mail that has several: the type and the text of each."""
    quotes: bool = True
    """Whether the letter stands below."""

    def mail(self, number: int) -> bytes:
        """The whole mail."""
        answers = f"In-Reply-To: {message_id('acme')}\n" if self.subject.startswith("Re:") else ""
        head = self.more + _head(number, self.sender, self.subject) + answers
        if self.parts:
            parts = [("text/plain; charset=utf-8", self.text), *((part["type"], part["text"]) for part in self.parts)]
            return (head + _multipart("report", [*parts, ("message/rfc822", f"{LETTER}\n{BODY}\n")])).encode()
        quote = "\n".join(f"> {line}" for line in (*LETTER.splitlines()[2:5], "", BODY))
        below = f"\nOn Mon, 23 Nov 2026, Sam Specimen wrote:\n{quote}\n" if self.quotes else ""
        return f"{head}Content-Type: text/plain; charset=utf-8\n\n{self.text}\n{below}".encode()


def _head(number: int, sender: str, subject: str) -> str:
    received = "Received: from mx.example.net by mail.example.org; Tue, 24 Nov 2026 09:12:31 +0000\n"
    head = f"{received}From: {sender}\n" if sender else received
    head += f"To: sam@example.org\nSubject: {subject}\nDate: Tue, 24 Nov 2026 09:12:30 +0000\n"
    return f"{head}Message-ID: <mail-{number}@mx.example.net>\nMIME-Version: 1.0\n"


def _multipart(kind: str, parts: list[tuple[str, str]]) -> str:
    body = "".join(f"--=_b\nContent-Type: {part}\n\n{content}\n" for part, content in parts)
    return f'Content-Type: multipart/{kind}; boundary="=_b"\n\n{body}--=_b--\n'


def read(raw: bytes, known: Correspondence | None = None) -> Proposal:
    """What is proposed about a mail."""
    proposed = proposal.propose(parsed.read(raw), known or correspondence(), today=READ, day_of=day_of)
    assert proposed is not None
    return proposed


def _rows(name: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = yaml.safe_load((DATA / name).read_text("utf-8"))
    return rows


REPORTS: tuple[Report, ...] = tuple(Report(**row) for row in _rows("server_reports.yaml"))  # type: ignore[arg-type]
ORDINARY: tuple[Ordinary, ...] = tuple(Ordinary(**row) for row in _rows("ordinary_mails.yaml"))  # type: ignore[arg-type]
