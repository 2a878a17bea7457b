"""Letters bound into files for a printer: the same pages, tags and words, and little of it twice."""

import pickle
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, closing
from functools import partial
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import IO

import pdf_tools
import pikepdf
import pypdfium2
import pytest
from pressed import letter, named, struck, tree, whole
from read_aloud import headers_of_cells

from unbroker.base import files
from unbroker.paper.fields import LetterPage
from unbroker.paper.pdf import lay_out
from unbroker.paper.press import bundle, press
from unbroker.paper.press.bundle import Location

COVER = """<!DOCTYPE html><html lang="en"><head><title>Cover</title><style>@page { size: letter }</style></head><body>
<h1>This run</h1><p>See <a href="https://example.org/printer">the printer</a> and <a href="#list">the list</a>.</p>
<h2 id="list">List</h2><table><thead><tr><th scope="col">Letter</th><th scope="col">Pages</th></tr></thead>
<tbody><tr><th scope="row">UB-1 (one) \\ 1 0 R</th><td>2</td></tr></tbody></table></body></html>"""
SHORT = '<!DOCTYPE html><html lang="en"><head><title>{0}</title></head><body><h1>{0}</h1></body></html>'


def numbered(number: int, name: str = "us-10") -> LetterPage:
    """One of many letters."""
    made = letter(named(f"Acmé {number} (fi)"), name, reference=f"UB-{number:08}")
    assert made.shared is not None
    return made


def pressed(letters: Iterable[LetterPage]) -> Iterator[bytes]:
    """Letters that are all struck."""
    for printed in press.strike(letters):
        assert printed.reason is None
        assert printed.pdf is not None
        yield printed.pdf


def out(folder: Path, number: int) -> AbstractContextManager[IO[bytes]]:
    """A file of a run."""
    return files.writing(folder / f"run-{number}.pdf")


@pytest.fixture(scope="module")
def letters() -> list[bytes]:
    """Struck on two sheets, by turns, Cyrillic among them, and one that is laid out in full."""
    few = [numbered(1), numbered(2, "din-5008-b"), numbered(3), letter(named("ООО «Ёлка»"))]
    return [*pressed(few), whole(letter(named("Ἀλέξανδρος ΑΕ"), reference="UB-ΑΕ"))]


@pytest.fixture(scope="module")
def cover() -> bytes:
    """A page with links and a table, to go before or after letters."""
    return lay_out(COVER, "the cover")


@pytest.mark.slow
def test_a_run_is_valid_and_opens_everywhere(tmp_path: Path, letters: list[bytes], cover: bytes) -> None:
    """PDF/A-3a and PDF/UA-1; qpdf, poppler and pdfium find every page."""
    placed = list(
        bundle.bind(letters, "A run", partial(out, tmp_path), front=[cover], back=[cover, cover], duplex=True)
    )
    path = tmp_path / "run-1.pdf"
    number = 2 * len(letters) + 6

    assert pdf_tools.vera([path]) == {path: []}
    assert pdf_tools.qpdf_check(path) == []
    assert pdf_tools.pages(path) == number
    assert len(words(path)) == number
    assert {file.name for file in tmp_path.iterdir()} == {"run-1.pdf"}
    assert pdf_tools.info(path)["Title"] == "A run"
    assert placed == [Location(1, 3 + 2 * at, 2) for at in range(len(letters))]


def test_a_run_says_how_to_print_it_and_where_its_table_headers_are(
    tmp_path: Path, letters: list[bytes], cover: bytes
) -> None:
    """At its size, turned on the long edge; and each identifier that a cell names leads to its header."""
    list(bundle.bind(letters, "A run", partial(out, tmp_path), front=[cover], back=[cover], duplex=True))

    with pikepdf.open(tmp_path / "run-1.pdf") as opened:
        assert opened.Root.ViewerPreferences == pikepdf.Dictionary(
            DisplayDocTitle=True, PrintScaling=pikepdf.Name("/None"), Duplex=pikepdf.Name.DuplexFlipLongEdge
        )
    assert headers_of_cells(tmp_path / "run-1.pdf") == ["/TH", "/TH"] * 2


@pytest.mark.slow
def test_each_letter_of_a_run_is_the_letter(tmp_path: Path, letters: list[bytes], cover: bytes) -> None:
    """Pictures, words and tags are those of its own file, but for spans that said nothing."""
    list(bundle.bind(letters, "A run", partial(out, tmp_path), front=[cover]))
    path, alone = tmp_path / "run-1.pdf", tmp_path / "alone.pdf"
    read, page, tags = words(path), 1, list[str]()

    for made in (cover, *letters):
        alone.write_bytes(made)
        for number, said in enumerate(words(alone), 1):
            assert pdf_tools.picture(path, page=page) == pdf_tools.picture(alone, page=number)
            assert read[page - 1] == said
            page += 1
        tags += marked(alone)
    assert page == len(read) + 1
    assert marked(path) == tags


def words(path: Path) -> list[str]:
    """What pdfium reads on each page."""
    with closing(pypdfium2.PdfDocument(path)) as opened:
        return [str(page.get_textpage().get_text_range()) for page in opened]


def marked(path: Path) -> list[str]:
    """The structure of a file with its text, line by line, without its whole, spans and numbers."""
    lines = map(str.strip, re.sub(r"\b(?:[0-9]+-)+[0-9]+\b", "", tree(path)).splitlines())
    return [line for line in lines if not re.match("Document|Part|Span|Object", line)]


@pytest.mark.slow
def test_another_letter_in_the_place_of_one_is_told(tmp_path: Path, letters: list[bytes]) -> None:
    """The comparison is not blind: pictures, words and tags of two letters of one plate differ."""
    list(bundle.bind([letters[0], letters[2]], "A run", partial(out, tmp_path)))
    path = tmp_path / "run-1.pdf"
    first, _, third, _ = words(path)

    assert pdf_tools.picture(path, page=1) != pdf_tools.picture(path, page=3)
    assert first != third
    assert len(set(marked(path))) > len(set(marked(path)[: len(marked(path)) // 2]))


def test_what_letters_share_is_there_once(tmp_path: Path) -> None:
    """One set of fonts, one colour profile, and one content stream for all letters of a plate."""
    list(bundle.bind(pressed(map(numbered, range(40))), "A run", partial(out, tmp_path)))

    with pikepdf.open(tmp_path / "run-1.pdf") as opened:
        fonts = [thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing]
        first, second = ({stream.objgen for stream in opened.pages[at].obj.Contents} for at in (0, 2))
        last = opened.pages[-1].obj.Resources.objgen
        assert len(fonts) == len({font.FontName for font in fonts})
        assert opened.pages[0].obj.Resources.objgen == last
    assert first & second
    assert first - second
    assert (tmp_path / "run-1.pdf").stat().st_size < 40 * 4500


def test_the_same_letters_give_the_same_run(tmp_path: Path, letters: list[bytes]) -> None:
    """To the byte; another letter gives another, with another identifier."""
    made = []
    for number, some in enumerate((letters, letters, letters[1:])):
        (tmp_path / str(number)).mkdir()
        list(bundle.bind(some, "A run", partial(out, tmp_path / str(number))))
        made.append((tmp_path / str(number) / "run-1.pdf").read_bytes())
    identifiers = [bytes(pikepdf.open(BytesIO(run)).trailer.ID[0]) for run in made]

    assert made[0] == made[1]
    assert identifiers[0] != identifiers[2]


@pytest.mark.slow
def test_each_letter_begins_on_paper_of_its_own(tmp_path: Path) -> None:
    """An empty page follows an odd one where both sides are printed, and nowhere else."""
    short = [lay_out(SHORT.format(name), name) for name in ("One", "Two", "Three")]

    duplex = list(bundle.bind(short, "A run", partial(out, tmp_path), duplex=True))
    path = tmp_path / "run-1.pdf"

    assert duplex == [Location(1, 1, 2), Location(1, 3, 2), Location(1, 5, 2)]
    assert pdf_tools.text(path).split("\f") == ["One\n\n", "", "Two\n\n", "", "Three\n\n", "", ""]
    assert pdf_tools.vera([path]) == {path: []}
    assert [*bundle.bind(short, "A run", partial(out, tmp_path))] == [Location(1, at, 1) for at in (1, 2, 3)]


@pytest.mark.slow
def test_a_letter_of_several_files_takes_whole_sheets(tmp_path: Path) -> None:
    """However many pages each of them has: what comes next never begins on the back of its last one."""
    one, two = (lay_out(SHORT.format(name), name) for name in ("One", "Two"))
    longer = lay_out(SHORT.format("Three").replace("<body>", "<body><p style='break-after: page'>More</p>"), "Three")
    letters: list[bytes | tuple[bytes, ...]] = [(one, one), (longer, one), (one, longer), (longer, longer), two]

    duplex = list(bundle.bind(letters, "A run", partial(out, tmp_path), duplex=True))
    path = tmp_path / "run-1.pdf"

    assert duplex == [Location(1, 1, 2), Location(1, 3, 4), Location(1, 7, 4), Location(1, 11, 4), Location(1, 15, 2)]
    assert pdf_tools.pages(path) == 16
    assert pdf_tools.vera([path]) == {path: []}
    assert [*bundle.bind(letters[:2], "A run", partial(out, tmp_path))] == [Location(1, 1, 2), Location(1, 3, 3)]


@pytest.mark.slow
def test_a_long_run_goes_into_several_files(tmp_path: Path, cover: bytes) -> None:
    """Each is whole and valid; what comes first is in the first, what comes last in the last."""
    some = pressed(map(numbered, range(5)))

    placed = list(bundle.bind(some, "A run", partial(out, tmp_path), front=[cover], back=[cover], most=2))
    paths = [tmp_path / f"run-{number}.pdf" for number in (1, 2, 3)]

    assert placed == [Location(1, 2, 2), Location(1, 4, 2), Location(2, 1, 2), Location(2, 3, 2), Location(3, 1, 2)]
    assert [*map(pdf_tools.pages, paths)] == [5, 4, 3]
    assert pdf_tools.vera(paths) == {path: [] for path in paths}


@pytest.mark.slow
def test_a_run_without_tags_is_smaller(tmp_path: Path, letters: list[bytes], cover: bytes) -> None:
    """It is PDF/A-3u, looks the same, and says that it has no tags."""
    many = [*letters, *pressed(map(numbered, range(100, 140)))]
    (tmp_path / "tagged").mkdir()
    list(bundle.bind(many, "A run", partial(out, tmp_path), tagged=False, back=[cover]))
    list(bundle.bind(many, "A run", partial(out, tmp_path / "tagged"), back=[cover]))
    path, tagged = tmp_path / "run-1.pdf", tmp_path / "tagged" / "run-1.pdf"

    assert pdf_tools.vera([path], ["PDFA-3U"]) == {path: []}
    assert pdf_tools.qpdf_check(path) == []
    assert pdf_tools.info(path)["Tagged"] == "no"
    assert pdf_tools.text(path) == pdf_tools.text(tagged)
    assert pdf_tools.picture(path, page=9) == pdf_tools.picture(tagged, page=9)
    assert path.stat().st_size < tagged.stat().st_size * 0.8


@pytest.mark.slow
def test_many_letters_of_many_kinds_keep_their_numbers_apart(tmp_path: Path, letters: list[bytes]) -> None:
    """Numbers of four and five digits, and a file of more objects than letters have: all is found again."""
    rows = "".join(f"<tr><td>{row}</td><td>UB-{row}</td></tr>" for row in range(400))
    long = lay_out(COVER.replace("<tbody>", f"<tbody>{rows}"), "a long list")
    many = chain(letters, pressed(map(numbered, range(100))), [long], letters)

    list(bundle.bind(many, "A run", partial(out, tmp_path)))
    path = tmp_path / "run-1.pdf"

    assert pdf_tools.vera([path]) == {path: []}
    assert pdf_tools.qpdf_check(path) == []
    assert "Acmé 99 (fi)" in pdf_tools.text(path)


def test_no_letter_makes_no_file(tmp_path: Path) -> None:
    """There is no empty run; a run of front matter alone is one."""
    assert [*bundle.bind([], "A run", partial(out, tmp_path))] == []
    assert [*tmp_path.iterdir()] == []
    assert [*bundle.bind([], "A run", partial(out, tmp_path), front=[lay_out(COVER, "the cover")])] == []
    assert pdf_tools.pages(tmp_path / "run-1.pdf") == 1


def test_a_run_that_stops_leaves_no_half_file(tmp_path: Path) -> None:
    """Only whole files keep their names."""

    def some() -> Iterator[bytes]:
        yield struck(numbered(1))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        list(bundle.bind(some(), "A run", partial(out, tmp_path)))
    assert [*tmp_path.iterdir()] == []


MEASURE = """
import pickle, sys
from contextlib import nullcontext
from dataclasses import replace
from unbroker.paper.press import bundle, press
made = pickle.load(sys.stdin.buffer)
class Nowhere:
    def write(self, content): pass
def many():
    for number in range(int(sys.argv[1])):
        name = f"UB-{number:08}.1"
        yield replace(made, letter=name, fields={**made.fields, "letter": name, "to1": f"ACME {number} INC"})
printed = (printed.pdf for printed in press.strike(many()))
assert sum(1 for _ in bundle.bind(printed, "A run", lambda _: nullcontext(Nowhere()))) == int(sys.argv[1])
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.slow
def test_memory_does_not_grow_with_the_run() -> None:
    """Ten thousand letters take little more than two thousand, which fill one file."""
    few, many = (peak(number) for number in (2_000, 10_000))

    assert many < few + 10_000
    assert many < 150_000


def peak(number: int) -> int:
    """The most memory that a run of so many letters holds, in kilobytes."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(number)], input=pickle.dumps(letter()), capture_output=True, check=True
    )
    return int(done.stdout)
