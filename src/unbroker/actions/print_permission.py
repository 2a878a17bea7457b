"""Printing a permission: the form that a person signs for the profile's agent, or a child's guardian for the child."""

from datetime import date
from pathlib import Path

from unbroker.base import files, places
from unbroker.base.errors import UserError
from unbroker.facts.claim import serving
from unbroker.folder import Folder
from unbroker.paper import permission_form, sheet


class NobodyActs(UserError):  # noqa: N818 - the sentence is the name
    """The profile has no agent."""

    def __init__(self) -> None:
        super().__init__("the profile has no agent to give a permission to (add 'agent: {name: …, email: …}')")


def do_print_permission(folder: Folder, handle: str, today: date, out: Path | None = None) -> Path:
    """Write the form for a person, or for the guardian of a child; answers its path.

    Args:
        folder: the folder.
        handle: whose permission it is.
        today: the day whose rules it names.
        out: the file; the outbox if it is None.

    Raises:
        NobodyActs: the profile has no agent.
        UnknownName: nobody is called that.
        ProblemsFound: the template is faulty.
        CannotWrite: the file cannot be written.
    """
    person, agent = folder.profile.person(handle), folder.profile.agent
    guardian = person.guardian
    if agent is None and guardian is None:
        raise NobodyActs
    laws = serving(folder.laws.values(), person.residence.code, today)
    page = sheet.choose(folder.sheets, places.country(person.residence.code), folder.settings.sheet).page
    specimen = folder.profile.specimen
    words = folder.templates
    if guardian is not None:
        kind = "declaration"
        form = permission_form.draw_declaration(
            person, guardian, laws, page, on=today, templates=words, specimen=specimen
        )
    else:
        assert agent is not None  # noqa: S101 - see above
        kind, form = (
            "permission",
            permission_form.draw(person, agent, laws, page, on=today, templates=words, specimen=specimen),
        )
    path = out or folder.outbox / f"{kind}-{person.handle}.pdf"
    files.make_folder(path.parent)
    files.write(path, form)
    return path
