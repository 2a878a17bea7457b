"""A law file may say each thing once; written out, nothing is left unsaid, and every line is still known."""

from datetime import date

from unbroker.facts import law as law_data
from unbroker.facts.shorthand import written_out

HEAD = """\
slug: example
name: Example Act
short: EA
statute: Example Code § 1 et seq.
serves: [US-CA]
reaches: [US-CA]
first_letter: [delete]
"""
LONG = """\
rights:
  delete:
    - cite: Example Code § 1(a)
      valid_from: 2026-01-01
      reviewed: 2026-11-22
      evidence: statute
clocks:
  - rights: [delete]
    answer: 45 calendar-days
    cite: Example Code § 2
    valid_from: 2026-06-01
    reviewed: 2026-11-22
    evidence: secondary
"""
SHORT = """\
code: Example Code §
valid_from: 2026-01-01
reviewed: 2026-11-22
rights:
  delete: {section: 1(a), evidence: statute}
clocks: {rights: [delete], answer: 45 calendar-days, section: 2, valid_from: 2026-06-01, evidence: secondary}
"""


def said(text: str) -> list[str]:
    """What is wrong with a text."""
    return list(map(str, law_data.parse(text, "law.yaml")[1]))


def test_short_and_long_are_the_same_law() -> None:
    """`code`, the dates at the top and a rule alone come to what a file says in full."""
    long, short = law_data.parse(HEAD + LONG, "law.yaml"), law_data.parse(HEAD + SHORT, "law.yaml")

    assert long == short
    assert short[1] == []


def test_a_rule_keeps_its_own_dates() -> None:
    """What stands at the top holds only for rules that say nothing."""
    law, _ = law_data.parse(HEAD + SHORT, "law.yaml")

    assert law is not None
    assert [date(2026, 1, 1), date(2026, 6, 1)] == [rule.valid_from for _, rule in law.dated()]


def test_a_rule_keeps_its_line() -> None:
    """A rule alone stands where it is written, not where a list would."""
    law, _ = law_data.parse(HEAD + SHORT, "law.yaml")

    assert law is not None
    assert [12, 13] == [rule.place.line for _, rule in law.dated()]


def test_a_wrong_date_at_the_top_is_told_once_with_its_line() -> None:
    """However many rules it holds for."""
    text = HEAD + SHORT.replace("reviewed: 2026-11-22", "reviewed: last week")
    problems = said(text)

    assert ["law.yaml:10: 'reviewed' is not a date: 'last week' (write it as 2026-11-22)"] == problems


def test_a_wrong_section_is_told_with_its_line() -> None:
    """What is wrong with the citation is found where its section stands."""
    text = HEAD + SHORT.replace("section: 1(a)", 'section: "1(a)\\u000a2"')

    assert ["law.yaml:12: 'cite' contains a line break or control character (U+000A) (write it on one line)"] == said(
        text
    )


def test_a_section_needs_a_code() -> None:
    """Without one, the citation would name no statute."""
    text = HEAD + SHORT.replace("code: Example Code §\n", "")
    lines = [f"law.yaml:{line}: 'section' needs a 'code' at the top of the file" for line in (11, 12)]

    assert [f"{line} (add it, or write the whole 'cite')" for line in lines] == said(text)


def test_a_section_and_a_cite_are_one_too_many() -> None:
    """It would be unclear which of them a letter prints."""
    text = HEAD + SHORT.replace("section: 1(a)", "section: 1(a), cite: Example Code § 1(a)")

    assert ["law.yaml:12: a rule has both 'section' and 'cite' (keep one of the two)"] == said(text)


def test_a_missing_date_is_told_for_the_rule() -> None:
    """A rule has its own first day or the file's."""
    text = HEAD + SHORT.replace("valid_from: 2026-01-01\n", "")

    assert ["law.yaml:11: 'valid_from' is missing (add a line 'valid_from: …')"] == said(text)


def test_what_is_no_law_is_left_as_it_is() -> None:
    """A text or a list is the validator's to refuse, and so is a rule that is a text."""
    assert ("text", []) == written_out("text")
    assert said(HEAD + "rights: delete\n") == [
        "law.yaml:8: 'rights' must have keys of its own (write 'key: value' lines below it)"
    ]
    assert said(HEAD + "rights: {delete: yes}\nrules: {time: [soon]}\n") == [
        "law.yaml:8: 'delete' must be a list (write it as [first, second])",
        "law.yaml:9: 'time' must have keys of its own (write 'key: value' lines below it)",
    ]
