"""What letters are about beside their rights, and what an account with a company means for them."""

from dataclasses import replace

import pytest
from conftest import CALIFORNIAN, EVERY_BROKER, GERMAN, Planned
from made_up import templates

from unbroker.facts import profile as profiles
from unbroker.facts.registry import Registry
from unbroker.planning.decision import LeftOut, PlannedLetter
from unbroker.writing.letter import compose

CHANNEL = "[{email: privacy@%s.example.org, source: s, tier: A}]"
BROKERS = f"""\
- slug: seller
  name: Seller
  kind: marketing
  reaches: [{{territory: EEA, because: it says so, source: s}}]
  topics:
    ai-training: {{because: told California that it sold data to developers of AI, source: its filing of 2026}}
  channels: {CHANNEL % "seller"}
- slug: club
  name: Club
  kind: other
  has_accounts: true
  reaches: [{{territory: EEA, because: it says so, source: s}}]
  topics: {{ai-training: {{because: trains AI, source: its notice, setting: "Settings > AI", form: "https://club.example.org/o"}}}}
  channels: {CHANNEL % "club"}
- slug: plain
  name: Plain
  kind: marketing
  channels: {CHANNEL % "plain"}
- {{slug: drop, name: DROP, kind: portal, channels: [{{form: "https://privacy.ca.gov/drop/", source: s, tier: A}}]}}
"""
ABOUT_AI = replace(EVERY_BROKER, topics=("ai-training",))
REASONS = """\
    reasons:
      ai-training:
        because: [I have written private messages., I write for a living.]
"""
CONFIRMED = f"{REASONS}        confirmed: 2026-11-20\n"
REASON = "asks without objecting, for the profile has no confirmed reason (`unbroker laws topics`)"


def letters(planned: Planned, profile: str, **selected: object) -> dict[str, PlannedLetter]:
    """The planned letters by broker."""
    plan = planned(profile, BROKERS, replace(EVERY_BROKER, **selected))  # type: ignore[arg-type]
    return {letter.draft.request.broker.slug: letter for letter in plan.letters}


def left_out(planned: Planned, profile: str, **selected: object) -> list[LeftOut]:
    """What the letter to the club leaves out."""
    plan = planned(profile, BROKERS, replace(EVERY_BROKER, **selected))  # type: ignore[arg-type]
    return [left for left in plan.left_out if left.broker.slug == "club"]


def text(letter: PlannedLetter) -> str:
    """The words of a letter in one line."""
    return " ".join(compose(letter.draft, templates()).text.split())


def test_a_record_makes_a_first_letter_be_about_a_topic(planned: Planned) -> None:
    """Whoever sold data for it, or trains on them, is asked; the others are not."""
    about = {slug: letter.draft.request.topics for slug, letter in letters(planned, CALIFORNIAN).items()}

    assert {"seller": ("ai-training",), "club": ("ai-training",), "plain": (), "drop": ()} == about | {"drop": ()}


def test_a_letter_about_rights_that_were_named_is_about_nothing_else(planned: Planned) -> None:
    """Unless the topic is named, too."""
    rights = ("access-categories",)
    alone, both = (letters(planned, CALIFORNIAN, rights=rights, topics=named) for named in ((), ("ai-training",)))

    assert {()} == {letter.draft.request.topics for letter in alone.values()}
    assert {("ai-training",)} == {letter.draft.request.topics for slug, letter in both.items() if slug != "drop"}


@pytest.mark.parametrize("profile", [CALIFORNIAN, GERMAN])
def test_the_topic_can_be_asked_of_anybody(profile: str, planned: Planned) -> None:
    """Each letter has the section, in its law's terms; a platform has none."""
    asked = letters(planned, profile, topics=("ai-training",), despite_drop=True)

    assert {"seller", "club", "plain"} <= {*asked}
    for slug, letter in asked.items():
        assert ("Training of artificial intelligence" in text(letter)) == (slug != "drop")


def test_the_plan_says_why(planned: Planned) -> None:
    """In the words of the record."""
    reason = letters(planned, CALIFORNIAN)["seller"].reason

    assert "ai-training: it told California that it sold data to developers of AI" in reason


@pytest.mark.parametrize("reasons", ["", REASONS])
def test_without_a_confirmed_reason_a_letter_asks_and_does_not_object(reasons: str, planned: Planned) -> None:
    """Neither by a reason that nobody confirmed, nor by none."""
    letter = letters(planned, GERMAN + reasons)["seller"]

    assert REASON in letter.reason
    assert letter.draft.disclosed("reason") is None
    assert "I ask you not to use my data for this" in text(letter)
    assert "particular situation" not in text(letter)


def test_a_confirmed_reason_makes_an_objection(planned: Planned) -> None:
    """It is told to those whose letter objects, and `plan` lists it."""
    asked = letters(planned, GERMAN + CONFIRMED)

    assert REASON not in asked["seller"].reason
    assert "I object to the use of my data for this" in text(asked["seller"])
    assert "- I have written private messages. - I write for a living." in text(asked["seller"])
    assert {"I have written private messages.", "I write for a living."} == {
        told.value for told in asked["seller"].draft.discloses if told.field == "reason"
    }
    assert asked["plain"].draft.disclosed("reason") is None


def test_no_reason_is_told_where_no_law_asks_for_one(planned: Planned) -> None:
    """California knows no such objection, and a letter without it tells none."""
    asked = letters(planned, CALIFORNIAN + CONFIRMED)
    erasure = letters(planned, GERMAN + CONFIRMED, rights=("delete",), topics=("ai-training",))

    assert {None} == {letter.draft.disclosed("reason") for letter in (*asked.values(), *erasure.values())}


def test_reasons_that_are_not_confirmed_are_a_warning() -> None:
    """It says what to do; reasons of nothing are refused."""
    profile, problems = profiles.parse(GERMAN + REASONS, "profile.yaml")
    assert profile is not None
    assert problems == []
    (warning,) = profiles.disagreements(profile, Registry(()))
    _, (fault,) = profiles.parse(GERMAN + "    reasons: {ai-training: {because: []}}\n", "profile.yaml")

    assert (warning.severity, warning.message) == (
        "warning", "the reasons for 'ai-training' are not confirmed: letters ask, and do not object",
    )  # fmt: skip
    assert warning.hint == "read each sentence; if all are true, add 'confirmed:' with today's date"
    assert "gives no reason (write one sentence or more below 'because')" in str(fault)


@pytest.mark.parametrize(
    ("profile", "rights"), [(CALIFORNIAN, ("opt-out", "access-categories")), (GERMAN, ("object", "access"))]
)
def test_an_account_is_left_open_by_default(profile: str, rights: tuple[str, ...], planned: Planned) -> None:
    """Access, and an opt-out or an objection; the plan names what the default left out, and why."""
    (left,) = left_out(planned, profile)

    assert rights == letters(planned, profile)["club"].draft.request.rights
    assert (("delete",), "deletion closes your account there, and takes messages that may be evidence") == (
        left.rights, left.reason,
    )  # fmt: skip
    assert left.hint == "--right delete asks for it; ask for access first"


def test_deletion_on_request_comes_with_a_warning(planned: Planned) -> None:
    """It is asked for, and the plan says what it takes."""
    letter = letters(planned, CALIFORNIAN, rights=("delete",))["club"]

    assert letter.draft.request.rights == ("delete",)
    assert "deletion closes your account there" in letter.reason
    assert left_out(planned, CALIFORNIAN, rights=("delete",)) == []


def test_what_finds_the_account_goes_to_that_company_alone(planned: Planned) -> None:
    """It stands above the first paragraph; a plan without it says where to write it."""
    page = "https://club.example.org/in/robin"
    bare = letters(planned, CALIFORNIAN)["club"]
    asked = letters(planned, f"{CALIFORNIAN}    about: {{club: {{account: '{page}'}}}}\n")

    assert "'account' below its name in 'about:' would tell it which account is yours" in bare.reason
    assert f"Account: {page}" in compose(asked["club"].draft, templates()).about
    assert page not in text(asked["seller"])


def test_what_is_to_be_kept_is_not_deleted(planned: Planned) -> None:
    """The two contradict each other: deletion waits."""
    plan = planned(GERMAN, BROKERS, replace(EVERY_BROKER, rights=("preserve", "delete")))

    assert {("preserve",)} == {letter.draft.request.rights for letter in plan.letters}
    assert {"what is to be kept for you cannot be deleted meanwhile"} == {
        left.reason for left in plan.left_out if left.rights == ("delete",)
    }
    assert "please restrict the processing instead of erasing them (Article 18(1)(c))" in text(plan.letters[0])


FILED = """\
- slug: {slug}
  name: {slug}
  legal_name: {legal_name}
  kind: marketing
  {belongs}
  reaches: [{{territory: US-CA, because: s, source: s}}, {{territory: EEA, because: s, source: s}}]
  {filed}
  channels: [{{email: privacy@acme.example.org, source: s, tier: A}}]
"""
YES = "filed: [{state: US-CA, year: 2026, row: 7, by: Acme Identity LLC, shared: [ai-developers], counted: 2024}]"
ASKED = (
    "answered “Yes” to “Data broker shared or sold consumers' data to a developer of a GenAI system or model in the "
    "past year”."
)


def about_filings(planned: Planned, profile: str, yes: str, no: str = "packs: [marketing]") -> dict[str, str]:
    """The letters to two companies of a group, each alone, one of which filed a Yes."""
    owner = FILED.format(slug="acme", legal_name="Acme LLC", belongs="country: US", filed=no)
    sister = FILED.format(slug="sister", legal_name="Acme Identity LLC", belongs="belongs_to: acme", filed=yes)
    every = replace(EVERY_BROKER, despite_drop=True)
    (both,) = planned(profile, owner + sister, every).letters
    each = planned(profile, owner + sister, replace(every, alone=True)).letters
    return {"both": text(both), **{letter.draft.request.broker.slug: text(letter) for letter in each}}


@pytest.mark.parametrize(
    ("profile", "names"),
    [
        (CALIFORNIAN, "As a courtesy, please tell me whether mine were among them, which developers received them,"),
        (GERMAN, "Please tell me whether mine were among them, which developers received them (Court of Justice,"),
    ],
)
def test_what_was_filed_is_quoted_to_whoever_filed_it(profile: str, names: str, planned: Planned) -> None:
    """A filing never passes to a sister: alone it is not asked; a letter for both says whose filing it is."""
    letters = about_filings(planned, profile, YES)

    assert f"In the California data broker registry of 2026, you {ASKED} {names}" in letters["sister"]
    assert "registry of 2026" not in letters["acme"]
    assert (
        f"In the California data broker registry of 2026, your affiliate Acme Identity LLC {ASKED}" in letters["both"]
    )


def test_the_plan_names_the_affiliate_that_filed(planned: Planned) -> None:
    """Not the company that the letter goes to, which answered No; alone it is the one that told it."""
    owner = FILED.format(slug="acme", legal_name="Acme LLC", belongs="country: US", filed="packs: [marketing]")
    sister = FILED.format(slug="sister", legal_name="Acme Identity LLC", belongs="belongs_to: acme", filed=YES)
    every = replace(EVERY_BROKER, despite_drop=True)
    (both,) = planned(CALIFORNIAN, owner + sister, every).letters
    alone = planned(CALIFORNIAN, owner + sister, replace(every, alone=True)).letters

    assert "ai-training: its affiliate Acme Identity LLC told California that it “shared" in both.reason
    assert "ai-training: it told California" not in both.reason
    assert ["ai-training: it told California that it “shared" in letter.reason for letter in alone] == [False, True]


def test_a_no_is_not_asked_about(planned: Planned) -> None:
    """Nor is a filing in which the question was not answered with Yes."""
    letters = about_filings(planned, CALIFORNIAN, YES.replace("shared: [ai-developers]", "collects: [minors]"))

    assert not [slug for slug, words in letters.items() if "Training of artificial intelligence" in words]
