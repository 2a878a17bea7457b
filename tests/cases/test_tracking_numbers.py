"""Letters leave with the carrier's numbers: each number for one letter, all recorded or none."""

import csv
import io
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from household import Home, household

from unbroker import cli
from unbroker.cases import tracking_numbers
from unbroker.ledger.sqlite import SqliteLedger

RUN = "post-2026-11-23"
NUMBER, OTHER = "9407111899564567890123", "RR123456785US"


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose run of three letters waits."""
    path = household(tmp_path_factory.mktemp("waiting") / "home")
    assert cli.run(["mail", "post", "--by", "post", "--today", "2026-11-23", "--folder", str(path)]) == 0
    return path


@pytest.fixture
def home(waiting: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it."""
    return Home(shutil.copytree(waiting, tmp_path / "home"), capsys)


def letters(home: Home) -> dict[str, str]:
    """The letter of each broker."""
    text = (home.path / "outbox" / RUN / "manifest.csv").read_text(encoding="utf-8-sig")
    return {row["broker"]: row["letter"] for row in csv.DictReader(io.StringIO(text))}


def sent(home: Home) -> dict[str | None, str | None]:
    """The number of each letter that left."""
    events = SqliteLedger(home.path / "ledger.sqlite").read(kinds=["sent"])
    return {event.letter: event.fact("tracking") for event in events}


def table(home: Home, *lines: str) -> str:
    """A file of numbers; its path."""
    path = home.path / "numbers.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def leaving(home: Home) -> list[str]:
    """The command that takes numbers from whoever calls it."""
    command = [sys.executable, "-m", "unbroker", "mail", "left", RUN, "--tracking", "-", "--today", "2026-11-23"]
    return [*command, "--folder", str(home.path)]


def test_numbers_of_a_table(home: Home) -> None:
    """A letter is named by itself, by its reference or by its broker; one without a number leaves, too."""
    known = letters(home)
    path = table(
        home, "Letter;Tracking", f"{known['acme']};{NUMBER}", f"{known['bolt'][:-2].lower()};rr 123 456 785 us"
    )
    code, out, err = home.call("mail", "left", RUN, "--tracking", path)

    assert code == 0
    assert sent(home) == {known["acme"]: NUMBER, known["bolt"]: OTHER, known["cask"]: None}
    assert f"{known['acme']} left on 2026-11-23, tracking number {NUMBER}\n" in out
    assert err == (
        "left: 3 letters, 1 of them without a tracking number; `unbroker due` says what comes next\n"
        f"a mistake? `unbroker mail left {RUN} --undo` takes it back\n"
    )


def test_the_manifest_filled_in(home: Home) -> None:
    """Its last column takes the numbers, and its other columns do no harm."""
    path = home.path / "outbox" / RUN / "manifest.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], lines[1] + NUMBER, *lines[2:]]), encoding="utf-8")
    home.json("mail", "left", RUN, "--tracking", str(path))

    assert [number for number in sent(home).values() if number] == [NUMBER]


def test_numbers_are_pasted(home: Home) -> None:
    """A letter and its number on each line, with spaces as carriers print them."""
    known = letters(home)
    said = f"acme 9407 1118 9956 4567 8901 23\n\n{known['bolt']}, {OTHER}\n"
    subprocess.run(leaving(home), input=said, text=True, check=True, capture_output=True)

    assert sent(home) == {known["acme"]: NUMBER, known["bolt"]: OTHER, known["cask"]: None}


def test_numbers_are_asked_for_at_a_terminal(home: Home) -> None:
    """Letter by letter in the order of the manifest; no answer is not a number."""
    leader, follower = pty.openpty()
    with subprocess.Popen(leaving(home), stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.write(leader, f"{NUMBER}\n\n{OTHER}\n".encode())
        _, err = process.communicate(timeout=60)
    os.close(leader)
    os.close(follower)

    assert process.returncode == 0, err
    assert f"{letters(home)['acme']} to Acme Data".encode() in err
    assert [*sent(home).values()] == [NUMBER, None, OTHER]


def test_a_number_that_is_used_twice_is_refused_with_both_letters(home: Home) -> None:
    """Nothing is recorded, not even the letters that have a number of their own."""
    known = letters(home)
    said = home.fails(
        "mail", "left", RUN, "--tracking", table(home, f"acme,{NUMBER}", f"bolt,{NUMBER}", f"cask,{OTHER}")
    )

    assert said == (
        f"{home.path}/numbers.csv:2: the number {NUMBER} is used twice, for {known['acme']} and for {known['bolt']}"
        " (each letter has a number of its own)\n"
    )
    assert sent(home) == {}


def test_a_number_of_a_letter_that_left_before_is_refused(home: Home) -> None:
    """It may be used again once that departure was taken back."""
    known = letters(home)
    home.json("mail", "left", "acme", "--tracking", table(home, f"acme {NUMBER}"))
    again = table(home, f"bolt {NUMBER}")
    said = home.fails("mail", "left", "bolt", "--tracking", again)
    number = next(event["seq"] for event in home.json("show", "acme")["events"] if event["kind"] == "sent")
    home.json("track", "acme", "void", str(number))
    home.json("mail", "left", "bolt", "--tracking", again)

    assert f"is used twice, for {known['acme']} and for {known['bolt']}" in said
    assert sent(home)[known["bolt"]] == NUMBER


def test_all_that_is_wrong_is_said_at_once(home: Home) -> None:
    """Each with its line and what to do; nothing is recorded."""
    lines = [
        "letter,number",
        f"acne,{NUMBER}",
        "bolt,9.40711E+21",
        f",{OTHER}",
        "cask,soon",
        f"acme,{OTHER}",
        f"acme,{NUMBER}",
    ]
    said = home.fails("mail", "left", RUN, "--tracking", table(home, *lines)).splitlines()

    assert [line.removeprefix(f"{home.path}/numbers.csv:") for line in said] == [
        "3: 9.40711E+21 was rounded by a spreadsheet (format the column as text, and enter it again)",
        f"4: the number {OTHER} has no letter (write the letter, its reference or the broker before it)",
        "5: 'soon' is not a tracking number (6 to 40 letters and digits; spaces do not count)",
        "2: acne: no letter with that name is waiting to leave (did you mean 'acme'?)",
        f"7: {letters(home)['acme']} has two numbers, {OTHER} and {NUMBER} (remove one of them)",
    ]
    assert sent(home) == {}


def test_a_broker_with_two_letters_is_named(home: Home) -> None:
    """A household writes to one broker twice; the number wants the letter."""
    path = home.path / "profile.yaml"
    text = path.read_text(encoding="utf-8")
    other = text.partition("people:\n")[2].replace("- name: Sam Specimen", "- name: Kim Specimen\n    slug: kim")
    path.write_text(text + other, encoding="utf-8")
    home.json("people", "agree", "kim")
    home.json("mail", "post", "acme")
    said = home.fails("mail", "left", RUN, "--tracking", table(home, f"acme {NUMBER}"))

    assert "acme has several letters that leave: UB-" in said
    assert "(name the letter)" in said


def test_an_empty_file_is_named(home: Home) -> None:
    """It says what to write."""
    said = home.fails("mail", "left", RUN, "--tracking", table(home, ""))

    assert said == f"{home.path}/numbers.csv: is empty (write a letter and its number on each line)\n"


def test_a_run_that_was_never_made_is_named(home: Home) -> None:
    """With the one that was probably meant, or those that wait."""
    near = home.fails("mail", "left", "post-2026-11-24")
    far = home.fails("mail", "left", "email-1999-01-01")

    assert near == f"unbroker: there is no run 'post-2026-11-24' (did you mean '{RUN}'?)\n"
    assert far.startswith("unbroker: there is no run 'email-1999-01-01' (")


def test_a_run_that_has_left_is_named_with_its_day(home: Home) -> None:
    """A letter of it likewise, and nothing waits any more."""
    home.json("mail", "left", RUN)
    for name, letters_that_left in ((RUN, "3 letters"), ("acme", "1 letter")):
        hint = f"(a mistake? `unbroker mail left {name} --undo`)"
        refused = home.fails("mail", "left", name)

        assert refused == f"unbroker: {name} has already left, {letters_that_left} on 2026-11-23 {hint}\n"
    assert home.fails("mail", "left", "post-2026-11-30") == (
        "unbroker: there is no run 'post-2026-11-30' (nothing waits: `unbroker mail post` seals letters)\n"
    )


def test_show_has_the_number(home: Home) -> None:
    """For people and as JSON."""
    home.json("mail", "left", "acme", "--tracking", table(home, f"acme {NUMBER}"))
    _, out, _ = home.call("show", "acme")

    assert f"tracking number {NUMBER}" in out
    assert [one["tracking"] for one in home.json("show", "acme")["letters"]] == [NUMBER]


def test_the_carriers_proof_starts_the_clock(home: Home) -> None:
    """From the run that left to the day on which the answer is due, reckoned from the receipt."""
    home.json(
        "mail", "left", RUN, "--on", "2026-11-24", "--tracking", table(home, f"acme {NUMBER}"), today="2026-11-25"
    )
    assumed = home.json("show", "acme/delete", today="2026-11-30")["cases"][0]
    home.json("track", "acme", "received", "--proof", "carrier", "--on", "2026-11-27", today="2026-11-30")
    proven = home.json("show", "acme/delete", today="2026-11-30")["cases"][0]

    assert (assumed["proof"], proven["proof"]) == ("assumed", "carrier")
    assert (proven["sent"], proven["received"]) == ("2026-11-24", "2026-11-27")
    assert proven["due_legal"] == "2027-01-11"
    assert assumed["due_legal"] > proven["due_legal"]


@pytest.mark.parametrize("text", ["acme 123456", "acme,123456", "acme\t123 456", "broker,number\nacme,123456"])
def test_a_line_is_a_name_and_a_number(text: str) -> None:
    """However they are parted."""
    (told,), problems = tracking_numbers.read(text, "x")

    assert problems == []
    assert (told.name, told.number) == ("acme", "123456")


def test_a_manifest_that_excel_saved_is_read() -> None:
    """In Windows' encoding, with its own separator; how it was read is told, and is no error."""
    (told,), (remark,) = tracking_numbers.read("letter;broker;tracking\r\nUB-1.1;Zoë;123 456\r\n".encode("cp1252"), "x")

    assert (told.name, told.number) == ("UB-1.1", "123456")
    assert (remark.severity, str(remark).partition(" (")[0]) == (
        "warning",
        "x: is not UTF-8 and is read as Windows-1252",
    )
