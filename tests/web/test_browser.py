"""What a person sees in a real browser: the newcomer's whole way, by keyboard alone, without JavaScript, on a phone."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import TODAY, chromium, serving, start
from household import household
from mail_server import USER, MailServer
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]

PLACES = ("Today", "Brokers", "Plan", "Letters", "Answers", "Trail", "Report")
ANSWERS = ("Robin Sample", "California", "Oakland", "robin@example.org")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests here."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder: two people, some months of letters and answers."""
    path = tmp_path_factory.mktemp("demo") / "demo"
    command = [sys.executable, "-m", "unbroker", "demo", str(path), "--today", TODAY]
    subprocess.run(command, check=True, capture_output=True)
    return path


def answer_questions(page: Page, *, street: str = "1 Specimen Way") -> None:
    """The first visit, one question at a time."""
    for answer in ANSWERS:
        page.get_by_role("textbox").fill(answer)
        page.get_by_role("button", name="Go on").click()
    page.get_by_label("Street and number").fill(street)
    page.get_by_label("Postal code").fill("94607" if street else "")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make the folder").click()


def settle(page: Page) -> None:
    """Wait until the run under way is over."""
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("^(Done|Stopped|The run ended)"), timeout=60_000
    )


def begins(page: Page, folder: Path) -> None:
    """The questions, and the plan that they come to."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Who is it for?")
    expect(page.get_by_text("Who will see this: every broker you write to.")).to_be_visible()
    assert not folder.exists()
    answer_questions(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("letters can go out$"))
    expect(page.get_by_role("heading", name="First: DROP")).to_be_visible()
    assert 0o700 == folder.stat().st_mode & 0o777


def prints(page: Page) -> None:
    """A print run, which is posted."""
    page.get_by_role("button", name="Go on to printing").click()
    page.get_by_role("button", name=re.compile("^Seal .* letters? for printing$")).click()
    settle(page)
    page.get_by_role("link", name="Print them").click()
    expect(page.get_by_text("On both sides, at actual size")).to_be_visible()
    page.get_by_role("button", name=re.compile("^I posted")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("nothing left to do$"))


def sends(page: Page, base: str, mail_server: MailServer) -> None:
    """A mail account, and an e-mail run whose number has to be typed."""
    page.goto(f"{base}/you/files")
    page.get_by_label("settings.yaml").fill(mail_server.settings())
    page.get_by_role("button", name="Save settings.yaml").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(f"{base}/runs/email")
    expect(page.get_by_text(f"From {USER}")).to_be_visible()
    box, send = page.get_by_label(re.compile("^Type .* to send")), page.get_by_role("button", name=re.compile("^Send"))
    box.fill("1000")
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("“1000” is not")
    count = re.search(r"Type (\d+)", page.locator("label[for=count]").inner_text())
    assert count
    before = sum(mail_server.received().values())
    box.fill(count[1])
    send.click()
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Done")
    assert int(count[1]) == sum(mail_server.received().values()) - before


def reads_an_answer(page: Page, base: str) -> str:
    """An answer that is pasted, seen beside its letter, and recorded with whom it names; answers the reference."""
    page.goto(f"{base}/letters?show=left")
    page.get_by_role("link", name=re.compile("by e-mail")).first.click()
    page.wait_for_url(re.compile("/letters/UB-"))
    reference = page.url.rpartition("/")[2].rpartition(".")[0]
    page.goto(f"{base}/answers")
    words = f"Re: {reference}\n\nWe have deleted your personal information from our systems.\n"
    words += "We had obtained your data from Spokeo.\n"
    page.get_by_label("or paste the words of one").fill(words)
    page.get_by_role("button", name="Show what they say").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("They answered, it seems")
    expect(page.locator("mark").first).to_contain_text("deleted your personal information")
    expect(page.get_by_role("heading", name="The letter that it answers")).to_be_visible()
    page.get_by_role("button", name="Yes, record this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"^Whom does .* name\?$"))
    named = page.get_by_role("group", name="They had your data from Spokeo")
    expect(named).to_contain_text("“We had obtained your data from Spokeo.”")
    named.get_by_label("Yes, that is what it says").check()
    page.get_by_role("button", name="Record what I accepted").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where your data came from, and where they went")
    expect(page.get_by_role("list").filter(has_text="gave them to")).to_contain_text("Spokeo gave them to")
    page.goto(f"{base}/answers")
    expect(page.get_by_role("main")).to_contain_text("They answered: they say that they did what was asked")
    return reference


def test_newcomer_from_nothing_to_a_case_file(browser: Browser, tmp_path: Path, mail_server: MailServer) -> None:
    """From an empty folder to letters that were printed and sent, an answer and a case file: what the person reads."""
    context = browser.new_context()
    page = context.new_page()
    with serving(tmp_path / "letters", SSL_CERT_FILE=str(mail_server.authority)) as server:
        base = server.enter(page)
        begins(page, tmp_path / "letters")
        prints(page)
        sends(page, base, mail_server)
        reference = reads_an_answer(page, base)
        page.goto(f"{base}/requests/{reference}")
        expect(page.get_by_role("main")).to_contain_text("They say that they did what was asked")
        casefile = context.request.get(f"{base}/requests/{reference}/casefile.pdf")
        assert casefile.body().startswith(b"%PDF-1.7")
        page.get_by_role("navigation").get_by_role("link", name="Trail").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Where your data came from, and where they went")
        page.get_by_role("navigation").get_by_role("link", name="Report").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("an answer")
        page.get_by_role("navigation").get_by_role("link", name="Today").click()
        expect(page.get_by_text("Last recorded")).to_be_visible()
        assert 130 == server.end()
    context.close()


def test_run_goes_on_without_its_page_and_stops_between_two_letters(
    browser: Browser, tmp_path: Path, mail_server: MailServer
) -> None:
    """The page of a run may be closed; Stop ends it after the letter under way, and the others wait."""
    folder = household(tmp_path / "letters", mail_server.settings(pace=2))
    page = browser.new_page()
    before = sum(mail_server.received().values())
    with serving(folder, SSL_CERT_FILE=str(mail_server.authority)) as server:
        base = server.enter(page)
        page.goto(f"{base}/runs/email")
        page.get_by_label(re.compile("^Type 3 to send")).fill("3")
        page.get_by_role("button", name=re.compile("^Send")).click()
        page.goto(f"{base}/plan")
        expect(page.get_by_text("A run is under way")).to_be_visible()
        page.get_by_role("link", name="See it").click()
        expect(page.get_by_text(re.compile("^Acme Data: sent$"))).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="Stop").click()
        settle(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Stopped, as you said")
        assert 1 <= sum(mail_server.received().values()) - before < 3
        page.goto(f"{base}/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("to be sent")
    page.close()


def test_by_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    """The first visit without a mouse: focus is where it belongs, and an entry that is not taken is kept."""
    page = browser.new_page()
    with serving(tmp_path / "letters") as server:
        server.enter(page)
        page.keyboard.type("Robin Sample")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Country")).to_be_focused()
        page.keyboard.type("Atlantis")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Country")).to_be_focused()
        expect(page.get_by_label("Country")).to_have_value("Atlantis")
        page.keyboard.press("Control+A")
        for number, answer in enumerate(("California", "Oakland", "robin@example.org", ""), 3):
            expect(page.get_by_role("textbox").first).to_be_focused()
            page.keyboard.type(answer)
            page.keyboard.press("Enter")
            expect(page.get_by_text(f"Question {number} of 6")).to_be_visible()
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent").startswith("Make the folder"):
                break
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("can go out$"))
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()
        page.get_by_role("navigation").get_by_role("link", name="Letters").press("Enter")
        page.get_by_role("main").get_by_role("link", name=re.compile("First letter, by e-mail")).first.press("Enter")
        expect(page).to_have_url(re.compile("/letters/UB-"))
        first = page.url
        page.wait_for_load_state("load")
        page.keyboard.press("ArrowRight")
        expect(page).not_to_have_url(first)
        expect(page.get_by_role("link", name="Previous")).to_be_visible()
        page.wait_for_load_state("load")
        page.keyboard.press("ArrowLeft")
        expect(page).to_have_url(first)
    page.close()


def test_without_javascript(browser: Browser, tmp_path: Path) -> None:
    """The printed link, the questions, a print run and its progress: all of it without any script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with serving(tmp_path / "letters") as server:
        page.goto(server.link)
        answer_questions(page)
        page.get_by_role("button", name="Go on to printing").click()
        page.get_by_role("button", name=re.compile("^Seal .* for printing$")).click()
        settle(page)
        page.get_by_role("link", name="Print them").click()
        page.get_by_role("button", name=re.compile("^I posted")).click()
        page.get_by_role("button", name="They have not left: take that back").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("all still here")
        page.get_by_role("link", name="Withdraw what has not left").click()
        page.get_by_role("button", name=re.compile("^Withdraw")).click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("withdrawn")
    context.close()


def every_page(page: Page, base: str) -> list[str]:
    """The pages of the demo's folder: each place, and one of each kind behind it."""
    page.goto(f"{base}/letters?show=left")
    letter = page.locator("a.line").first.get_attribute("href") or ""
    letter = letter.partition("/letters/")[2]
    reference = letter.rpartition(".")[0]
    return [
        "/", "/brokers?q=data", "/brokers?pack=to-ai-developers", "/brokers/people-data-labs", "/plan", "/plan/told",
        "/letters", f"/letters/{letter}", "/answers", "/trail", "/report", f"/requests/{reference}",
        f"/requests/{reference}/names", "/runs/post",
        "/runs/email", "/runs/form", f"/sealed/post-{TODAY}", f"/withdraw/post-{TODAY}", f"/sealed/form-{TODAY}",
        "/doubt", "/you", "/you/files", "/you/account", "/you/lock", "/nowhere",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, demo: Path, scheme: str) -> None:
    """No page has a fault that axe knows of (WCAG 2.2 A and AA), in light and in dark, with all that unfolds open."""
    page = browser.new_page(color_scheme="light" if scheme == "light" else "dark")
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    faults: list[str] = []
    with serving(demo) as server:
        base = server.enter(page)
        for path in every_page(page, base):
            page.goto(f"{base}{path}")
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            page.evaluate("document.querySelectorAll('iframe').forEach((each) => each.remove())")
            for violation in Axe().run(page, options=options).response["violations"]:
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                faults.append(f"{path}: {violation['id']}: {violation['help']} {nodes}")
    page.close()

    assert [] == faults


def test_fits_a_phone_of_360_pixels(browser: Browser, demo: Path) -> None:
    """No page is wider than the screen, and nothing to press is smaller than WCAG 2.2 wants."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    wide: list[str] = []
    with serving(demo) as server:
        base = server.enter(page)
        for path in every_page(page, base):
            page.goto(f"{base}{path}")
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append(path)
            small = page.evaluate(
                "[...document.querySelectorAll('button, .first, .second, nav a, summary, input:not([type=hidden])')]"
                ".filter((each) => each.offsetParent && each.getBoundingClientRect().height < 20)"
                ".map((each) => each.outerHTML.slice(0, 80))"
            )
            wide += [f"{path}: {html}" for html in small]
        page.goto(f"{base}/")
        for place in PLACES:
            expect(page.get_by_role("navigation").get_by_role("link", name=place)).to_be_visible()
    page.close()

    assert [] == wide


def test_names_of_105_characters_fit_a_phone(browser: Browser, tmp_path: Path) -> None:
    """Of a person and of a broker, also where it is one word; nothing runs over the edge."""
    folder = household(tmp_path / "letters")
    long_names = {
        "profile.yaml": ("Sam Specimen", f"Sam {'Musterhausen-' * 7}Beispiel"),
        "brokers.yaml": ("Acme Data", "A" * 105),
    }
    for name, (short, long) in long_names.items():
        assert 100 <= len(long) <= 105
        file = folder / name
        file.write_text(file.read_text(encoding="utf-8").replace(short, long), encoding="utf-8")
    page = browser.new_page(viewport={"width": 360, "height": 740})
    wide: list[str] = []
    with serving(folder) as server:
        base = server.enter(page)
        for path in ("plan", "plan/told", "letters", "brokers/acme", "you", "runs/email"):
            page.goto(f"{base}/{path}")
            wide += [path] if page.evaluate("document.documentElement.scrollWidth > window.innerWidth") else []
        page.goto(f"{base}/letters")
        page.locator("a.line").first.click()
        page.wait_for_url(re.compile("/letters/UB-"))
        wide += ["letter"] if page.evaluate("document.documentElement.scrollWidth > window.innerWidth") else []
    page.close()

    assert [] == wide


def test_prints_as_a_clean_sheet(browser: Browser, demo: Path) -> None:
    """Nothing to press or to fill in is on paper, what was folded is unfolded, and bars and the trail are whole."""
    page = browser.new_page(viewport={"width": 700, "height": 1000})
    left: list[str] = []
    with serving(demo) as server:
        base = server.enter(page)
        page.emulate_media(media="print")
        for path in every_page(page, base):
            page.goto(f"{base}{path}")
            left += page.evaluate(
                "[...document.querySelectorAll('nav, button, input, select, textarea, iframe, .first, .second')]"
                ".filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 80))"
            )
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                left.append(f"{path} is wider than the sheet")
        page.goto(f"{base}/report")
        expect(page.locator("rect.bar").first).to_be_visible()
        page.goto(f"{base}/trail")
        expect(page.locator("details li").first).to_be_visible()
    page.close()

    assert [] == left


def test_second_serve_opens_the_first_and_ctrl_c_ends_at_once(browser: Browser, demo: Path) -> None:
    """Another `serve` on the folder gets a link of its own; one Ctrl-C ends the server although a stream is open."""
    page = browser.new_page()
    with serving(demo) as server:
        base = server.enter(page)
        assert not server.file.exists()
        again = start(demo)
        assert 0 == again.process.wait(10)
        assert again.link.startswith(f"{base}/start?token=")
        assert again.link != server.link
        assert 0o600 == again.file.stat().st_mode & 0o777
        other = browser.new_page()
        assert base == again.enter(other)
        page.evaluate(f"window.stream = new EventSource('{base}/runs/now/events')")
        began = time.monotonic()
        assert 130 == server.end()
        assert time.monotonic() - began < 3
        assert not again.file.exists()
        other.close()
        for stream in (again.process.stdout, again.process.stderr):
            assert stream is not None
            stream.close()
    page.close()
