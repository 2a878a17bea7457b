"""Print services: what is handed to one has been measured, and says no to what is out of its place."""

import csv
import json
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pdf_tools
import pytest
from conftest import Cli
from made_up import draft, packaged_laws, person, templates

from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UnknownName
from unbroker.paper import measure, service, sheet
from unbroker.paper.page import address_lines, set_out
from unbroker.paper.pdf import lay_out
from unbroker.paper.service import Value
from unbroker.writing import languages
from unbroker.writing.letter import compose

POINTS = 72 / 25.4
SERVICES = service.load()
SHEETS = sheet.load()
OWN = """
- slug: bell
  name: Bell
  kind: other
  country: US
  channels:
    - post: {street: [2 Main St, Suite 4], city: Reno, region: NV, postal_code: "89501", country: US}
      source: their page
      tier: C
- slug: glocke
  name: Glocke
  kind: other
  country: DE
  channels:
    - post: {street: [Weg 1], city: Berlin, postal_code: "10115", country: DE}
      source: their page
      tier: C
"""
THIRD = """
title: Third
sheet: din-5008-b
address: {left: 20, top: 62, width: 85, height: 28}
clear:
  - {left: 120, top: 0, width: 90, height: 40}
edge: 4
manifest:
  file: third.csv
  columns:
    - {name: to, value: recipient}
    - {name: file, value: file}
    - {name: colour, text: none}
"""


@pytest.fixture
def mine(californian: Path) -> Path:
    """A Californian's folder, a printer that misses, and two brokers."""
    (californian / "brokers.yaml").write_text(OWN)
    (californian / "settings.yaml").write_text("nudge: {x: 3, y: 3}\n")
    return californian


def made(name: str) -> tuple[bytes, tuple[str, ...]]:
    """A letter on a sheet, and the lines of its address."""
    law = packaged_laws()["gdpr"]
    letter = compose(draft(law, law.first_letter, by="post", sender=person("DE")), templates())
    page = set_out(letter, SHEETS[name], templates())
    return lay_out(page.html, page.letter), address_lines(letter, SHEETS[name], languages.get())


def faults(name: str, on: str) -> list[str]:
    """What speaks against a letter on a sheet for a service."""
    pdf, lines = made(on)
    return [*service.faults(SERVICES[name], pdf, SHEETS[SERVICES[name].sheet].page.box, lines)]


@pytest.mark.parametrize("name", SERVICES)
def test_a_letter_on_the_services_own_sheet_has_no_fault(name: str) -> None:
    """Its address is in its zone, what must be clear is clear, and so are the edges."""
    assert faults(name, SERVICES[name].sheet) == []


def test_a_letter_on_another_sheet_is_refused() -> None:
    """The measuring does say no: to an address in the wrong place, to ink in a clear zone and on the edge."""
    lob = faults("lob", "us-10")
    assert any("is where Lob prints its own marks" in said for said in lob)
    pingen = faults("pingen", "sn-right")
    assert any(said.startswith("the address zone of Pingen holds ''") for said in pingen)
    own = "is where Pingen prints its own marks"
    assert any("'Sam Specimen · " in said and own in said for said in faults("pingen", "din-5008-b"))
    assert any("page 1 is 216 × 279 mm" in said for said in faults("pingen", "us-10"))
    assert "a line or picture is too close to the edge of page 1" in faults("pingen", "uk-dl")


def test_a_file_that_is_too_much_is_refused() -> None:
    """Too many pages, too many bytes."""
    pdf, lines = made("pingen")
    small = SERVICES["pingen"].model_copy(update={"most_pages": 1, "most_bytes": 10})

    said = [*service.faults(small, pdf, SHEETS["pingen"].page.box, lines)]
    assert said[0] == f"it has {pdf_tools_pages(pdf)} pages, and Pingen takes at most 1"
    assert said[1] == f"it has {len(pdf)} bytes, and Pingen takes at most 10"


def pdf_tools_pages(pdf: bytes) -> int:
    """How many pages a file has."""
    return len(measure.measure(pdf))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["us-10", "us-10-double", "pingen"])
def test_the_measure_finds_each_line_where_poppler_does(tmp_path: Path, name: str) -> None:
    """To a tenth of a millimetre, and all of them."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(made(name)[0])

    for number, page in enumerate(measure.measure(path.read_bytes()), 1):
        words = pdf_tools.words(path, number)
        lines = [mark for mark in page.marks if mark.text]
        said = "".join(mark.text for mark in lines).replace(" ", "")
        assert sorted(said) == sorted("".join(word.text for word in words))
        found = [(word, mark) for word in words for mark in lines if word.text in mark.text.split()]
        near = [
            mark.box.left - 0.1 <= word.x0 / POINTS
            and word.x1 / POINTS <= mark.box.right + 0.1
            and abs(word.y0 / POINTS - mark.box.top) < 0.1
            and abs(word.y1 / POINTS - mark.box.bottom) < 0.1
            for word, mark in found
        ]
        placed = {word for (word, _), is_near in zip(found, near, strict=True) if is_near}
        assert len(placed) > 0.8 * len(words)


def test_fonts_are_read_from_the_file() -> None:
    """All of a letter's are in it."""
    found = measure.fonts(made("us-10")[0])

    assert {font.type for font in found} == {"Type0"}
    assert all(font.embedded for font in found)


def test_letters_for_lob_are_copied_with_their_list(cli: Cli, mine: Path) -> None:
    """As they are sealed, without the nudge; one to another country is not even sealed."""
    said = cli("mail", "post", "bell", "glocke", "--service", "lob", folder=mine)

    folder = mine / "outbox/post-2026-11-22-lob"
    (path,) = folder.glob("*.pdf")
    with (folder / "lob.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert said.code == 1
    assert "brokers.yaml:15: broker 'glocke': Lob mails to US only" in said.err
    assert "1 letter measured and copied for Lob, 1 failed" in said.err
    assert row["name"] == "Bell"
    assert (row["address_line1"], row["address_line2"]) == ("2 Main St, Suite 4", "")
    assert (row["address_city"], row["address_state"], row["address_zip"]) == ("Reno", "NV", "89501")
    assert (row["metadata_file"], row["metadata_sha256"]) == (path.name, sha256(path.read_bytes()).hexdigest())
    assert {one["broker"] for one in json.loads(cli("status", "--json", folder=mine).out)} == {"bell"}
    assert path.read_bytes() in [one.read_bytes() for one in (mine / "evidence").iterdir()]


@pytest.mark.slow
def test_a_second_call_copies_the_same_bytes(cli: Cli, mine: Path) -> None:
    """What is sealed for a service stays as it is."""
    cli("mail", "post", "bell", "--service", "lob", folder=mine)
    folder = mine / "outbox/post-2026-11-22-lob"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    again = cli("mail", "post", "bell", "--service", "lob", folder=mine, today="2026-11-23")

    assert again.code == 0
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_letters_for_pingen_go_everywhere_with_its_attributes(cli: Cli, mine: Path) -> None:
    """One object for each letter, and nothing that sends by itself."""
    said = json.loads(cli("mail", "post", "bell", "glocke", "--service", "pingen", "--json", folder=mine).out)

    (listed,) = (mine / "outbox").glob("*/pingen.json")
    objects = json.loads(listed.read_text())
    assert {one["result"] for one in said} == {"placed"}
    assert [one["data"]["type"] for one in objects] == ["letters", "letters"]
    assert all(one["data"]["attributes"]["auto_send"] is False for one in objects)
    assert {one["data"]["attributes"]["file_original_name"] for one in objects} == {
        Path(one["path"]).name for one in said
    }


@pytest.mark.slow
def test_letters_on_another_sheet_are_left_where_they_are(cli: Cli, mine: Path) -> None:
    """They were sealed for one's own envelopes."""
    (mine / "settings.yaml").write_text("per_day: 40\n")
    cli("mail", "post", "bell", folder=mine)

    said = cli("mail", "post", "glocke", "--service", "pingen", folder=mine)

    assert said.code == 0
    assert "1 letter measured and copied for Pingen" in said.err
    assert "1 letter that Pingen does not have waits, too" in said.err


@pytest.mark.slow
def test_a_third_service_is_a_file(cli: Cli, mine: Path) -> None:
    """In one's own letters; what it asks is measured as for the others, and a letter that lacks it is named."""
    (mine / "letters/sheet/service").mkdir(parents=True)
    path = mine / "letters/sheet/service/third.yaml"
    path.write_text(THIRD)
    good = cli("mail", "post", "bell", "--service", "third", folder=mine)
    (listed,) = (mine / "outbox").glob("*/third.csv")
    (pdf,) = (mine / "outbox").glob("*/*.pdf")
    assert good.code == 0
    assert listed.read_text().splitlines() == ["to,file,colour", f"Bell,{pdf.name},none"]

    path.write_text(THIRD.replace("{left: 120, top: 0", "{left: 20, top: 98"))
    bad = cli("mail", "post", "bell", "--service", "third", folder=mine)

    assert bad.code == 1
    assert "to bell: 'November 22, 2026' is where Third prints its own marks" in bad.err
    assert listed.read_text().splitlines() == ["to,file,colour"]
    assert not pdf.exists()


def test_a_service_that_is_not_there_is_named(cli: Cli, mine: Path) -> None:
    """With those that are."""
    with pytest.raises(UnknownName, match="there is no print service 'lab'"):
        service.choose(SERVICES, "lab")
    said = cli("mail", "post", "bell", "--service", "lab", folder=mine)
    assert said.code == 1
    assert "did you mean 'lob'?" in said.err


@pytest.mark.slow
def test_a_dry_run_seals_nothing_for_a_service_either(cli: Cli, mine: Path) -> None:
    """It shows the plan."""
    assert cli("mail", "post", "bell", "--service", "lob", "--dry-run", folder=mine).code == 0
    assert json.loads(cli("status", "--json", folder=mine).out) == []


def test_a_faulty_file_is_named(tmp_path: Path) -> None:
    """With its line."""
    (tmp_path / "sheet/service").mkdir(parents=True)
    (tmp_path / "sheet/service/third.yaml").write_text(THIRD.replace("edge: 4", "edge: far"))

    with pytest.raises(ProblemsFound, match=r"third\.yaml:7: 'edge' is not a number: 'far'"):
        service.load([tmp_path, files.packaged("letters")])


@pytest.mark.parametrize(
    ("recipient", "columns", "wrong"),
    [
        ("Acme", ("Acme", ""), []),
        ("Acme Data Services International Holdings LLC", ("Acme Data Services International", "Holdings LLC"), []),
        ("Acme " * 20, None, ["is too long for 'company', which takes 40 characters"]),
        ("A" * 41, None, ["is too long for 'name', which takes 40 characters"]),
    ],
)
def test_a_long_value_is_parted_or_refused(recipient: str, columns: tuple[str, str] | None, wrong: list[str]) -> None:
    """At spaces, over as many columns as there are for it."""
    empty = dict.fromkeys(get_args(Value), "x")
    made_of, said = service.row(SERVICES["lob"], {**empty, "recipient": recipient.strip()})

    assert columns is None or (made_of["name"], made_of["company"]) == columns
    assert [any(word in one for one in said) for word in wrong] == [True] * len(wrong)
    assert bool(said) == bool(wrong)
