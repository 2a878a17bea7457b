"""A law file becomes a law that knows what holds on a day, and says what is wrong with it."""

from datetime import date
from pathlib import Path

import pytest

from unbroker.base.errors import UnknownName
from unbroker.facts import law as law_data
from unbroker.facts.law import Law, NotInForce

HEAD = """\
slug: example
name: Example Act
short: EA
statute: Example Code § 1 et seq.
code: Example Code §
valid_from: 2026-01-01
reviewed: 2026-11-22
serves: [US-CA]
reaches: [US-CA]
first_letter: [delete]
"""
BODY = """\
aliases: {erasure: delete}
rights:
  delete:
    - {section: 1(a), scope: provided, valid_to: 2026-12-31, evidence: statute}
    - {section: 1(b), scope: obtained, valid_from: 2027-01-01, evidence: secondary}
  access: {section: 2, evidence: memory}
rules:
  refusal: {section: 3, says: Reasons are given., valid_from: 2026-06-01, evidence: statute}
clocks: {rights: [delete, access], answer: 45 calendar-days, section: 4, evidence: statute}
appeals: {decide: 60 calendar-days, section: 5, evidence: statute}
complaints: {acknowledge: 30 calendar-days, section: 6, evidence: statute}
limits: {to: appeal, within: 30 calendar-days, after: refusal, section: 5, evidence: statute}
agents: {rights: [delete], section: 7, evidence: statute}
exempts: {regulated: fcra, section: 8, evidence: secondary}
"""
BEFORE, LAST, FIRST = date(2025, 12, 31), date(2026, 12, 31), date(2027, 1, 1)


def made(text: str = HEAD + BODY) -> Law:
    """The law of a text that is right."""
    law, problems = law_data.parse(text, "law.yaml")
    assert [] == problems
    assert law is not None
    return law


def said(text: str) -> list[str]:
    """What is wrong with a text."""
    law, problems = law_data.parse(text, "law.yaml")
    assert law is None
    return list(map(str, problems))


# What holds on a day


def test_a_right_follows_the_date() -> None:
    """The older version holds through its last day, the newer from its first."""
    law = made()

    assert ["provided", "obtained"] == [law.right_on("delete", on).scope for on in (LAST, FIRST)]
    assert ["Example Code § 1(a)", "Example Code § 1(b)"] == [law.right_on("delete", on).cite for on in (LAST, FIRST)]


def test_before_its_day_a_law_is_refused() -> None:
    """A date before the law existed is refused, with the days on which there is such a right."""
    law = made()

    assert not law.in_force(BEFORE)
    assert law.in_force(LAST)
    with pytest.raises(NotInForce) as refused:
        law.right_on("delete", BEFORE)
    assert (
        "example: no rule 'delete' is in force on 2025-12-31 (it is in force from 2026-01-01 to 2026-12-31 and "
        "from 2027-01-01; see `unbroker laws show example`)" == str(refused.value)
    )


def test_a_right_that_the_law_lacks_has_no_rule_and_no_clock() -> None:
    """What the law never had is refused without days."""
    with pytest.raises(NotInForce) as refused:
        made().clock_on("correct", LAST)
    assert "example: no rule 'correct clock' is in force on 2026-12-31 (see `unbroker laws show example`)" == str(
        refused.value
    )


def test_other_rules_are_those_of_the_day() -> None:
    """A letter can name no rule that does not hold on its date."""
    law = made()

    assert {} == law.rules_on(date(2026, 5, 31))
    assert {"refusal": "Example Code § 3"} == {name: rule.cite for name, rule in law.rules_on(date(2026, 6, 1)).items()}


def test_clock_appeal_limit_and_agent_follow_the_date() -> None:
    """Each is there in the law's time and not before."""
    law = made()
    appeal, agent = law.appeal_on(LAST), law.agent_on("delete", LAST)

    assert "45 calendar days" == str(law.clock_on("access", LAST).answer)
    assert appeal is not None
    assert "60 calendar days" == str(appeal.decide)
    assert agent is not None
    assert ["appeal"] == [limit.to for limit in law.limits_on(LAST)]
    assert law.agent_on("access", LAST) is None
    assert (None, None, ()) == (law.appeal_on(BEFORE), law.agent_on("delete", BEFORE), law.limits_on(BEFORE))


def test_a_changed_copy_shares_nothing_that_was_reckoned() -> None:
    """What was asked of the one is not what the other answers."""
    law = made()
    asked = law.in_language("en"), law.rights_on(LAST)
    other = law.model_copy(update={"slug": "other", "rights": {}})

    assert ("other", {}) == (other.in_language("en").slug, other.rights_on(LAST))
    assert asked == (law.in_language("en"), law.rights_on(LAST))


def test_memory_is_not_sure() -> None:
    """What rests on memory may be cited, not claimed."""
    law = made()

    assert [True, False] == [law.right_on(right, LAST).sure for right in ("delete", "access")]


def test_everything_dated_has_a_name() -> None:
    """A reviewer, the program's check and the page of a law walk over all that it says."""
    names = [name for name, _ in made().dated()]

    assert [
        "delete", "delete", "access", "refusal", "clock: delete, access", "appeal", "complaint", "limit: appeal",
        "agent: delete", "exempts: fcra",
    ] == names  # fmt: skip


# Names


def test_a_right_is_found_by_name_and_alias() -> None:
    """Every command takes both."""
    assert ["delete", "delete"] == [made().right(name) for name in ("delete", "erasure")]


def test_an_unknown_right_is_answered_with_the_known() -> None:
    """A near name is offered; else all are listed."""
    with pytest.raises(UnknownName) as near:
        made().right("erazure")
    assert "example has no right 'erazure' (did you mean 'erasure'?)" == str(near.value)
    with pytest.raises(UnknownName) as far:
        made().right("portability")
    assert "example has no right 'portability' (it has delete, access)" == str(far.value)


# What is wrong with a file


def test_an_empty_file_is_no_law() -> None:
    """It is said, and nothing else."""
    assert ["law.yaml: is empty (copy the example in the documentation)"] == said("")


def test_a_list_is_no_law() -> None:
    """A file must be a mapping."""
    assert ["law.yaml: 'it' must have keys of its own (write 'key: value' lines below it)"] == said("- slug: a\n")


def test_a_misspelt_key_of_a_rule_is_named_with_its_line() -> None:
    """Inside a one-line rule too."""
    text = HEAD + "rights:\n  delete: {section: 1, scoop: provided, evidence: statute}\n"

    assert ["law.yaml:12: unknown key 'scoop' (did you mean 'scope'?)"] == said(text)


def test_a_missing_evidence_is_named_with_its_line() -> None:
    """Evidence has no default."""
    text = HEAD + "rights:\n  delete:\n    section: 1\n    scope: provided\n"

    assert ["law.yaml:13: 'evidence' is missing (add a line 'evidence: …')"] == said(text)


def test_a_wrong_evidence_is_named_with_the_choices() -> None:
    """The three kinds of evidence are listed."""
    text = HEAD + "rights:\n  delete: {section: 1, evidence: hearsay}\n"

    assert ["law.yaml:12: 'evidence' cannot be 'hearsay' (one of statute, secondary, memory)"] == said(text)


def test_a_wrong_period_is_named_with_an_example() -> None:
    """Calendar and business days are never left open."""
    text = HEAD + (
        "rights:\n  delete: {section: 1, evidence: statute}\n"
        "clocks:\n  rights: [delete]\n  answer: 45 days\n  section: 2\n  evidence: statute\n"
    )
    (problem,) = said(text)

    assert problem.startswith("law.yaml:15: '45 days' is not a period (as in '45 calendar-days'")


def test_a_rule_that_ends_before_it_begins() -> None:
    """It would never hold."""
    text = HEAD + "rights:\n  delete: {section: 1, valid_to: 2025-01-01, evidence: statute}\n"

    assert [
        "law.yaml:12: it ends on 2025-01-01, before it begins on 2026-01-01 (correct one of the dates)",
    ] == said(text)


@pytest.mark.parametrize("first_end", ["2027-01-01", "2027-06-30"])
def test_two_rules_that_hold_on_a_day(first_end: str) -> None:
    """One day is enough: the last of the older may not be the first of the newer."""
    text = HEAD + (
        f"rights:\n  delete:\n    - {{section: 1, valid_to: {first_end}, evidence: statute}}\n"
        "    - {section: 2, valid_from: 2027-01-01, evidence: statute}\n"
    )

    assert ["law.yaml: 'delete': two rules are in force on 2027-01-01 (end the older one with 'valid_to')"] == said(
        text
    )


def test_the_order_of_two_rules_does_not_hide_their_overlap() -> None:
    """The newer may stand first."""
    text = HEAD + (
        "rights:\n  delete:\n    - {section: 2, valid_from: 2027-01-01, evidence: statute}\n"
        "    - {section: 1, evidence: statute}\n"
    )

    assert ["law.yaml: 'delete': two rules are in force on 2027-01-01 (end the older one with 'valid_to')"] == said(
        text
    )


@pytest.mark.parametrize(
    ("key", "name", "rule"),
    [
        ("clocks", "delete clock", "rights: [delete], section: 2, evidence: statute"),
        ("agents", "delete agent", "rights: [delete], section: 2, evidence: statute"),
        ("appeals", "appeals", "decide: 60 calendar-days, section: 2, evidence: statute"),
        ("complaints", "complaints", "acknowledge: 30 calendar-days, section: 2, evidence: statute"),
    ],
)
def test_two_of_a_kind_that_hold_on_a_day(key: str, name: str, rule: str) -> None:
    """Clocks and agents are one for each right on a day; appeals and complaints one for the law."""
    text = HEAD + f"rights: {{delete: {{section: 1, evidence: statute}}}}\n{key}: [{{{rule}}}, {{{rule}}}]\n"

    assert [f"law.yaml: '{name}': two rules are in force on 2026-01-01 (end the older one with 'valid_to')"] == said(
        text
    )


@pytest.mark.parametrize(
    "line",
    [
        "first_letter: [correct]",
        "aliases: {rectify: correct}",
        "clocks: {rights: [correct], section: 2, evidence: memory}",
    ],
)
def test_a_right_that_is_named_and_does_not_exist(line: str) -> None:
    """In a first letter, behind an alias or on a clock."""
    head = "".join(kept for kept in HEAD.splitlines(keepends=True) if not line.startswith(kept[:6]))
    text = f"{head}rights: {{delete: {{section: 1, evidence: statute}}}}\n{line}\n"

    assert ["law.yaml: 'correct' is not one of this law's rights (add it to 'rights')"] == said(text)


@pytest.mark.parametrize(
    ("right", "scope", "hint"),
    [
        ("delete", "obtaned", "did you mean 'obtained'?"),
        ("third-parties", "everybody", "one of categories, specific, sold-to"),
        ("drop", "obtained", "take it out"),
    ],
)
def test_a_scope_that_no_template_knows(right: str, scope: str, hint: str) -> None:
    """A misspelt scope would make a letter choose its weakest words without anybody noticing."""
    rule = f"{{section: 1, scope: {scope}, evidence: statute}}"
    text = HEAD.replace("[delete]", f"[{right}]") + f"rights: {{{right}: {rule}}}\n"

    assert [f"law.yaml: the scope of '{right}' cannot be '{scope}' ({hint})"] == said(text)


# Folders of laws


def test_a_later_folder_wins(tmp_path: Path) -> None:
    """A user's own law replaces the packaged one of the same name."""
    for folder, short in (("packaged", "EA"), ("own", "Mine")):
        path = tmp_path / folder / "example" / "law.yaml"
        path.parent.mkdir(parents=True)
        path.write_text((HEAD + BODY).replace("short: EA", f"short: {short}"), encoding="utf-8")
    laws, problems = law_data.load([tmp_path / "packaged", tmp_path / "own"])

    assert {"example": "Mine"} == {slug: law.short for slug, law in laws.items()}
    assert [] == problems


def test_the_slug_is_the_name_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates are found by the slug, so it must be where they are."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "law.yaml").write_text(HEAD + BODY, encoding="utf-8")
    laws, problems = law_data.load([tmp_path])

    assert ["example"] == list(laws)
    assert ["other/law.yaml:1: the slug is 'example' (it must be the folder's name, 'other')"] == list(
        map(str, problems)
    )


def test_a_broken_law_is_left_out_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others are still read."""
    monkeypatch.chdir(tmp_path)
    for slug, text in (("broken", "slug: broken\n"), ("example", HEAD + BODY)):
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "law.yaml").write_text(text, encoding="utf-8")
    laws, problems = law_data.load([tmp_path])

    assert ["example"] == list(laws)
    assert {"broken/law.yaml"} == {problem.place.path for problem in problems}


def test_an_unknown_regulator_is_told() -> None:
    """law.yaml may name only those of regulators.yaml."""
    law = made(HEAD + BODY + "regulators: [known, unknown]\n")
    problems = law_data.unknown_regulators([law], ["known"])

    assert ["law.yaml:1: law 'example': there is no regulator 'unknown' (see regulators.yaml)"] == list(
        map(str, problems)
    )
