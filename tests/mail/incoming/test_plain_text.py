"""Plain text: what strangers wrote can be shown on a terminal, and HTML is reduced, never rendered."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unbroker.mail.incoming import plain_text, quotes


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\x1b]0;title\x07\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jclear", "clear"),
        ("bell\x07 back\x08 null\x00", "bell back null"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("lone \ud83d half", "lone  half"),
        ("a\n\n\n \n\nb", "a\n\nb"),
    ],
)
def test_safe(written: str, shown: str) -> None:
    """Nothing that a terminal obeys and nothing that hides is left."""
    assert plain_text.safe(written) == shown


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<p>Dear&nbsp;Sam,</p><p>a &lt;b&gt; c</p>", "Dear Sam,\n\na <b> c"),
        ("<script>steal()</script><style>p{}</style>Hello<br>there", "Hello\nthere"),
        ('<div style="display: none">hidden</div><div hidden>hidden</div>seen', "seen"),
        ('<a href="https://x.example.net/a">here</a> and <a href="javascript:x()">there</a>',
         "here <https://x.example.net/a> and there"),
        ("<ul><li>one<li>two</ul>", "one\ntwo"),
        ("<p>answer</p><blockquote><p>old</p></blockquote>", "answer\n> \n> old"),
        ('<img src="https://x.example.net/pixel" alt="pixel">text<iframe src=x>frame</iframe>', "text"),
        ("<p>never <b>closed", "never closed"),
        ("<![unknown[ odd ]]>text", "text"),
        ("</p></div>text", "text"),
    ],
)  # fmt: skip
def test_from_html(page: str, read: str) -> None:
    """The words that a reader would see; where a link leads is said, and nothing is fetched."""
    assert quotes.own_words(plain_text.from_html(page)) == quotes.own_words(read)
    assert "old" not in quotes.own_words(read)


@pytest.mark.parametrize("open_bracket", ["<a ", "<!-- ", "<![x<a ", "<", "</a ", "<? ", "<!x ", "<script>"])
def test_a_page_of_open_brackets(open_bracket: str) -> None:
    """A page that was made to stop the reading does not: it is read in the time of any page of its size."""
    begun = time.perf_counter()
    plain_text.from_html(open_bracket * (400_000 // len(open_bracket)))

    assert time.perf_counter() - begun < 10


@given(st.text(max_size=400))
def test_any_text_is_read_as_html(page: str) -> None:
    """There is no page that stops the reading."""
    assert {unicodedata.category(letter) for letter in plain_text.from_html(page) if letter not in "\n\t"} & {
        "Cc",
        "Cs",
    } == set()


def test_line() -> None:
    """A line is one line, and not long."""
    assert plain_text.line("a\n b\tc") == "a b c"
    assert plain_text.line("x" * 300, 10) == f"{'x' * 9}…"
