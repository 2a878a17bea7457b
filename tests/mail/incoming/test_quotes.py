"""Quotes: what the writer of an answer wrote, whatever the mail quotes and however."""

import pytest

from unbroker.mail.incoming import quotes


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
