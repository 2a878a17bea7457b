"""What a server's reply means: by its words, then by its codes, for what leaves and for what comes back."""

import time
from collections import Counter
from pathlib import Path

import pytest

from unbroker.mail.smtp_reply import languages, meaning
from unbroker.mail.smtp_reply.causes import CAUSES

DATA = Path(__file__).parents[2] / "data" / "smtp_replies.txt"
REPLIES = [line.split(": ", 1) for line in DATA.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("expected", "reply"), REPLIES)
def test_a_reply(expected: str, reply: str) -> None:
    """As servers of many makes and tongues write it."""
    assert expected == meaning.of_reply(reply).cause.meaning


@pytest.mark.parametrize(
    ("reply", "code", "name"),
    [
        ("", 550, "no mailbox"),
        ("<kim@acme.example>", 550, "no mailbox"),
        ("quirk", 550, "unclear"),
        ("quirk", 552, "full"),
        ("quirk", 556, "no mail server"),
        ("quirk", 535, "sender"),
        ("5.1.1 quirk", 550, "no mailbox"),
        ("5.2.1 quirk", 550, "disabled"),
        ("5.7.26 quirk", 550, "authentication"),
        ("5.0.0 quirk", 554, "unclear"),
        ("quirk", 451, "busy"),
        ("5.1.1 quirk", 451, "no mailbox"),
        ("4.1.1 user unknown", 550, "busy"),
    ],
)
def test_codes_count_where_words_do_not(reply: str, code: int, name: str) -> None:
    """The enhanced code goes before the other; a temporary one takes no address away."""
    assert name == meaning.of_reply(reply, code).cause.name


def test_the_codes_of_another_server_go_before_those_of_the_one_that_reports() -> None:
    """What IronPort puts in front says nothing of its own."""
    wrapped = "5.1.0 - Unknown address error 554-'5.7.1 rejected by policy' (delivery attempts: 0)"

    assert "policy" == meaning.of_reply(wrapped).cause.name


def test_the_status_of_a_report_counts_where_its_words_do_not() -> None:
    """A later text is looked at before that; what only may be is no reason."""
    hedged = "The address may not exist. It is possible that the mailbox is full."

    assert "no mailbox" == meaning.of_report(("quirk", "another"), "5.1.1").cause.name
    assert "full" == meaning.of_report(("quirk", "The mailbox is full."), "5.1.1").cause.name
    assert "no domain" == meaning.of_report((f"{hedged} Host not found.",)).cause.name
    assert "full" == meaning.of_report((hedged,)).cause.name
    assert "unclear" == meaning.of_report(()).cause.name


def test_who_is_to_relay_decides_what_a_refusal_to_relay_means() -> None:
    """The sender's own server wants a sign-in; that of the address does not know the domain."""
    reply = "5.7.1 relaying denied"

    assert "sender" == meaning.of_reply(reply, 550, submitting=True).cause.name
    assert "relay" == meaning.of_reply(reply, 550).cause.name


def test_the_words_of_an_address_are_no_reason() -> None:
    """An address may be called after anything."""
    assert "unclear" == meaning.of_reply("554 quirk for <spam.dmarc@mailbox-full.example>").cause.name


def test_each_cause_that_is_ours_says_what_to_mend() -> None:
    """No cause is without words, no code has two, and every other language belongs to a cause."""
    codes = Counter(status for cause in CAUSES for status in cause.statuses)

    assert [] == [cause.name for cause in CAUSES if (cause.meaning == "ours") != bool(cause.mend)]
    assert [] == [status for status, count in codes.items() if count > 1]
    assert {*languages.PHRASES, *languages.HINTS} <= {cause.name for cause in CAUSES}


@pytest.mark.parametrize("text", ["mailbox ", "550 5.1.1 ", "a@", "- ", "quota… ", "\n", " ", "may be. "])
def test_no_text_takes_long(text: str) -> None:
    """However long it is, and whatever is repeated in it."""
    began = time.perf_counter()
    meaning.of_reply(text * (400_000 // len(text)))

    assert time.perf_counter() - began < 2
