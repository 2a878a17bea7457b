"""The writer of YAML that people edit: what it writes is read back as it was, and the rest is not touched."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from unbroker.base.yaml_edit import Edit, Records, edited, flow, lines_of, scalar

PRINTABLE = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp")), min_size=1)


@given(PRINTABLE)
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    """Plain or in quotes, alone, in a list, and below a key; never as a number, a date or a yes."""
    assert text == yaml.safe_load(f"key: {scalar(text)}")["key"]
    assert [text, text] == yaml.safe_load(f"key: {flow([text, text])}")["key"]
    assert {"a": text} == yaml.safe_load(f"key: {flow({'a': text})}")["key"]


@given(st.lists(st.text("abcXYZ:#-'\"[]{}.,", min_size=1, max_size=30), min_size=1, max_size=40))
def test_a_long_text_is_folded_and_read_back(words: list[str]) -> None:
    """However long it is, no line is."""
    text = " ".join(words)

    assert text == yaml.safe_load("\n".join(lines_of("key", text)))["key"]


def test_places_are_found_and_comments_stay() -> None:
    """A span ends before the comments and empty lines that come after it."""
    first = "# head\n- slug: a\n  list:\n    - {x: 1}\n    # inside\n    - {x: 2}\n\n"
    text = f"{first}# between\n- slug: b\n  key: v\n# end\n"
    records = Records(text)

    assert ((1, 6), (2, 6), (5, 6), (8, 10), 10) == (
        records.span("a"), records.span("a", "list"), records.span("a", "list", 1), records.span("b"), records.end
    )  # fmt: skip
    assert text.replace("v\n", "w\n") == edited(text, [Edit(9, 10, ("  key: w",))])


def test_two_edits_of_a_line_are_refused() -> None:
    """One of them would be lost."""
    with pytest.raises(ValueError, match="lines 1 to 1 are changed twice"):
        edited("a\nb", [Edit(0, 1, ("x",)), Edit(0, 1, ("y",))])
