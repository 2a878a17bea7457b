"""Planning letters: who gets what, by all that a folder holds. Nothing is written."""

from datetime import date

from unbroker.folder import Folder
from unbroker.planning.plan import Plan, plan
from unbroker.planning.selection import Selection


def planned_letters(folder: Folder, selection: Selection, today: date) -> Plan:
    """The plan of a folder on a day: its letters, and who is left out.

    Raises:
        UserError: the selection names what there is not.
    """
    return plan(folder.basis(folder.records.read_cases()), selection, today)
