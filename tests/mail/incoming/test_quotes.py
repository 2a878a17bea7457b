"""Quotes: what the writer of an answer wrote, whatever the mail quotes and however."""

import time

import pytest
import quoting
from mailed import READ, correspondence, day_of

from unbroker.mail.incoming import parsed, proposal, quotes
from unbroker.mail.incoming.quoted_letter import Letters


@pytest.mark.parametrize(
    "quoted",
    [
        "On Mon, 23 Nov 2026, Sam wrote:\n> old words\n",
        "Am 23.11.2026 um 10:00 schrieb Sam:\n> old words\n",
        "-----Original Message-----\nFrom: Sam\nold words\n",
        "Von: Sam\nGesendet: Montag\nAn: Acme\n\nold words\n",
        "> old words\n>> older words\n",
    ],
)
def test_own_words(quoted: str) -> None:
    """What is quoted is not what they say."""
    assert quotes.own_words(f"New words.\n\n{quoted}") == "New words."


def test_an_answer_below_the_quotation() -> None:
    """Whoever answers at the bottom is read, too."""
    assert quotes.own_words("On Monday, Sam wrote:\n> old words\n\nNew words.") == "New words."


@pytest.mark.parametrize("program", quoting.PROGRAMS)
def test_the_own_letter_never_speaks_for_the_broker(program: str) -> None:
    """A reply that confirms receipt is that and nothing else, however the letter is quoted in it."""
    text = quoting.letter()
    mail = parsed.read(quoting.reply(program, text))
    proposed = proposal.propose(mail, correspondence(), today=READ, day_of=day_of, texts_of=lambda _: (text,))

    assert proposed is not None
    assert (proposed.kind, proposed.also) == ("acknowledged", ())
    assert "UB-7F3K2Q8Z" not in str(proposed.facts.get("ticket"))


TEXT = """\
1. Erase my data

Please delete all that you hold about me, and confirm that you have deleted it. I will not send a copy of an identity
document with a first request. Please answer within one month.

Sam Specimen
"""
LETTER = Letters((TEXT,))


@pytest.mark.parametrize(
    ("answer", "own"),
    [
        ("Please send a copy of an identity document with your next mail.", True),
        ("We ask you to confirm that you have read this. Please answer within a week.", True),
        ("I will not send a copy of an identity document with a first request.", False),
        ("please delete ALL that you hold about me, and\nconfirm that you have deleted it.", False),
        ("1. Erase my data", False),
        ("SS> Please delete all that you hold\nSS> about me, and confirm that you have deleted it.", False),
    ],
)
def test_only_whole_sentences_of_a_letter_are_its_own(answer: str, own: bool) -> None:  # noqa: FBT001 - a table
    """A broker may use the same words in a sentence of theirs."""
    assert quotes.own_words(answer, LETTER) == (answer if own else "")


@pytest.mark.parametrize(
    "earlier",
    [
        "Von: Acme\nGesendet: Montag\nAn: Sam\n\nBitte senden Sie uns eine Kopie Ihres Ausweises.\n\n",
        "On 23 Nov 2026, Acme <privacy@acme.example.org> wrote:\n\nPlease send a copy of your passport.\n\n",
    ],
)
def test_an_earlier_mail_of_theirs_is_old_too(earlier: str) -> None:
    """What no letter holds is known by its header; an answer between the passages of a letter is new."""
    passage = "Please delete all that you hold about me, and confirm that you have deleted it."
    header = "From: Sam <sam@example.org>\nSent: Monday\nTo: Acme\n\n"
    mail = f"New words.\n\n{earlier}{header}{passage}\n\nWe did.\n\nPlease answer within one month.\n"

    assert quotes.own_words(mail, LETTER).split() == ["New", "words.", "We", "did."]


@pytest.mark.parametrize(
    "line",
    [
        "On 23 November you wrote:",
        "Please note the following:",
        "To: the point",
        "Date of birth: 1 May 1980",
        "-----BEGIN PGP SIGNED MESSAGE-----",
        "Please write to privacy@acme.example.org, case 4711:",
    ],
)
def test_what_is_no_header(line: str) -> None:
    """Such lines stand in answers, and what is below them is theirs."""
    assert quotes.own_words(f"{line}\n\nWe have deleted it.").endswith("We have deleted it.")


def test_a_long_mail_is_read_in_time() -> None:
    """Many thousand words, made so that many places of the letter look alike."""
    text = quoting.letter()
    began = time.perf_counter()
    for mail in ("my personal data " * 6_000, text * 20, "On 1 Jan, x wrote " * 11_000, "From: a\nTo: b\n" * 14_000):
        quotes.own_words(mail[:100_000], Letters((text,)))

    assert time.perf_counter() - began < 10
