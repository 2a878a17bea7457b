"""`mail post --test-sheet`, `mail labels` and `mail certificate`, as somebody types them."""

import json
from pathlib import Path

import pdf_tools
import pytest
from conftest import Cli

OWN = """
- slug: acme
  name: Acme
  kind: other
  country: US
  channels:
    - post: {street: [1 Main St], city: Reno, region: NV, postal_code: "10001", country: US}
      source: their page
      tier: C
- slug: bell
  name: Bell
  kind: other
  country: US
  channels:
    - post: {street: [2 Main St], city: Reno, region: NV, postal_code: "89501", country: US}
      source: their page
      tier: C
"""


@pytest.fixture
def mine(californian: Path) -> Path:
    """A Californian's folder with two brokers of her own, one of them without a true postal code."""
    (californian / "brokers.yaml").write_text(OWN)
    return californian


def test_a_test_sheet_is_written_and_says_where_the_nudge_goes(cli: Cli, mine: Path) -> None:
    """For the sheet that letters would be on, and for any other."""
    said = cli("mail", "post", "--test-sheet", folder=mine)

    assert said.code == 0
    assert (mine / "outbox/test-us-10.pdf").exists()
    assert "settings.yaml: nudge: {x: 0.0, y: 0.0}" in said.err
    named = json.loads(cli("mail", "post", "--test-sheet", "--sheet", "uk-dl", "--json", folder=mine).out)
    assert named == {"sheet": "uk-dl", "nudge": {"x": 0, "y": 0}, "path": str(mine / "outbox/test-uk-dl.pdf")}


@pytest.mark.slow
def test_a_test_sheet_writes_no_event(cli: Cli, mine: Path) -> None:
    """It is paper to hold, not a letter."""
    cli("mail", "post", "--test-sheet", folder=mine)

    assert json.loads(cli("status", "--json", folder=mine).out) == []


@pytest.mark.slow
def test_a_nudge_out_of_the_window_stops_the_mailing_before_anything_is_sealed(cli: Cli, mine: Path) -> None:
    """And the test sheet, and is an error of `check`."""
    (mine / "settings.yaml").write_text("nudge: {x: 0, y: 9}\n")
    wrong = "moves the address of us-10 out of the window (a nudge corrects a few millimetres)"

    for words in (("mail", "post", "--single", "bell"), ("mail", "post", "--test-sheet"), ("check",)):
        said = cli(*words, folder=mine)
        assert said.code == 1
        assert wrong in said.err + said.out
    assert json.loads(cli("status", "--json", folder=mine).out) == []


@pytest.mark.slow
def test_a_doubtful_nudge_is_said_and_does_not_stop(cli: Cli, mine: Path) -> None:
    """The printer may miss by as much; what is sealed is moved by it."""
    cli("mail", "post", "--single", "bell", folder=mine, today="2026-11-20")
    (mine / "settings.yaml").write_text("nudge: {x: 2, y: -2}\n")

    said = cli("mail", "post", "--test-sheet", folder=mine)

    assert said.code == 0
    assert "to where the window can cut it off" in said.err
    assert cli("check", folder=mine).code == 1, "for the postal code alone"
    assert "settings.yaml:1: the nudge of 2 mm to the right and -2 mm down" in cli("check", folder=mine).out


@pytest.mark.slow
def test_a_letter_is_sealed_with_the_nudge(cli: Cli, mine: Path) -> None:
    """By post; the address stands where the printer will put it right."""
    found = []
    for settings in ("per_day: 40\n", "nudge: {x: 1, y: -2}\n"):
        (mine / "settings.yaml").write_text(settings)
        cli("letters", "bell", "--by", "post", "--out", mine / "out", folder=mine)
        (path,) = (mine / "out").glob("bell-*.pdf")
        found.append(next(word for word in pdf_tools.words(path) if word.text == "BELL"))

    assert round((found[1].x0 - found[0].x0) * 25.4 / 72, 2) == 1
    assert round((found[1].y0 - found[0].y0) * 25.4 / 72, 2) == -2


@pytest.mark.slow
def test_a_postal_code_that_there_is_not_gets_no_letter_and_the_others_are_made(cli: Cli, mine: Path) -> None:
    """It is named, with its line, and counted; `check` has said so before."""
    said = cli("mail", "post", "--single", "acme", "bell", folder=mine)

    wrong = "there is no postal code '10001' in Nevada"
    assert said.code == 1
    assert f"acme: nothing can be posted to 1 Main St, Reno, NV 10001: {wrong}" in said.err
    assert "1 letter sealed and ready to print; 1 left out" in said.err
    assert [path.name.partition("-")[0] for path in (mine / "outbox").glob("*.pdf")] == ["bell"]
    assert f"brokers.yaml:7: broker 'acme': {wrong}" in cli("check", folder=mine).out


def test_labels_are_made_of_a_run_of_cases_and_of_brokers(cli: Cli, mine: Path) -> None:
    """Of a run that is sealed, of a letter in it, of all that waits, and of a broker who gets a letter yet."""
    cli("mail", "post", "--single", "bell", folder=mine)

    for name in (["post-2026-11-22"], ["bell"], []):
        said = cli("mail", "labels", *name, "--start", "30", "--json", folder=mine)
        (one,) = json.loads(said.out)
        assert (one["broker"], one["result"], one["sheet"], one["position"]) == ("bell", "made", 1, 30)
    words = [word.text for word in pdf_tools.words(mine / "outbox/labels-5160.pdf")]
    assert words == ["BELL", "2", "MAIN", "ST", "RENO", "NV", "89501"]
    assert cli("mail", "labels", "spokeo", "--labels", "L7160", "--out", mine / "x.pdf", folder=mine).code == 0
    assert (mine / "x.pdf").exists()


@pytest.mark.slow
def test_labels_of_a_run_that_has_left_can_be_made(cli: Cli, mine: Path) -> None:
    """Somebody may find only then that the envelopes have no windows."""
    cli("mail", "post", "--single", "bell", folder=mine)
    cli("mail", "left", "post-2026-11-22", folder=mine)

    assert cli("mail", "labels", "post-2026-11-22", "--all", folder=mine).code == 0
    assert "no letter is waiting to leave by post" in cli("mail", "labels", folder=mine).err


@pytest.mark.slow
def test_a_label_that_cannot_be_is_named_and_the_others_are_made(cli: Cli, mine: Path) -> None:
    """As letters."""
    said = cli("mail", "labels", "acme", "bell", folder=mine)

    assert said.code == 1
    assert (
        "acme: nothing can be posted to 1 Main St, Reno, NV 10001: there is no postal code '10001' in Nevada"
        in said.err
    )
    assert "1 label on 1 sheet, 1 failed" in said.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        (("nobody",), "there is no letter, run or case 'nobody'"),
        (("bell", "--labels", "516"), "there is no sheet of labels '516' (did you mean '5163'?)"),
        (("bell", "--start", "31"), "5160 has 30 labels: --start 31 is not one of them (count row by row from 1)"),
    ],
)
def test_a_mistaken_name_is_said(cli: Cli, mine: Path, words: tuple[str, ...], wrong: str) -> None:
    """With what there is."""
    said = cli("mail", "labels", *words, folder=mine)

    assert said.code == 1
    assert wrong in said.err


@pytest.mark.slow
def test_a_list_for_the_post_office_has_each_letter(cli: Cli, mine: Path) -> None:
    """With the sender, the addressee, the address and the postage; the carrier's number once there is one."""
    cli("mail", "post", "--single", "bell", folder=mine)

    said = cli("mail", "certificate", "post-2026-11-22", "--postage", "0.78", folder=mine)

    path = mine / "outbox/certificate.pdf"
    text = " ".join(pdf_tools.text(path, layout=True).split())
    assert said.code == 0
    assert "Bell 2 MAIN ST, RENO NV 89501 0.78" in text
    assert "Postmark with date of receipt" in text
    assert pdf_tools.vera([path]) == {path: []}
    said = cli("mail", "certificate", "--json", folder=mine)
    assert json.loads(said.out) == {"letters": 1, "path": str(path)}
