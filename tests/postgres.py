"""A PostgreSQL cluster of the tests' own on 127.0.0.1, and databases in it, by Debian's programs."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

from unbroker.ledger.postgres_office import Office
from unbroker.ledger.postgres_tables import script
from unbroker.ledger.server import Server
from unbroker.worker import queue

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path())
_USER = "postgres" if os.geteuid() == 0 else None
"""PostgreSQL does not run as root."""
_FAST = "fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200", "shared_buffers=64MB"


def run(program: str, *words: str | Path, stdin: str | None = None) -> str:
    """Run one of PostgreSQL's programs, and answer what it printed."""
    done = subprocess.run(
        [PROGRAMS / program, *words], user=_USER, input=stdin, text=True, capture_output=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass(frozen=True)
class Cluster:
    """A server that runs."""

    folder: Path
    port: int

    @cached_property
    def _numbers(self) -> Iterator[int]:
        return count(1)

    def sql(self, database: str, statements: str) -> str:
        """Run statements as the owner of everything; answer what they gave, unadorned."""
        return run("psql", "-XqAt", "-h", "127.0.0.1", "-p", str(self.port), "-U", "owner", database, stdin=statements)

    def database(self) -> str:
        """A new database with two offices: `office` of anna and eve, who may erase, and `other` of otto."""
        name = f"unbroker{next(self._numbers)}"
        self.sql("postgres", f"CREATE DATABASE {name}")
        self.sql(name, script("office", ("anna",), ("eve",)) + script("other", ("otto",)))
        return name

    def with_queue(self) -> str:
        """The same with the queue of the first office."""
        name = self.database()
        self.sql(name, queue.script("office"))
        return name

    def url(self, database: str, user: str = "anna") -> str:
        """The address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def office(self, database: str, user: str = "anna", name: str = "office") -> Office:
        """An office's part of a database."""
        return Office(Server("127.0.0.1", database, user, self.port), name)


@contextmanager
def cluster(*settings: str) -> Iterator[Cluster]:
    """A server, for as long as the block lasts."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if _USER:
        shutil.chown(folder, _USER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    run("initdb", "--no-sync", "-A", "trust", "-U", "owner", "-E", "UTF8", "--locale", "C", "-D", data)
    words = " ".join(f"-c {setting}" for setting in (*settings, f"unix_socket_directories={folder}", f"port={port}"))
    run("pg_ctl", "start", "-w", "-D", data, "-l", folder / "log", "-o", words)
    try:
        server = Cluster(folder, port)
        server.sql("postgres", "CREATE ROLE anna LOGIN; CREATE ROLE eve LOGIN; CREATE ROLE otto LOGIN")
        yield server
    finally:
        run("pg_ctl", "stop", "-D", data, "-m", "immediate")
        shutil.rmtree(folder)


@contextmanager
def fast_cluster() -> Iterator[Cluster]:
    """A server that forgets everything if the machine stops: for tests of anything else."""
    with cluster(*_FAST) as server:
        yield server
