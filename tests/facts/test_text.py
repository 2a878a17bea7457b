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
        ("a\u2028b", "contains a line break or control character (U+2028 LINE SEPARATOR) | write it on one line"),
        ("a\u2029b", "contains a line break or control character (U+2029 PARAGRAPH SEPARATOR) | write it on one line"),
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
    ("character", "name"),
    [
        ("\u200b", "U+200B ZERO WIDTH SPACE"),
        ("\u200d", "U+200D ZERO WIDTH JOINER"),
        ("\u200f", "U+200F RIGHT-TO-LEFT MARK"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\u2066", "U+2066 LEFT-TO-RIGHT ISOLATE"),
        ("\u00ad", "U+00AD SOFT HYPHEN"),
        ("\ufeff", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("\u3164", "U+3164 HANGUL FILLER"),
        ("\u2800", "U+2800 BRAILLE PATTERN BLANK"),
        ("\ufe0f", "U+FE0F VARIATION SELECTOR-16"),
        ("\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    ],
)
@pytest.mark.parametrize(("kind", "around"), [(Line, ("Acme", "Ltd")), (Url, ("https://example.org/a", "b"))])
def test_what_cannot_be_seen_is_refused(character: str, name: str, kind: Any, around: tuple[str, str]) -> None:
    """A name or an address reads as what it is; what hides in it is named."""
    assert f"contains {name}, which cannot be seen | remove it" == said(kind, character.join(around))


@pytest.mark.parametrize("value", ["نامه\u200cای", "क्\u200dष", "ක්\u200dර", "葛\U000e0100城", "ᠠ\u180b"])
def test_a_joiner_stays_where_a_script_needs_it(value: str) -> None:
    """Persian and Indian words are written with joiners, and the form of a Chinese sign is chosen by a selector."""
    assert value == TypeAdapter(Line).validate_python(value)


@pytest.mark.parametrize("value", ["نامه\u200c", "\u200dक", "نامه\u200ca", "क्\u200d\u200dष", "a\U000e0100"])
def test_a_joiner_that_joins_nothing_is_refused(value: str) -> None:
    """Not at an end, not between scripts, not twice, and no selector behind a letter that has one form."""
    assert said(Line, value).endswith(", which cannot be seen | remove it")


def test_a_line_has_a_limit() -> None:
    """Nobody writes a name or a note of a book's length."""
    assert said(Line, "a" * 4001) == "contains 4,001 characters | write at most 4,000"


@pytest.mark.parametrize(
    "url",
    [
        "https://bank.example.com@example.org/", "https://user:word@example.org", "http://a.example\\@example.org/x",
        "https://example.org\\.example.com/",
    ],
)  # fmt: skip
def test_a_link_with_user_info_is_refused(url: str) -> None:
    """What stands before an @ looks like the host, and is not."""
    reason = "has a user name before its host, and leads elsewhere than it seems | write it without"
    assert f"{url!r} {reason}" == said(Url, url)


@pytest.mark.parametrize("words", ["see https://bank.example.com@example.org/a", "HTTPS://a:b@example.org and more"])
def test_a_link_within_a_text_is_refused_alike(words: str) -> None:
    """A source or a remark is shown, and may be opened; what is no link may have an @."""
    assert "has a user name before its host" in said(Line, words)
    assert (kept := "https://example.org/a, or a@b.example") == TypeAdapter(Line).validate_python(kept)


@pytest.mark.parametrize("url", ["https://example.org/@jordan", "https://example.org?to=a@b", "https://example.org#@"])
def test_an_at_sign_behind_the_host_is_part_of_the_path(url: str) -> None:
    """Profiles are often named so."""
    assert url == TypeAdapter(Url).validate_python(url)


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
