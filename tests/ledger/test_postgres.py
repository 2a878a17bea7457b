"""An office's ledgers: rights keep them append-only, offices do not see each other, and words hide the server."""

import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import CALIFORNIAN
from made_up import new_event
from postgres import Cluster

from unbroker import folder as folders
from unbroker.base.errors import UserError
from unbroker.ledger.postgres import NoClient
from unbroker.ledger.postgres_connection import ServerRefused
from unbroker.ledger.postgres_office import ClientExists, NoOffice, Office
from unbroker.ledger.server import RefusedAddress, Server, parse

pytestmark = pytest.mark.xdist_group("postgres")
AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
NOTE = new_event("note", date(2026, 11, 22), "UB-7F3K2Q8Z", facts={"note": "a word"})


def refused(server: Cluster, database: str, user: str, statement: str) -> str:
    """What psql says of a statement that a user must not run; nothing if it did."""
    words = "psql", "-XqAt", "-h", "127.0.0.1", "-p", str(server.port), "-U", user, "-c", statement, database
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


class TestRights:
    """What the database itself refuses, whatever program asks for it."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE unbroker.events SET kind = 'closed'",
            "DELETE FROM unbroker.events",
            "TRUNCATE unbroker.events",
            "UPDATE unbroker.payloads SET content = NULL",
            "DELETE FROM unbroker.payloads",
            "DELETE FROM unbroker.ledgers",
            "UPDATE unbroker.ledgers SET salt = ''",
            "DELETE FROM unbroker.moved",
            "INSERT INTO unbroker.offices (name, writer, eraser) VALUES ('mine', 'anna', 'anna')",
            "ALTER TABLE unbroker.events DISABLE TRIGGER ALL",
        ],
    )
    def test_a_writer_only_adds(self, server: Cluster, database: str, statement: str) -> None:
        """Neither events nor payloads nor ledgers are changed or deleted."""
        said = refused(server, database, "anna", statement)

        assert "permission denied" in said or "must be owner" in said

    def test_an_eraser_only_empties(self, server: Cluster, database: str) -> None:
        """No other words, no other column."""
        office = server.office(database, "eve")
        office.create("rights", Path(), b"1" * 32).append([NOTE], AT)

        assert "row-level security" in refused(
            server, database, "eve", "UPDATE unbroker.payloads SET content = 'other'"
        )
        assert "permission denied" in refused(server, database, "eve", "UPDATE unbroker.payloads SET seq = 7")
        assert "permission denied" in refused(server, database, "eve", "DELETE FROM unbroker.payloads")

    def test_the_owner_is_stopped_by_a_trigger(self, server: Cluster, database: str) -> None:
        """A slip of the owner changes no event."""
        said = refused(server, database, "owner", "UPDATE unbroker.events SET kind = 'closed'")

        assert "events are never changed" in said

    def test_an_office_sees_its_own_rows_only(self, server: Cluster, database: str) -> None:
        """Otto of another office has rights on the same tables, and sees and adds nothing of this one."""
        anna, otto = server.office(database), server.office(database, "otto", "other")
        anna.create("seen", Path(), b"1" * 32).append([NOTE], AT)
        counts = "SELECT (SELECT count(*) FROM unbroker.events), (SELECT count(*) FROM unbroker.payloads)"
        words = "psql", "-XqAt", "-h", "127.0.0.1", "-p", str(server.port), "-U", "otto", "-c", counts, database
        number = server.sql(database, "SELECT id, office FROM unbroker.ledgers WHERE name = 'seen'").strip()
        ledger, office = number.split("|")

        assert otto.clients() == ()
        assert "0|0" == subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
        with pytest.raises(NoClient):
            server.office(database, "otto").ledger("seen", Path())
        theirs = f"INSERT INTO unbroker.payloads VALUES ({office}, {ledger}, 9, '')"  # noqa: S608 - ours
        assert "row-level security" in refused(server, database, "otto", theirs)

    def test_who_may_not_erase_is_told_so(self, server: Cluster, database: str) -> None:
        """Anna may record; the payload stays."""
        ledger = server.office(database).create("kept", Path(), b"1" * 32)
        ledger.append([NOTE], AT)

        with pytest.raises(ServerRefused, match="you may not do that there"):
            ledger.empty([1])
        assert "a word" == next(ledger.read()).facts.note


class TestWhoRecords:
    """The user of the database stands in each event."""

    def test_is_the_user_who_is_connected(self, server: Cluster, database: str) -> None:
        """Two people record in one ledger, and the hash of each event covers who did."""
        server.office(database).create("by", Path(), b"1" * 32).append([NOTE], AT)
        ledger = server.office(database, "eve").ledger("by", Path())
        ledger.append([NOTE], AT)

        assert ["anna", "eve"] == [event.by for event in ledger.read()]
        server.sql(database, "UPDATE unbroker.payloads SET content = replace(content, 'anna', 'otto')")
        assert "event 1: its payload is not what was written" in str(ledger.verify())

    def test_eight_people_record_at_once(self, server: Cluster, database: str) -> None:
        """Each chain is whole, and nothing is missing."""
        names = ("one", "two")
        for name in names:
            server.office(database).create(name, Path(), b"1" * 32)

        def record() -> None:
            office = server.office(database)
            for number in range(10):
                office.ledger(names[number % 2], Path()).append([NOTE, NOTE], AT)

        threads = [threading.Thread(target=record) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ledgers = [server.office(database).ledger(name, Path()) for name in names]

        assert [80, 80] == [ledger.length for ledger in ledgers]
        assert [None, None] == [ledger.verify() for ledger in ledgers]


class TestTampering:
    """What the owner changes shows."""

    @pytest.mark.parametrize(
        ("statement", "fault"),
        [
            ("DELETE FROM unbroker.payloads WHERE seq = 2", "event 2: its payload is not what was written"),
            ("DELETE FROM unbroker.events WHERE seq = 2", "event 3: event 2 is missing before it"),
            ("UPDATE unbroker.events SET on_day = '2026-01-01' WHERE seq = 2", "event 2: is not what was written"),
        ],
    )
    def test_is_named(
        self, server: Cluster, database: str, request: pytest.FixtureRequest, statement: str, fault: str
    ) -> None:
        """By the number of the first event that does not hold."""
        name = f"tampered-{len(request.node.name)}"
        ledger = server.office(database).create(name, Path(), b"1" * 32)
        ledger.append([NOTE, NOTE, NOTE], AT)
        off, on = (f"ALTER TABLE unbroker.events {way} TRIGGER events_keep;" for way in ("DISABLE", "ENABLE"))
        of_it = f" AND ledger = (SELECT id FROM unbroker.ledgers WHERE name = '{name}');"  # noqa: S608 - ours
        server.sql(database, off + statement + of_it + on)

        hint = "the ledger was changed from outside: restore a copy that passes `unbroker ledger verify`"
        assert f"{name} in the database of 'ledger:': {fault} ({hint})" == str(ledger.verify())


class TestOpening:
    """What is there, and what is not."""

    def test_a_name_is_taken_once(self, server: Cluster, database: str) -> None:
        """Eight who ask for the same name at once: one has it."""
        refusals: list[ClientExists] = []

        def make() -> None:
            try:
                server.office(database).create("once", Path(), b"1" * 32)
            except ClientExists as error:
                refusals.append(error)

        threads = [threading.Thread(target=make) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert 7 == len(refusals)
        assert 1 == server.office(database).clients().count("once")

    def test_of_an_office_that_is_not_ours(self, server: Cluster, database: str) -> None:
        """Nothing is made for another office."""
        with pytest.raises(NoOffice, match="shows you no office 'other'"):
            server.office(database, "anna", "other").create("mine", Path(), b"1" * 32)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"port": 1}, "it cannot be entered"),
        ({"user": "nobody-here"}, "it cannot be entered"),
        ({"database": "nothing-there"}, "it cannot be entered"),
        ({"database": "postgres"}, "it is not ready for unbroker"),
    ],
)
def test_no_message_shows_the_server(server: Cluster, database: str, change: dict[str, str | int], reason: str) -> None:
    """Neither host nor user nor database, and no word of PostgreSQL's own."""
    whole: dict[str, str | int] = {"host": "127.0.0.1", "database": database, "user": "anna", "port": server.port}
    office = Office(Server(**{**whole, **change}), "office")  # type: ignore[arg-type]
    with pytest.raises(UserError) as caught:
        office.clients()

    assert str(caught.value).startswith(f"the database of 'ledger:': {reason} (")
    assert not [
        part for part in ("127.0.0.1", "anna", "nobody", database, "nothing", "FATAL") if part in str(caught.value)
    ]
    assert repr(office.server) == "Server(hidden)"


def test_a_command_prints_the_password(server: Cluster, database: str) -> None:
    """It is asked once for all connections; one that fails is named, and nothing that it printed."""
    parts = Server("127.0.0.1", database, "anna", server.port)

    assert "office-of-nobody" not in Office(parts, "office", "echo secret").clients()
    with pytest.raises(UserError, match=r"'ledger_password_command' of settings\.yaml failed with exit code 3"):
        Office(parts, "office", "sh -c 'echo secret; exit 3'").clients()


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("postgresql://anna@127.0.0.1/unbroker", Server("127.0.0.1", "unbroker", "anna")),
        ("postgresql://localhost:5433/unbroker", Server("localhost", "unbroker", None, 5433)),
        ("postgresql:///unbroker?host=/run/postgresql", Server("/run/postgresql", "unbroker", options=())),
        (
            "postgresql://db.example.org/unbroker?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            Server("db.example.org", "unbroker", options=(("sslmode", "verify-full"), ("sslrootcert", "/etc/ca.pem"))),
        ),
    ],
)
def test_takes_an_address(url: str, server: Server) -> None:
    """Local ones as they are, others with a certificate that is checked."""
    assert server == parse(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://anna:secret@127.0.0.1/unbroker", "contains a password"),
        ("postgresql://127.0.0.1/unbroker?password=secret", "has an option that is not taken"),
        ("postgresql://127.0.0.1/unbroker?hostaddr=192.0.2.1", "has an option that is not taken"),
        ("postgresql://127.0.0.1/unbroker?host=db.example.org", "names a server elsewhere"),
        ("postgresql://db.example.org/unbroker", "names a server elsewhere"),
        ("postgresql://db.example.org/unbroker?sslmode=require", "names a server elsewhere"),
        ("postgresql://127.0.0.1,db.example.org/unbroker", "does not name one host"),
        ("postgresql:///unbroker", "does not name one host"),
        ("postgresql://127.0.0.1/", "does not name one host"),
        ("postgresql://127.0.0.1:port/unbroker", "is not an address"),
        ("mysql://127.0.0.1/unbroker", "is not the address of a PostgreSQL database"),
    ],
)
def test_refuses_an_address(url: str, reason: str) -> None:
    """With the reason and what to do, and without the address."""
    with pytest.raises(RefusedAddress, match=reason) as caught:
        parse(url)

    assert "secret" not in str(caught.value)
    assert " | " in str(caught.value)


def test_nothing_of_it_is_loaded_at_home(tmp_path: Path) -> None:
    """A folder with a file for its ledger loads neither SQLAlchemy nor psycopg nor procrastinate."""
    path = tmp_path / "home"
    folders.make(path, CALIFORNIAN, "")
    program = (
        "import sys\nfrom unbroker import office\nfrom unbroker.cli import run\n"
        f"assert run(['--folder', {str(path)!r}, 'status']) == 0\n"
        "print(*{name.partition('.')[0] for name in sys.modules} & {'sqlalchemy', 'psycopg', 'procrastinate'})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "" == done.stdout.splitlines()[-1].strip()
