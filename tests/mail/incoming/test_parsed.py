"""Parsed: which words of a mail are read, where it has them twice."""

from email.message import EmailMessage

import pytest

from unbroker.mail.incoming import parsed

PAGE = "<p>We have received your request, and will answer it within the time that the law gives us.</p>"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Please view this in a program that shows HTML.\n", "We have received"),
        ("We have received your request, and will answer it in time.\n", "We have received"),
        ("", "We have received"),
        ("Both are the same.\n" * 20, "Both are"),
    ],
)
def test_the_page_where_the_text_is_a_stub(text: str, first: str) -> None:
    """The plain text goes before the page, unless it only says that there is one."""
    message = EmailMessage()
    message.set_content(text)
    message.add_alternative(PAGE * 2, subtype="html")

    assert parsed.read(bytes(message)).text.startswith(first)
