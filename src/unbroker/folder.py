"""A user's folder: where it is, what is in it, opened once."""

import errno
import fcntl
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from unbroker.base import files, store
from unbroker.base.errors import Place, Problem, ProblemsFound, UserError
from unbroker.cases.case import Cases, fold
from unbroker.cases.known_people import READ, of_people
from unbroker.cases.status import Docket, docket
from unbroker.cases.strangers import strangers
from unbroker.facts import law, profile, registry
from unbroker.facts.law import Law
from unbroker.facts.profile import Profile
from unbroker.facts.registry import Registry
from unbroker.facts.settings import Settings
from unbroker.ledger.server import Office
from unbroker.ledger.sqlite import OnCopy, SqliteLedger
from unbroker.ledger.store import Ledger, Reader
from unbroker.ledgers import LEDGER, load_settings, open_ledger, settings_path
from unbroker.paper import sheet
from unbroker.paper.sheet import Sheet
from unbroker.planning.plan import Basis
from unbroker.registry import compiled
from unbroker.writing import languages
from unbroker.writing.choose_language import Written
from unbroker.writing.template import Templates


class FolderExists(UserError):  # noqa: N818 - the sentence is the name
    """A new folder is always a new directory."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{files.shown(path)} already exists (choose another name: a new folder is always made)")


class NoFolder(UserError):  # noqa: N818 - the sentence is the name
    """There is no folder to work in."""

    def __init__(self, path: Path | None = None) -> None:
        named = path and f"{files.shown(path)} is not an unbroker folder: it has no profile.yaml"
        where = named or "no folder here"
        super().__init__(f"{where}: `unbroker init my-letters` makes one, `--folder DIR` names one")


@dataclass(frozen=True)
class Records:
    """What is recorded in a folder, and the laws that its clocks go by: enough to record and to look."""

    path: Path
    laws: Mapping[str, Law]
    ledger: Ledger

    def read_cases(self, reader: Reader | None = None) -> Cases:
        """The cases that all events come to; within a transaction, those that it reads."""
        return fold((reader or self.ledger).read())

    def read_docket(
        self, today: date, references: Collection[str] | None = None, reader: Reader | None = None
    ) -> Docket:
        """The cases on a day; only those of some requests, if any are named."""
        reader = reader or self.ledger
        people = () if references is None else of_people(reader.read(kinds=READ))
        return docket(fold((*people, *reader.read(references))), self.laws, today)

    @property
    def evidence(self) -> Path:
        """Where sealed letters and replies are, named by their SHA-256."""
        return self.path / "evidence"

    @property
    def outbox(self) -> Path:
        """Where copies for the user's hands go."""
        return self.path / "outbox"


@dataclass(frozen=True)
class Folder:
    """What one user's folder holds, and the packaged data under it."""

    records: Records
    profile: Profile
    settings: Settings
    registry: Registry
    sheets: Mapping[str, Sheet]
    templates: Templates

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.records.path

    @property
    def laws(self) -> Mapping[str, Law]:
        """The laws, by slug."""
        return self.records.laws

    @property
    def ledger(self) -> Ledger:
        """What happened."""
        return self.records.ledger

    @property
    def evidence(self) -> Path:
        """Where sealed letters and replies are, named by their SHA-256."""
        return self.records.evidence

    @property
    def outbox(self) -> Path:
        """Where copies for the user's hands go."""
        return self.records.outbox

    @cached_property
    def written(self) -> Written:
        """Which letters there are in which language."""
        return Written(self.templates.all_names())

    def basis(self, cases: Cases) -> Basis:
        """Everything that a plan rests on, with what was asked before."""
        settings = self.settings
        return Basis(
            self.profile, self.registry, self.laws, self.sheets, self.ledger.salt, cases, settings.sheet,
            settings.mail.address, settings.nudge, self.written,
        )  # fmt: skip


def find(named: Path | None, environment: Mapping[str, str], here: Path) -> Path:
    """The folder to work in: the named one, else `$UNBROKER_FOLDER`, else the nearest parent with a profile, or locked.

    Raises:
        NoFolder: there is none.
    """
    if named is None and (variable := environment.get("UNBROKER_FOLDER")):
        named = Path(variable)
    if named is not None:
        if not _is_folder(named):
            raise NoFolder(named)
        return named
    nearest = next((path for path in (here, *here.parents) if _is_folder(path)), None)
    if nearest is None:
        raise NoFolder
    return nearest


def _is_folder(path: Path) -> bool:
    return files.is_file(path / "profile.yaml") or store.is_locked(path)


def find_or_none(named: Path | None, environment: Mapping[str, str], here: Path) -> Path | None:
    """As `find`, but None where nothing is named and nothing is found; for commands that work without a folder.

    Raises:
        NoFolder: one is named, and it is none.
    """
    try:
        return find(named, environment, here)
    except NoFolder:
        if named is not None or environment.get("UNBROKER_FOLDER"):
            raise
        return None


def load_registry(folder: Path | None = None) -> tuple[Registry, list[Problem]]:
    """The packaged registry with the folder's own laid over it, and all that is wrong with both."""
    packaged, problems = compiled.load(files.packaged("brokers.yaml"))
    overlay = folder / "brokers.yaml" if folder else None
    if overlay is None or not files.is_file(overlay):
        return packaged, problems
    mine, faults = registry.parse(files.read_text(overlay), files.shown(overlay))
    laid, others = compiled.with_own(packaged, mine)
    return laid, [*problems, *faults, *others]


def letter_folders(folder: Path | None = None) -> tuple[Path, ...]:
    """Where templates and laws are, the user's own first."""
    overlay = folder / "letters" if folder else None
    return (*((overlay,) if overlay is not None and files.is_folder(overlay) else ()), files.packaged("letters"))


@contextmanager
def using(path: Path, *, alone: bool = False) -> Iterator[None]:
    """Be in a folder for the length of the block: nobody locks, unlocks or packs it meanwhile.

    Args:
        path: the folder.
        alone: be the one who does; nobody else may be in it.

    Raises:
        Locked: somebody else is alone in it, or in it at all where this one wants to be alone.
    """
    directory = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(directory, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise files.Locked(path) from error
        except OSError as error:
            if error.errno not in (errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL):  # network file systems without locks
                raise
        yield
    finally:
        os.close(directory)


def open_records(path: Path, on_copy: OnCopy = lambda _, __: None) -> Records:
    """Open what is recorded in a folder, without its profile and without the registry.

    Args:
        path: the folder.
        on_copy: is told when an older ledger was copied and brought up to this version.

    Raises:
        ProblemsFound: a law has errors.
        NoLedger: the ledger is missing.
    """
    laws, faults = law.load(reversed(letter_folders(path)))
    if errors := [problem for problem in faults if problem.severity == "error"]:
        raise ProblemsFound(errors)
    return Records(path, laws, open_ledger(path, on_copy))


def open_folder(
    path: Path, on_copy: OnCopy = lambda _, __: None, *, strangers_may_be: bool = False, office: Office | None = None
) -> Folder:
    """Open a folder.

    Args:
        path: where it is.
        on_copy: is told when an older ledger was copied and brought up to this version.
        office: the connection to the server of its ledger, if there is one already.
        strangers_may_be: open it although the ledger knows people who are not in the profile.

    Raises:
        ProblemsFound: its files have errors, or the ledger knows somebody else; warnings are left to `check`.
        CannotRead: a file is forbidden or no text.
        NoLedger: the ledger is missing.
    """
    problems: list[Problem] = []
    person_path = path / "profile.yaml"
    people, faults = profile.parse(files.read_text(person_path), files.shown(person_path))
    problems += faults
    people, faults = _with_agent(path, people)
    problems += faults
    own_settings, faults = load_settings(path)
    problems += faults
    brokers, faults = load_registry(path)
    problems += faults
    templates = Templates(folders := letter_folders(path))
    laws, faults = law.load(reversed(folders))
    problems += [*faults, *languages.unknown(people.people if people else ()), *templates.problems()]
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or people is None:
        raise ProblemsFound(errors)
    records = Records(path, laws, open_ledger(path, on_copy, own_settings, office))
    if not strangers_may_be and (unknown := unknown_people(people, records.ledger, person_path)):
        raise ProblemsFound(unknown)
    return Folder(records, people, own_settings, brokers, sheet.load(folders), templates)


def _with_agent(path: Path, people: Profile | None) -> tuple[Profile | None, list[Problem]]:
    """The people of an office's client, for whom its agent acts where the signed permission lies in the folder."""
    file = settings_path(path).with_name("agent.yaml")
    if people is None or people.agent is not None or file.parent == path or not files.is_file(file):
        return people, []
    agent, problems = profile.parse_agent(files.read_text(file), files.shown(file))
    if agent is None:
        return people, problems
    names = {person.handle: f"permission-{person.handle}.pdf" for person in people.people}
    signed = {handle: name for handle, name in names.items() if files.is_file(path / name)}
    return people.acted_for(agent.model_copy(update={"permissions": signed})), problems


def unknown_people(people: Profile, reader: Reader, path: Path) -> tuple[Problem, ...]:
    """The people whom a ledger knows and the profile at a path does not have, each with what to do."""
    return tuple(stranger.problem(Place(files.shown(path))) for stranger in strangers(people, reader))


def make(path: Path, profile_text: str, settings_text: str) -> None:
    """Make a new folder with a profile, settings and an empty ledger.

    Raises:
        FolderExists: there is something of that name.
        CannotWrite: it cannot be made; nothing half-made is left behind.
    """
    if path.exists():
        raise FolderExists(path)
    files.make_folder(path, new=True)
    try:
        for name in ("evidence", "outbox"):
            files.make_folder(path / name)
        files.write(path / ".gitignore", b"*\n")
        files.write(path / "settings.yaml", settings_text.encode())
        SqliteLedger.create(path / LEDGER)
        files.write(path / "profile.yaml", profile_text.encode())
    except (UserError, OSError):
        files.remove_folder(path)
        raise
