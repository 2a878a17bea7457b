"""The trail in the report and in the case file: a picture that can be heard, too, and a table that says who says so."""

from datetime import date
from pathlib import Path

import pdf_tools
import pytest
from household import household
from made_up import events, new_event, opened, prepared

from unbroker import folder as folders
from unbroker.actions.documents import plan_casefile, plan_report
from unbroker.cases.case import fold
from unbroker.cases.trail import trail
from unbroker.cli import run
from unbroker.reports.trail import TrailPicture, picture

TODAY = date(2026, 12, 22)
WORDS = "We had it from Bolt Search, and sold it to Cask People & Co."


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> folders.Folder:
    """Acme names Bolt and Cask; Bolt says that it holds nothing."""
    path = household(tmp_path_factory.mktemp("pictured") / "home")
    here = ("--folder", str(path), "--today")
    assert run(["mail", "email", "acme", "bolt", "--via", "outbox", "--yes", "2", *here, "2026-11-23"]) == 0
    for broker in ("acme", "bolt"):
        assert run(["mail", "left", broker, *here, "2026-11-23"]) == 0
    names = ["--source", "bolt", "--recipient", "cask", "--words", WORDS]
    assert run(["track", "acme", "answered", "--outcome", "fulfilled", *names, *here, "2026-12-20"]) == 0
    assert run(["track", "bolt", "answered", "--outcome", "no-data", *here, "2026-12-21"]) == 0
    return folders.open_folder(path)


def drawn(deep: int | None = None) -> TrailPicture:
    """The same answers as a picture."""
    names = [
        {"side": "source", "says": "named", "name": "Bolt", "broker": "bolt"},
        {"side": "recipient", "says": "named", "name": "Cask", "broker": "cask", "words": WORDS},
    ]
    steps = [step for name in ("acme", "bolt") for step in (opened(f"UB-{name}", broker=name), prepared(f"UB-{name}"))]
    answer = new_event("answered", date(2026, 12, 20), "UB-acme", facts={"outcome": "fulfilled", "names": names})
    followed = trail(fold(events(*steps, answer)))
    called = {"acme": "Acme Data", "bolt": "Bolt Search", "cask": "Cask People"}
    return picture(followed, "me", followed.roots("me"), called.__getitem__, date.isoformat, deep=deep)


def test_a_line_for_each_broker_and_an_edge_for_each_pair() -> None:
    """Who is above, on which side, how it stands; and the same in words."""
    shown = drawn()

    assert [(row.name, row.towards, row.standing) for row in shown.rows] == [
        ("Acme Data", None, None),
        ("Bolt Search", "origin", "one"),
        ("Cask People", "buyers", "unasked"),
    ]
    assert shown.said == "Bolt Search to Acme Data: said by one; Acme Data to Cask People: not asked yet"
    assert shown.edges[1].statements == (f"Acme Data named it on 2026-12-20, “{WORDS}”",)
    assert (len(shown.links), len(drawn(0).rows)) == (2, 1)


@pytest.mark.slow
def test_the_report_draws_it(told: folders.Folder) -> None:
    """What a screen reader hears says all of it; a stranger's words are escaped."""
    html = plan_report(told, (), TODAY, "1").html

    assert "Where the data came from, and where they went" in html
    assert "Bolt Search to Acme Data: said by one" in html
    assert "Cask People &amp; Co." in html


@pytest.mark.slow
def test_both_pass_as_pdf_ua(told: folders.Folder, tmp_path: Path) -> None:
    """The report and the case file, with their pictures."""
    report, case = tmp_path / "report.pdf", tmp_path / "case.pdf"
    report.write_bytes(plan_report(told, (), TODAY, "1").pdf)
    case.write_bytes(plan_casefile(told, "acme", TODAY, "1").pdf)

    assert "Where the data came from" in pdf_tools.text(case)
    assert pdf_tools.vera([report, case]) == {report: [], case: []}
