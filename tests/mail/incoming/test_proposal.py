"""Replies: what a mail says about a letter, by the standards where there are any, else as a guess."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mailed import MAILS, READ, SENT, correspondence, day_of, mail, sealed

from unbroker.ledger.kinds import EventKind
from unbroker.mail.incoming import parsed, proposal
from unbroker.mail.incoming.match import Correspondence
from unbroker.mail.incoming.proposal import Proposal

LETTER = "UB-7F3K2Q8Z.1"
GUESS = "what it is can only be guessed"
STRANGER = "it comes from winner@spam.example.net, which is not a known address of acme"


def propose(name: str, known: Correspondence | None = None, today: date = READ) -> Proposal:
    """What is proposed about a mail of the corpus."""
    made = proposal.propose(mail(name), known or correspondence(), today=today, day_of=day_of)
    assert made is not None
    return made


CERTAIN: Mapping[str, tuple[str, str]] = {
    "bounce-exim.eml": ("bounced", "5.0.0 550 5.1.1 no such mailbox"),
    "bounce-exim-old.eml": ("bounced", "unrouteable address"),
    "bounce-postfix.eml": (
        "bounced",
        "550 5.1.1 <privacy@acme.example.org>: Recipient address rejected: User unknown in virtual mailbox table",
    ),
    "bounce-sendmail.eml": ("bounced", "5.1.2 550 Host unknown"),
    "bounce-exchange.eml": (
        "bounced",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
    ),
    "bounce-exchange-old.eml": ("bounced", "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##"),
    "bounce-gmail.eml": ("bounced", "550 5.1.1 The email account that you tried to reach does not exist."),
    "bounce-qmail.eml": ("bounced", "550 5.1.1 unknown user"),
    "bounce-utf8.eml": ("bounced", "550 5.1.1 Empfänger unbekannt"),
    "bounce-encoded.eml": ("stopped", "554 5.7.1 rejected"),
    "bounce-wrapped.eml": ("bounced", "5.1.1"),
    "bounce-forwarded.eml": ("deferred", "552 5.2.2 mailbox full"),
    "bounce-delivered.eml": ("received", "2.1.5"),
    "bounce-delayed.eml": (
        "note",
        "delivery delayed: 4.4.1 connect to mx.acme.example.org[192.0.2.7]:25: Connection timed out",
    ),
    "receipt-read.eml": ("received", "the recipient's mail program says: displayed"),
    "auto-vacation.eml": ("acknowledged", "an automatic answer"),
    "auto-exchange.eml": ("acknowledged", "an automatic answer"),
    "auto-otrs.eml": ("acknowledged", "an automatic answer"),
    "auto-jira.eml": ("acknowledged", "an automatic answer"),
}
NOT_CERTAIN: Mapping[str, tuple[str | None, str]] = {
    "bounce-by-address.eml": ("bounced", "the report shows neither Message-ID nor reference"),
    "bounce-cut-off.eml": ("bounced", "a part of it is cut off"),
    "bounce-of-another-address.eml": (
        "bounced",
        "it speaks of kim@legal.example.net, and the letter went to privacy@acme.example.org",
    ),
    "spam-feigning-a-bounce.eml": ("note", STRANGER),
    "spam-quoting-the-reference.eml": ("acknowledged", STRANGER),
    "auto-zendesk.eml": (
        "acknowledged",
        "it comes from support@acme.tickets.example.net, which is not a known address of acme",
    ),
    "auto-that-demands.eml": (
        "acknowledged",
        "it looks like a demand for identity, too: “To continue, please provide a copy of your driver's license.”",
    ),
    "auto-other-requests.eml": ("acknowledged", "it names other requests, too: UB-2222222A"),
    "auto-dmarc-fail.eml": (
        "acknowledged",
        "your server says that the sender is not who it claims to be (dmarc=fail)",
    ),
    "mime-without-end.eml": ("acknowledged", "a part of it is cut off"),
    "bulk-that-refuses.eml": ("answered", GUESS),
    "answer-nobody-knows.eml": ("note", "only you can read it"),
    "answer-by-ticket.eml": ("answered", "it names no reference of yours"),
    "answer-by-sender.eml": ("answered", "it names no reference of yours"),
    "forwarded.eml": ("note", "only you can read it"),
    "pasted.txt": ("answered", "it does not say who wrote it"),
}
GUESSED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "identity-en.eml": ("identity-asked", {}),
    "identity-de.eml": ("identity-asked", {}),
    "identity-fr.eml": ("identity-asked", {}),
    "extended-en.eml": ("extended", {}),
    "extended-es.eml": ("extended", {}),
    "no-data-it.eml": ("answered", {"outcome": "no-data"}),
    "no-data-pt.eml": ("answered", {"outcome": "no-data"}),
    "done-nl.eml": ("answered", {"outcome": "fulfilled"}),
    "done-de.eml": ("answered", {"outcome": "fulfilled"}),
    "partial-en.eml": ("answered", {"outcome": "partial"}),
    "denied-outside.eml": ("answered", {"outcome": "denied", "reason": "outside_jurisdiction"}),
    "denied-verification.eml": ("answered", {"outcome": "denied", "reason": "insuf_verification"}),
    "denied-outlook-html.eml": ("answered", {"outcome": "denied", "reason": "too_many_requests"}),
    "form-html.eml": ("clarification-asked", {"form": "https://acme.example.org/privacy-form"}),
    "received-en.eml": ("acknowledged", {"ticket": "00123456"}),
    "charset-lies.eml": ("answered", {"says": "Ihre Daten wurden gelöscht – für immer."}),
    "charset-unknown.eml": ("answered", {"says": "Ihre Daten wurden gelöscht."}),
    "mime-without-boundary.eml": ("acknowledged", {}),
    "base64-broken.eml": ("acknowledged", {}),
    "escapes.eml": ("acknowledged", {}),
    "attachments.eml": ("answered", {"outcome": "fulfilled"}),
    "no-dates.eml": ("answered", {}),
    "date-only.eml": ("answered", {}),
    "date-to-come.eml": ("answered", {}),
}
NOBODY = ("answer-from-nowhere.eml", "bounce-of-somebody-else.eml")


def test_each_mail_of_the_corpus_is_expected_to_be_something() -> None:
    """A mail that is added without a line here is not tested."""
    found = {path.name for path in MAILS.iterdir()}

    assert found == {*CERTAIN, *NOT_CERTAIN, *GUESSED, *NOBODY}


@pytest.mark.parametrize("name", CERTAIN)
def test_what_is_certain(name: str) -> None:
    """A server's report or an automatic answer that names the letter, in the words of whoever wrote it."""
    made = propose(name)

    assert made.letter is not None
    assert (made.kind, made.facts["note"]) == CERTAIN[name]
    assert (made.letter.letter, made.certain, made.doubts) == (LETTER, True, ())


@pytest.mark.parametrize("name", NOT_CERTAIN)
def test_what_is_not_certain(name: str) -> None:
    """Each doubt is said, and one is enough."""
    kind, doubt = NOT_CERTAIN[name]
    made = propose(name)

    assert (made.kind, made.certain) == (kind, False)
    assert doubt in made.doubts


@pytest.mark.parametrize("name", GUESSED)
def test_what_an_answer_looks_like(name: str) -> None:
    """In several languages, whatever the MIME is like; never certain."""
    kind, facts = GUESSED[name]
    made = propose(name)

    assert (made.kind, made.certain) == (kind, False)
    assert {key: made.facts.get(key) for key in facts} == facts
    assert GUESS in made.doubts


@pytest.mark.parametrize("name", NOBODY)
def test_a_mail_about_nothing_of_ours(name: str) -> None:
    """There is nothing to record of it."""
    made = propose(name)

    assert (made.kind, made.letter) == (None, None)
    assert made.why.endswith("it names no letter of yours")


def test_what_an_old_letter_says_is_not_read_as_the_answer() -> None:
    """The quoted letter speaks of a passport and of 45 days; the answer speaks of neither."""
    assert [one.kind for one in propose("received-en.eml").also] == []
    assert [one.kind for one in propose("denied-outlook-html.eml").also] == []


@pytest.mark.parametrize(
    ("name", "on", "dated_by"),
    [
        ("identity-en.eml", "2026-11-24", "by your server's Received header"),
        ("date-only.eml", "2026-11-24", "by its own Date header"),
        ("date-to-come.eml", "2026-11-24", "by its own Date header"),
        ("no-dates.eml", "2026-11-25", "today's date: the mail has no valid one"),
        ("pasted.txt", "2026-11-25", "today's date: the mail has no valid one"),
    ],
)
def test_the_day_of_a_mail(name: str, on: str, dated_by: str) -> None:
    """From its own trace, which is named; a day that is still to come is none."""
    made = propose(name)

    assert (str(made.on), made.dated_by) == (on, dated_by)


def test_a_report_of_the_evening_before() -> None:
    """Where a clock of another zone makes it come before the letter left, it came on that day."""
    letter = replace(sealed(), left=date(2026, 11, 25))
    made = propose("bounce-exim.eml", correspondence(letter))

    assert (str(made.on), made.dated_by) == (
        "2026-11-25",
        "by your server's Received header, in the time zone of the letter",
    )


def test_a_letter_of_ours_is_no_reply() -> None:
    """In a mailbox with what was sent, the letters themselves are passed over."""
    own = parsed.read(b"From: sam@example.org\nMessage-ID: " + str(sealed().message_id).encode() + b"\n\nHello\n")

    assert proposal.propose(own, correspondence(), today=READ, day_of=day_of) is None


def test_a_second_report_says_nothing_new() -> None:
    """What is recorded as bounced is not recorded again."""
    made = propose("bounce-postfix.eml", correspondence(sealed().now("bounced", None)))

    assert (made.kind, made.why) == (
        None,
        "UB-7F3K2Q8Z.1 to privacy@acme.example.org bounced, which is recorded already",
    )


@pytest.mark.parametrize("state", ["prepared", "sending", "unknown", "deferred"])
def test_what_comes_back_has_left(state: EventKind) -> None:
    """Where nobody has recorded that the letter left, the report shows it, and the day by the letter's own Date."""
    made = propose("bounce-exim.eml", correspondence(replace(sealed(), state=state, left=None)))

    assert (made.kind, made.left, made.certain) == ("bounced", SENT, True)


def test_the_reference_alone_is_enough_from_the_broker() -> None:
    """A mail program that gave the draft another Message-ID kept the reference in the subject."""
    made = propose("auto-exchange.eml", correspondence(replace(sealed(), message_id=None)))

    assert (made.certain, made.why) == (True, "it is an automatic answer; it names UB-7F3K2Q8Z.1")


def test_where_everybody_has_an_address_only_the_same_one_counts() -> None:
    """A broker that is reached at a big provider is not whoever writes from there."""
    letter = replace(sealed(), to="acme@gmail.com", domains=())

    assert letter.is_from_broker("acme@gmail.com")
    assert not letter.is_from_broker("mallory@gmail.com")
    assert not letter.is_from_broker("privacy@acme.example.org")


def test_of_two_requests_to_whoever_wrote_none_is_taken() -> None:
    """A mail that names none of them is about neither."""
    other = replace(sealed("bolt"), to="privacy@acme.example.org", domains=("acme.example.org",))
    made = propose("answer-by-sender.eml", correspondence(sealed(), other))

    assert made.letter is None


def test_a_mail_within_mails_without_end() -> None:
    """Thousands of parts within parts end the reading of parts, not the program."""
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (number, number) for number in range(3000)
    )
    head = b"From: privacy@acme.example.org\nIn-Reply-To: " + str(sealed().message_id).encode() + b"\n"
    made = proposal.propose(parsed.read(head + deep), correspondence(), today=READ, day_of=day_of)

    assert made is not None
    assert made.letter is not None
    assert not made.certain


def test_a_mail_of_many_megabytes() -> None:
    """Is read at its beginning only."""
    words = b"We have received your request. " * 700_000
    mail = parsed.read(b"From: a@b.example\nSubject: UB-7F3K2Q8Z\n\n" + words)
    made = proposal.propose(mail, correspondence(), today=READ, day_of=day_of)

    assert made is not None
    assert (made.kind, len(mail.text) <= 200_000) == ("acknowledged", True)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=2000),
        st.tuples(
            st.sampled_from(sorted(path.name for path in MAILS.iterdir())), st.binary(max_size=40), st.integers(0, 3000)
        ),
    )
)
def test_no_mail_stops_the_reading(content: bytes | tuple[str, bytes, int]) -> None:
    """Whatever the bytes are, or wherever junk stands in a mail, there is an answer, and it can be shown."""
    if not isinstance(content, bytes):
        name, junk, at = content
        raw = (MAILS / name).read_bytes()
        content = raw[:at] + junk + raw[at:]
    made = proposal.propose(parsed.read(content), correspondence(), today=READ, day_of=day_of)

    assert made is None or made.why.isprintable()
