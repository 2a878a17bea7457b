"""`letters --sample LAW` and `letters --step S`: every letter of a law for somebody to read, and one step of a case."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from later import laws, specimens
from made_up import DAY, packaged_laws
from pdf_tools import info, pages, qpdf_check, text, vera

from unbroker import cli, folder
from unbroker.actions import new_folder
from unbroker.actions.mailing.sample import do_sample, plan_sample
from unbroker.demo import people
from unbroker.facts.law import NotInForce

LAWS = [law.slug for law in laws()]
TODAY = str(DAY)


@pytest.mark.slow
def test_a_sample_is_one_valid_pdf_and_one_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a folder; every letter is in both, and every page says that it is a specimen."""
    assert cli.run(["letters", "--sample", "us-ut", "--out", str(tmp_path), "--today", TODAY]) == 0

    pdf, plain = tmp_path / "sample-us-ut.pdf", tmp_path / "sample-us-ut.txt"
    said = capsys.readouterr()
    assert said.out.split() == [str(pdf), str(plain)]
    assert said.err.strip().endswith("a made-up case, for reading only: do not send any of these letters")
    assert vera([pdf]) == {pdf: []}
    assert qpdf_check(pdf) == []
    assert info(pdf)["Title"] == "Sample letters: Utah Consumer Privacy Act"
    shown, written = " ".join(text(pdf).split()), plain.read_text(encoding="utf-8")
    assert shown.count("Specimen ") >= pages(pdf)
    made_up = plan_sample("us-ut", DAY).specimens
    assert {specimen.title for specimen in specimens("us-ut")} < {specimen.title for specimen in made_up}
    for specimen in made_up:
        assert specimen.title in shown
        assert specimen.title in written
    assert written.count("Specimen: made up, not to be sent") == len(made_up)


@pytest.mark.slow
def test_a_sample_lists_the_rules_with_their_evidence(tmp_path: Path) -> None:
    """A lawyer sees on what each rule rests."""
    _, plain = do_sample(plan_sample("us-or", DAY), tmp_path)
    written = plain.read_text(encoding="utf-8")

    for name, rule in packaged_laws()["us-or"].dated():
        assert f"{name}: {rule.cite}" in written
    assert "(2026-11-22; memory; in force from 2024-07-01)" in written


def test_a_sample_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the paths."""
    assert cli.run(["letters", "--sample", "delete-act", "--out", str(tmp_path), "--today", TODAY, "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert [Path(one["path"]).name for one in found] == ["sample-delete-act.pdf", "sample-delete-act.txt"]
    assert all((one["result"], one["broker"], one["problem"]) == ("made", None, None) for one in found)


def test_a_law_that_does_not_exist_or_is_not_in_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both are refused, with what to do."""
    assert cli.run(["letters", "--sample", "us-orr", "--out", str(tmp_path)]) == 1
    assert "there is no law 'us-orr' (did you mean 'us-or'?)" in capsys.readouterr().err
    with pytest.raises(NotInForce):
        plan_sample("us-al", DAY)
    assert [*tmp_path.iterdir()] == []


def test_the_same_sample_on_every_day_is_the_same_file(tmp_path: Path) -> None:
    """Nothing in it depends on the machine or the hour."""
    one, other = (do_sample(plan_sample("delete-act", DAY), tmp_path / name)[0].read_bytes() for name in ("a", "b"))

    assert one == other


@pytest.mark.slow
def test_a_sample_in_another_language_has_its_letters_and_the_usual_frame(tmp_path: Path) -> None:
    """Its letters are German, and a reader of the PDF is told so; what stands around them is English."""
    pdf, plain = do_sample(plan_sample("ch-fadp", DAY, language="de"), tmp_path)

    assert [pdf.name, plain.name] == ["sample-ch-fadp.de.pdf", "sample-ch-fadp.de.txt"]
    assert "Sehr geehrte Damen und Herren," in plain.read_text(encoding="utf-8")
    assert qpdf_check(pdf) == []


@pytest.mark.slow
def test_every_law_has_a_valid_sample(tmp_path: Path) -> None:
    """PDF/A-3a and PDF/UA-1, all of them."""
    made = [do_sample(plan_sample(slug, DAY), tmp_path)[0] for slug in LAWS]

    assert vera(made) == {path: [] for path in made}
    assert [problem for path in made for problem in qpdf_check(path)] == []


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with the two people of the demonstration."""
    folder.make(tmp_path / "own", people.PROFILE, new_folder.SETTINGS)
    return tmp_path / "own"


def step(own: Path, name: str, *more: str) -> int:
    """Preview a step of what is planned for People Data Labs."""
    case = ["people-data-labs", "--for", "jordan", "--right", "access-categories", "--folder", str(own)]
    return cli.run(["letters", *case, "--step", name, "--today", TODAY, *more])


def test_a_step_is_previewed_with_a_made_up_past(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It has the reference of the planned letter, the next number, and says that it is a specimen."""
    assert step(own, "overdue") == 0

    said = capsys.readouterr().err
    assert "the history behind these letters is made up to show how 'overdue' would read" in said
    (written,) = (own / "outbox" / "previews").glob("*.txt")
    (paper,) = (own / "outbox" / "previews").glob("*.pdf")
    assert written.stem.endswith(".2")
    assert written.read_text(encoding="utf-8").startswith("Specimen: made up, not to be sent\n")
    assert "Overdue: my request of November 22, 2026" in written.read_text(encoding="utf-8")
    assert vera([paper]) == {paper: []}


def test_a_step_that_the_law_does_not_have(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """California has no appeal, and the message says where to go instead."""
    assert step(own, "appeal") == 1

    assert "this law has no appeal (complain to the regulator: write 'complaint')" in capsys.readouterr().err


def test_a_mistyped_step_is_wrong_usage(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Click names those that there are."""
    assert step(own, "remind") == 2

    assert "last-reminder" in capsys.readouterr().err


@pytest.mark.slow
def test_a_sample_needs_no_folder_and_writes_no_event(tmp_path: Path) -> None:
    """As a process of its own, in an empty directory."""
    done = subprocess.run(
        [sys.executable, "-m", "unbroker", "letters", "--sample", "delete-act", "--today", TODAY],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"sample-delete-act.pdf", "sample-delete-act.txt"}
