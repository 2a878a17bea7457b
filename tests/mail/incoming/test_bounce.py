"""Bounces: each report is taken for what it is, and nothing else is taken for one."""

import base64
import time
from dataclasses import replace

import pytest
from mailed import correspondence, sealed
from server_reports import LETTER, ORDINARY, REPORTS, Ordinary, Report, read

from unbroker.mail.incoming import bounce, parsed
from unbroker.mail.incoming.bounce import Known

TO = "privacy@acme.example.org"
FAILURES = ("bounced", "deferred", "stopped", "refused")
HEAD = b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nSubject: failure notice\n\n"
GONE = next(report for report in REPORTS if report.format == "other action")


@pytest.mark.parametrize("number", range(len(REPORTS)), ids=lambda number: f"{REPORTS[number].format} {number}")
def test_a_report_is_taken_for_what_it_is(number: int) -> None:
    """Gone for good, for a while, the sender's own trouble, or no failure; always about the letter, with its words."""
    report = REPORTS[number]
    proposed = read(report.mail(number))

    assert report.kind == proposed.kind
    assert proposed.letter is not None
    assert "UB-7F3K2Q8Z.1" == proposed.letter.letter
    assert proposed.certain
    assert proposed.facts["note"]


@pytest.mark.parametrize("number", range(len(ORDINARY)), ids=lambda number: f"{ORDINARY[number].sort} {number}")
def test_nothing_else_is_a_bounce(number: int) -> None:
    """Not even what speaks of unknown users and full mailboxes."""
    assert read(ORDINARY[number].mail(number)).kind not in FAILURES


def test_there_are_enough_of_them() -> None:
    """Many formats, every kind of failure, many ordinary mails."""
    assert len(REPORTS) >= 60
    assert len({report.format for report in REPORTS}) >= 25
    assert len(ORDINARY) >= 100


def test_the_own_account_is_to_be_mended() -> None:
    """Who refuses it, why, and what to do; the server's words stay."""
    (report,) = [report for report in REPORTS if "5.7.509" in report.fields]
    proposed = read(report.mail(0))

    assert proposed.why == (
        "your mail account is refused by acme.example.org: your mail does not prove where it comes from (SPF, DKIM, "
        "DMARC) (ask your provider, or whoever keeps your domain, to set up SPF and DKIM for it; or write from an "
        "address of your provider's own domain); the address keeps its standing; the returned mail has "
        "the Message-ID of UB-7F3K2Q8Z.1"
    )
    assert proposed.facts["note"] == (
        "550 5.7.509 Access denied, sending domain example.org does not pass DMARC verification"
    )


def test_without_a_reason_somebody_must_look() -> None:
    """It waits; nobody takes the address away for a failure that says nothing."""
    proposed = read(
        Report(
            "quirk",
            "deferred",
            "Delivery failed.",
            GONE.fields.replace("5.1.1", "5.0.0").replace("550 no such user", "quirk"),
        ).mail(0)
    )

    assert ("deferred", False) == (proposed.kind, proposed.certain)
    assert "if its words say that the address does not exist, record `bounced` instead" in proposed.doubts


def test_a_report_within_another_mail() -> None:
    """Somebody passes it on: it counts, if it gives back a letter of ours."""
    head = b"From: kim@example.net\nSubject: FW: Undeliverable\nMIME-Version: 1.0\n"
    nested = head + b"Content-Type: multipart/mixed; boundary=Q\n\n--Q\nContent-Type: message/rfc822\n\n"
    whole = nested + GONE.mail(0) + b"\n--Q--\n"

    assert "bounced" == read(whole).kind
    assert bounce.find(parsed.read(whole), Known((), frozenset((TO,)))) is None


def test_a_report_as_a_page() -> None:
    """Only HTML, encoded, with the letter's headers as text."""
    page = f"<p>Your mail to &lt;{TO}&gt; failed: 550 no such user</p><pre>{LETTER.replace('<', '&lt;')}</pre>"
    head = HEAD.replace(b"\n\n", b"\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n")

    assert read(head + base64.encodebytes(page.encode())).certain


@pytest.mark.parametrize(
    ("report", "doubt"),
    [
        (
            Report("quirk", "", f"<{TO}>: 550 user unknown", how="none"),
            "the report shows neither Message-ID nor reference",
        ),
        (
            Report("quirk", "", f"Your [UB-7F3K2Q8Z] to {TO} was not delivered: no such user", how="none"),
            "the report has no standard format",
        ),
    ],
)
def test_a_report_that_gives_nothing_back(report: Report, doubt: str) -> None:
    """By the address or the reference alone it is not certain."""
    proposed = read(report.mail(0))

    assert ("bounced", False) == (proposed.kind, proposed.certain)
    assert doubt in proposed.doubts


def test_an_address_that_was_written_to_is_no_server() -> None:
    """Whoever answers from there is whoever was asked, by whatever name."""
    answer = Ordinary(
        "reply", f"{TO} could not be delivered: 550 user unknown", f"Mail Delivery System <{TO}>", "Undeliverable"
    )

    assert read(answer.mail(0)).kind not in FAILURES


def test_the_reason_may_stand_below_the_letter() -> None:
    """Some servers put it there."""
    text = f"Your message was not delivered.\n\n{LETTER}\n<{TO}>:\n550 5.1.1 user unknown"

    assert "bounced" == read(Report("quirk", "", text, how="none").mail(0)).kind


@pytest.mark.parametrize("state", ["deferred", "stopped"])
def test_what_waits_already_is_not_recorded_again(state: str) -> None:
    """A second report of the same says nothing new."""
    report = next(report for report in REPORTS if report.kind == state)
    letter = replace(sealed(), state=state, left=None)  # type: ignore[arg-type]
    proposed = read(report.mail(0), correspondence(letter))

    assert proposed.kind is None
    assert proposed.why == (
        "UB-7F3K2Q8Z.1 to privacy@acme.example.org did not arrive and waits to go again, which is recorded already"
    )


def test_a_complaint_is_no_answer() -> None:
    """A provider passes on that somebody called the letter unwanted."""
    (number, complaint) = next((n, mail) for n, mail in enumerate(ORDINARY) if mail.sort == "feedback report")
    proposed = read(complaint.mail(number))

    assert ("note", False) == (proposed.kind, proposed.certain)
    assert proposed.why.startswith("a mail provider passes on a complaint about it (abuse)")


@pytest.mark.parametrize(
    "body",
    [
        b"-" * 200_000, b" " * 200_000, b"a@" * 100_000, b"> " * 100_000, b"Action: failed\nStatus: 5.1.1\n\n" * 7000,
        b"Subject: x\n" * 18_000, b"mailbox " * 25_000, (b"-" * 100 + b"\n") * 2000, b"550 5.1.1 " * 20_000,
    ],
    ids=range(9),
)  # fmt: skip
def test_no_report_takes_long(body: bytes) -> None:
    """Whatever it repeats."""
    began = time.perf_counter()
    bounce.find(parsed.read(HEAD + body))

    assert time.perf_counter() - began < 4


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Your message to {TO} could not be delivered: 550 user unknown", "bounced"),
        (f"Your message to {TO} is delayed; we will keep trying.", "note"),
    ],
)
def test_a_report_from_a_name_that_is_no_servers(text: str, kind: str) -> None:
    """It counts by our letter below it; without that, nobody believes it."""
    report = Report(
        "quirk", "", text, sender="no-reply@relay.example.net", subject="Undeliverable", how="below", more=""
    )

    assert (kind, True) == (read(report.mail(0)).kind, read(report.mail(0)).certain)
    assert bounce.find(parsed.read(replace(report, how="none").mail(0))) is None
    assert read(replace(report, subject="Hello").mail(0)).kind not in FAILURES


def test_a_part_that_is_encoded_wrongly() -> None:
    """Its words are read as they stand."""
    fields = f"{GONE.fields}\n\n(that is all)"
    mail = replace(GONE, fields=fields, part="message/delivery-status\nContent-Transfer-Encoding: base64").mail(0)

    assert "bounced" == read(mail).kind


@pytest.mark.parametrize("charset", ["punycode", "idna", "undefined", "no-such-set"])
def test_a_letter_in_a_character_set_that_is_none(charset: str) -> None:
    """What claims one is read as it stands: neither the parts that give a letter back nor its words ask the claim."""
    part = f"Content-Type: text/rfc822-headers; charset={charset}\n\nX: ".encode() + b"\xfd\n" + LETTER.encode()
    report = b"Content-Type: multipart/report; boundary=Q\n\n--Q\n\n550 5.1.1 no such user\n--Q\n" + part + b"\n--Q--\n"

    assert ("bounced", True) == ((proposed := read(HEAD[:-1] + report)).kind, proposed.certain)
