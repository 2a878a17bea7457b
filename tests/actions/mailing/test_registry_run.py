"""The registry in one print run, whole on one sheet and a tenth on the others: what was sealed the windows show."""

import html
import re
from datetime import date
from pathlib import Path

import pdf_tools
import pytest
import windows
from household import manifest_of
from pdf_tools import WORD, Word
from shares import tenth

from unbroker import cli, folder
from unbroker.actions import new_folder
from unbroker.demo import people
from unbroker.paper.page import address_lines
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection
from unbroker.writing import languages
from unbroker.writing.letter import compose, return_lines

DAY, WHOLE = date(2026, 11, 22), "us-10"


def slug(item: PlannedLetter) -> str:
    """The broker of a letter."""
    return item.draft.request.broker.slug


def pages(path: Path) -> list[list[Word]]:
    """The words of each page."""
    text = pdf_tools.run("pdftotext", "-bbox-layout", str(path), "-").stdout.decode()
    return [
        [
            Word(float(x0), float(y0), float(x1), float(y1), html.unescape(word))
            for x0, y0, x1, y1, word in WORD.findall(page)
        ]
        for page in text.split("<page ")[1:]
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", windows.with_windows())
def test_the_registry_in_one_run(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each letter begins where the manifest says, on a front, and shows its address and nothing else at every shift."""
    home = tmp_path / "mine"
    folder.make(home, people.PROFILE, new_folder.SETTINGS)
    own = folder.open_folder(home)
    selection = Selection(everything=True, courtesy=True, by="post", sheet=name, despite_drop=True)
    items = plan(own.basis(own.records.read_cases()), selection, DAY).letters
    assert len(items) > 350
    some = None if name == WHOLE else {*tenth([*dict.fromkeys(map(slug, items))], name)}
    if some is not None:  # a company's sites stand in another letter where not all of them are named
        named = Selection(brokers=tuple(sorted(some)), by="post", sheet=name, despite_drop=True)
        items = plan(own.basis(own.records.read_cases()), named, DAY).letters
    expected = {}
    for item in items:
        letter, sheet = compose(item.draft, own.templates), item.sheet
        assert sheet is not None
        sender = [letter.draft.sender.name, *return_lines(letter.draft)]
        line = " · ".join(sender).split() if sheet.return_line else []
        address = " ".join(address_lines(letter, sheet, languages.get())).split()
        expected[item.draft.letter] = ([*line, *address], " ".join(sender).split())
    options = ["--despite-drop", "--sheet", name, "--folder", str(home), "--today", str(DAY)]
    code = cli.run(["mail", "post", *(sorted(some) if some else ["--all", "--courtesy", "--by", "post"]), *options])
    run = home / "outbox" / f"post-{DAY}"
    rows, printed = manifest_of(run), pages(run / f"letters-{name}.pdf")

    left_out = capsys.readouterr().err
    # Who names a broker is told which of the two people cannot write to it by post; the rows below leave nobody out.
    assert code == 0 or (some and "no way to write to it by post" in left_out), left_out
    assert {row["letter"] for row in rows} == {*expected}
    assert len(rows) == len(items)
    said = []
    for row in rows:
        words = printed[int(row["page"]) - 1]
        address, sender = expected[row["letter"]]
        said += [f"{row['broker']}: {fault}" for fault in windows.complaints(name, words, address, sender)]
        assert row["letter"] in [word.text for word in words]
        assert int(row["page"]) % 2 == 1
    assert said == []
    assert pdf_tools.qpdf_check(run / f"letters-{name}.pdf") == []
    assert sum(re.fullmatch(r"UB-\w{8}\.\d", word.text) is not None for page in printed[:2] for word in page) == 0
