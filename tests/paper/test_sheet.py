"""Sheets as data: geometry that agrees with the norms, faults that are named, and a nudge that moves all."""

import re
from pathlib import Path

import pdf_tools
import pikepdf
import pytest
import windows
from hypothesis import given
from hypothesis import strategies as st
from made_up import draft, packaged_laws, person, templates

from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UnknownName
from unbroker.facts.settings import Nudge
from unbroker.paper import sheet, trial_sheet
from unbroker.paper.envelope import Box
from unbroker.paper.page import set_out
from unbroker.paper.pdf import lay_out
from unbroker.writing.letter import Letter, compose

LINE = re.compile(rb"\S+ (\S+) (?:15\.118|26\.456)\S* (\S+) re\n")
"""What is drawn 4 or 7 mm wide."""
POINTS = 72 / 25.4
WHITE = 250
WINDOW = "the window of an envelope of 220 × 110 mm"
SHEETS = sheet.load()
GOOD = """
- name: mine
  title: A4 for my envelopes
  page: {width: 210, height: 297}
  margins: {top: 17, right: 20, bottom: 19, left: 25}
  folds: [99, 198]
  envelopes:
    - {width: 220, height: 110, window: {left: 20, bottom: 18, width: 90, height: 35}}
  sender: {left: 25, top: 17, width: 165, height: 28}
  address: {left: 23, top: 57.4, width: 74, height: 23.3}
  lines: 6
  pitch: 11
  size: 9.5
  body_top: 96
"""


def box(found: Box | None) -> tuple[float, ...]:
    """The edges of a box."""
    assert found is not None
    return tuple(round(edge, 1) for edge in (found.left, found.top, found.right, found.bottom))


def letter() -> Letter:
    """A German's letter by post."""
    law = packaged_laws()["gdpr"]
    return compose(draft(law, law.first_letter, by="post", sender=person("DE")), templates())


def faults(text: str) -> list[str]:
    """What is wrong with the sheets of a text."""
    return [str(problem) for problem in sheet.parse(text, "sheets.yaml")[1]]


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        ("us-10", (22.2, 63.5, 111.1, 85.7)),
        ("din-5008-b", (20, 50, 100, 90)),
        ("din-5008-a", (20, 32, 100, 72)),
        ("uk-dl", (20, 57, 100, 81)),
        ("uk-c5-6", (20, 61, 91, 81)),
        ("nf-right", (100, 55, 190, 79)),
    ],
)
def test_what_a_window_always_shows_is_what_the_norms_say(name: str, visible: tuple[float, ...]) -> None:
    """DIN 5008 follows from its envelope and its folds, and so do the others."""
    assert visible == box(SHEETS[name].visible)


@pytest.mark.parametrize("name", windows.with_windows())
def test_two_accounts_of_what_a_window_shows_agree(name: str) -> None:
    """What the program reckons, and what the tests' own folded paper shows when it is pushed from edge to edge."""
    for which, always in (("window", SHEETS[name].visible), ("return_window", SHEETS[name].visible_sender)):
        if holes := windows.holes(name, which):
            lefts, tops, rights, bottoms = zip(*holes, strict=True)
            edges = (max(lefts), max(tops), min(rights), min(bottoms))
            assert tuple(round(edge / POINTS, 1) for edge in edges) == box(always)


@pytest.mark.parametrize(
    ("country", "name"),
    [
        ("US", "us-10"),
        ("DE", "din-5008-b"),
        ("BR", "din-5008-b"),
        ("GB", "uk-dl"),
        ("FR", "nf-right"),
        ("CH", "sn-right"),
    ],
)
def test_the_senders_country_chooses(country: str, name: str) -> None:
    """The sheet that lists it, else the first that lists none."""
    assert name == sheet.choose(SHEETS, country).name


def test_a_sheet_that_is_not_there_is_named() -> None:
    """With the one that was meant."""
    with pytest.raises(UnknownName, match=r"there is no sheet 'us10' \(did you mean 'us-10'"):
        sheet.choose(SHEETS, "US", "us10")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "width: 220, height: 110, window",
            "width: 200, height: 110, window",
            ("the folded paper, 210 × 99 mm, does not fit into an envelope of 200 × 110 mm"
            " (correct 'folds' or 'envelopes')"),
        ),
        (
            "{left: 23, top: 57.4, width: 74",
            "{left: 180, top: 57.4, width: 74",
            "'address' goes beyond the paper, 210 × 297 mm (correct its place, or 'page')",
        ),
        ("lines: 6", "lines: 7", "7 lines of 11 points do not fit into 'address' (use fewer or smaller lines)"),
        (
            "folds: [99, 198]",
            "folds: [198, 99]",
            "its folds are not in order from top to bottom on the paper, 210 × 297 mm (correct 'folds')",
        ),
        ("  folds: [99, 198]\n", "", "it names envelopes, but not its two folds (write 'folds: [99, 198]')"),
        (
            "top: 57.4",
            "top: 60",
            f"{WINDOW} cuts off part of 'address' when the paper shifts (move it, or make it smaller)",
        ),
        (
            "body_top: 96",
            "body_top: 90",
            f"{WINDOW} shows what is printed below 'address' (set 'body_top' to 92 or more)",
        ),
        (
            "width: 165, height: 28",
            "width: 165, height: 38",
            f"{WINDOW} shows the sender when the paper shifts (move 'sender', or make it smaller)",
        ),
        (
            "  sender: {left: 25, top: 17, width: 165, height: 28}\n",
            "",
            "it does not say where the sender's address goes (add a line 'sender: …')",
        ),
        (
            "right: 20,",
            "right: 190,",
            "the margins leave no room for a letter on the paper, 210 × 297 mm (correct 'margins' and 'body_top')",
        ),
    ],
)  # fmt: skip
def test_a_sheet_that_does_not_fit_says_what_does_not(old: str, new: str, said: str) -> None:
    """Its paper, its envelopes, or itself."""
    assert old in GOOD
    assert [] == faults(GOOD)
    assert f"sheets.yaml:2: sheet 'mine': {said}" in faults(GOOD.replace(old, new))


def test_a_file_that_is_no_list_is_named() -> None:
    """And a length that is none."""
    assert faults("name: mine") == ["sheets.yaml: is not a list of sheets (write '- name: …')"]
    assert faults(GOOD.replace("width: 220", "width: nan"))


def test_a_sheet_of_ones_own_wins(tmp_path: Path) -> None:
    """It joins the packaged ones, and replaces one of its name."""
    (tmp_path / "sheet").mkdir()
    (tmp_path / "sheet/sheets.yaml").write_text(GOOD + GOOD.replace("mine", "us-10"))

    found = sheet.load([tmp_path, files.packaged("letters")])

    assert {*found} == {*SHEETS, "mine"}
    assert found["us-10"].page.width == 210


def test_a_faulty_sheet_of_ones_own_is_refused(tmp_path: Path) -> None:
    """With its line."""
    (tmp_path / "sheet").mkdir()
    (tmp_path / "sheet/sheets.yaml").write_text(GOOD.replace("lines: 6", "lines: 7"))

    with pytest.raises(ProblemsFound, match=r"sheets\.yaml:2: sheet 'mine': 7 lines"):
        sheet.load([tmp_path])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["us-10", "din-5008-b", "us-9-double"])
def test_a_nudge_moves_everything_on_the_first_page(tmp_path: Path, name: str) -> None:
    """Each word, the foot and the marks of the folds and of the punch, by as much."""
    pages = []
    for at, nudge in enumerate((Nudge(), Nudge(x=2, y=-3))):
        made = set_out(letter(), sheet.nudged(SHEETS[name], nudge), templates())
        path = tmp_path / f"{at}.pdf"
        path.write_bytes(lay_out(made.html, made.letter))
        pages.append(path)
    before, after = (pdf_tools.words(path) for path in pages)

    assert [word.text for word in before] == [word.text for word in after]
    moved = {
        (round((b.x0 - a.x0) / POINTS, 2), round((b.y0 - a.y0) / POINTS, 2)) for a, b in zip(before, after, strict=True)
    }
    assert moved == {(2.0, -3.0)}
    here, there = map(marks, pages)
    assert len(here) == len(SHEETS[name].folds) + (SHEETS[name].punch is not None)
    assert [row - 30 for row in here] == pytest.approx(there, abs=1)


def marks(path: Path) -> list[int]:
    """Where the marks at the edge are, in tenths of a millimetre from the top."""
    header, _, pixels = pdf_tools.picture(path, dpi=254).partition(b"\n255\n")
    width = int(header.split()[1])
    rows = [row for row in range(len(pixels) // width // 3) if pixels[(row * width + 85) * 3] < WHITE]
    return [row for row in rows if row - 1 not in rows]


def test_a_nudge_is_named_where_it_leaves_the_window() -> None:
    """A little is doubtful, for the printer may be right; what no shift of the paper would show is an error."""
    us = SHEETS["us-10"]
    found = {y: sheet.leaves(us, Nudge(y=y)) for y in (0, -2, 9)}

    assert found[0] is None
    assert [found[y].severity for y in (-2, 9) if found[y]] == ["warning", "error"]  # type: ignore[union-attr]
    assert "moves the address of us-10 out of the window" in str(found[9])


def test_a_nudge_may_leave_the_paper() -> None:
    """Of a sheet with a narrow margin."""
    (mine,) = sheet.parse(GOOD.replace("right: 20", "right: 5"), "s")[0].values()

    assert "off the paper" in str(sheet.leaves(mine, Nudge(x=7)))


@given(x=st.floats(-10, 10), y=st.floats(-10, 10))
def test_a_nudge_and_its_opposite_change_nothing(x: float, y: float) -> None:
    """What is moved there and back stands where it stood."""
    for one in SHEETS.values():
        back = sheet.nudged(sheet.nudged(one, Nudge(x=x, y=y)), Nudge(x=-x, y=-y))
        assert back.address.bottom == pytest.approx(one.address.bottom)
        assert back.address.left == pytest.approx(one.address.left)
        assert back.body_top == pytest.approx(one.body_top)


@pytest.mark.slow
@pytest.mark.parametrize("name", windows.with_windows())
def test_the_lines_of_a_test_sheet_show_in_the_window(tmp_path: Path, name: str) -> None:
    """What it says of an address is what a window shows of it."""
    path = tmp_path / "test.pdf"
    path.write_bytes(trial_sheet.draw(SHEETS[name], Nudge(), templates()))
    shown = [word for word in pdf_tools.words(path) if any(hole.meets(word) for hole in windows.holes(name, "window"))]

    lines = SHEETS[name].lines
    expected = [word for n in range(1, lines + 1) for word in f"Line {n} of {lines} of an address".split()]
    assert expected == [word.text for word in shown]
    assert windows.complaints(name, shown, expected, []) == []
    assert pdf_tools.pages(path) == 1


@pytest.mark.slow
def test_a_test_sheet_is_sound(tmp_path: Path) -> None:
    """As every page that is made here: PDF/A-3a and PDF/UA-1."""
    paths = []
    for name in ("us-10-double", "sn-right", "lob"):
        paths.append(tmp_path / f"{name}.pdf")
        paths[-1].write_bytes(trial_sheet.draw(SHEETS[name], Nudge(x=1), templates()))

    assert [] == [found for found in pdf_tools.vera(paths).values() if found]


def test_a_test_sheet_moves_with_the_nudge(tmp_path: Path) -> None:
    """So that a second print shows whether the nudge was right."""
    found = []
    for nudge in (Nudge(), Nudge(x=1.5, y=-2)):
        path = tmp_path / "test.pdf"
        path.write_bytes(trial_sheet.draw(SHEETS["us-10"], nudge, templates()))
        found.append(next(word for word in pdf_tools.words(path) if word.text == "Line"))

    assert round((found[1].x0 - found[0].x0) / POINTS, 2) == 1.5
    assert round((found[1].y0 - found[0].y0) / POINTS, 2) == -2


def test_paper_of_a4_has_a_mark_for_the_punch(tmp_path: Path) -> None:
    """At half its height, left of the text, on the first page; a nudge moves it, and US Letter has none."""
    for name, nudge, middle in (("din-5008-b", 0, 148.5), ("nf-right", 3, 151.5), ("us-10", 0, None)):
        paper, path = sheet.nudged(SHEETS[name], Nudge(y=nudge)), tmp_path / f"{name}.pdf"
        path.write_bytes(lay_out(set_out(letter(), paper, templates()).html, "letter"))
        assert paper.punch == middle
        with pikepdf.open(path) as opened:
            drawn = opened.pages[0].Contents.read_bytes()
        boxes = [(float(top) / 96 * 25.4, float(height) / 96 * 25.4) for top, height in LINE.findall(drawn)]
        edges = [edge for top, height in boxes for edge in (top, top + height)]
        assert len(boxes) == 2 * len((*paper.folds, *([middle] if middle else [])))
        assert middle is None or min(abs(edge - middle) for edge in edges) < 0.1


def test_a_mark_for_the_punch_lies_on_the_paper() -> None:
    """Half the height of A4, and no more than the paper has."""
    assert faults(f"{GOOD}  punch: 148.5\n") == []
    assert faults(f"{GOOD}  punch: 300\n") == [
        (
            "sheets.yaml:2: sheet 'mine': 'punch' goes beyond the paper, 210 × 297 mm "
            "(write 'punch: 148.5', half the height of A4)"
        )
    ]
