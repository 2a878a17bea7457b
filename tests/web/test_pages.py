"""The places of the page, asked without a browser: what each shows, what each does, and what it refuses."""

import gc
import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import GERMAN, Cli
from household import household
from mailed import READ, REFERENCES, leave
from page import Page, words

from unbroker import folder as folders
from unbroker.actions.mailing.patience import Patience
from unbroker.actions.mailing.send_email import do_send_email, plan_send_email
from unbroker.cases.deeds import deed_of
from unbroker.cases.next_action import next_action_of
from unbroker.mail.outgoing import senders
from unbroker.planning.selection import Selection
from unbroker.records import open_records
from unbroker.web.app import warm
from unbroker.web.job import Job
from unbroker.web.screen import reflowed

ACME = REFERENCES["acme"]
DONE = f"Re: {ACME}\n\nWe have deleted your personal information from our systems.\n"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A household that has written to three brokers by e-mail."""
    path = household(tmp_path_factory.mktemp("asked") / "letters")
    leave(path)
    return path


MakePage = Callable[..., Page]


@pytest.fixture
def page_of(asked: Path, tmp_path: Path) -> MakePage:
    """A browser on a copy of that household's folder, on a day."""

    def make(today: date = READ) -> Page:
        shutil.copytree(asked, tmp_path / "letters", dirs_exist_ok=True)
        return Page(tmp_path / "letters", today).enter()

    return make


def kinds(folder: Path, reference: str = ACME) -> list[str]:
    """What the ledger has of a request."""
    return [event.kind for event in open_records(folder).ledger.read([reference])]


def test_first_visit_asks_one_thing_at_a_time(tmp_path: Path) -> None:
    """Nothing is made before the last answer; one that cannot be is named beside its field and kept there."""
    folder = tmp_path / "letters"
    page = Page(folder).enter()
    answers = {"name": "Robin Sample", "residence": "California", "city": "Oakland", "email": "robin@example.org"}

    assert f"{page.base}/begin" == page.get("/").headers["location"]
    assert "Who is it for?" in page.get("/begin").text
    refused = page.post("/begin", {"ask": "residence", "answer": "Atlantis"})
    assert 422 == refused.status_code
    assert 'value="Atlantis"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    assert 'role="alert"' in refused.text
    for name, answer in answers.items():
        assert 303 == page.post("/begin", {"ask": name, "answer": answer}).status_code
    assert "/begin?ask=packs" in page.post("/begin", {"ask": "street", "answer": ""}).headers["location"]
    assert not folder.exists()
    none = page.post("/begin", {"ask": "packs"})
    assert "tick at least one group" in none.text
    assert " checked" not in none.text
    done = page.post("/begin", {"ask": "packs", "answer": ["discussion", "people-search"]})
    assert f"{page.base}/plan?new=1" == done.headers["location"]
    assert "packs: [discussion, people-search]" in (folder / "profile.yaml").read_text(encoding="utf-8")


def test_today_says_what_is_late_and_when_to_come_again(page_of: MakePage) -> None:
    """Before anything is due there is a day to come back on; once an answer is late, it heads the page."""
    early = words(page_of().get("/").text)
    late = page_of(date(2027, 3, 1)).get("/").text

    assert "Nothing needs you today." in early
    assert re.search(r"Come again on \d+ December", early)
    assert "further letter" in words(late)
    assert "Acme Data" in words(late)
    assert "BEGIN:VCALENDAR" in page_of().get("/calendar.ics").text


def test_whoever_is_ticked_off_gets_no_letter(tmp_path: Path) -> None:
    """The plan keeps the ticks, a run takes those that are left, and nothing is sealed by looking."""
    page = Page(household(tmp_path / "letters")).enter()

    assert "Three letters can go out" in words(page.get("/plan").text)
    sent = page.post("/plan", {"shown": ["acme", "bolt", "cask"], "take": ["acme", "cask"], "go": "email"})
    assert f"{page.base}/runs/email" == sent.headers["location"]
    assert "Prepare two e-mails" in words(page.get("/runs/email").text)
    assert "Two letters can go out" in words(page.get("/plan").text)
    ticks = re.findall(r'name="take" value="(\w+)"( checked)?', page.get("/plan").text)
    assert [("acme", " checked"), ("bolt", ""), ("cask", " checked")] == ticks
    refused = page.post("/runs/email", {"count": "3"})
    assert 422 == refused.status_code
    assert "“3” is not 2, the number of letters" in words(refused.text)
    assert [] == [*open_records(tmp_path / "letters").ledger.read()]


def test_field_is_withheld_from_one_broker(tmp_path: Path) -> None:
    """What the profile has for a broker is taken out of its letter, and told after all; the name never is."""
    folder = household(tmp_path / "letters")
    path, listing = folder / "profile.yaml", "https://example.org/sam-there"
    about = f"    about: {{acme: {{listings: [{listing}]}}}}\n"
    path.write_text(path.read_text(encoding="utf-8") + about, encoding="utf-8")
    page = Page(folder).enter()
    (name,) = re.findall(
        r'/letters/(UB-\w+\.1)">Read this letter</a> · <a href="[^"]*/brokers/acme"', page.get("/plan").text
    )

    def letter() -> str:
        return words(page.get(f"/letters/{name}").text)

    assert listing in letter()
    assert 303 == page.post("/plan/told", {"broker": "acme", "field": "listing-url"}).status_code
    assert listing not in letter()
    assert "withheld" in words(page.get("/plan/told").text)
    page.post("/plan/told", {"broker": "acme", "field": "name"})
    assert "Sam Specimen" in letter()
    page.post("/plan/told", {"broker": "acme", "field": "listing-url"})
    assert listing in letter()


def test_answer_is_recorded_only_when_somebody_says_so(page_of: MakePage, tmp_path: Path) -> None:
    """What was pasted waits beside its letter with its words marked; one yes records it, once."""
    page = page_of()
    before = kinds(tmp_path / "letters")

    shown = page.get(page.post("/answers", {"pasted": DONE}).headers["location"].removeprefix(page.base))
    assert "They answered, it seems" in words(shown.text)
    assert re.search(r"<mark>[^<]*deleted your personal information", shown.text)
    assert before == kinds(tmp_path / "letters")
    (name,) = page.desk.tray.mails
    assert 303 == page.post(f"/answers/{name}", {"do": "accept"}).status_code
    assert [*before, "answered"] == kinds(tmp_path / "letters")
    assert {} == page.desk.tray.mails
    again = page.get(page.post("/answers", {"pasted": DONE}).headers["location"].removeprefix(page.base))
    assert "This was recorded before" in words(again.text)
    assert "they say that they did what was asked" in words(page.get("/answers").text)


def test_answer_can_be_something_else_or_nothing(page_of: MakePage, tmp_path: Path) -> None:
    """The person says what it is, or puts it away."""
    page = page_of()
    page.post("/answers", {"pasted": DONE})
    (name,) = page.desk.tray.mails
    other = {
        "do": "other",
        "case": ACME,
        "kind": "answered",
        "outcome": "denied",
        "reason": "no_match",
        "on": "2026-11-24",
    }

    assert 303 == page.post(f"/answers/{name}", other).status_code
    event = [*open_records(tmp_path / "letters").ledger.read([ACME])][-1]
    assert ("denied", "no_match", "2026-11-24") == (event.fact("outcome"), event.fact("reason"), str(event.on))
    page.post("/answers", {"pasted": f"{DONE} And more."})
    (name,) = page.desk.tray.mails
    assert 303 == page.post(f"/answers/{name}", {"do": "drop"}).status_code
    assert {} == page.desk.tray.mails


def test_what_happened_is_recorded_objected_to_and_taken_back(page_of: MakePage, tmp_path: Path) -> None:
    """By hand, too; what speaks against it is said, may be overruled, and all of it can be taken back."""
    page = page_of()
    said = {"kind": "acknowledged", "on": "2026-11-24", "note": "by telephone"}

    assert 303 == page.post(f"/requests/{ACME}", said).status_code
    assert "They say that they have it 24 November “by telephone”" in words(page.get(f"/requests/{ACME}").text)
    early = {"kind": "answered", "outcome": "fulfilled", "on": "2026-11-01"}
    refused = page.post(f"/requests/{ACME}", early)
    assert 422 == refused.status_code
    assert 'value="2026-11-01"' in refused.text
    assert "Record it all the same" in words(refused.text)
    assert 303 == page.post(f"/requests/{ACME}", {**early, "anyway": "1"}).status_code
    assert "Last recorded" in words(page.get("/").text)
    seq = [*open_records(tmp_path / "letters").ledger.read([ACME])][-1].seq
    assert 303 == page.post(f"/requests/{ACME}/undo", {"seq": str(seq), "from": "today"}).status_code
    assert "voided" == kinds(tmp_path / "letters")[-1]
    assert 422 == page.post(f"/requests/{ACME}", {**said, "on": "yesterday"}).status_code


def test_terminal_and_page_work_on_one_folder(page_of: MakePage, tmp_path: Path, cli: Cli) -> None:
    """What a command records stands on the page at once."""
    page = page_of()
    assert "They answered" not in words(page.get(f"/requests/{ACME}").text).partition("All that happened")[2]

    assert (
        0
        == cli(
            "track", "acme", "acknowledged", "--on", "2026-11-24", today="2026-11-25", folder=tmp_path / "letters"
        ).code
    )

    assert "They say that they have it 24 November" in words(page.get(f"/requests/{ACME}").text)


def test_files_are_saved_only_when_they_are_right(page_of: MakePage, tmp_path: Path) -> None:
    """A fault is named and the text kept; what somebody else wrote meanwhile is not overwritten."""
    page, path = page_of(), tmp_path / "letters" / "settings.yaml"
    before = path.read_text(encoding="utf-8")

    faulty = page.post("/you/files", {"file": "settings", "text": "per_day: many\n", "before": before})
    assert 422 == faulty.status_code
    assert "per_day: many" in faulty.text
    assert before == path.read_text(encoding="utf-8")
    path.write_text("per_day: 7\n", encoding="utf-8")
    late = page.post("/you/files", {"file": "settings", "text": "per_day: 9\n", "before": before})
    assert "was changed meanwhile" in words(late.text)
    assert (
        303
        == page.post("/you/files", {"file": "settings", "text": "per_day: 9\n", "before": "per_day: 7\n"}).status_code
    )
    assert "per_day: 9\n" == path.read_text(encoding="utf-8")
    path.write_text("per_day: nonsense\n", encoding="utf-8")
    assert "Something in your files has to be mended first" in words(page.get("/plan").text)
    assert 200 == page.get("/you/files").status_code


def test_trail_is_drawn_from_what_answers_name(page_of: MakePage, tmp_path: Path, cli: Cli) -> None:
    """A dashed line for what one says; who was named and not asked can be planned at once."""
    folder = tmp_path / "letters"
    page = page_of()
    told = ("--outcome", "fulfilled", "--source", "Spokeo", "--words", "We had it from Spokeo.")
    assert 0 == cli("track", f"{ACME}/access-categories", "answered", *told, today="2026-11-25", folder=folder).code

    shown = page.get("/trail")
    assert 'class="edge edge-unasked"' in shown.text
    assert "Spokeo gave them to Acme Data" in words(shown.text)
    assert "We had it from Spokeo." in words(shown.text)
    assert "Write to this one" in words(shown.text)
    assert 303 == page.post("/trail").status_code
    assert ("spokeo",) == page.desk.selection.brokers


PATHS = (
    "/", "/brokers?q=acme", "/brokers/acme", "/plan", "/plan/told", "/letters", f"/letters/{ACME}.1", "/answers",
    "/trail", "/report", f"/requests/{ACME}", "/runs/email", "/runs/form", "/sealed/email-2026-11-23", "/doubt", "/you",
    "/you/files", "/you/account", "/you/lock",
)  # fmt: skip


def test_script_in_any_field_stays_words(tmp_path: Path) -> None:
    """Whatever a user, a broker's record, a note or a mail holds, no page has it as markup, nor as a template."""
    folder = household(tmp_path / "letters", names={"acme": "Acme", "bolt": "Bolt"})
    for name, word in (("profile.yaml", "Sam Specimen"), ("brokers.yaml", "name: Acme")):
        file = folder / name
        text = file.read_text(encoding="utf-8")
        quoted = "'" + HOSTILE.replace("'", "''") + "'"
        file.write_text(
            text.replace(word, quoted if name == "profile.yaml" else f"name: {quoted}", 1), encoding="utf-8"
        )
    leave(folder, "acme")
    page = Page(folder, READ).enter()
    page.post(f"/requests/{ACME}", {"kind": "note", "note": HOSTILE, "on": "2026-11-24"})
    page.post("/answers", {"pasted": f"{DONE}{HOSTILE}"})

    for path in (*PATHS, *(f"/answers/{name}" for name in page.desk.tray.mails)):
        answer = page.get(path)
        assert 200 == answer.status_code, path
        assert "<script>alert" not in answer.text, path
        assert "<img src=x" not in answer.text, path
        assert 'onerror=alert(1)>"' not in answer.text, path
        assert not re.search(r'="[^"]*<script', answer.text), path
    assert "{{7*7}}" in words(page.get(f"/requests/{ACME}").text)


def test_no_page_has_style_or_script_of_its_own(page_of: MakePage) -> None:
    """The policy forbids both: a page that had them would be broken by it."""
    page = page_of()

    for path in PATHS:
        html = page.get(path).text
        assert not re.search(r'\sstyle="|\son\w+="|<script(?! src=)|<style', html), path


def test_long_reply_is_shown_in_part(page_of: MakePage) -> None:
    """A page has its beginning; all that was read of it is a link away, as text."""
    page = page_of()
    page.post("/answers", {"pasted": f"{DONE}{'word ' * 100_000}"})
    (name,) = page.desk.tray.mails

    shown = page.get(f"/answers/{name}")

    assert len(shown.text) < 60_000
    assert "Read all of it as plain text" in words(shown.text)
    assert len(page.get(f"/answers/{name}/text").text) > 150_000


@pytest.mark.parametrize(
    ("state", "deed"),
    [("prepared", "send"), ("sending", "resolve"), ("unknown", "resolve"), ("deferred", "send"), ("stopped", "account"),
     ("bounced", "reroute"), ("sent", "wait")],
)  # fmt: skip
def test_like_is_done_with_like(tmp_path: Path, state: str, deed: str) -> None:
    """Where a letter is says what is to be done with it."""
    folder = household(tmp_path / "letters")
    leave(folder, "acme", state=state)
    (entry, *_) = open_records(folder).read_docket(READ).entries
    action = next_action_of(entry)

    assert action is not None
    assert deed == deed_of(action)


def test_letter_in_another_language_has_a_copy_to_read(tmp_path: Path) -> None:
    """Whoever does not read the language of the letter has the same words beside it in their own."""
    profile = GERMAN.replace("    city: Berlin\n", "    city: Berlin\n    languages: [en]\n", 1)
    folders.make(tmp_path / "letters", profile, "per_day: 40\n")
    page = Page(tmp_path / "letters").enter()
    page.desk.selection = Selection(brokers=("acxiom",), language="de")
    (name,) = re.findall(r'/letters/(UB-\w+\.1)">Read this letter', page.get("/plan").text)

    shown = words(page.get(f"/letters/{name}").text)

    assert "Datenschutz-Grundverordnung" in shown
    assert "General Data Protection Regulation" in shown
    assert "For you to read, in your language" in shown


def test_words_of_a_letter_fit_a_screen_of_any_width() -> None:
    """Lines that were broken for their width are joined; those of the person, of lists and of addresses stay."""
    text = """Name: Sam Specimen
E-mail address, for the answer: sam.specimen@mail.example.org
Listing: https://acme.example.org/people/sam

I live in California, and I write to you under the law that is called so
(Civ. Code § 1798.105). Please answer:

1. which of my data you hold, from whom you had them, and when you came
   to have them;
2. to whom they went.

Sam Specimen
1 Specimen Way
Oakland
"""
    shown = reflowed(text)

    assert shown.split() == text.split()
    assert "called so (Civ. Code § 1798.105). Please answer:" in shown
    assert "you came to have them;\n2. to whom they went." in shown
    assert "mail.example.org\nListing: " in shown
    assert "Sam Specimen\n1 Specimen Way\nOakland" in shown


def test_folder_that_something_else_works_in_is_waited_for(page_of: MakePage, tmp_path: Path) -> None:
    """A run has not begun, and says so; it can be tried again."""
    page, folder = page_of(), tmp_path / "letters"
    with open_records(folder).ledger.hold():
        page.post("/runs/post", {"count": "0"})
        assert page.desk.job is not None
        page.desk.job.wait()
        shown = words(page.get("/runs/now").text)

    assert "The run has not begun" in shown
    assert "Something else works in this folder right now" in shown
    page.post("/runs/post", {"count": "0"})
    page.desk.job.wait()
    assert "The run has not begun" not in words(page.get("/runs/now").text)


def test_run_is_stopped_while_its_letters_are_sealed(tmp_path: Path) -> None:
    """Nothing is handed over, what was sealed by then is kept, and the next run goes on with it."""
    path = household(tmp_path / "letters")
    page = Page(path).enter()

    def work(job: Job) -> dict[str, object]:
        folder = folders.open_folder(path)
        run = plan_send_email(folder, Selection(), page.desk.today, "outbox")
        sender = senders.sender("outbox", folder.settings.mail, {}, folder.outbox)
        sent = do_send_email(folder, run, sender, lambda: datetime.now(UTC), on_progress=job.progress)
        return {"outcomes": [], "failed": [], "changed": [], "runs": [], "paused": False, "trouble": str(sent.trouble)}

    page.desk.job = job = Job("email", 3, work, Patience(0))
    job.stop()
    job.start(page.desk.entered)
    job.wait()
    shown = words(page.get("/runs/now").text)

    assert "Stopped, as you said" in shown
    assert "What was sealed is kept" in shown
    assert [] == [*(path / "outbox").glob("*.eml")]
    page.post("/runs/email", {"count": "3"})
    assert page.desk.job is not job
    page.desk.job.wait()
    assert "Done Three letters ready for you to send" in words(page.get("/runs/now").text)


def test_first_pages_are_made_before_anybody_asks(page_of: MakePage, tmp_path: Path) -> None:
    """The folder lies open by then; where there is none yet, nothing is said."""
    page, newcomer = page_of(), Page(tmp_path / "none")
    warm(page.desk, page.doors)
    warm(newcomer.desk, newcomer.doors)
    gc.unfreeze()

    assert page.desk.open_folder is not None
    assert newcomer.desk.open_folder is None
