"""Whom answers name is written to next, the nearest first; who said so is told only if the profile offers it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import CALIFORNIAN, GERMAN
from made_up import events, new_event, opened, prepared, templates

from unbroker import folder as folders
from unbroker.cases.case import Cases, fold
from unbroker.planning.plan import Basis, Plan, plan
from unbroker.planning.selection import Selection
from unbroker.writing.letter import compose

DAY, TODAY = date(2026, 5, 3), date(2026, 11, 22)
GAVE = "We provided your profile to People Data Labs."


def answers(law: str = "gdpr") -> Cases:
    """Mixpanel names Gem, and Gem, which was asked then, names LinkedIn as its source and People Data Labs."""

    def request(reference: str, broker: str, on: date) -> list[object]:
        rights = ("access",) if law == "gdpr" else ("access-categories",)
        return [opened(reference, on=on, law=law, rights=rights, broker=broker), prepared(reference, on=on)]

    def answer(reference: str, on: date, *names: dict[str, str], evidence: tuple[str, ...] = ("a" * 64,)) -> object:
        return new_event(
            "answered", on, reference, facts={"outcome": "fulfilled", "names": [*names]}, evidence=evidence
        )

    gem = {"side": "recipient", "says": "named", "name": "Gem", "broker": "gem"}
    linkedin = {"side": "source", "says": "named", "name": "LinkedIn", "broker": "linkedin"}
    labs = {"side": "recipient", "says": "named", "name": "PDL", "broker": "people-data-labs", "words": GAVE}
    steps = [
        *request("UB-MIX", "mixpanel", DAY), answer("UB-MIX", date(2026, 6, 2), gem),
        *request("UB-GEM", "gem", date(2026, 6, 10)),
        answer("UB-GEM", date(2026, 7, 8), linkedin, labs),
        *request("UB-TOP", "fullcontact", date(2026, 7, 9)),
        answer("UB-TOP", date(2026, 8, 8), {**labs, "broker": "contactout", "name": "ContactOut"}, evidence=()),
    ]  # fmt: skip
    return fold(events(*steps))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> folders.Folder:
    """The folder of a Californian who offers to say who named a broker."""
    path = tmp_path_factory.mktemp("named") / "home"
    folders.make(path, CALIFORNIAN.replace("    residence:", "    named_by: true\n    residence:"), "per_day: 40\n")
    return folders.open_folder(path)


def planned(basis: Basis, cases: Cases, profile: str | None = None, **selection: object) -> Plan:
    """The plan of what answers name."""
    if profile is not None:
        from unbroker.facts import profile as profiles  # noqa: PLC0415 - for these only

        parsed, _ = profiles.parse(profile, "profile.yaml")
        assert parsed is not None
        basis = replace(basis, profile=parsed)
    made = plan(replace(basis, cases=cases), Selection(trail=True, **selection), TODAY)  # type: ignore[arg-type]
    return Plan(tuple(letter for letter in made.letters if letter.draft.request.broker.kind != "portal"), made.left_out)


def test_the_nearest_comes_first_with_the_reason(folder: folders.Folder) -> None:
    """Who was asked already is not asked again."""
    letters = planned(folder.basis(Cases()), answers("ccpa")).letters

    assert [letter.draft.request.broker.slug for letter in letters] == ["contactout", "linkedin", "people-data-labs"]
    assert "named by FullContact on 2026-08-08 as a recipient" in letters[0].reason
    assert "named by Gem on 2026-07-08 as a source, 2 steps from where you began" in letters[1].reason


def test_who_said_so_is_told_from_the_evidence_and_listed(folder: folders.Folder) -> None:
    """An answer without a file proves nothing to others; the plan says how to mend that."""
    letters = planned(folder.basis(Cases()), answers("ccpa")).letters
    told = [[each.value for each in letter.draft.discloses if each.field == "named by"] for letter in letters]

    assert told == [
        [],
        ["Gem said on 2026-07-08 that it had my data from you"],
        [f"Gem said on 2026-07-08 that it gave my data to you, “{GAVE}”"],
    ]
    assert "that answer has no file" in letters[0].reason


def test_a_letter_under_the_ccpa_asks_names_as_a_courtesy(folder: folders.Folder) -> None:
    """It says who, when and in whose words, and nothing else of that answer."""
    letters = planned(folder.basis(Cases()), answers("ccpa"), despite_drop=True).letters
    letter = compose(letters[2].draft, templates())
    text = " ".join(letter.text.split())

    assert letter.subject.endswith("source and recipients")
    assert f"On July 8, 2026, Gem told me that it gave my information to you, in these words: “{GAVE}”" in text
    assert "the categories of sources from which you collected it (Civ. Code § 1798.110(a)(2))" in text
    assert "Names are more than this law asks for; as a courtesy, please tell me" in text
    assert "LinkedIn" not in text
    assert "§ 1798.105(c)(1)" in text


@pytest.mark.parametrize(
    ("languages", "sentence"),
    [
        ("", f"On 8 July 2026, Gem told me that it gave my data to you, in these words: “{GAVE}”"),
        ("    languages: [de]\n", None),
    ],
)
def test_a_letter_under_the_gdpr_asks_for_names(folder: folders.Folder, languages: str, sentence: str | None) -> None:
    """By Article 15(1)(c) and (g), and 19; off until the profile offers it."""
    profile = GERMAN.replace("    residence:", f"    named_by: true\n{languages}    residence:")
    letters = planned(folder.basis(Cases()), answers(), profile).letters
    letter = compose(
        next(each.draft for each in letters if each.draft.request.broker.slug == "people-data-labs"), templates()
    )
    text = " ".join(letter.text.split())

    assert sentence is None or sentence in text
    assert "Article 15(1)(g)" in text
    assert "Article 15(1)(c); Court of Justice, C-154/21" in text
    assert "(Article 19)" in text


def test_nothing_is_told_that_is_not_offered(folder: folders.Folder) -> None:
    """The letter is the usual one, and the plan says what would be."""
    letters = planned(folder.basis(Cases()), answers("ccpa"), CALIFORNIAN).letters
    text = compose(letters[2].draft, templates()).text

    assert letters[2].draft.named == ()
    assert "Gem" not in text
    assert "does not say who named it: 'named_by: true' in profile.yaml would" in letters[2].reason


def test_one_broker_can_be_left_out_of_the_offer(folder: folders.Folder) -> None:
    """What the profile says of one goes before what it says of all."""
    profile = CALIFORNIAN.replace(
        "    residence:", "    named_by: true\n    about: {people-data-labs: {named_by: false}}\n    residence:"
    )
    letters = planned(folder.basis(Cases()), answers("ccpa"), profile).letters

    assert [bool(letter.draft.named) for letter in letters] == [False, True, False]


def test_nobody_named_is_an_empty_plan(folder: folders.Folder) -> None:
    """Without an answer there is nothing to follow, whatever the packs."""
    assert planned(folder.basis(Cases()), Cases()) == Plan((), ())


def test_the_command_takes_it(folder: folders.Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """`plan --trail` says that nobody is named."""
    from unbroker.cli import run  # noqa: PLC0415 - one test of the command

    assert run(["plan", "--trail", "--folder", str(Path(folder.path)), "--today", "2026-11-22"]) == 0
    assert "nobody is named in an answer who was not asked" in capsys.readouterr().err
