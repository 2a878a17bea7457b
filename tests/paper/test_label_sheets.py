"""Labels, measured: each address lies within its label, even where the printer misses."""

from pathlib import Path

import pdf_tools
import pytest
import yaml
from pdf_tools import Word

from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UnknownName
from unbroker.facts.settings import Nudge
from unbroker.paper import label_sheets as labels
from unbroker.paper.addressee import Addressee, DoesNotFit
from unbroker.paper.label_sheets import NoSuchLabel
from unbroker.registry import compiled
from unbroker.writing.template import Templates

POINTS = 72 / 25.4
MISS = 2.0
"""Millimetres that a printer may miss by; what it cannot print at the edges of the paper is twice as much."""
SHEETS = labels.load()
TEMPLATES = Templates([files.packaged("letters")])
RAW = {one["name"]: one for one in yaml.safe_load(files.packaged("letters/sheet/labels.yaml").read_text())}


def everybody(origin: str) -> list[Addressee]:
    """Every postal address of the registry, for somebody in a country."""
    return [
        Addressee((broker.addressee,), channel.post, channel.as_filed, channel.to, origin)
        for broker in compiled.of_folder(None)[0].brokers.values()
        for channel in broker.channels
        if channel.post
    ]


def label_of(name: str, word: Word) -> int:
    """Which label of a sheet all of a word stands on wherever the printer misses; -1 for none."""
    raw = RAW[name]
    first, pitch = raw["first"], raw["pitch"]
    for number in range(raw["columns"] * raw["rows"]):
        row, column = divmod(number, raw["columns"])
        left, top = first["left"] + column * pitch["x"], first["top"] + row * pitch["y"]
        right, bottom = left + first["width"], top + first["height"]
        page = raw["page"]
        left, right = max(left, MISS), min(right, page["width"] - MISS)
        top, bottom = max(top, MISS), min(bottom, page["height"] - MISS)
        across = (left + MISS) * POINTS <= word.x0 and word.x1 <= (right - MISS) * POINTS
        if across and (top + MISS) * POINTS <= word.y0 and word.y1 <= (bottom - MISS) * POINTS:
            return number
    return -1


@pytest.mark.slow
@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize("origin", ["US", "DE"])
def test_every_address_of_the_registry_lies_within_its_label(tmp_path: Path, name: str, origin: str) -> None:
    """Whole, in the order of the letters, and away from the edges by as much as a printer misses."""
    sheet, start = SHEETS[name], 4
    written = [labels.write(one, sheet) for one in everybody(origin)]
    path = tmp_path / "labels.pdf"
    path.write_bytes(labels.draw(written, sheet, start, Nudge(), TEMPLATES))

    found: dict[int, list[str]] = {}
    for page in range(pdf_tools.pages(path)):
        for word in pdf_tools.words(path, page + 1):
            on = label_of(name, word)
            assert on >= 0, word
            found.setdefault(page * len(sheet) + on, []).append(word.text)

    expected = {start - 1 + at: " ".join(lines).split() for at, (_, lines) in enumerate(written)}
    assert expected == found
    assert len(written) > 240


def test_a_label_elsewhere_is_noticed(tmp_path: Path) -> None:
    """The measuring does say no, to what a printer that misses by a finger would print."""
    written = [labels.write(one, SHEETS["l7160"]) for one in everybody("US")[:21]]
    path = tmp_path / "labels.pdf"
    path.write_bytes(labels.draw(written, SHEETS["l7160"], 1, Nudge(x=-6), TEMPLATES))

    assert min(label_of("l7160", word) for word in pdf_tools.words(path)) == -1


def test_the_nudge_moves_labels_too(tmp_path: Path) -> None:
    """By as much as letters."""
    written, found = [labels.write(everybody("US")[0], SHEETS["5160"])], []
    for nudge in (Nudge(), Nudge(x=1, y=-2)):
        path = tmp_path / "labels.pdf"
        path.write_bytes(labels.draw(written, SHEETS["5160"], 1, nudge, TEMPLATES))
        found.append(pdf_tools.words(path)[0])

    assert round((found[1].x0 - found[0].x0) / POINTS, 2) == 1
    assert round((found[1].y0 - found[0].y0) / POINTS, 2) == -2


@pytest.mark.slow
def test_labels_are_sound(tmp_path: Path) -> None:
    """PDF/A-3a and PDF/UA-1, as every page that is made here."""
    path = tmp_path / "labels.pdf"
    written = [labels.write(one, SHEETS["5163"]) for one in everybody("US")[:12]]
    path.write_bytes(labels.draw(written, SHEETS["5163"], 10, Nudge(), TEMPLATES))

    assert pdf_tools.pages(path) == 3
    assert pdf_tools.vera([path]) == {path: []}


def test_an_address_without_room_is_refused() -> None:
    """With its lines."""
    post = everybody("US")[0].post
    assert post is not None
    one = Addressee(("Name",), post.model_copy(update={"street": ("Street " * 60,)}), (), "", "US")

    with pytest.raises(DoesNotFit, match=r"the address has .* lines, but a label of 5160 shows only 5"):
        labels.write(one, SHEETS["5160"])


@pytest.mark.parametrize("start", [0, 31])
def test_a_label_that_a_sheet_does_not_have_is_named(start: int) -> None:
    """With how many there are."""
    with pytest.raises(NoSuchLabel, match=f"5160 has 30 labels: --start {start} is not one of them"):
        labels.draw([], SHEETS["5160"], start, Nudge(), TEMPLATES)


def test_a_sheet_is_chosen_in_capitals_or_not() -> None:
    """As it stands on the box."""
    assert labels.choose(SHEETS, "L7160").name == "l7160"
    with pytest.raises(UnknownName, match="there is no sheet of labels 'l7161'"):
        labels.choose(SHEETS, "l7161")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("columns: 3", "columns: 4", "labels '5160': its labels do not fit on the paper, 215.9 × 279.4 mm"),
        ("columns: 3", f"columns: {'9' * 400}", "'columns': input should be less than or equal to 1000000000"),
        ("{x: 70", "{x: 60", "labels '5160': its labels overlap (correct 'pitch')"),
        ("clear: {x: 4", "clear: {x: 40", "labels '5160': 'clear' leaves no room on a label (make 'clear' smaller)"),
    ],
)
def test_labels_that_do_not_fit_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """Also those of one's own, which are laid over the packaged ones."""
    text = files.packaged("letters/sheet/labels.yaml").read_text().partition('\n- name: "5163"')[0]
    (tmp_path / "sheet").mkdir()
    path = tmp_path / "sheet/labels.yaml"
    path.write_text(text.replace('5160"\n', 'mine"\n'))
    assert {*labels.load([tmp_path])} == {*SHEETS, "mine"}

    path.write_text(text.replace(old, new))
    with pytest.raises(ProblemsFound) as refused:
        labels.load([tmp_path])
    assert said in str(refused.value)


def test_a_file_that_is_no_list_of_labels_is_named() -> None:
    """As for sheets."""
    assert [str(problem) for problem in labels.parse("a: b", "labels.yaml")[1]] == [
        "labels.yaml: is not a list of sheets of labels (write '- name: …')"
    ]
