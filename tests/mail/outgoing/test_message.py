"""Messages: one letter, one broker, the same bytes each time, and headers that programs can follow."""

import email
import email.policy
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from functools import cache

import made_up

from unbroker.mail.outgoing import message
from unbroker.mail.outgoing.message import Envelope, SealedMessage, Thread
from unbroker.writing.letter import Letter, compose

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
FROM, TO = "jane@example.org", "privacy@acme.example.org"


@cache
def letter() -> Letter:
    """A first letter to Acme, not a preview."""
    law = made_up.packaged_laws()["ccpa"]
    return compose(replace(made_up.draft(law, law.first_letter), preview=False), made_up.templates())


def sealed(sender: str = FROM, thread: Thread | None = None) -> SealedMessage:
    """Its message."""
    return message.seal(letter(), PDF, sender, TO, thread)


def read(made: SealedMessage) -> EmailMessage:
    """The message as a mail program reads it."""
    found = email.message_from_bytes(made.content, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def test_the_body_is_the_letter_and_the_pdf_is_attached() -> None:
    """What the broker reads and what it files say the same."""
    found = read(sealed())
    body, (pdf,) = found.get_body(("plain",)), found.iter_attachments()

    assert body is not None
    assert letter().text.rstrip().splitlines() == body.get_content().splitlines()
    assert (PDF, "application/pdf", "UB-7F3K2Q8Z.1.pdf") == (
        pdf.get_content(),
        pdf.get_content_type(),
        pdf.get_filename(),
    )


def test_it_goes_to_one_bare_address() -> None:
    """One broker, no copy, and the reference in the subject."""
    found = read(sealed())

    assert (TO, None, None) == (found["To"], found["Cc"], found["Bcc"])
    assert ("Sam Specimen <jane@example.org>", "sam@example.org") == (found["From"], found["Reply-To"])
    assert str(found["Subject"]).endswith(" [UB-7F3K2Q8Z]")


def test_answers_go_to_the_sender_where_that_is_the_address_for_answers() -> None:
    """A header that says nothing new is left out."""
    assert read(sealed("sam@example.org"))["Reply-To"] is None


def test_what_is_sealed_has_no_date_and_is_no_draft() -> None:
    """Both come when it leaves."""
    found = read(sealed())

    assert (None, None) == (found["Date"], found["X-Unsent"])


def test_the_same_letter_makes_the_same_bytes() -> None:
    """The Message-ID names the letter and depends on all that it holds."""
    one, again, other = sealed(), sealed(), message.seal(letter(), PDF + b"x", FROM, TO)

    assert one == again
    assert one.message_id.startswith("<UB-7F3K2Q8Z.1.")
    assert one.message_id.endswith("@example.org>")
    assert one.message_id != other.message_id
    assert read(one)["Message-ID"] == one.message_id


def test_it_is_ascii_in_lines_that_every_server_takes() -> None:
    """CRLF, no octet above 127, no line longer than 998 octets."""
    content = sealed().content

    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 998


def test_only_a_strange_address_needs_utf8() -> None:
    """RFC 6531 is asked for where an address has more than ASCII letters, whatever the letter says."""
    assert not Envelope("UB-7F3K2Q8Z.1", "acme", FROM, TO, "<a@b>").needs_utf8
    assert Envelope("UB-7F3K2Q8Z.1", "acme", FROM, "büro@example.org", "<a@b>").needs_utf8


def test_a_strange_address_is_written_as_it_is() -> None:
    """No encoding that a server would take for another mailbox."""
    made = message.seal(letter(), PDF, FROM, "büro@example.org")

    assert "\r\nTo: büro@example.org\r\n" in made.content.decode()


def test_a_follow_up_threads() -> None:
    """It answers the last message, names all before it, and keeps their subject (RFC 5322, 3.6.4)."""
    long = f"<{'x' * 120}@broker.example.org>"
    thread = Thread(("<first@example.org>", long), "California Consumer Privacy Act [UB-7F3K2Q8Z]")
    made = sealed(thread=thread)
    found = read(made)

    assert long == found["In-Reply-To"]
    assert ["<first@example.org>", long] == str(found["References"]).split()
    assert "Re: California Consumer Privacy Act [UB-7F3K2Q8Z]" == found["Subject"]
    assert "California Consumer Privacy Act [UB-7F3K2Q8Z]" == made.subject


def test_their_ticket_number_is_named() -> None:
    """Once, and after what groups the conversation."""
    new, known = Thread(("<a@b>",), "Deletion [UB-7F3K2Q8Z]", "4711"), Thread(("<a@b>",), "Deletion 4711", "4711")

    assert ("Re: Deletion [UB-7F3K2Q8Z] (ticket 4711)", "Re: Deletion 4711") == (new.answer, known.answer)


def test_the_date_has_its_zone() -> None:
    """It is put in front, and nothing behind it changes."""
    at = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=-8)))
    left = message.dated(sealed().content, at)

    assert left == b"Date: Mon, 23 Nov 2026 09:30:00 -0800\r\n" + sealed().content


def test_a_draft_says_so_first() -> None:
    """Thunderbird and Outlook look for it."""
    assert message.unsent(sealed().content) == b"X-Unsent: 1\r\n" + sealed().content
