"""What a line, an e-mail address, a web address and a slug may be."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from unbroker.facts.text import Email, Line, Slug, SourceDate, Territory, Url


def said(kind: Any, value: object) -> str:
    """Why a value is refused."""
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    (detail,) = refused.value.errors()
    return str(detail["ctx"]["error"]) if "error" in detail.get("ctx", {}) else detail["msg"]


@pytest.mark.parametrize(
    "value",
    [
        "2*3*",
        "_x_",
        "<b>",
        "{{ name }}",
        "back\\slash",
        "`tick`",
        "[x](y)",
        "a\u200fb",
        "O’Brien",
        "Łódź",
        "李",
        "a" * 500,
    ],
)
def test_a_line_keeps_what_is_written(value: str) -> None:
    """Signs that mean something elsewhere are signs like any other here."""
    assert value == TypeAdapter(Line).validate_python(value)


def test_a_line_is_trimmed_and_composed() -> None:
    """Blanks around it go, and an accent that was written apart joins its letter."""
    assert TypeAdapter(Line).validate_python("  Mu\u0308ller ") == "Müller"


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a\nb", "contains a line break or control character (U+000A) | write it on one line"),
        ("a\rb", "contains a line break or control character (U+000D) | write it on one line"),
        ("a\tb", "contains a line break or control character (U+0009) | write it on one line"),
        ("a\x00b", "contains a line break or control character (U+0000) | write it on one line"),
        ("a\x85b", "contains a line break or control character (U+0085) | write it on one line"),
        ("a\u2028b", "contains a line break or control character (U+2028) | write it on one line"),
        ("a\u2029b", "contains a line break or control character (U+2029) | write it on one line"),
        ("a\ue000b", "contains U+E000, which is not a character | remove it"),
        ("a\U000f0000b", "contains U+F0000, which is not a character | remove it"),
        ("a\ufffeb", "contains U+FFFE, which is not a character | remove it"),
        ("   ", "is empty | write it, or remove the line"),
    ],
)
def test_a_line_is_one_line_of_characters(value: str, reason: str) -> None:
    """Breaks, controls, private-use and unassigned characters are refused by their number."""
    assert reason == said(Line, value)


@pytest.mark.parametrize(
    "value",
    ["jordan@example.org", "jordan+brokers@example.org", "o'brien@sub.example.co.uk", "a_b-c.d@x-y.org"],
)
def test_an_email_address_is_taken(value: str) -> None:
    """Plus signs, apostrophes and subdomains are common."""
    assert value == TypeAdapter(Email).validate_python(value)


@pytest.mark.parametrize(
    "value",
    [
        "jordan", "jordan@", "@example.org", "jordan@example", "jor dan@example.org", "jordan@@example.org",
        "jordan@example..org", "jordan..x@example.org", ".jordan@example.org", "jordan.@example.org",
        "jordan@-example.org", "Jordan <jordan@example.org>", "jordan@example.org, x@example.org",
        "jordan [at] example.org", "jordan@example.org\r\nBcc: x@example.org".replace("\r\n", " "),
    ],
)  # fmt: skip
def test_what_is_no_email_address_is_refused(value: str) -> None:
    """No names, no lists, no second header, and dots only between characters."""
    assert f"{value!r} is not an e-mail address | as in privacy@example.org" == said(Email, value)


def test_an_email_address_cannot_carry_a_header() -> None:
    """A line break in an address would begin a header of its own."""
    reason = "contains a line break or control character (U+000D) | write it on one line"
    assert reason == said(Email, "jordan@example.org\r\nBcc: x@example.org")


@pytest.mark.parametrize("value", ["https://example.org", "http://x.example.org/a?b=c#d", "https://example.org/?q=é"])
def test_a_web_address_is_taken(value: str) -> None:
    """With a scheme and a host."""
    assert value == TypeAdapter(Url).validate_python(value)


@pytest.mark.parametrize(
    "value",
    ["example.org", "ftp://example.org", "https://", "https://example", "javascript:alert(1)", "https://a b.org"],
)
def test_what_is_no_web_address_is_refused(value: str) -> None:
    """Nothing but http and https, and no blanks."""
    assert f"{value!r} is not a web address | as in https://example.org/privacy" == said(Url, value)


@pytest.mark.parametrize("value", ["acme", "people-data-labs", "a1", "2020-ads"])
def test_a_slug_is_taken(value: str) -> None:
    """Lower-case letters, digits, single hyphens."""
    assert value == TypeAdapter(Slug).validate_python(value)


@pytest.mark.parametrize("value", ["Acme", "a--b", "-a", "a-", "a_b", "a b", "", "ä", "../x", "a\n"])
def test_what_is_no_slug_is_refused(value: str) -> None:
    """A slug is part of file names and commands."""
    assert "pattern" in said(Slug, value)


@pytest.mark.parametrize(("value", "text"), [(2026, "2026"), ("2026-05", "2026-05"), ("2026-05-13", "2026-05-13")])
def test_a_source_date_is_as_precise_as_its_source(value: object, text: str) -> None:
    """A year, a month or a day."""
    assert text == TypeAdapter(SourceDate).validate_python(value)


@pytest.mark.parametrize("value", ["26", "May 2026", "2026-5", "2026-05-13T00:00", "2026-13", "2026-02-30"])
def test_what_is_no_date_is_refused(value: str) -> None:
    """Months and days are those of the calendar."""
    assert said(SourceDate, value)


def test_a_territory_is_checked() -> None:
    """With the hint of `places`."""
    assert said(Territory, "UK") == "there is no country 'UK' | the United Kingdom is GB"


@given(st.text())
def test_a_line_read_twice_is_the_same(value: str) -> None:
    """What has been accepted is accepted again, unchanged."""
    try:
        once = TypeAdapter(Line).validate_python(value)
    except ValidationError:
        return

    assert once == TypeAdapter(Line).validate_python(once)
    assert once.splitlines() == [once]
