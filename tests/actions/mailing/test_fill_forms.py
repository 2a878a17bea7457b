"""`mail forms`: letters for web forms are sealed as text, and one sheet takes the person through them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pdf_tools
import pytest
from conftest import Cli, MakeFolder
from household import Home, household

from unbroker.base import files
from unbroker.ledger.schema import Opened
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.writing.disclosure import FIELDS


class Page(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder with three brokers, of whom two have forms."""
    path = household(tmp_path / "home")
    ways = "    - form: https://{0}.example.org/privacy\n      source: made up\n      tier: A\n{1}"
    text = (path / "brokers.yaml").read_text(encoding="utf-8")
    for slug, fields in (("acme", "      fields: [name, email, phone, birth-year]\n"), ("bolt", "")):
        mark = f"    - email: privacy@{slug}.example.org\n"
        text = text.replace(mark, ways.format(slug, fields) + mark)
    (path / "brokers.yaml").write_text(text, encoding="utf-8")
    return Home(path, capsys)


def test_letters_for_forms_are_sealed_as_text(home: Home) -> None:
    """Text and a short text go to the evidence; there is no PDF, and the sheet has both word for word."""
    made = home.json("mail", "forms", "--by", "form")
    prepared = [one for one in SqliteLedger(home.path / "ledger.sqlite").read() if one.kind == "prepared"]
    texts = [(home.path / "evidence" / name).read_text(encoding="utf-8") for name in prepared[0].evidence]
    html = Path(made[0]["path"]).read_text(encoding="utf-8")

    assert [(one["broker"], one["result"], one["run"]) for one in made] == [
        ("acme", "placed", "form-2026-11-23"), ("bolt", "placed", "form-2026-11-23"),
    ]  # fmt: skip
    assert prepared[0].facts.stored()["channel"] == {
        "kind": "form", "to": "https://acme.example.org/privacy", "country": None,
    }  # fmt: skip
    assert prepared[0].fact("sheet") is None
    assert sorted(prepared[0].facts.stored()["hashes"]) == ["short", "text"]  # type: ignore[call-overload]
    assert all(text.strip() in html for text in texts)
    assert texts[1].startswith(
        "Under the California Consumer Privacy Act I ask for: opt-out of sale and sharing; deletion; "
    )
    assert len(texts[1]) < 500


def test_the_sheet_says_what_to_give_and_what_not(home: Home) -> None:
    """What the letter tells is to be given; what the form asks for besides is not."""
    home.json("mail", "forms", "acme")
    (path,) = home.path.glob("outbox/*.html")
    rows = re.findall(r"<tr><th scope=\"row\">(.+?)</th><td>(.+?)</td></tr>", path.read_text(encoding="utf-8"))

    assert rows == [
        ("Name", "Sam Specimen"),
        ("Where you live", "California"),
        ("City", "Sampleton"),
        ("E-mail address", "sam@example.org"),
        ("Telephone", "Nothing: your profile does not offer it to Acme Data."),
        ("Year of birth", "Nothing: your profile does not offer it to Acme Data."),
        ("Kind of request", "opt-out of sale and sharing, deletion, access to categories"),
    ]


def test_what_was_filled_in_is_recorded(home: Home) -> None:
    """The command on the sheet records it, and the next sheet lacks it."""
    home.json("mail", "forms", "--by", "form")
    (path,) = home.path.glob("outbox/*.html")
    command = re.search(r"unbroker (mail left \S+?)<", path.read_text(encoding="utf-8"))
    assert command is not None
    left = home.json(*command[1].split())
    again = home.json("mail", "forms", "--by", "form")

    assert [one["on"] for one in left] == ["2026-11-23"]
    assert [one["broker"] for one in again] == ["bolt"]
    assert {one["state"] for one in home.json("status", "acme")} == {"waiting"}


def test_a_sealed_text_is_copied_never_made_again(home: Home) -> None:
    """The next day's sheet has the text of the day before."""
    home.json("mail", "forms", "acme")
    (made,) = home.json("mail", "forms", "acme", today="2026-11-30")

    assert made["run"] == "form-2026-11-23"
    assert "November 23, 2026" in (home.path / "outbox" / "form-2026-11-30.html").read_text(encoding="utf-8")


def test_a_dry_run_touches_nothing(home: Home) -> None:
    """It shows what would be on the sheet."""
    found = home.json("mail", "forms", "--by", "form", "--dry-run")

    assert [(one["broker"], one["path"]) for one in found] == [("acme", None), ("bolt", None)]
    assert [*SqliteLedger(home.path / "ledger.sqlite").read()] == []
    assert [*home.path.glob("outbox/*")] == []


def test_a_lost_text_is_named(home: Home) -> None:
    """What is not what was sealed is not pasted anywhere; the rest of the sheet is made."""
    home.json("mail", "forms", "--by", "form")
    prepared = next(one for one in SqliteLedger(home.path / "ledger.sqlite").read() if one.kind == "prepared")
    (home.path / "evidence" / prepared.evidence[0]).write_text("other words")
    code, out, err = home.call("mail", "forms", "--by", "form")

    assert (code, len(out.splitlines())) == (1, 2)
    assert "is not what was sealed" in err
    assert "1 form on the sheet, 1 failed" in err


def test_nothing_to_fill_in(home: Home) -> None:
    """Who has no form is left out, and there is no sheet."""
    code, out, err = home.call("mail", "forms", "cask")

    assert (code, out, [*home.path.glob("outbox/*")]) == (1, "", [])
    assert err == "0 forms on the sheet; 1 left out (see `unbroker plan --by form`)\n"


def test_the_state_s_platform_heads_the_sheet(cli: Cli, californian: Path) -> None:
    """DROP is sealed like a letter, its page tells the steps, and the day of filing can be recorded."""
    said = cli("mail", "forms", "drop", folder=californian)
    html = Path(said.out.splitlines()[0]).read_text(encoding="utf-8")
    command = re.search(r"unbroker (track \S+ sent --proof form)<", html)
    assert command is not None
    left = cli(*command[1].split(), folder=californian)
    status = cli("status", folder=californian, today="2026-11-23")

    assert (said.code, left.code) == (0, 0)
    assert "1. DROP (California’s" in html.replace("&#39;", "’").replace("'", "’")
    assert "What to do there" in html
    assert "Text to paste" not in html
    assert "drop" in status.out
    assert "waiting" in status.out


def test_the_page_is_whole_in_itself(home: Home) -> None:
    """No script, nothing fetched, a language, a title, a name for each box; the only addresses are links."""
    home.json("mail", "forms", "--by", "form")
    (path,) = home.path.glob("outbox/*.html")
    text = path.read_text(encoding="utf-8")
    tags = Page(text).tags
    named = [(tag, name) for tag, attributes in tags for name in attributes if name in ("src", "href", "action")]

    assert ("html", {"lang": "en"}) in tags
    assert {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "form", "object"} == set()
    assert {*named} == {("a", "href")}
    assert not re.search(r"url\(|@import|javascript:|\son\w+=", text)
    assert len([tag for tag, _ in tags if tag == "input"]) == text.count("<label>") == 2
    assert re.findall(r"<h(\d)", text) == ["1", *["2", "3", "3", "3", "3"] * 2]


@pytest.mark.slow
def test_the_pdf_is_for_everybody(home: Home, cli: Cli, make_folder: MakeFolder) -> None:
    """PDF/A-3a and PDF/UA-1, for brokers and for DROP, with fonts embedded and the boxes to tick drawn."""
    home.json("mail", "forms", "--by", "form")
    specimen = make_folder(
        "specimen: true\npeople: [{name: Sam, residence: US-CA, city: Fresno, emails: [sam@example.org]}]\n",
        "other",
    )
    assert cli("mail", "forms", "drop", folder=specimen).code == 0
    (one,), (other,) = home.path.glob("outbox/*.pdf"), specimen.glob("outbox/*.pdf")

    assert pdf_tools.vera([one, other]) == {one: [], other: []}
    assert all(font.embedded for font in pdf_tools.fonts(one))
    assert "sent on" in pdf_tools.text(one)
    assert "Specimen" in pdf_tools.text(other)


def test_the_reminder_for_a_form_goes_into_the_form(home: Home) -> None:
    """A later letter of a request that was made through a form is on the sheet of follow-ups."""
    home.json("mail", "forms", "acme")
    home.json("mail", "left", "acme")
    (made,) = home.json("mail", "forms", "--follow-ups", today="2027-01-20")

    assert made["letter"].endswith(".2")


def test_the_switch_and_the_form_for_a_topic_stand_beside_the_letter(home: Home) -> None:
    """What the person can do at once, in their own account; the ledger keeps what the letter is about."""
    topic = "  topics:\n    ai-training: {because: trains AI, source: made up, setting: Settings > AI, form: 'https://acme.example.org/o'}\n"
    path = home.path / "brokers.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("- slug: acme\n", f"- slug: acme\n{topic}"), encoding="utf-8"
    )

    made = home.json("mail", "forms", "--by", "form")
    html = Path(made[0]["path"]).read_text(encoding="utf-8")
    openings = [event for event in SqliteLedger(home.path / "ledger.sqlite").read() if event.kind == "opened"]

    assert html.count("<h3>Beside the letter</h3>") == 1
    assert "switch it off yourself: Settings &gt; AI." in html
    assert '<a href="https://acme.example.org/o">' in html
    assert [("acme", ("ai-training",)), ("bolt", ())] == [
        (facts.broker, facts.topics) for event in openings if isinstance(facts := event.facts, Opened)
    ]


def test_everything_that_a_letter_tells_has_a_name_on_the_sheet() -> None:
    """Nobody reads the program's own word for a field."""
    sheet = (files.packaged("letters") / "sheet" / "form.en.html").read_text(encoding="utf-8")
    labels = re.findall(r'"([a-z -]+)": "[A-Z]', sheet)

    assert {*FIELDS} <= {*labels}
