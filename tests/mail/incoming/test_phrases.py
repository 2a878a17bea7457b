"""Phrases: what an answer is taken for, in five languages; what only looks like something is taken for nothing."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

import pytest
import yaml

from unbroker.mail.incoming import phrases, wording
from unbroker.mail.incoming.wording import Meaning

TABLE: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(
    (Path(__file__).parents[2] / "replies.yaml").read_text(encoding="utf-8")
)


def taken_for(words: str) -> str:
    """What is proposed of a reply: the kind, with the outcome and the reason of an answer."""
    guess = next(phrases.guesses(words), None)
    if guess is None:
        return "nothing"
    words_of_it = (guess.kind, guess.facts.get("outcome"), guess.facts.get("reason"))
    return " ".join(str(word) for word in words_of_it if word)


@pytest.mark.parametrize(
    ("language", "kind"), [(language, kind) for language, kinds in TABLE.items() for kind in kinds]
)
def test_what_replies_are_taken_for(language: str, kind: str) -> None:
    """Each reply of the table, by its words alone."""
    wrong = {reply: taken_for(reply) for reply in TABLE[language][kind] if taken_for(reply) != kind}

    assert wrong == {}


@pytest.mark.parametrize("language", TABLE)
def test_the_words_that_it_was_read_from(language: str) -> None:
    """Whatever a reply is taken for, the sentence that says so stands in it."""
    replies = [reply for kind, replies in TABLE[language].items() if kind != "nothing" for reply in replies]
    quotes = [(guess.quote, " ".join(reply.split())) for reply in replies for guess in phrases.guesses(reply)]

    assert [quote for quote, reply in quotes if quote.split(". ")[0].rstrip("…") not in reply] == []


@pytest.mark.parametrize(
    ("reply", "kinds"),
    [
        ("We have received your request. Please send us a copy of your passport.", ["identity-asked", "acknowledged"]),
        ("We hold no data about you. If you like, use our online form.", ["answered", "clarification-asked"]),
        ("Your data has been deleted. We cannot delete your invoices.", ["answered", "answered"]),
        ("We must deny your request. We act only as a processor.", ["answered"]),
        ("Wir haben Ihre Anfrage erhalten.\n\nWe have received your request.", ["acknowledged"]),
    ],
)
def test_what_a_reply_says_besides(reply: str, kinds: Sequence[str]) -> None:
    """The most urgent comes first; what leaves a choice comes after an answer."""
    assert [guess.kind for guess in phrases.guesses(reply)] == kinds


def test_what_is_done_in_part() -> None:
    """What was done, beside what cannot be done, is an answer to a part, in the words about the rest."""
    first = next(phrases.guesses("Your data has been deleted. We cannot delete your invoices."))

    assert (first.facts["outcome"], first.quote) == ("partial", "We cannot delete your invoices.")


def test_a_refusal_is_shown_with_its_reason() -> None:
    """The sentence that refuses and the one that says why, in their order."""
    reply = "The CCPA does not apply to us. Have a nice day. We must deny your request."
    guess = next(phrases.guesses(reply))

    assert guess.quote == "The CCPA does not apply to us. We must deny your request."


def test_a_link_is_named() -> None:
    """What is to be clicked stands in the note, and is not clicked."""
    guess = next(phrases.guesses("Please confirm your request by clicking this link: https://acme.example.org/c/1."))

    assert guess.facts == {"note": "they ask for a click on https://acme.example.org/c/1"}


def test_every_language_knows_every_meaning() -> None:
    """None is forgotten in a file."""
    assert {language.code: {*get_args(Meaning)} - {*language.meanings} for language in wording.load()} == {
        code: set() for code in ("de", "en", "es", "fr", "it", "nl", "pt")
    }


def test_a_long_reply_is_read_in_time() -> None:
    """A reply of nothing but words that phrases are made of, without a full stop or with many."""
    words = " ".join(phrase.written for phrase in wording.load()[1].meanings["identity"].says).replace("|", " ")
    began = time.perf_counter()
    for reply in (words * 200, ". ".join(words.split()) * 20, "we need to " * 20_000):
        list(phrases.guesses(reply))

    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://acme.example.org/confirm?id=" + "7" * 500, True),
        ("https://acme.example.org@example.net/confirm", False),
        ("https://acme.example.org/" + "x" * 5000, False),
    ],
)
def test_a_link_is_shown_in_full_or_not_at_all(link: str, shown: bool) -> None:  # noqa: FBT001 - a fact of the case
    """Nobody is asked to click on a part of one, or on one that leads elsewhere than it seems."""
    (guess,) = phrases.guesses(f"Please confirm your request by clicking on this link: {link}")

    assert guess.facts["note"] == f"they ask for a click on {link if shown else 'a link'}"
