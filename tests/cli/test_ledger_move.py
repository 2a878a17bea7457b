"""A ledger moves from its folder to an office's server and back: the same numbers, hashes and references."""

from pathlib import Path

import pytest
from household import Home, household
from postgres import Cluster

from unbroker import ledgers
from unbroker.ledger.sqlite import SqliteLedger

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def home(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A folder with a sealed letter and two notes."""
    home = Home(household(tmp_path / "sam"), capsys)
    assert home.call("mail", "email", "acme")[0] == 0
    for word in ("one", "two"):
        assert home.call("track", "acme", "note", "--note", word)[0] == 0
    return home


def test_there_and_back(home: Home, server: Cluster, database: str) -> None:
    """Every command goes on where the ledger is; nothing is left of it where it was."""
    before, salt = home.json("ledger", "verify"), SqliteLedger(home.path / "ledger.sqlite").salt
    case, shown = home.json("status")[0]["case"], home.json("show", "acme")

    moved = home.json("ledger", "move", server.url(database, "eve"), "--office", "office", "--client", "sam-one")

    assert (before["head"], True) == (moved["head"], moved["emptied"])
    assert not [*home.path.glob("ledger.sqlite*")]
    assert before == home.json("ledger", "verify")
    assert (case, salt) == (home.json("status")[0]["case"], ledgers.open_ledger(home.path).salt)
    assert shown == home.json("show", "acme")
    assert home.call("track", "acme", "note", "--note", "three")[0] == 0
    assert home.call("mail", "post", "bolt")[0] == 0
    head = home.json("ledger", "verify")["head"]

    back = home.json("ledger", "move", "folder")

    assert (head, True) == (back["head"], back["emptied"])
    assert "per_day: 40\n" == (home.path / "settings.yaml").read_text()
    assert (head, salt) == (SqliteLedger(home.path / "ledger.sqlite").head, salt)
    assert before["head"] != head
    assert home.call("ledger", "verify", "--head", before["head"])[0] == 0
    assert "sam-one" not in server.office(database).clients()
    words = "SELECT count(content) FROM unbroker.payloads JOIN unbroker.ledgers ON id = ledger WHERE name = 'sam-one'"
    assert "0" == server.sql(database, words).strip()


def test_again_under_the_same_name(home: Home, server: Cluster, database: str) -> None:
    """After it was brought back it can go there again; who may not erase is told what stays."""
    address = server.url(database), "--office", "office", "--client", "sam-two"
    home.json("ledger", "move", *address)
    _, _, said = home.call("ledger", "move", "folder")
    home.json("ledger", "move", *address)

    assert "the server still has what the events say" in said
    assert home.json("ledger", "verify")["whole"]


def test_goes_on_after_an_interruption(home: Home, server: Cluster, database: str) -> None:
    """Where the server has it and the settings do not yet say so, the same call ends what was begun."""
    ledger = SqliteLedger(home.path / "ledger.sqlite")
    server.office(database).create("sam-three", home.path, ledger.salt, ledger.links())

    moved = home.json("ledger", "move", server.url(database), "--office", "office", "--client", "sam-three")

    assert ledger.salt == ledgers.open_ledger(home.path).salt
    assert 1 == server.office(database).clients().count("sam-three")
    assert moved["events"] == ledgers.open_ledger(home.path).length


def test_is_neither_locked_nor_packed_without_its_ledger(home: Home, server: Cluster, database: str) -> None:
    """A copy of the folder alone would lack it."""
    home.json("ledger", "move", server.url(database), "--office", "office", "--client", "sam-four")

    for words in (("lock",), ("pack", str(home.path.parent / "sam.age"))):
        assert "its ledger is on a server" in home.fails(*words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("folder", "the ledger stays where it is: it is in the folder already"),
        ("postgresql://anna:secret@127.0.0.1/x --office office", "settings.yaml:2: 'ledger' contains a password"),
        ("postgresql://db.example.org/x --office office", "'ledger' names a server elsewhere"),
        ("postgresql://127.0.0.1:1/x --office office", "the database of 'ledger:': it cannot be entered"),
        ("SERVER --office office --client taken", "the server has another ledger 'taken' (add --client with another"),
        ("SERVER --office nowhere", "shows you no office 'nowhere'"),
        ("SERVER", "name the office: --office NAME"),
    ],
)
def test_is_refused(home: Home, server: Cluster, database: str, words: str, said: str) -> None:
    """In one sentence, without the address; the ledger stays where it is."""
    if "taken" in words and "taken" not in server.office(database).clients():
        server.office(database).create("taken", home.path, b"1" * 32)
    before = (home.path / "settings.yaml").read_text()

    message = home.fails("ledger", "move", *words.replace("SERVER", server.url(database)).split())

    assert said in message
    assert "secret" not in message
    assert before == (home.path / "settings.yaml").read_text()
    assert home.json("ledger", "verify")["whole"]


def test_settings_with_a_password_are_refused_everywhere(home: Home) -> None:
    """Whoever wrote one into the file is told how it is done, and does not see it again."""
    (home.path / "settings.yaml").write_text("ledger: postgresql://anna:secret@127.0.0.1/x\noffice: office\n")

    for words in ("status", "plan", "check"):
        code, out, err = home.call(words)

        assert 1 == code
        assert "remove it, and name a 'ledger_password_command' that prints it" in out + err
        assert "secret" not in out + err


def test_all_ledgers_of_an_office_are_verified(home: Home, server: Cluster, tmp_path: Path) -> None:
    """Each with its head; one that was changed is named, and the exit code says so."""
    database = server.database()
    for name in ("kim", "lee"):
        server.office(database).create(name, tmp_path, b"1" * 32)
    home.json("ledger", "move", server.url(database), "--office", "office")

    assert {"kim": True, "lee": True, "sam": True} == {
        row["client"]: row["problem"] is None for row in home.json("ledger", "verify", "--all")
    }
    server.sql(database, "UPDATE unbroker.payloads SET content = 'x' WHERE seq = 1")
    assert "sam in the database of 'ledger:': event 1" in home.fails("ledger", "verify", "--all")


def test_the_script_can_be_read_again(server: Cluster) -> None:
    """What is there already stays; a further user is let in."""
    database = server.database()
    server.office(database).create("kept", Path(), b"1" * 32)
    server.sql("postgres", "CREATE ROLE ute LOGIN")
    server.sql(database, ledgers.office_script("office", ("ute",), ()))

    assert ("kept",) == server.office(database, "ute").clients()
