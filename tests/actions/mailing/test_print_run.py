"""Print runs: piles of paper, their cover sheets and manifests, made again as they were."""

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pdf_tools
import pytest
from household import BROKER, PROFILE, Home, household, manifest_of

from unbroker import folder
from unbroker.actions.mailing.print_run import do_print_run, plan_print_run
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.planning.selection import Selection

RUN = "post-2026-11-23"
ABROAD = """\
- slug: {slug}
  name: {name}
  kind: people-search
  packs: [made-up]
  channels:
    - post: {{street: [{street}], city: {city}, postal_code: "{code}", country: {country}}}
      as_filed: [{street}, "{code} {city}"]
      source: made up
      tier: A
"""
GERMAN = """\
  - slug: erika
    name: Erika Muster
    residence: DE
    city: Berlin
    emails: [erika@example.org]
    address: {street: [Musterstraße 5], city: Berlin, postal_code: "10115", country: DE}
"""


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder with three brokers."""
    return Home(household(tmp_path / "home"), capsys)


def add(home: Home, *records: str) -> None:
    """Add records to its brokers."""
    path = home.path / "brokers.yaml"
    path.write_text("\n".join([path.read_text(encoding="utf-8"), *records]), encoding="utf-8")


def contents(home: Home) -> dict[str, bytes]:
    """What is in its outbox, by path."""
    outbox = home.path / "outbox"
    return {str(path.relative_to(outbox)): path.read_bytes() for path in sorted(outbox.rglob("*")) if path.is_file()}


def manifest(home: Home, name: str = RUN) -> list[dict[str, str]]:
    """The rows of a run's manifest."""
    return manifest_of(home.path / "outbox" / name)


def events(home: Home) -> list[Any]:
    """Its ledger."""
    return [*SqliteLedger(home.path / "ledger.sqlite").read()]


def text(path: Path, *more: str) -> str:
    """The text of a PDF, spaces and lines made one."""
    said = subprocess.run(["pdftotext", *more, str(path), "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(said.split())


def test_one_file_of_all_letters(home: Home) -> None:
    """Behind a cover sheet and its empty back, each letter begins on a sheet of its own, where the manifest says."""
    made = home.json("mail", "post", "--by", "post")
    pile = home.path / "outbox" / RUN / "letters-us-10.pdf"
    rows = manifest(home)

    assert {Path(one["path"]) for one in made} == {pile}
    assert [row["page"] for row in rows] == ["3", "5", "7"]
    assert int(pdf_tools.info(pile)["Pages"]) == 8
    for row in rows:
        assert f"Reference {row['letter']}" in text(pile, "-f", row["page"], "-l", row["page"])
    assert text(pile, "-f", "2", "-l", "2") == ""


def test_the_pages_are_those_that_were_sealed(home: Home) -> None:
    """Each letter's pages in the pile look like those of its sealed PDF, and the manifest has that PDF's hash."""
    home.json("mail", "post", "--by", "post")
    pile = home.path / "outbox" / RUN / "letters-us-10.pdf"
    for row in manifest(home):
        sealed = home.path / "evidence" / row["sha256"]
        pages = range(int(row["pages"]))
        printed = [pdf_tools.picture(pile, 60, int(row["page"]) + page) for page in pages]

        assert sha256(sealed.read_bytes()).hexdigest() == row["sha256"]
        assert printed == [pdf_tools.picture(sealed, 60, 1 + page) for page in pages]


def test_made_again_it_is_the_same_bytes(home: Home) -> None:
    """Pile, cover sheet and manifest, on another day, with another selection, and although the ledger has grown."""
    home.json("mail", "post", "--by", "post")
    before = contents(home)
    home.json("track", "acme", "note", "--note", "They called.")
    again = home.json("mail", "post", "acme", "--sheet", "din-5008-b", today="2026-12-01")

    assert len(again) == 3
    assert contents(home) == before


def test_files_that_were_deleted_come_back(home: Home) -> None:
    """The outbox may be deleted at any time."""
    home.json("mail", "post", "--by", "post")
    before = contents(home)
    subprocess.run(["rm", "-r", str(home.path / "outbox")], check=True)
    home.json("mail", "post", "--by", "post")

    assert contents(home) == before


def test_the_cover_sheet_says_what_it_takes(home: Home) -> None:
    """Letters, pages, paper, envelopes, stamps by country, the run, the ledger's head, and what to do next."""
    add(
        home,
        ABROAD.format(slug="dago", name="Dago GmbH", street="Beispielweg 5", city="Berlin", code="10115", country="DE"),
    )
    home.json("mail", "post", "--by", "post")
    said = text(home.path / "outbox" / RUN / "letters-us-10.pdf", "-l", "1", "-layout").replace(" g ", "g ")

    assert f"Print run {RUN}" in said
    assert "letters pages sheets of paper envelopes 4 8 4 4" in said
    assert "United States domestic 1 5g 3" in said
    assert "Germany abroad 1 5g 1" in said
    assert f"unbroker mail left {RUN}" in said
    assert events(home)[-1].hash in said
    assert "both sides" in said
    assert "100 %" in said


def test_the_cover_sheet_names_nobody(home: Home) -> None:
    """Neither a person nor a broker, nor an address of either."""
    home.json("mail", "post", "--by", "post")
    said = text(home.path / "outbox" / RUN / "letters-us-10.pdf", "-l", "1")

    assert not re.search("Sam|Specimen|Example Road|Acme|Bolt|Cask|Sampleton|94105|@", said)


def test_letters_lie_by_country_and_postal_code(home: Home) -> None:
    """Those within the country first; the manifest numbers them as they lie."""
    places = [("paris", "75001", "FR"), ("berlin", "20095", "DE"), ("munich", "10115", "DE"), ("york", "YO1 7HH", "GB")]
    for slug, code, country in places:
        add(home, ABROAD.format(slug=slug, name=slug.title(), street="1 Way", city="Town", code=code, country=country))
    home.json("mail", "post", "paris", "berlin", "munich", "york", "acme")
    rows = manifest(home)

    assert [row["broker"] for row in rows] == ["acme", "paris", "munich", "berlin", "york"]
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]


def test_a_pile_for_each_sheet(home: Home) -> None:
    """People who post from two countries need two papers: two files, one manifest, and each cover names the other."""
    (home.path / "profile.yaml").write_text(PROFILE + "    slug: sam\n" + GERMAN, encoding="utf-8")
    for handle in ("sam", "erika"):
        home.json("people", "agree", handle)
    home.json("mail", "post", "--by", "post")
    folder = home.path / "outbox" / RUN
    sizes = {path.name: pdf_tools.info(path)["Page size"] for path in folder.glob("letters-*.pdf")}

    assert sizes == {
        "letters-us-10.pdf": "612 x 792 pts (letter)",
        "letters-din-5008-b.pdf": "595.276 x 841.89 pts (A4)",
    }
    assert {row["file"] for row in manifest(home)} == {*sizes}
    assert "2 piles" in text(folder / "letters-us-10.pdf", "-l", "1")
    assert "din-5008-b" in text(folder / "letters-us-10.pdf", "-l", "1")


def test_letters_of_several_runs_wait(home: Home) -> None:
    """Each run has its own folder, and both are named."""
    home.json("mail", "post", "acme")
    code, out, err = home.call("mail", "post", "bolt", today="2026-11-25")

    assert code == 0
    assert f"{RUN}/letters-us-10.pdf" in out
    assert "post-2026-11-25/letters-us-10.pdf" in out
    assert "`unbroker mail left post-2026-11-23`" in err
    assert "`unbroker mail left post-2026-11-25`" in err


def test_a_letter_that_left_is_not_printed_again(home: Home) -> None:
    """The pile and the manifest are made without it."""
    home.json("mail", "post", "--by", "post")
    home.json("mail", "left", "acme")
    home.json("mail", "post", "--by", "post")

    assert [row["broker"] for row in manifest(home)] == ["bolt", "cask"]


def test_lost_evidence_is_named_and_the_others_are_made(home: Home) -> None:
    """A sealed file that is gone does not stop the run; nothing is made in its stead."""
    home.json("mail", "post", "--by", "post")
    row = manifest(home)[0]
    lost = home.path / "evidence" / row["sha256"]
    lost.unlink()
    code, out, err = home.call("mail", "post", "--by", "post")

    assert code == 1
    assert "2 letters, 4 pages" in out
    assert f"{lost}: the sealed file is gone" in err
    assert "2 letters ready to print again, sealed before, 1 failed" in err
    assert [one["letter"] for one in manifest(home)] != [row["letter"]]
    assert len(manifest(home)) == 2


def test_what_is_handed_out_is_not_said_to_be_left_out(home: Home) -> None:
    """A second call counts each letter once, and says that it was sealed before."""
    home.json("mail", "post", "acme")
    _, _, err = home.call("mail", "post", "acme")

    assert err.splitlines() == [
        "1 letter ready to print again, sealed before",
        f"once they are in the letter box: `unbroker mail left {RUN}`",
    ]


def test_the_manifest_is_harmless_in_a_spreadsheet(home: Home) -> None:
    """A name that begins like a formula does not become one."""
    add(
        home,
        ABROAD.format(slug="evil", name='"=HYPERLINK(1)"', street="1 Way", city="Town", code="10115", country="DE"),
    )
    home.json("mail", "post", "evil")

    assert manifest(home)[0]["recipient"] == "'=HYPERLINK(1)"


def test_the_manifest_as_pdf_has_the_same_letters(home: Home) -> None:
    """With their hashes and the ledger's head, which the ledger approves of."""
    home.json("mail", "post", "--by", "post")
    said = text(home.path / "outbox" / RUN / "manifest.pdf").replace(" ", "")
    rows = manifest(home)

    for row in rows:
        assert row["letter"] in said
        assert row["sha256"] in said
    assert rows[0]["ledger_head"] in said
    assert home.json("ledger", "verify", "--head", rows[0]["ledger_head"])["whole"]


@pytest.mark.slow
def test_every_file_of_a_run_is_pdf_a_and_pdf_ua(home: Home) -> None:
    """veraPDF has nothing against cover sheet, letters and manifest, and qpdf neither."""
    home.json("mail", "post", "--by", "post")
    paths = [*(home.path / "outbox" / RUN).glob("*.pdf")]

    assert len(paths) == 2
    assert not any(pdf_tools.vera(paths).values())
    assert [*map(pdf_tools.qpdf_check, paths)] == [[], []]


def test_somebody_without_a_postal_address_is_named(home: Home) -> None:
    """Whom no letter reaches is named with the reason, the good letters are made, and the exit code says so."""
    add(home, BROKER.format(slug="mute", name="Mute").partition("    - post:")[0])
    code, out, err = home.call("mail", "post", "mute", "acme")

    assert code == 1
    assert "1 letter, 2 pages" in out
    assert "mute: no way to write to it by post (known: email)\n" in err
    assert "1 letter sealed and ready to print; 1 left out" in err


def test_a_postal_code_that_its_country_does_not_have_is_named(home: Home) -> None:
    """That letter is not sealed, and the others are."""
    add(home, BROKER.format(slug="lost", name="Lost").replace('"94105"', '"1234"'))
    code, out, err = home.call("mail", "post", "lost", "acme")
    said = "there is no postal code '1234' in the United States"

    assert code == 1
    assert "1 letter, 2 pages" in out
    assert f"lost: nothing can be posted to 1 Specimen Plaza, Sampleton, CA 1234: {said}" in err
    assert "did you mean '01234'?" in err
    assert said in home.call("plan", "lost", "--by", "post")[1]
    assert said in home.call("check")[1]
    assert [event.facts.stored()["broker"] for event in events(home) if event.kind == "opened"] == ["acme"]


def test_nothing_is_posted_from_a_return_address_that_check_calls_wrong(home: Home) -> None:
    """`plan`, the mailing and `check` say it alike, and nothing is sealed."""
    path = home.path / "profile.yaml"
    path.write_text(path.read_text("utf-8").replace(', postal_code: "94105"', ""), encoding="utf-8")
    said = "postal code is missing, and the United States needs one (add 'postal_code: \"95014\"' or the like)"

    code, _, err = home.call("mail", "post", "--by", "post")

    assert (1, True) == (code, f"the return address: {said}" in err)
    assert f"the return address: {said}" in home.call("check")[1]
    assert said in home.call("plan", "--by", "post", "--why")[1]
    assert [event for event in events(home) if event.kind == "prepared"] == []


def test_progress_tells_of_letters_of_all(home: Home) -> None:
    """Of those that wait and of new ones; it never goes back, and ends with all of them."""
    home.json("mail", "post", "acme")
    told = list[tuple[int, int]]()
    opened = folder.open_folder(home.path)
    mailing = plan_print_run(opened, Selection(by="post", packs=("made-up",)), date(2026, 11, 23))
    do_print_run(
        opened, mailing, opened.outbox, lambda: datetime.now(UTC), on_progress=lambda *counts: told.append(counts)
    )

    assert (mailing.planned, mailing.total) == (2, 3)
    assert {total for _, total in told} == {3}
    assert told == sorted(told)
    assert len(told) == 2 + 3
    assert told[-1] == (3, 3)


def posting(home: Home) -> list[str]:
    """The command that prints everything, as a process of its own."""
    words = ["mail", "post", "--by", "post", "--today", "2026-11-23", "--folder", str(home.path)]
    return [sys.executable, "-m", "unbroker", *words]


def worked(pid: int) -> float:
    """How long the processor has worked for a process, in seconds: what else runs does not count."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.slow
def test_ctrl_c_stops_within_a_second(home: Home) -> None:
    """Of the processor, at whatever moment of its work; the same command goes on, and every letter is sealed once."""
    for number in range(30):
        add(home, BROKER.format(slug=f"more-{number}", name=f"More {number}"))
    codes = list[int]()
    for moment in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        process = subprocess.Popen(posting(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while worked(process.pid) < moment and process.poll() is None:
            time.sleep(0.005)
        if process.returncode is not None:
            codes.append(process.returncode)
            continue
        process.send_signal(signal.SIGINT)
        before = worked(process.pid)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        codes.append(process.returncode)

        assert used.ru_utime + used.ru_stime - before < 1
    home.json("mail", "post", "--by", "post")

    assert {*codes} <= {0, 130}
    assert 130 in codes
    assert len(manifest(home)) == 33
    sealed = [event.letter for event in events(home) if event.kind == "prepared"]
    assert len(sealed) == len({*sealed}) == 33


@pytest.mark.slow
def test_a_run_that_was_killed_is_finished_by_the_same_command(home: Home) -> None:
    """Killed at whatever moment: every letter is sealed once, no file is half, and the end is the same bytes."""
    for number in range(12):
        add(home, BROKER.format(slug=f"more-{number}", name=f"More {number}"))
    kills = 0
    for moment in (0.9, 3.1, 1.7, 4.3, 1.3, 2.2, 3.7, 1.1, 2.6, 4.9, 1.5, 1.9):
        with subprocess.Popen(posting(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
                kills += 1
        for path in (home.path / "outbox").rglob("[!.]*.pdf"):
            assert pdf_tools.qpdf_check(path) == []
    home.json("mail", "post", "--by", "post")
    done = contents(home)
    home.json("mail", "post", "--by", "post")
    sealed = [event.letter for event in events(home) if event.kind == "prepared"]

    assert kills > 0
    assert len(sealed) == len({*sealed}) == 15
    assert len(manifest(home)) == 15
    assert contents(home) == done
    assert [path for path in done if "/." in path or path.startswith(".")] == []


def test_follow_ups_are_printed_like_first_letters(home: Home) -> None:
    """What is called for is sealed, and lies in a run of its own: lateness of some rights, a question about another."""
    home.json("mail", "post", "acme")
    home.json("mail", "left", RUN)
    home.json("track", "acme", "received", "--proof", "carrier", "--on", "2026-11-26", today="2026-11-30")
    home.json("mail", "post", "--follow-ups", today="2027-02-20")
    rows = manifest(home, "post-2027-02-20")

    assert [row["letter"].rpartition(".")[2] for row in rows] == ["2", "3"]
    assert {row["broker"] for row in rows} == {"acme"}


def test_who_cannot_read_a_letter_gets_a_copy_that_they_can(home: Home) -> None:
    """Beside the run, marked, and kept with the sealed letter; the case file has both, the letter in its language."""
    (home.path / "profile.yaml").write_text(f"people:\n{GERMAN}", encoding="utf-8")
    name, street, city, code = "Muster GmbH", "Beispielallee 12", "München", "80331"
    add(home, ABROAD.format(slug="muster", name=name, street=street, city=city, code=code, country="DE"))
    home.json("mail", "post", "muster", "--language", "de")
    copy = next((home.path / "outbox" / "to-read").iterdir())
    prepared = next(event for event in events(home) if event.kind == "prepared")
    sealed = (home.path / "evidence" / prepared.facts.hashes["text"]).read_text(encoding="utf-8")

    assert re.fullmatch(r"muster(-erika)?-UB-\w{8}\.1\.en\.txt", copy.name)
    assert copy.read_text(encoding="utf-8").startswith("Reading copy, not to be sent")
    assert "Sehr geehrte Damen und Herren," in sealed
    assert "Reading copy" not in sealed
    assert "de" == prepared.facts.language
    assert copy.read_bytes() == (home.path / "evidence" / prepared.facts.hashes["reading"]).read_bytes()

    home.json("mail", "withdraw", prepared.letter, "--not-left")

    assert not (home.path / "outbox" / "to-read").exists()
