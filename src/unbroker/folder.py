"""A user's folder: where it is, what is in it, opened once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from unbroker.base import files, kept
from unbroker.base.errors import Place, Problem, ProblemsFound, UserError
from unbroker.base.late import late
from unbroker.cases.case import Cases
from unbroker.cases.strangers import strangers
from unbroker.facts import law, profile
from unbroker.facts.law import Law
from unbroker.facts.profile import Profile
from unbroker.facts.registry import Registry
from unbroker.facts.settings import Settings
from unbroker.ledger.server import Office
from unbroker.ledger.sqlite import OnCopy, SqliteLedger
from unbroker.ledger.store import Ledger, Reader
from unbroker.ledgers import LEDGER, load_settings, open_ledger, settings_path
from unbroker.location import letter_folders
from unbroker.paper import sheet
from unbroker.paper.sheet import Sheet
from unbroker.records import Records
from unbroker.registry import compiled
from unbroker.writing import languages
from unbroker.writing.choose_language import Written

if TYPE_CHECKING:  # only plans need the one, and jinja2, which letters need, takes longer to load than a plan to make
    from unbroker.planning.plan import Basis
    from unbroker.writing.template import Templates
    from unbroker.writing.template_files import TemplateFiles


PROFILE = "profile.yaml"


class FolderExists(UserError):  # noqa: N818 - the sentence is the name
    """A new folder is always a new directory."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{files.shown(path)} already exists (choose another name: a new folder is always made)")


@dataclass(frozen=True)
class Folder:
    """What one user's folder holds, and the packaged data under it."""

    records: Records
    profile: Profile
    settings: Settings
    registry: Registry
    sheets: Mapping[str, Sheet]

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
    def templates(self) -> "Templates":
        """The words of the letters."""
        templates: Templates = late("unbroker.writing.template").Templates.of(letter_folders(self.path))
        return templates

    @cached_property
    def written(self) -> Written:
        """Which letters there are in which language."""
        return Written(files.names_below(letter_folders(self.path)))

    def basis(self, cases: Cases) -> "Basis":
        """Everything that a plan rests on, with what was asked before."""
        settings = self.settings
        basis: Basis = late("unbroker.planning.plan").Basis(
            self.profile, self.registry, self.laws, self.sheets, self.ledger.salt, cases, settings.sheet,
            settings.mail.address, settings.nudge, self.written,
        )  # fmt: skip
        return basis


def _template_files(folders: Sequence[Path]) -> "TemplateFiles":
    """The files of templates; only of a user's own is anything to be looked at before letters are written."""
    files_of: TemplateFiles = late("unbroker.writing.template_files").TemplateFiles(folders)
    return files_of


def read_profile(path: Path) -> tuple[Profile | None, list[Problem]]:
    """The people of a folder, and all that is wrong with their file.

    Raises:
        CannotRead: it is missing, forbidden or no text.
    """
    return kept.of_text(path / PROFILE, profile.KINDS, profile.parse)


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
    people, problems = read_profile(path)
    people, faults = _with_agent(path, people)
    problems += faults
    own_settings, faults = load_settings(path)
    problems += faults
    brokers, faults = compiled.of_folder(path)
    problems += faults
    folders = letter_folders(path)
    laws, faults = law.load(reversed(folders))
    problems += [*faults, *languages.unknown(people.people if people else ())]
    problems += _template_files(folders).problems() if len(folders) > 1 else ()
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or people is None:
        raise ProblemsFound(errors)
    records = Records(path, laws, open_ledger(path, on_copy, own_settings, office))
    if not strangers_may_be and (unknown := unknown_people(people, records.ledger, path / PROFILE)):
        raise ProblemsFound(unknown)
    return Folder(records, people, own_settings, brokers, sheet.load(folders))


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
