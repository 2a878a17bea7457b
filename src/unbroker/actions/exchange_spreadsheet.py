"""Exchanging a spreadsheet: the ledger as a CSV, and the rows that somebody added to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from unbroker.actions.record_event import Objected, Recorded, append, by_hand
from unbroker.base import files
from unbroker.base.errors import Problem, ProblemsFound, UserError
from unbroker.ledger.event import Event
from unbroker.ledger.store import EPOCH, StagedLedger, Transaction
from unbroker.records import Records
from unbroker.reports import spreadsheet
from unbroker.reports.spreadsheet import NewRow


@dataclass(frozen=True)
class Import:
    """New rows of a spreadsheet, before they are recorded."""

    rows: tuple[NewRow, ...]
    remarks: tuple[Problem, ...]
    """What is odd about the rows that the ledger has already."""
    recorded: tuple[Recorded, ...]
    """What each new row will come to."""
    today: date


def do_export(records: Records, path: Path) -> None:
    """Write the ledger as a CSV for a spreadsheet.

    Raises:
        CannotWrite: the file cannot be written.
    """
    files.fresh_folder(path.parent)
    files.write(path, spreadsheet.export([*records.ledger.read()]).encode())


def plan_import(records: Records, content: bytes | str, name: str, today: date) -> Import:
    """What the new rows of a spreadsheet would come to, each checked against what is there by then. Pure.

    Args:
        records: what is recorded.
        content: of the file, as the spreadsheet program saved it, or the text of a CSV.
        name: of the file, for problems.
        today: the day on which they are recorded.

    Raises:
        ProblemsFound: rows cannot be recorded; all of them are named.
    """
    sheet, problems = spreadsheet.read(content, name, [*records.ledger.read()])
    if problems:
        raise ProblemsFound([*sheet.remarks, *problems])
    with StagedLedger(records.ledger).transaction(EPOCH) as transaction:
        recorded = _append_all(records, transaction, sheet.new, today)
    return Import(sheet.new, sheet.remarks, recorded, today)


def do_import(records: Records, new: Import, at: datetime) -> tuple[Event, ...]:
    """Record new rows, all or none, if nothing speaks against one of them by then.

    Raises:
        ProblemsFound: rows cannot be recorded; all of them are named.
    """
    with records.ledger.transaction(at) as transaction:
        recorded = _append_all(records, transaction, new.rows, new.today)
    return tuple(event for record in recorded for event in record.events)


def _append_all(
    records: Records, transaction: Transaction, rows: Iterable[NewRow], today: date
) -> tuple[Recorded, ...]:
    recorded: list[Recorded] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            event = by_hand(row.event, row.on, row.facts)
            recorded.append(append(records, transaction, row.case, event, today))
        except Objected as error:
            hint = f"correct it, or record it by itself: `unbroker track {row.case} {row.event} --anyway`"
            problems.append(Problem(row.place, error.fault, hint))
        except UserError as error:
            problems.append(Problem(row.place, str(error)))
    if problems:
        raise ProblemsFound(problems)
    return tuple(recorded)
