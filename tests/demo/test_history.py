"""The history of the demo: months of letters and replies, made by the steps that a user takes."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from unbroker import folder as folders
from unbroker.actions import new_folder
from unbroker.actions.follow_up import letter_of_step
from unbroker.cases.status import Docket
from unbroker.demo import history, people
from unbroker.folder import Folder
from unbroker.registry import compiled


def lived(path: Path, today: str = "2026-11-22") -> tuple[Folder, Docket]:
    """A demo's folder with its history, and the docket of the day."""
    folders.make(path, people.PROFILE, new_folder.SETTINGS)
    (path / "brokers.yaml").write_text(history.registry(), encoding="utf-8")
    own, day = folders.open_folder(path), date.fromisoformat(today)
    assert history.tell(own, day) == history.Told("specimen-search", 10)
    return own, own.records.read_docket(day)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Docket]:
    """Those of a usual day, for tests that look only."""
    return lived(tmp_path_factory.mktemp("demo") / "demo")


@pytest.mark.parametrize("today", ["2027-01-02", "2028-02-29"])
def test_any_day_has_a_case_of_each_kind(tmp_path: Path, today: str) -> None:
    """Late, returned, waiting, with more time; done, done in part, refused, and nothing held."""
    _, docket = lived(tmp_path / "demo", today)
    states = Counter(entry.state for entry in docket.entries)
    outcomes = {entry.case.outcome for entry in docket.entries if entry.case.outcome}

    assert states == {
        "answered": 12, "overdue": 2, "waiting": 1, "stuck": 3, "extended": 3, "acknowledged": 3,
    }  # fmt: skip
    assert outcomes == {"fulfilled", "partial", "denied", "no-data"}
    assert {entry.case.opening.law for entry in docket.entries} == {"ccpa", "gdpr"}


def test_the_overdue_case_can_be_complained_of(known: tuple[Folder, Docket]) -> None:
    """It was asked and reminded, its receipt is proven, and a complaint can be written."""
    own, docket = known
    overdue = [entry for entry in docket.entries if entry.state == "overdue"]
    steps = [one.step for one in overdue[0].case.dispatches]

    assert {entry.case.opening.broker for entry in overdue} == {"specimen-search"}
    assert steps == ["first", "overdue"]
    assert letter_of_step(own, overdue, "complaint").draft.recipient.regulator is not None


def test_nobody_real_is_spoken_of(known: tuple[Folder, Docket]) -> None:
    """The packaged registry has none of these brokers, and their addresses are nobody's."""
    own, docket = known
    packaged, _ = compiled.of_folder()
    asked = {entry.case.opening.broker for entry in docket.entries}

    assert len(asked) == 8
    assert asked & {*packaged.brokers} == set()
    assert all(domain.endswith(".example.org") for slug in asked for domain in own.registry.brokers[slug].domains)
    assert not own.ledger.verify()


def test_what_came_back_is_evidence(known: tuple[Folder, Docket]) -> None:
    """Each reply lies in `replies/` as it was saved, and in the evidence."""
    own, docket = known
    kept = {path.read_bytes() for path in (own.path / "evidence").iterdir()}
    replies = [path.read_bytes() for path in (own.path / "replies").iterdir()]

    assert len(replies) >= 14
    assert [reply for reply in replies if reply not in kept] == []
    assert docket.entries


def test_the_letters_of_the_main_job_stay_unsent(known: tuple[Folder, Docket]) -> None:
    """Nobody of the pack `discussion` was written to."""
    own, docket = known
    discussion = {broker.slug for broker in own.registry.in_packs(["discussion"])}

    assert {entry.case.opening.broker for entry in docket.entries} & discussion == set()


def test_a_day_before_the_laws_has_no_history(tmp_path: Path) -> None:
    """The demo shows the rest."""
    folders.make(tmp_path / "demo", people.PROFILE, new_folder.SETTINGS)
    (tmp_path / "demo" / "brokers.yaml").write_text(history.registry(), encoding="utf-8")

    assert history.tell(folders.open_folder(tmp_path / "demo"), date(2019, 3, 1)) is None
