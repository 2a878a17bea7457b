"""The report: what became of all requests, counted rightly, and shown so that anybody can read it."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pdf_tools
import pikepdf
import pytest
from household import Home, household
from made_up import events, new_event, opened, packaged_laws, prepared
from read_aloud import headers_of_cells, laid_out, spoken, written

from unbroker.cases.case import fold
from unbroker.cases.status import docket
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import EventKind
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.paper import chart
from unbroker.reports.report import FATES, Report, report
from unbroker.writing import languages
from unbroker.writing.reference import reference

TODAY = date(2026, 11, 2)
SENT = date(2026, 6, 1)
CARRIER: tuple[int, EventKind, Mapping[str, object]] = (4, "received", {"proof": "carrier"})
Story = tuple[tuple[int, EventKind, Mapping[str, object]], ...]
STORIES: Mapping[str, tuple[Story, Mapping[str, object]]] = {
    "Silent": ((CARRIER,), {}),
    "Unproven": ((), {}),
    "Unbound": ((CARRIER,), {"binding": False}),
    "Done": ((CARRIER, (20, "answered", {"outcome": "fulfilled"})), {}),
    "Slow": ((CARRIER, (80, "answered", {"outcome": "fulfilled"})), {}),
    "Partly": ((CARRIER, (21, "answered", {"outcome": "partial"})), {}),
    "Empty": ((CARRIER, (12, "answered", {"outcome": "no-data"})), {}),
    "Stubborn": ((CARRIER, (15, "answered", {"outcome": "denied", "reason": "no_match"})), {"person": "ann"}),
    "Gone": (((3, "bounced", {}),), {}),
    "Dropped": ((CARRIER, (9, "closed", {})), {}),
}


def told() -> Iterator[NewEvent]:
    """A request to each broker, and one whose letter has not left."""
    for name, (story, facts) in STORIES.items():
        made = reference(b"", person="me", broker=name, law="ccpa", rights=("delete",), turn=1)
        letter = f"{made}.1"
        yield opened(made, on=SENT, rights=("delete",), facts={"broker": name.lower(), "broker_name": name, **facts})
        yield prepared(made, on=SENT)
        yield new_event("sent", SENT, made, letter=letter)
        for days, kind, more in story:
            of_letter = letter if kind in ("received", "bounced") else None
            yield new_event(kind, SENT + timedelta(days=days), made, letter=of_letter, facts=more)
    waits = reference(b"", person="me", broker="later", law="gdpr", rights=("access",), turn=1)
    yield opened(waits, on=SENT, law="gdpr", rights=("access",))
    yield prepared(waits, on=SENT)


def counted(today: date = TODAY) -> Report:
    """The report on them."""
    return report(docket(fold(events(*told())), packaged_laws(), today), today, "0" * 64)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose ledger holds them."""
    path = household(tmp_path_factory.mktemp("recorded") / "home")
    SqliteLedger(path / "ledger.sqlite").append(told(), datetime(2026, 11, 1, tzinfo=UTC))
    return path


@pytest.fixture
def home(recorded: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """The command line on it; a report changes nothing."""
    return Home(recorded, capsys)


class TestCounts:
    """What is counted as what."""

    def test_each_case_has_one_fate(self) -> None:
        """By the last answer, else by what keeps it from being one; they add up to what was asked."""
        total = counted().total

        assert {line.entry.case.opening.broker_name: line.fate for line in total.lines} == {
            "Silent": "late",
            "Unproven": "silent",
            "Unbound": "silent",
            "Done": "done",
            "Slow": "done",
            "Partly": "partial",
            "Empty": "no-data",
            "Stubborn": "refused",
            "Gone": "undelivered",
            "Dropped": "over",
        }
        assert sum(map(total.fate, FATES)) == total.asked == 10
        assert total.answered == 5

    def test_late_is_who_is_bound_and_has_proof_against_it(self) -> None:
        """The silent one, and the one that answered after its last day; nobody on an assumption or as a courtesy."""
        found = counted()

        assert {line.entry.case.opening.broker_name for line in found.total.lines if line.late} == {"Silent", "Slow"}
        assert counted(SENT + timedelta(days=30)).courses[0].broker != "Silent"

    def test_what_has_not_left_is_not_asked(self) -> None:
        """A sealed letter is no request yet."""
        found = counted()

        assert (found.unsealed, found.requests) == (1, 10)
        assert [tally.name for tally in found.by_law] == ["ccpa"]

    def test_days_are_counted_from_the_day_of_asking(self) -> None:
        """Half of the answers took no longer: 12, 15, 20, 21 and 80 days."""
        assert counted().total.typical == 20

    def test_answers_lie_where_their_last_day_puts_them(self) -> None:
        """45 days from 5 June end on 20 July: one answer came 31 days after it, one case waits for 105."""
        found = {(one.low, one.high): (one.answered, one.open) for one in counted().spans if one.answered or one.open}

        assert found == {(-59, -30): (2, 0), (-29, -14): (2, 0), (31, 60): (1, 0), (91, None): (0, 3)}

    def test_the_urgent_ones_come_first(self) -> None:
        """Who is late, who is silent, what did not arrive, what was refused."""
        rows = [course.broker for course in counted().courses]

        assert rows[0] == "Silent"
        assert set(rows[1:3]) == {"Unproven", "Unbound"}
        assert rows[3:5] == ["Gone", "Stubborn"]
        assert set(rows[-2:]) == {"Done", "Slow"}


class Elements(HTMLParser):
    """The elements of a page and their attributes, the ids that they have, and what is left open."""

    VOID = ("meta", "br", "rect", "line")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    @classmethod
    def of(cls, page: str) -> "Elements":
        """Those of a page; each is closed in its turn."""
        made = cls()
        made.feed(page)
        assert made.open == []
        return made


class TestTheFiles:
    """What a browser and what a PDF reader get."""

    def test_the_pdf_is_valid_and_each_chart_is_told_in_words(self, home: Home) -> None:
        """PDF/A-3 and PDF/UA, read as it is written; the words of a chart have its figures."""
        with laid_out() as pages:
            path = Path(home.json("report", today=str(TODAY))["paths"][1])
        with pikepdf.open(path) as pdf:
            told = [
                str(one.Alt)
                for one in pdf.objects
                if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
            ]

        assert pdf_tools.vera([path]) == {path: []}
        assert pdf_tools.qpdf_check(path) == []
        assert {*spoken(path)} == {*written(pages[0])}
        assert {*headers_of_cells(path)} == {"/TH"}
        assert len(told) == 3
        assert told[0] == (
            "What became of 10 cases: Done: 2; Done in part: 1; They hold nothing, they say: 1; Refused: 1; "
            "Late, no answer: 1; Unanswered, not provably late: 2; Withdrawn or closed: 1; Did not arrive: 1"
        )

    def test_the_page_fetches_nothing_and_runs_nothing(self, home: Home) -> None:
        """It can be read offline, and tells nobody that it is."""
        page = Path(home.json("report", today=str(TODAY))["paths"][0]).read_text(encoding="utf-8")
        found = Elements.of(page).found

        assert {tag for tag, _ in found} & {"script", "link", "img", "iframe", "object", "a", "form"} == set()
        assert [attributes for _, attributes in found if {"src", "href", "style", "onload"} & set(attributes)] == []
        assert "url(" not in page
        assert "@import" not in page
        assert re.findall(r"https?://[^\"\s]+", page) == ["http://www.w3.org/2000/svg"] * 3

    def test_each_chart_has_a_name_a_description_and_a_table(self, home: Home) -> None:
        """Whoever does not see it misses nothing."""
        page = Path(home.json("report", today=str(TODAY))["paths"][0]).read_text(encoding="utf-8")
        found = Elements.of(page).found
        charts = [attributes for tag, attributes in found if tag == "svg"]
        ids = {attributes["id"]: tag for tag, attributes in found if "id" in attributes}

        assert len(charts) == 3
        for one in charts:
            assert one["role"] == "img"
            assert [ids[name] for name in str(one["aria-labelledby"]).split()] == ["title", "desc"]
        for part in page.split("</svg>")[1:]:
            assert "<table" in part
        assert [tag for tag, attributes in found if tag == "th" and "scope" not in attributes] == []

    def test_it_has_the_figures_by_law_and_by_broker(self, home: Home) -> None:
        """In words and as JSON."""
        answer = home.json("report", today=str(TODAY))
        text = " ".join(pdf_tools.text(Path(answer["paths"][1])).split())
        rows = pdf_tools.text(Path(answer["paths"][1]), layout=True).partition("By law")[2].partition("half of")[0]

        assert (answer["asked"], answer["answered"], answer["is_late"]) == (10, 5, 2)
        assert [(row["law"], row["asked"]) for row in answer["by_law"]] == [("ccpa", 10)]
        assert {row["broker"]: row["is_late"] for row in answer["by_broker"]}["Slow"] == 1
        assert "These are 10 cases of 10 requests to 10 brokers" in text
        assert "1 further case waits for a letter to leave, and is not counted." in text
        assert "1 answer came too late." in text
        assert "10 2 1 1 1 3 0 2 2 20" in " ".join(re.findall(r"\d+", rows))

    def test_it_can_be_about_one_person(self, home: Home, tmp_path: Path) -> None:
        """For a household that does not show everything to everybody."""
        answer = home.json("report", "--for", "ann", "--out", str(tmp_path / "new"), today=str(TODAY))

        assert (answer["asked"], answer["refused"]) == (1, 1)
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["report.html", "report.pdf"]
        assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()} == {0o600}

    def test_without_a_request_it_says_so(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """No chart of nothing, and no division by it."""
        empty = Home(household(tmp_path / "home"), capsys)
        paths = [Path(path) for path in empty.json("report")["paths"]]

        assert "Nobody was asked for anything yet: no letter has left." in paths[0].read_text(encoding="utf-8")
        assert pdf_tools.vera([paths[1]]) == {paths[1]: []}


class TestCharts:
    """Where the parts of a picture stand."""

    def test_bars_are_as_long_as_their_counts(self) -> None:
        """The longest fills the room, and nothing has no length."""
        long, half, none = chart.counts([("a", "", 10), ("b", "", 5), ("c", "", 0)]).bars

        assert (half.width, none.width) == (long.width / 2, 0)
        assert long.x + long.width <= chart.WIDTH

    def test_columns_stand_on_one_line(self) -> None:
        """What is stacked touches what it stands on."""
        made = chart.columns([("", {"a": 3, "b": 1}), ("", {"a": 0, "b": 4})], after=1)
        low, high, _, whole = made.bars

        assert low.y + low.height == pytest.approx(whole.y + whole.height)
        assert high.y + high.height == pytest.approx(low.y)
        assert low.height == pytest.approx(3 * high.height)
        assert whole.height == pytest.approx(4 * high.height)
        assert made.line == chart.WIDTH / 2

    def test_a_timeline_is_true_to_its_days(self) -> None:
        """Twice the days are twice the length; months are ticked; a day to come has its place."""
        begin = date(2026, 1, 1)
        rows = [chart.Stretch("", "a", begin, begin + timedelta(days=days), date(2026, 4, 1)) for days in (30, 60)]
        made = chart.timeline(rows, date(2026, 3, 10), ["a"], languages.get().month)
        short, _, long, mark = made.bars

        assert long.width == pytest.approx(2 * short.width)
        assert [tick.label for tick in made.ticks] == ["Jan 2026", "Feb", "Mar", "Apr"]
        assert mark.x == pytest.approx(made.ticks[3].at - 0.75)
        assert made.line is not None
        assert made.ticks[2].at < made.line < made.ticks[3].at

    def test_many_years_have_fewer_ticks(self) -> None:
        """Every third month where they would stand on each other."""
        rows = [chart.Stretch("", "a", date(2024, 1, 1), date(2026, 3, 1), None)]

        assert len(chart.timeline(rows, date(2026, 3, 2), [], languages.get().month).ticks) == 9
