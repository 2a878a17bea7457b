"""`check`: everything that is wrong, at once, and mere age only as a warning."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import CALIFORNIAN
from made_up import new_event

from unbroker.actions.check import check
from unbroker.ledger.sqlite import SqliteLedger

TODAY = date(2026, 11, 22)
HEAD = "---\nsubject: S\nsalutation: Hi\nclosing: Bye\nreviewed: 2026-11-22\n"


def found(folder: Path | None, severity: str = "error", today: date = TODAY) -> list[str]:
    """What is found, in words."""
    return [str(problem) for problem in check(folder, today) if problem.severity == severity]


@pytest.mark.slow
@pytest.mark.smoke
def test_what_is_packaged_has_no_errors() -> None:
    """Registry, laws, templates and sheets."""
    assert found(None) == []


@pytest.mark.slow
def test_a_new_folder_has_no_errors(californian: Path) -> None:
    """Nothing has to be done after `init`."""
    assert found(californian) == []


def test_every_file_of_a_folder_is_looked_through(californian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One fault in each file, all found in one go."""
    monkeypatch.chdir(californian)
    (californian / "profile.yaml").write_text(CALIFORNIAN.replace("city: Oakland\n", "city: Oakland\n    ctiy: X\n", 1))
    (californian / "settings.yaml").write_text("per_day: many\n")
    (californian / "brokers.yaml").write_text("- slug: mine\n  name: Mine\n  kind: othr\n")
    for name, text in {
        "ccpa/letter.en.md": f"{HEAD}---\nx\n{{% if %}}\n",
        "ccpa/rights/delete.en.md": "no head\n",
        "ccpa/rights/limit.en.md": f"{HEAD}cites: [nothing]\n---\n",
        "mine/law.yaml": "slug: other\n",
    }.items():
        (californian / "letters" / name).parent.mkdir(parents=True, exist_ok=True)
        (californian / "letters" / name).write_text(text)
    (californian / "ledger.sqlite").write_text("gone")

    problems = found(californian)

    for begin in (
        "brokers.yaml:3: broker 'mine': 'kind' cannot be 'othr' (did you mean 'other'?)",
        "letters/mine/law.yaml:1: 'name' is missing (add a line 'name: …')",
        "letters/ccpa/letter.en.md:8: is not a template: ",
        "letters/ccpa/rights/delete.en.md:1: has no head",
        "profile.yaml:5: unknown key 'ctiy' (did you mean 'city'?)",
        "settings.yaml:1: 'per_day' is not a whole number: 'many' (write digits only)",
        "ledger.sqlite: ",
    ):
        assert any(problem.startswith(begin) for problem in problems), (begin, problems)
    assert any("cites 'nothing', which is not a rule of 'ccpa' (see its law.yaml)" in problem for problem in problems)


@pytest.mark.slow
def test_an_undefined_name_is_found_without_a_letter(californian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` says it before the first letter fails of it."""
    monkeypatch.chdir(californian)
    (californian / "letters" / "ccpa").mkdir(parents=True)
    (californian / "letters" / "ccpa" / "letter.en.md").write_text(f"{HEAD}---\nDear {{{{ nobody }}}},\n")

    assert found(californian) == ["letters/ccpa/letter.en.md:7: 'nobody' is undefined (use a name that letters have)"]


@pytest.mark.slow
def test_a_law_in_force_without_words_is_an_error(californian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its clocks can be reckoned, its letters cannot be written: some words want their file."""
    monkeypatch.chdir(californian)
    (californian / "letters" / "mine").mkdir(parents=True)
    (californian / "letters" / "mine" / "law.yaml").write_text(
        "slug: mine\nname: My Law\nshort: ML\nstatute: s. 1\nserves: [GB]\nreaches: [GB]\nfirst_letter: [delete]\n"
        "rights:\n  delete:\n    - {cite: s. 2, valid_from: 2020-01-01, reviewed: 2026-11-22, evidence: memory}\n"
    )

    assert [error for error in found(californian, "error") if "has no templates" in error] == [
        "letters/mine/law.yaml:1: law 'mine': it has no templates (write letters/mine/letter.en.md)",
        "letters/mine/law.yaml:1: law 'mine': it has no templates (write letters/mine/rights/delete.en.md)",
    ]


@pytest.mark.slow
def test_a_law_in_the_wrong_folder_is_a_problem(californian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slug is the folder's name, so that words are found."""
    monkeypatch.chdir(californian)
    (californian / "letters" / "mine").mkdir(parents=True)
    (californian / "letters" / "mine" / "law.yaml").write_text(
        "slug: gdpr\nname: My Law\nshort: ML\nstatute: s. 1\nserves: [GB]\nreaches: [GB]\nfirst_letter: [access]\n"
        "rights:\n  access:\n    - {cite: s. 2, valid_from: 2020-01-01, reviewed: 2026-11-22, evidence: memory}\n"
    )

    assert "letters/mine/law.yaml:1: the slug is 'gdpr' (it must be the folder's name, 'mine')" in found(californian)


@pytest.mark.slow
def test_a_broken_chain_is_a_problem(californian: Path) -> None:
    """The ledger is verified."""
    ledger = SqliteLedger(californian / "ledger.sqlite")
    ledger.append([new_event("note", TODAY)], datetime.now(UTC))
    with closing(sqlite3.connect(ledger.path)) as connection:
        connection.execute("UPDATE payloads SET content = 'x'")
        connection.commit()

    (problem,) = found(californian)
    assert problem.endswith(
        "event 1: its payload is not what was written"
        " (the ledger was changed from outside: restore a copy that passes `unbroker ledger verify`)"
    )


@pytest.mark.slow
def test_a_missing_ledger_is_one_problem(californian: Path) -> None:
    """Its path stands in it once."""
    (californian / "ledger.sqlite").unlink()

    (problem,) = found(californian)
    assert problem.count("ledger.sqlite") == 1


@pytest.mark.slow
def test_what_is_old_is_a_warning(californian: Path) -> None:
    """Rules that nobody reviewed for a year, contacts that nobody saw for five; no error."""
    later = date(2032, 1, 1)

    assert found(californian, today=later) == []
    warnings = found(californian, "warning", later)
    assert any("was last reviewed on 2026-11-22 (check it against its source again)" in warning for warning in warnings)
    assert any("the email address was last seen in 2026 (look for a newer source)" in warning for warning in warnings)


@pytest.mark.slow
def test_what_is_doubtful_is_a_warning(californian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker of the profile that does not exist."""
    monkeypatch.chdir(californian)
    (californian / "profile.yaml").write_text(CALIFORNIAN + "    about:\n      contactuot: {offers: [name]}\n")

    warnings = found(californian, "warning")
    assert any(warning.startswith("profile.yaml:9: 'about': there is no broker 'contactuot'") for warning in warnings)
    assert found(californian) == []


@pytest.mark.slow
def test_a_postal_code_that_there_is_not_is_an_error(californian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker's, or one's own: nothing is posted there, and no answer comes back."""
    monkeypatch.chdir(californian)
    (californian / "profile.yaml").write_text(CALIFORNIAN.replace("94607", "10001"))
    (californian / "brokers.yaml").write_text(
        "- slug: mine\n  name: Mine\n  kind: other\n  channels:\n"
        '    - post: {street: [1 A St], city: Reno, region: NV, postal_code: "10001", country: US}\n'
        "      source: s\n      tier: B\n"
    )

    errors = found(californian)
    hint = "(look up which of the two is wrong)"
    assert f"brokers.yaml:5: broker 'mine': there is no postal code '10001' in Nevada {hint}" in errors
    assert any("the return address: there is no postal code '10001' in California" in error for error in errors)


def test_an_unknown_mail_provider_is_named(californian: Path) -> None:
    """With the line, and what was perhaps meant."""
    (californian / "settings.yaml").write_text("mail:\n  provider: gmial\n", encoding="utf-8")
    (said,) = found(californian)

    assert said.endswith("settings.yaml:2: there is no mail provider 'gmial' (did you mean 'gmail'?)")
