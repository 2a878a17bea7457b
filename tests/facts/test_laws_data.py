"""The packaged laws, as a lawyer would check them: nothing missing, nothing twice, and each number as researched.

`data/states.csv` and `data/periods.csv` were written by hand from the research of November 2026, cell by cell with
its evidence; they change only when somebody has read a statute again.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import pytest

from unbroker.base import files
from unbroker.facts import law as law_data
from unbroker.facts import regulators as regulators_data
from unbroker.facts.law import Dated, Law, NotInForce, Right, Rule
from unbroker.facts.regulators import Regulator

DATA = Path(__file__).parents[1] / "data"
TODAY = date(2026, 11, 22)
LAST_DAY, NEW_YEAR = date(2026, 12, 31), date(2027, 1, 1)
NAMES = [
    "delete-act", "ccpa", "gdpr", "uk-gdpr", "us-ct", "us-or", "us-mn", "us-nj", "us-md", "us-de",
    "us-co", "us-tx", "us-va", "us-mt", "us-nh", "us-ne", "us-ri", "us-ky", "us-in", "us-tn", "us-ut",
    "us-ia", "us-fl", "us-nv", "fcra", "ca-pipeda", "ca-qc", "ch-fadp", "br-lgpd", "au-privacy", "courtesy",
]  # fmt: skip
FUTURE = {"us-ok": NEW_YEAR, "us-la": NEW_YEAR, "us-al": date(2027, 5, 1), "us-vt": date(2028, 1, 1)}


@cache
def laws() -> Mapping[str, Law]:
    """The packaged laws; they have no problems."""
    found, problems = law_data.load([files.packaged("letters")])
    assert [] == problems
    return found


@cache
def regulators() -> Mapping[str, Regulator]:
    """The packaged regulators; they have no problems."""
    found, problems = regulators_data.load([files.packaged("letters")])
    assert [] == problems
    return found


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of expectations."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def every_rule() -> Iterator[tuple[str, str, Dated]]:
    """Every rule of every law, with the law and its own name."""
    for law in laws().values():
        yield from ((law.slug, name, rule) for name, rule in law.dated())


def held(rules: tuple[Rule, ...] | None, on: date = TODAY) -> Rule | None:
    """The rule among several that holds on a day."""
    return next((rule for rule in rules or () if rule.in_force(on)), None)


# What there is


def test_every_law_is_there() -> None:
    """Each law of the design has a folder, and no folder is of another law."""
    assert sorted([*NAMES, *FUTURE]) == sorted(laws())


def test_every_rule_says_where_since_when_and_on_what_evidence() -> None:
    """A citation that begins with no blank or stray comma, a first day, a review not in the future, an evidence."""
    for law, name, rule in every_rule():
        assert re.fullmatch(r"\S.*[\w)§.]", rule.cite), (law, name, rule.cite)
        assert rule.reviewed <= TODAY, (law, name)
        assert rule.evidence in {"statute", "secondary", "memory"}, (law, name)


def test_every_sentence_ends() -> None:
    """What a rule says is a sentence for a reader, with a full stop; it promises nothing in a law's name twice."""
    odd = [(law, name) for law, name, rule in every_rule() if rule.says and not rule.says.endswith(".")]

    assert [] == odd


def test_nothing_on_memory_claims_content() -> None:
    """On memory a section may be cited; nobody says in a sentence or a scope what it has."""
    claims = [
        (law, name)
        for law, name, rule in every_rule()
        if not rule.sure and (rule.says or (isinstance(rule, Rule) and rule.scope))
    ]

    assert [] == claims


def test_no_two_rules_of_a_name_hold_on_a_day() -> None:
    """On any day between 2019 and 2030 that begins or ends something, a right, a rule and a clock are one each."""
    for law in laws().values():
        days = {day for _, rule in law.dated() for day in (rule.valid_from, rule.valid_to) if day is not None}
        for on, (name, rules) in product(days, (*law.rights.items(), *law.rules.items())):
            assert sum(rule.in_force(on) for rule in rules) <= 1, (law.slug, name, on)
        for on, right in product(days, law.rights):
            assert sum(clock.in_force(on) and right in clock.rights for clock in law.clocks) <= 1, (law.slug, right, on)


def test_versions_of_a_rule_leave_no_gap() -> None:
    """Where a rule has a successor, it begins on the day after the last of the older one."""
    for law in laws().values():
        for name, rules in (*law.rights.items(), *law.rules.items()):
            for older, newer in pairwise(rules):
                assert older.valid_to is not None, (law.slug, name)
                assert older.valid_to + timedelta(days=1) == newer.valid_from, (law.slug, name)


@pytest.mark.parametrize("year", range(2024, 2029))
def test_every_right_in_force_has_a_clock(year: int) -> None:
    """Whenever a right can be used, its law says how long an answer takes, or that it names no period."""
    for law in laws().values():
        for on, right in product((date(year, 1, 1), date(year, 7, 1), date(year, 12, 31)), law.rights):
            if held(law.rights[right], on):
                assert law.clock_on(right, on).in_force(on)


def test_extended_is_never_shorter() -> None:
    """What may be extended takes at least as long as what may not, in the same unit."""
    for law in laws().values():
        for clock in law.clocks:
            if clock.extended:
                assert clock.answer is not None, law.slug
                assert clock.answer.unit == clock.extended.unit, law.slug
                assert clock.answer.count <= clock.extended.count, law.slug


# The table of the states


def cell(rule: Rule | None) -> str:
    """A right of a law as the table writes it."""
    return "" if rule is None else f"{rule.scope or 'yes'} {rule.evidence}"


def row(law: Law) -> dict[str, str]:
    """A state's law as the table writes it."""

    def right(*names: Right) -> str:
        return next(filter(None, (cell(held(law.rights.get(name))) for name in names)), "")

    def rule(name: str) -> str:
        return cell(held(law.rules.get(name)))

    clock, appeal, free = law.clock_on("opt-out", TODAY), law.appeal_on(TODAY), held(law.rules.get("free_of_charge"))
    agent = law.agent_on("opt-out", TODAY)
    assert clock.answer is not None
    assert clock.extended is not None
    return {
        "law": law.slug,
        "opt_out": right("opt-out"),
        "delete": right("delete"),
        "access": right("access", "access-categories"),
        "port": right("port"),
        "correct": right("correct"),
        "third_parties": right("third-parties"),
        "answer": f"{clock.answer.count} {clock.evidence}",
        "extended": f"{clock.extended.count} {clock.evidence}",
        "appeal": f"{appeal.decide.count} {appeal.evidence}" if appeal else "",
        "appeal_extended": f"{appeal.extended.count} {appeal.evidence}" if appeal and appeal.extended else "",
        "free": f"{free.count} {free.evidence}" if free else "",
        "no_authentication": rule("opt_out_without_authentication"),
        "opt_out_instead": rule("opt_out_instead_of_delete"),
        "agent": f"yes {agent.evidence}" if agent else "",
    }


@pytest.mark.parametrize("expected", table("states.csv"), ids=lambda expected: expected["law"])
def test_a_state_is_as_researched(expected: dict[str, str]) -> None:
    """Rights, scopes, days, appeals, counts and evidence of a state are those of the table, cell by cell."""
    assert expected == row(laws()[expected["law"]])


def test_the_table_has_every_state_in_force() -> None:
    """No state is left out of the comparison."""
    assert sorted(name for name in NAMES if name.startswith("us-")) == sorted(r["law"] for r in table("states.csv"))


def test_states_time_all_their_rights_alike() -> None:
    """A state has one clock, for each of its rights, counted in calendar days by its own calendar."""
    for name in (*FUTURE, *(name for name in NAMES if name.startswith("us-"))):
        law = laws()[name]
        clock, courtesy = law.clocks
        region = name.upper()

        assert (("preserve",), None) == (courtesy.rights, courtesy.answer)
        assert ("state", tuple(law.rights)) == (clock.calendar, (*clock.rights, "preserve")), name
        assert (region, (region,), (region,)) == (law.jurisdiction, law.serves, law.reaches)
        assert clock.answer is not None
        assert "calendar-days" == clock.answer.unit


def test_a_state_file_can_be_read_beside_the_statute() -> None:
    """A state's file is short: fewer than 120 lines."""
    for path in files.packaged("letters").glob("us-*/law.yaml"):
        assert len(files.read_text(path).splitlines()) < 120, path


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("us-")])
def test_a_first_letter_to_a_broker_asks_for_what_the_state_has(name: str) -> None:
    """Opt-out first; deletion with it where it reaches obtained data; access, and the third parties where listed."""
    law = laws()[name]
    access = tuple(right for right in ("access", "access-categories") if right in law.rights)
    lists = tuple(right for right in ("third-parties",) if right in law.rights)
    delete = () if name in {"us-ut", "us-ia", "us-nv"} else ("delete",)

    assert ("opt-out", *delete, *access, *lists) == law.first_letter


def test_whoever_may_opt_out_instead_is_asked_for_both() -> None:
    """Where deletion may be answered by an opt-out, the first letter asks for deletion and opt-out."""
    for law in laws().values():
        if "opt_out_instead_of_delete" in law.rules:
            assert {"opt-out", "delete"} <= set(law.first_letter), law.slug


def test_new_jersey_has_no_opt_out_instead() -> None:
    """There, what was obtained elsewhere is deleted or suppressed; no paragraph lets an opt-out do."""
    rules = laws()["us-nj"].rules_on(TODAY)

    assert "N.J.S.A. 56:8-166.10(b)" == rules["suppression"].cite
    assert "opt_out_instead_of_delete" not in rules


def test_maryland_and_delaware_print_no_contested_number() -> None:
    """Maryland's sections are the code's, not the enrolled act's; Delaware's paragraphs contradict each other."""
    maryland = {rule.cite for _, rule in laws()["us-md"].dated()}
    delaware = laws()["us-de"]

    assert all("14-47" in cite for cite in maryland - {"no law"})
    assert "Md. Code, Com. Law § 14-4705(b)(4)" in maryland
    assert {"6 Del. C. § 12D-104(a)"} == {
        rule.cite for right in ("opt-out", "third-parties") for rule in delaware.rights[right]
    }


# Switches


def test_california_deletion_widens_with_2027() -> None:
    """Through 2026 deletion reaches what was collected from the consumer, from 2027 also what was about them."""
    ccpa = laws()["ccpa"]
    before, after = ccpa.right_on("delete", LAST_DAY), ccpa.right_on("delete", NEW_YEAR)

    assert ("collected-from", "statute") == (before.scope, before.evidence)
    assert ("collected-about", "secondary") == (after.scope, after.evidence)


def test_the_delete_act_shortens_with_2027() -> None:
    """45 and 45 days through 2026, 30 and 30 from 2027; nothing that was filed before August 2026 runs earlier."""
    law = laws()["delete-act"]
    before, after = law.clock_on("drop", LAST_DAY), law.clock_on("drop", NEW_YEAR)

    assert ("45 calendar days", "90 calendar days") == (str(before.acknowledge), str(before.answer))
    assert ("30 calendar days", "60 calendar days") == (str(after.acknowledge), str(after.answer))
    assert ("none", "filing", date(2026, 8, 1)) == (before.calendar, before.starts, before.begins)
    assert "45 days" in str(law.rules_on(LAST_DAY)["cycle"].says)
    assert "30 days" in str(law.rules_on(NEW_YEAR)["cycle"].says)


def test_delaware_lists_specific_third_parties_from_2027() -> None:
    """Categories through 2026, specific third parties from 2027."""
    law = laws()["us-de"]

    assert ["categories", "specific"] == [law.right_on("third-parties", on).scope for on in (LAST_DAY, NEW_YEAR)]


@pytest.mark.parametrize(
    ("law", "name", "on"),
    [
        ("us-ct", "third-parties", date(2026, 7, 1)),
        ("us-ct", "public_profiles", date(2026, 10, 1)),
        ("us-ut", "correct", date(2026, 7, 1)),
        ("uk-gdpr", "controller_complaint", date(2026, 6, 19)),
        ("uk-gdpr", "clarification", date(2026, 2, 5)),
    ],
)
def test_what_began_in_2026_is_not_cited_before(law: str, name: str, on: date) -> None:
    """A rule of 2026 holds from its day and not on the eve."""
    found = laws()[law]
    rules = found.rules.get(name) or found.rights[name]  # type: ignore[index]

    assert [False, True] == [any(rule.in_force(day) for rule in rules) for day in (on - timedelta(days=1), on)]


def test_the_united_kingdom_has_left_articles_77_and_22() -> None:
    """Since 2026 a British letter cites section 165 and Articles 22A to 22D, and Article 12A for time."""
    rules = laws()["uk-gdpr"].rules_on(TODAY)

    assert "section 165 of the Data Protection Act 2018" == rules["complaint"].cite
    assert "Articles 22A to 22D" == rules["automated_decisions"].cite
    assert "Article 12A" == rules["time"].cite
    assert not any(re.search(r"Article (77|22)\b", rule.cite) for rule in rules.values())


@pytest.mark.parametrize(("name", "first"), FUTURE.items())
def test_what_is_not_in_force_is_refused_before_its_day(name: str, first: date) -> None:
    """An enacted law has nothing to cite on the eve of its day, and says when that is."""
    law, eve = laws()[name], first - timedelta(days=1)

    assert [False, True] == [law.in_force(on) for on in (eve, first)]
    assert {} == law.rules_on(eve)
    with pytest.raises(NotInForce) as refused:
        law.right_on("delete", eve)
    assert (
        f"{name}: no rule 'delete' is in force on {eve} (it is in force from {first}; see `unbroker laws show {name}`)"
        == str(refused.value)
    )


def test_no_law_in_force_begins_in_the_future() -> None:
    """Each law of the main list can be used today."""
    assert [] == [name for name in NAMES if not laws()[name].in_force(TODAY)]


# Numbers of the other laws


@pytest.mark.parametrize("expected", table("periods.csv"), ids=lambda expected: " ".join(expected.values()))
def test_a_period_is_as_researched(expected: dict[str, str]) -> None:
    """Every period that the research has is the one of the data, and what it says to be absent is."""
    law = laws()[expected["law"]]
    clock = law.clock_on(law.right(expected["right"]), date.fromisoformat(expected["on"]))
    period = getattr(clock, expected["what"])

    assert expected["period"] == (f"{period.count} {period.unit}" if period else "")


@pytest.mark.parametrize(
    ("name", "to", "after", "period"),
    [
        ("ca-qc", "complain", "refusal-or-silence", "30 calendar days"),
        ("ca-pipeda", "complain", "refusal-or-silence", "six months"),
        ("uk-gdpr", "complain", "last-contact", "three months"),
        ("uk-gdpr", "chase", "complaint", "three months"),
        ("gdpr", "chase", "complaint", "three months"),
    ],
)
def test_the_persons_own_limits(name: str, to: str, after: str, period: str) -> None:
    """What the person must do in time: counted from silence too where silence is refusal."""
    limits = {(limit.to, limit.after): str(limit.within) for limit in laws()[name].limits_on(TODAY)}

    assert period == limits[to, after]  # type: ignore[index]


def test_thirty_days_to_appeal_are_our_own_target() -> None:
    """No state fixes a day for appeals, so the limit is marked as ours, and stands where appeals are."""
    for name in (name for name in NAMES if name.startswith("us-")):
        law = laws()[name]
        targets = [(limit.to, str(limit.within), limit.target) for limit in law.limits_on(TODAY)]

        assert ([("appeal", "30 calendar days", True)] if law.appeal_on(TODAY) else []) == targets, name


def test_the_british_controller_acknowledges_a_complaint_in_30_days() -> None:
    """Section 164A, since 2026-06-19."""
    (complaint,) = laws()["uk-gdpr"].complaints

    assert ("30 calendar days", date(2026, 6, 19)) == (str(complaint.acknowledge), complaint.valid_from)


def test_what_an_identity_check_does() -> None:
    """California ignores it, the Union's controllers pause, the United Kingdom starts again; questions stop access."""
    clocks = {
        (name, right): laws()[name].clock_on(laws()[name].right(right), TODAY)
        for name in ("ccpa", "gdpr", "uk-gdpr")
        for right in ("access", "delete")
    }

    assert {
        ("ccpa", "access"): ("runs", "runs"),
        ("ccpa", "delete"): ("runs", "runs"),
        ("gdpr", "access"): ("pauses", "pauses"),
        ("gdpr", "delete"): ("pauses", "pauses"),
        ("uk-gdpr", "access"): ("restarts", "pauses"),
        ("uk-gdpr", "delete"): ("restarts", "runs"),
    } == {key: (clock.identity, clock.clarification) for key, clock in clocks.items()}


def test_each_law_keeps_its_calendar() -> None:
    """State days in America, the nation's elsewhere, Regulation 1182/71, the ICO's count, none for DROP."""
    expected = {
        "delete-act": "none",
        "courtesy": "none",
        "gdpr": "regulation-1182-71",
        "uk-gdpr": "uk",
        **dict.fromkeys(("fcra", "ca-pipeda", "ca-qc", "ch-fadp", "br-lgpd", "au-privacy"), "national"),
    }
    for law in laws().values():
        assert {expected.get(law.slug, "state")} == {
            clock.calendar for clock in law.clocks if clock.cite != "no law" or law.slug == "courtesy"
        }, law.slug


# Who is served, and which law is chosen


def test_florida_and_credit_files_come_only_when_asked_for() -> None:
    """Florida binds next to nobody, and the FCRA is never mixed with another law's letter."""
    assert {"us-fl", "fcra"} == {law.slug for law in laws().values() if not law.by_default}
    assert ("fcra", ("file",)) == (laws()["fcra"].only_regulated, laws()["fcra"].first_letter)


def test_no_other_law_has_the_rights_of_credit_files() -> None:
    """Asking for `file` or `dispute` can only mean the FCRA."""
    others = {right for law in laws().values() if law.slug != "fcra" for right in (*law.rights, *law.aliases)}

    assert {"preserve"} == others & {*laws()["fcra"].rights, *laws()["fcra"].aliases}


def test_every_law_lets_a_letter_ask_that_evidence_is_kept() -> None:
    """It is a courtesy: no law gives it, it has no period, and no first letter asks for it by itself."""
    for law in laws().values():
        if "drop" in law.rights:
            continue
        (rule,) = law.rights["preserve"]
        clock = law.clock_on("preserve", max(date(2026, 11, 22), rule.valid_from))

        assert ("no law", "memory", None) == (rule.cite, rule.evidence, clock.answer)
        assert "preserve" not in (*law.first_letter, *law.without_closing)


def test_only_some_laws_know_an_objection_with_reasons() -> None:
    """Article 21(1) GDPR, its British twin, and the Swiss objection; each letter tells reasons under no other law."""
    assert {"gdpr", "uk-gdpr", "ch-fadp"} == {law.slug for law in laws().values() if law.objects_to}


@pytest.mark.parametrize(
    ("slug", "rights"),
    [
        ("ccpa", ("opt-out", "access-categories")),
        ("gdpr", ("object", "access")),
        ("us-ct", ("opt-out", "access", "third-parties")),
        ("br-lgpd", ("access", "third-parties")),
        ("ca-qc", ("opt-out", "access")),
        ("courtesy", ("opt-out", "access")),
    ],
)
def test_a_letter_about_an_account_leaves_it_open(slug: str, rights: tuple[str, ...]) -> None:
    """Access, an opt-out or an objection; never deletion."""
    assert rights == laws()[slug].without_closing
    assert not [law.slug for law in laws().values() if "delete" in law.without_closing]


def test_the_order_of_choice_is_stated() -> None:
    """DROP before the CCPA, a state before the FCRA, Québec before Canada; no two laws of a person share a rank."""
    ranks = {law.slug: law.rank for law in laws().values()}

    assert all("\nrank: " in path.read_text(encoding="utf-8") for path in files.packaged("letters").glob("*/law.yaml"))
    assert ranks["delete-act"] < ranks["ccpa"] < ranks["fcra"]
    assert ranks["ca-qc"] < ranks["ca-pipeda"]
    assert all(ranks[name] < ranks["fcra"] for name in (*NAMES, *FUTURE) if name.startswith("us-"))


def test_a_letter_leans_on_no_alias_that_is_a_right() -> None:
    """An alias never hides a right of its own law."""
    for law in laws().values():
        assert set() == set(law.aliases) & set(law.rights), law.slug


def test_agents_outside_california_only_opt_out() -> None:
    """A state that lets an agent act lets it opt out; Virginia, Kentucky, Indiana and Tennessee let none."""
    for name in (name for name in NAMES if name.startswith("us-")):
        assert {("opt-out",)} >= {agent.rights for agent in laws()[name].agents}, name
    assert [] == [
        name for name in ("us-va", "us-ky", "us-in", "us-tn", "us-ut", "us-ia", "us-fl") if laws()[name].agents
    ]


def test_texas_lets_agents_act_since_2025() -> None:
    """Not before 2025-01-01."""
    law = laws()["us-tx"]

    assert [False, True] == [law.agent_on("opt-out", on) is not None for on in (date(2024, 12, 31), date(2025, 1, 1))]


def test_credit_files_are_outside_every_american_law() -> None:
    """To the extent that a broker is a consumer reporting agency, state law leaves it out."""
    american = [law for law in laws().values() if law.slug in NAMES and law.serves[0].startswith("US-")]

    assert [] == [law.slug for law in american if "fcra" not in {exempt.regulated for exempt in law.exempts}]


# Regulators


def test_every_regulator_of_a_law_is_known_and_knows_the_law() -> None:
    """What law.yaml names stands in regulators.yaml, which names the law in turn."""
    assert [] == list(law_data.unknown_regulators(laws().values(), regulators()))
    named = {(law.slug, name) for law in laws().values() for name in law.regulators}
    knowing = {(law, regulator.id) for regulator in regulators().values() for law in regulator.laws if law != "gdpr"}

    assert named == knowing


def test_every_law_can_be_complained_under() -> None:
    """Each law has a regulator; under the GDPR the residence decides, in each of the thirty countries.

    A request without a law has none.
    """
    assert ["courtesy", "gdpr"] == [law.slug for law in laws().values() if not law.regulators]
    countries = {served[:2] for one in regulators().values() if "gdpr" in one.laws for served in one.serves}

    assert 30 == len(countries)


def test_doubtful_addresses_are_kept_and_never_printed() -> None:
    """Where sources disagree, or nobody looked, there is no address to print."""
    doubtful = {one.id for one in regulators().values() if one.post and not one.printed_post}

    assert {"gbico", "iedpc", "plgiodo", "isdpa", "skunoou", "us-nh", "us-ut", "us-ftc"} == doubtful


def test_calprivacy_takes_two_thousand_characters() -> None:
    """The smaller of the two counts that sources have."""
    assert 2000 == regulators()["us-ca-calprivacy"].limit


def test_an_appeal_comes_before_the_attorney_general() -> None:
    """A state's regulator wants the appeal first exactly where the law in force has one."""
    for name in (name for name in NAMES if name.startswith("us-")):
        first = regulators()[laws()[name].regulators[0]].before

        assert (("appeal",) if laws()[name].appeal_on(TODAY) else ()) == first, name


# What is not read shortens nothing, and claims nothing.


STATES = sorted(slug for slug in laws() if slug.startswith("us-"))


@pytest.mark.parametrize("slug", [*STATES, "fcra"])
def test_a_duty_that_begins_with_authentication_waits_for_it(slug: str) -> None:
    """Every state but California, and the FCRA: identity restarts the time, on the day on which it is given."""
    assert {clock.identity for clock in laws()[slug].clocks if clock.cite != "no law"} == {"restarts"}


def test_in_california_the_clock_runs_whatever_verification_takes() -> None:
    """11 CCR § 7021(b); Civ. Code § 1798.130(a)(2)(A)."""
    assert {clock.identity for clock in laws()["ccpa"].clocks} == {"runs"}


def test_a_scope_that_nobody_read_is_not_claimed() -> None:
    """SB 923 widens deletion from 2027; letters ask for what was read until somebody reads it."""
    ccpa = laws()["ccpa"]

    assert ccpa.scope_on("delete", LAST_DAY) == ccpa.scope_on("delete", NEW_YEAR) == "collected-from"
    assert (ccpa.right_on("delete", NEW_YEAR).evidence, ccpa.right_on("delete", NEW_YEAR).scope) == (
        "secondary", "collected-about",
    )  # fmt: skip


def test_a_time_that_nobody_read_is_not_told() -> None:
    """AB 883's thirty days from 2027: the page on DROP allows the ninety that were read."""
    law = laws()["delete-act"]

    assert str(law.clock_on("drop", NEW_YEAR).answer.count) == "60"  # type: ignore[union-attr]
    assert str(law.read_clock("drop", NEW_YEAR).answer.count) == "90"  # type: ignore[union-attr]


@pytest.mark.parametrize("slug", ["us-ok", "us-la"])
def test_the_laws_that_begin_with_2027_are_there_in_full(slug: str) -> None:
    """Their rights, clock, appeal and regulator, on secondary sources, and said so."""
    law = laws()[slug]

    assert {"opt-out", "delete", "access", "correct", "port", "preserve"} == {*law.rights}
    assert law.scope_on("delete", NEW_YEAR) == "obtained"
    assert law.appeal_on(NEW_YEAR) is not None
    assert {rule.evidence for _, rule in law.dated()} <= {"secondary", "memory"}


@pytest.mark.parametrize(
    ("slug", "name", "cite"),
    [
        ("us-or", "identity", "ORS 646A.576(5)(d)"),
        ("us-va", "identity", "Va. Code § 59.1-577(A)"),
        ("us-or", "prescribed_method", "ORS 646A.576(1)"),
        ("us-ct", "prescribed_method", "Conn. Gen. Stat. § 42-518(b)"),
        ("us-co", "prescribed_method", "C.R.S. § 6-1-1306(1)"),
    ],
)
def test_what_was_read_of_authentication_and_of_prescribed_ways(slug: str, name: str, cite: str) -> None:
    """Their text was seen."""
    rule = laws()[slug].rules_on(TODAY)[name]

    assert (rule.cite, rule.evidence) == (cite, "statute")
