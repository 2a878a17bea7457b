"""Every test's house: a home of its own, the command line in this process, a folder with one person in it.

Nothing here knows the checkout: the smoke tests are also run against an installed wheel.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import pytest
from mail_server import MailServer, running

_SHARED = "THE_TESTS_HOME"
REAL_HOME = Path(os.environ.get("THE_TESTS_REAL_HOME") or Path.home())


def _leave_home() -> Path:
    """Point everything that looks for a home folder at a new one, once for all workers of a run."""
    if not (shared := os.environ.get(_SHARED)):
        shared = tempfile.mkdtemp(prefix="unbroker-tests-")
        os.environ |= {_SHARED: shared, "THE_TESTS_REAL_HOME": str(REAL_HOME), "THE_TESTS_OWNER": str(os.getpid())}
    # pip still has to find its packages when the wheel is tested.
    pip = next(filter(Path.is_file, (REAL_HOME / ".config/pip/pip.conf", REAL_HOME / ".pip/pip.conf")), None)
    if pip is not None:
        os.environ.setdefault("PIP_CONFIG_FILE", str(pip))
    os.environ |= {"HOME": shared, "XDG_CACHE_HOME": f"{shared}/cache"}
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "UNBROKER_FOLDER", "UNBROKER_TODAY", "NO_COLOR", "FORCE_COLOR"):
        os.environ.pop(name, None)
    return Path(shared)


HOME = _leave_home()

if TYPE_CHECKING:
    from postgres import Cluster

import parsed_once  # noqa: E402 - it must find the home above
from plain_values import not_plain  # noqa: E402 - as above

from unbroker import folder as folders  # noqa: E402 - it must find the home above
from unbroker.base import files  # noqa: E402 - as above
from unbroker.cli import run  # noqa: E402 - as above
from unbroker.facts import law as law_data  # noqa: E402 - as above
from unbroker.facts import profile as profiles  # noqa: E402 - as above
from unbroker.facts.law import Law  # noqa: E402 - as above
from unbroker.facts.registry import Registry  # noqa: E402 - as above
from unbroker.paper import sheet  # noqa: E402 - as above
from unbroker.paper.sheet import Sheet  # noqa: E402 - as above
from unbroker.planning.plan import Basis, Plan, plan  # noqa: E402 - as above
from unbroker.planning.selection import Selection  # noqa: E402 - as above
from unbroker.registry import compiled, reading  # noqa: E402 - as above
from unbroker.writing.languages import Language  # noqa: E402 - as above
from unbroker.writing.sandbox import Names  # noqa: E402 - as above
from unbroker.writing.template import Templates  # noqa: E402 - as above

CALIFORNIAN = """\
people:
  - name: Robin Sample
    residence: US-CA
    city: Oakland
    emails: [robin@example.org]
    reply_to: robin+brokers@example.org
    address: {street: [1 Specimen Way], city: Oakland, region: CA, postal_code: "94607", country: US}
"""
GERMAN = """\
people:
  - name: Erika Muster
    residence: DE
    city: Berlin
    emails: [erika@example.org]
    address: {street: [Musterstraße 5], city: Berlin, postal_code: "10115", country: DE}
"""


EVERY_BROKER = Selection(everything=True, courtesy=True)


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


class Cli(Protocol):
    """Runs one command in this process."""

    def __call__(self, *args: str | Path, today: str = "2026-11-22", folder: Path | None = None) -> Said:
        """Its exit code, its results and its talk."""


class MakeFolder(Protocol):
    """Makes a folder."""

    def __call__(self, profile: str, name: str = "letters-of-mine") -> Path:
        """A new folder with this profile."""


class Planned(Protocol):
    """Makes a plan from the texts of a profile and a registry."""

    def __call__(
        self, profile: str, brokers: str, selection: Selection = EVERY_BROKER, today: str = "2026-11-22"
    ) -> Plan:
        """Who gets what, from the packaged laws."""


def pytest_unconfigure() -> None:
    """Take the home of the tests away, where this process made it."""
    if os.environ.get("THE_TESTS_OWNER") == str(os.getpid()):
        shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _parsed_once() -> Iterator[None]:
    with parsed_once.parsed_once():
        yield


@pytest.fixture(scope="session", autouse=True)
def _only_plain_values() -> Iterator[None]:
    """Every sheet that any test renders is given plain values; for letters, `test_sandbox` says the same."""
    render = Templates.sheet

    def checked(templates: Templates, name: str, values: Names, language: Language | None = None) -> str:
        if not name.startswith("letter."):
            assert [*not_plain(dict(values), name)] == []
        return render(templates, name, values, language)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Templates, "sheet", checked)
        yield


@pytest.fixture
def drawn_anew() -> Iterator[None]:
    """For tests about laying out itself: no page is taken from an earlier test."""
    with parsed_once.drawn_anew():
        yield


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of a test: a new one, below no folder of anybody's."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.fixture
def cli(elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """The command line, as `unbroker` has it, in an empty working directory."""
    assert elsewhere == Path.cwd()

    def call(*args: str | Path, today: str = "2026-11-22", folder: Path | None = None) -> Said:
        monkeypatch.setenv("UNBROKER_TODAY", today)
        capsys.readouterr()
        code = run([*map(str, args), *(("--folder", str(folder)) if folder else ())])
        return Said(code, *capsys.readouterr())

    return call


@pytest.fixture
def make_folder(tmp_path: Path) -> MakeFolder:
    """Makes folders in the test's own temporary one."""

    def make(profile: str, name: str = "letters-of-mine") -> Path:
        folders.make(tmp_path / name, profile, "per_day: 40\n")
        return tmp_path / name

    return make


@pytest.fixture
def californian(make_folder: MakeFolder) -> Path:
    """The folder of Robin Sample in Oakland, with e-mail and return address."""
    return make_folder(CALIFORNIAN)


@pytest.fixture
def german(make_folder: MakeFolder) -> Path:
    """The folder of Erika Muster in Berlin, with e-mail and return address."""
    return make_folder(GERMAN)


@pytest.fixture(scope="session")
def _running_mail_server() -> Iterator[MailServer]:
    with running() as server:
        yield server


@pytest.fixture
def mail_server(_running_mail_server: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """A real mail server whose certificate this test trusts, as it is when nothing is wrong."""
    monkeypatch.setenv("SSL_CERT_FILE", str(_running_mail_server.authority))
    for name in ("no-tls", "full", "over-quota", "greylist-open"):
        _running_mail_server.switch(name, on=False)
    return _running_mail_server


@pytest.fixture(scope="session")
def packaged_registry() -> Registry:
    """The brokers that the package carries."""
    registry, problems = compiled.of_folder()
    assert not problems
    return registry


@pytest.fixture(scope="session")
def laws() -> dict[str, Law]:
    """The laws that the package carries."""
    found, problems = law_data.load([files.packaged("letters")])
    assert not problems
    return dict(found)


@pytest.fixture(scope="session")
def sheets() -> dict[str, Sheet]:
    """The sheets that the package carries."""
    return dict(sheet.load())


@pytest.fixture(scope="session")
def templates() -> Templates:
    """The words that the package carries."""
    return Templates([files.packaged("letters")])


@pytest.fixture
def planned(laws: dict[str, Law], sheets: dict[str, Sheet]) -> Planned:
    """Plans from texts that a test can show."""

    def make(profile: str, brokers: str, selection: Selection = EVERY_BROKER, today: str = "2026-11-22") -> Plan:
        people, problems = profiles.parse(profile, "profile.yaml")
        records, found = reading.parse(brokers, "brokers.yaml")
        registry, faults = reading.read(records)
        assert [*map(str, (*problems, *found, *faults))] == []
        assert people is not None
        return plan(Basis(people, registry, laws, sheets, b"salt"), selection, date.fromisoformat(today))

    return make


@pytest.fixture(scope="session")
def server() -> Iterator["Cluster"]:
    """A PostgreSQL server; loaded here, so that whoever tests something else does not wait for its libraries."""
    with import_module("postgres").fast_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def database(server: "Cluster") -> str:
    """A database that several tests may share: each takes a client of its own."""
    return server.database()
