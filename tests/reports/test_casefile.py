"""The case file: one PDF that tells a stranger everything, with the evidence in it byte for byte."""

import json
import shutil
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pdf_tools
import pikepdf
import pytest
from household import Home, household
from made_up import DAY, events, new_event, opened, packaged_laws, prepared
from read_aloud import headers_of_cells, laid_out, spoken
from read_aloud import written as shown

from unbroker import cli
from unbroker.cases.case import fold
from unbroker.cases.status import docket
from unbroker.ledger.event import NewEvent
from unbroker.paper.attachment import Attached, attach
from unbroker.paper.pdf import lay_out
from unbroker.reports.casefile import CaseFile, casefile

PICTURE = b"\x89PNG\r\n\x1a\n and what follows"
REPLY = "From: privacy@acme.example.org\nSubject: Your request\n\nNobody of that name. \U0001f642\n".encode()
REMEDY = "record what they answered, or wait"
REFERENCE = "UB-7F3K2Q8Z"
LETTER = f"{REFERENCE}.1"
SENT = new_event("sent", DAY, REFERENCE, letter=LETTER)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A request to Acme: delivered, the deletion refused, the rest never answered, a slip taken back."""
    path = household(tmp_path_factory.mktemp("told") / "home")
    picture, reply = path.parent / "tracking ü.png", path.parent / "reply.eml"
    picture.write_bytes(PICTURE)
    reply.write_bytes(REPLY)
    refused = ("--outcome", "denied", "--reason", "no_match", "--fact", "says", "Nobody of that name. \U0001f642")
    for day, *words in (
        ("2026-06-01", "mail", "post", "--single", "acme"),
        ("2026-06-02", "mail", "left", "acme"),
        ("2026-06-08", "track", "acme", "received", "--proof", "carrier", "--on", "2026-06-05", "--file", str(picture)),
        ("2026-06-09", "track", "acme", "acknowledged"),
        ("2026-06-09", "track", "acme", "void", "5"),
        ("2026-06-30", "track", "acme/delete", "answered", *refused, "--file", str(reply), "--note", "how rude"),
    ):
        assert cli.run([*words, "--today", day, "--folder", str(path)]) == 0
    return path


@pytest.fixture
def home(told: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it for each test."""
    return Home(Path(shutil.copytree(told, tmp_path / "home")), capsys)


@dataclass(frozen=True)
class Written:
    """A case file, the folder that it is of, and what the command said."""

    home: Path
    path: Path
    answer: Mapping[str, Any]
    talk: str
    html: str

    @property
    def text(self) -> str:
        """Its words, each after the other."""
        return read(self.path)


@pytest.fixture(scope="module")
def written(told: Path) -> Written:
    """The case file of the request to Acme, on 1 September."""
    out, talk = StringIO(), StringIO()
    command = ["casefile", "acme", "--today", "2026-09-01", "--folder", str(told)]
    with redirect_stdout(out), laid_out() as pages:
        assert cli.run([*command, "--json"]) == 0
    with redirect_stdout(talk), redirect_stderr(talk):
        assert cli.run(command) == 0
    answer = json.loads(out.getvalue())
    return Written(told, Path(answer["path"]), answer, talk.getvalue(), pages[-1])


def read(path: Path) -> str:
    """Its words, each after the other."""
    return " ".join(pdf_tools.text(path).split())


def pure(*more: NewEvent, today: str = "2027-03-01", **facts: object) -> CaseFile:
    """The case file of a made-up request that left."""
    history = events(opened(facts=facts), prepared(), SENT, *more)
    found = docket(fold(history), packaged_laws(), DAY.fromisoformat(today))
    return casefile(found.entries, history, {}, "0" * 64)


class TestTheFile:
    """What others' tools say of it."""

    def test_it_is_pdf_a_3_and_pdf_ua_with_files_of_any_kind_in_it(self, written: Written) -> None:
        """veraPDF and qpdf find nothing wrong; neither do they where nothing is attached."""
        path = written.path

        assert pdf_tools.vera([path]) == {path: []}
        assert pdf_tools.qpdf_check(path) == []
        assert all(font.embedded for font in pdf_tools.fonts(path))

    def test_it_is_read_as_it_is_written(self, written: Written) -> None:
        """Words at the end of a line are parted in the tags; the heads of a table may be said again on a page."""
        assert {*spoken(written.path)} == {*shown(written.html)}
        assert {*headers_of_cells(written.path)} == {"/TH"}

    def test_verapdf_looks_at_what_is_attached(self, written: Written, tmp_path: Path) -> None:
        """A control: the same file without the list of associated files is refused."""
        bad = tmp_path / "bad.pdf"
        with pikepdf.open(written.path) as pdf:
            del pdf.Root.AF
            pdf.save(bad)

        assert any("6.8" in line for line in pdf_tools.vera([bad], ["PDFA-3A"])[bad])

    def test_what_is_attached_is_what_was_kept(self, written: Written) -> None:
        """Each by its name, its media type and its relation; read back byte for byte."""
        path = written.path
        rows = {row["name"]: row for row in written.answer["exhibits"]}
        with pikepdf.open(path) as pdf:
            found = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
            types = {name: spec.get_file().mime_type for name, spec in pdf.attachments.items()}
            related = {str(spec.UF): str(spec.AFRelationship) for spec in pdf.Root.AF}

        assert {name for name in found if not name.startswith("complaint-")} == set(rows)
        for name, row in rows.items():
            assert sha256(found[name]).hexdigest() == row["sha256"]
            assert (written.home / "evidence" / row["sha256"]).read_bytes() == found[name]
            assert types[name] == row["media_type"]
        assert found["03-tracking ü.png"] == PICTURE
        assert found["04-reply.eml"] == REPLY
        assert [types[name] for name in sorted(rows)] == [
            "text/plain", "application/pdf", "image/png", "message/rfc822",
        ]  # fmt: skip
        assert related == dict.fromkeys(found, "/Supplement")

    def test_the_same_case_file_is_the_same_bytes(self, written: Written, tmp_path: Path) -> None:
        """Nothing in it comes from the clock."""
        again = tmp_path / "new folder" / "again.pdf"
        words = ["casefile", "acme", "--out", str(again), "--today", "2026-09-01", "--folder", str(written.home)]

        assert cli.run(words) == 0
        assert again.read_bytes() == written.path.read_bytes()
        assert again.stat().st_mode & 0o777 == 0o600

    def test_its_metadata_name_nobody(self, written: Written) -> None:
        """As those of a letter."""
        facts = pdf_tools.info(written.path)

        assert facts["Title"].startswith("Case file UB-")
        assert "Sam" not in " ".join(facts.values())


class TestWhatItSays:
    """What a stranger reads in it."""

    def test_it_tells_the_whole_story(self, written: Written) -> None:
        """Who asked whom for what, when, by what proof, what came back, and how late the rest is."""
        text = written.text

        for words in (
            "On 2 June 2026 Sam Specimen, who lives in California, wrote to Acme Data under the California",
            "Consumer Privacy Act (CCPA), and asked for this:",
            "Deletion (Civ. Code § 1798.105(a)): It refused on 30 June 2026.",
            "Opt-out of sale and sharing (Civ. Code § 1798.120(a)): no answer is recorded; its last day was",
            "5 June 2026 Acme Data had letter UB-",
            "the carrier recorded the delivery.",
            "Last day for an answer (opt-out of sale and sharing) under 11 CCR § 7026(f).",
            "on the ground that nobody was found: “Nobody of that name. [U+1F642]”.",
            "Time for the answer: 15 business days from receipt (11 CCR § 7026(f)).",
            "64 days have passed since; nobody is late by this time alone.",
            "On 1 September 2026 the answer is 43 days late.",
            "Exhibit 4: Answer of 30 June 2026 From privacy@acme.example.org, subject: Your request",
            "Your answer is due within 45 calendar days",  # the letter itself
        ):
            assert words in text, words

    def test_the_complaint_is_filled_in(self, written: Written) -> None:
        """To the regulator who hears it, about what is late and what was refused; a text to copy lies beside it."""
        text = written.text

        assert "Addressed to: California Privacy Protection Agency (CalPrivacy)" in text
        assert "For the attention of the California Privacy Protection Agency (CalPrivacy):" in text
        assert "Preview" not in text
        assert written.answer["lacks"] == []

    def test_the_head_of_the_ledger_stands_in_it(self, written: Written) -> None:
        """By it, a copy of the ledger is known to be whole."""
        head = written.answer["head"]

        assert cli.run(["ledger", "verify", "--head", head, "--folder", str(written.home)]) == 0
        assert head in written.text.replace(" ", "")

    def test_what_was_taken_back_counts_for_nothing_and_is_named(self, written: Written) -> None:
        """The slip of 9 June is no event of the chronology."""
        text = written.text

        assert "confirmed that it has the request" not in text
        assert "taken back as mistakes: entry 5 (acknowledged on 9 June 2026)" in text

    def test_notes_of_ones_own_stay_at_home(self, written: Written) -> None:
        """They are no evidence; how many were left out is said."""
        assert "how rude" not in written.text
        assert "1 note of your own left out" in written.talk

    def test_nothing_is_late_before_the_law_says_so(self, home: Home) -> None:
        """While the answer is awaited no complaint is filled in; what it lacks is said, and what to do about it."""
        home.json("mail", "post", "--single", "cask", today="2026-06-01")
        home.json("mail", "left", "cask", today="2026-06-02")
        made = home.json("casefile", "cask/opt-out", today="2026-06-12")
        text = read(Path(made["path"]))

        assert "no answer yet; it would be due on 1 July 2026." in text
        assert "there is nothing to complain of yet" in text
        assert made["lacks"] == [{"lacks": "there is nothing to complain of yet", "remedy": REMEDY}]

    def test_a_complaint_that_was_sealed_is_not_written_again(self) -> None:
        """It stands among the letters."""
        facts = pure(prepared(number=2, step="complaint"), new_event("sent", DAY, REFERENCE, letter=f"{REFERENCE}.2"))

        assert facts.sealed_complaint is not None
        assert facts.sealed_complaint.letter.letter == f"{REFERENCE}.2"


class TestWithoutALaw:
    """Who is not known to be bound is not called late."""

    def test_a_law_that_may_not_bind_is_told_with_its_doubt(self, home: Home) -> None:
        """The days are those that the law would set."""
        for day, *words in (
            ("2026-06-01", "mail", "post", "--single", "bolt"),
            ("2026-06-02", "mail", "left", "bolt"),
            ("2026-06-08", "track", "bolt", "received", "--proof", "carrier"),
        ):
            assert home.call(*words, today=day)[0] == 0
        text = read(Path(home.json("casefile", "bolt", today="2026-09-01")["path"]))

        assert "The public record does not show whether this law binds Bolt Search." in text
        assert "no answer, 40 days after the last day that the law would set." in text
        assert "That is a delay if the law binds Bolt Search." in text
        assert "days late" not in text


class TestLost:
    """Evidence that is gone is named, never hidden."""

    @pytest.mark.parametrize(("spoil", "words"), [("remove", "the sealed file is gone"), ("change", "is not what was")])
    def test_a_lost_file_is_named(self, home: Home, spoil: str, words: str) -> None:
        """In the file, on the terminal and by the exit code; the others are attached all the same."""
        kept = home.path / "evidence" / sha256(REPLY).hexdigest()
        kept.chmod(0o600)
        if spoil == "remove":
            kept.unlink()
        else:
            kept.write_bytes(b"something else")
        code, out, talk = home.call("casefile", "acme", today="2026-09-01")
        (path,) = (home.path / "outbox").glob("casefile-*.pdf")
        text = read(path)

        assert code == 1
        assert str(path) in out
        assert f"exhibit 4, reply.eml: {words}" in talk
        assert "This file is not complete." in text
        assert f"Exhibit 4, reply.eml: {words}" in text
        assert "04-reply.eml: lost" in text
        assert pdf_tools.vera([path]) == {path: []}
        with pikepdf.open(path) as pdf:
            assert "04-reply.eml" not in pdf.attachments
            assert pdf.attachments["03-tracking ü.png"].get_file().read_bytes() == PICTURE


class TestDelay:
    """When a day is called late."""

    def test_not_on_an_assumed_receipt(self) -> None:
        """Days have passed, and nothing proves since when they count."""
        _, delete = pure().matters

        assert (delete.delay.days > 0, delete.delay.proven, delete.delay.late) == (True, False, False)

    def test_not_by_a_time_to_comply(self) -> None:
        """An opt-out need not be answered: days pass, and silence is no delay."""
        got = new_event("received", DAY, REFERENCE, letter=LETTER, facts={"proof": "carrier"})
        opt_out, _ = pure(got, today="2027-02-01").matters

        assert (opt_out.delay.days > 0, opt_out.delay.proven, opt_out.delay.late) == (True, True, False)

    def test_not_before_the_grace_is_over(self) -> None:
        """The day after the last day is no delay yet; some days later it is, and all of them count."""
        got = new_event("received", DAY, REFERENCE, letter=LETTER, facts={"proof": "carrier"})
        found = [pure(got, today=f"2027-01-{day:02}").matters[1] for day in (6, 7, 9)]

        assert str(found[0].delay.awaited) == "2027-01-06"
        assert [(one.delay.days, one.delay.late) for one in found] == [(0, False), (1, False), (3, True)]

    def test_an_answer_ends_it(self) -> None:
        """What came late is late by the days until it came."""
        got = new_event("received", DAY, REFERENCE, letter=LETTER, facts={"proof": "carrier"})
        on, told = DAY.replace(year=2027, month=1, day=20), {"outcome": "fulfilled"}
        answer = new_event("answered", on, REFERENCE, "delete", facts=told)
        opt_out, delete = pure(got, answer, today="2027-02-01").matters

        assert (delete.delay.days, delete.delay.late) == (14, True)
        assert opt_out.delay.answer is None


class TestExhibits:
    """What kind of file each is."""

    def test_a_file_without_an_ending_is_known_by_its_content(self) -> None:
        """A PDF and a text are; what is neither is no text."""
        contents = {"a" * 64: b"%PDF-1.7", "b" * 64: "grüße".encode(), "c" * 64: b"\xff\xfe\x00"}
        event = new_event("answered", DAY, REFERENCE, facts={"outcome": "denied"}, evidence=tuple(contents))
        history = events(opened(), prepared(), SENT, event)
        found = docket(fold(history), packaged_laws(), DAY).entries

        assert [one.media_type for one in casefile(found, history, contents, "").exhibits] == [
            "application/pdf", "text/plain", "application/octet-stream",
        ]  # fmt: skip

    def test_a_file_that_proves_twice_is_one_exhibit(self) -> None:
        """Both lines of the chronology name it."""
        proof = ("a" * 64,)
        got = new_event("received", DAY, REFERENCE, letter=LETTER, facts={"proof": "their-words"}, evidence=proof)
        answer = new_event("answered", DAY, REFERENCE, facts={"outcome": "denied"}, evidence=proof)
        made = pure(got, answer)

        assert [one.number for one in made.exhibits] == [1]
        assert [one.exhibits for one in made.chronology if one.event and one.event.kind != "sent"] == [(1,), (1,)]


def test_an_attached_file_says_when_it_was_filed(tmp_path: Path) -> None:
    """In UTC, as PDF writes it."""
    path = tmp_path / "x.pdf"
    one = Attached("x.txt", "a text", "text/plain", b"x", "2026-11-22T12:00:00+00:00")
    path.write_bytes(attach(lay_out("<html lang=en><title>x</title><p>x</p></html>", "x"), [one]))

    with pikepdf.open(path) as pdf:
        params = pdf.attachments["x.txt"].get_file().obj.Params
        assert str(params.ModDate) == "D:20261122120000Z"
    assert pdf_tools.vera([path]) == {path: []}
