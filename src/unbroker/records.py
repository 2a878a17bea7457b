"""What is recorded in a user's folder: its ledger, and the laws that its clocks go by.

Enough to record and to look; who is written to, and how, is `folder`'s to open.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from unbroker.base.errors import ProblemsFound
from unbroker.cases.case import Cases, Opening, fold
from unbroker.cases.known_people import READ, of_people
from unbroker.cases.status import Docket, docket
from unbroker.facts import law
from unbroker.facts.law import Law
from unbroker.ledger.sqlite import OnCopy
from unbroker.ledger.store import Ledger, Reader
from unbroker.ledgers import open_ledger
from unbroker.location import letter_folders


@dataclass(frozen=True)
class Records:
    """What is recorded in a folder, and the laws that its clocks go by: enough to record and to look."""

    path: Path
    laws: Mapping[str, Law]
    ledger: Ledger

    def read_cases(self, reader: Reader | None = None) -> Cases:
        """The cases that all events come to; within a transaction, those that it reads."""
        return fold((reader or self.ledger).read())

    def read_openings(self) -> tuple[Opening, ...]:
        """The requests that are recorded, as they were opened; nothing else is read of them."""
        opened = fold(self.ledger.read(kinds=(*READ, "opened")))
        return tuple(cases[0].opening for cases in opened.by_reference.values() if cases)

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
