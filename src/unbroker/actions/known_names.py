"""Names that a person types to narrow a list: they are held against what is recorded and what the folder knows.

What is in neither is refused, so that a mistyped name never looks like an empty list. The registry and the profile
are read only for a name that is not in the ledger.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from unbroker.base.errors import UnknownName, UserError
from unbroker.base.late import late
from unbroker.cases import case_name
from unbroker.cases.case import Case, Cases, Dispatch, Opening
from unbroker.cases.sealed_letters import letters_named
from unbroker.records import Records

if TYPE_CHECKING:  # most names are in the ledger, and need neither registry nor profile
    from unbroker.facts.registry import Registry

folders, disclosure = late("unbroker.folder"), late("unbroker.writing.disclosure")
compiled = late("unbroker.registry.compiled")


class NotTheirs(UserError):  # noqa: N818 - the sentence is the name
    """A request is somebody else's."""

    def __init__(self, name: str, people: Sequence[str], owners: Iterable[str]) -> None:
        listed = ", ".join(sorted({*owners}))
        super().__init__(f"{name}: {' or '.join(people)} has no such request (there is one for {listed})")


def check_people(records: Records, openings: Iterable[Opening], people: Sequence[str]) -> None:
    """Refuse a person whom neither the ledger nor the profile knows.

    Args:
        records: the folder.
        openings: the requests that are recorded.
        people: what was typed.

    Raises:
        UnknownName: nobody is called that.
    """
    recorded = {opening.person for opening in openings}
    _check("person", people, recorded, lambda: _handles(records))


def only_of(records: Records, cases: Cases, people: Sequence[str], name: str | None = None) -> Cases:
    """What is recorded of the requests of some people; nobody means everybody.

    Args:
        records: the folder.
        cases: what is recorded.
        people: whose it may be.
        name: of a run, a request, a case or a letter, or a broker's slug, that is looked for among them.

    Raises:
        UnknownName: nobody is called that.
        NotTheirs: what the name means is somebody else's.
    """
    if not people:
        return cases
    check_people(records, (case.opening for case in cases), people)
    owners = {case.opening.person for case in cases if name is not None and _means(name, case)}
    if name is not None and owners and not owners.intersection(people):
        raise NotTheirs(name, people, owners)
    own = {case.opening.reference for case in cases if case.opening.person in people}
    return Cases(
        {reference: history for reference, history in cases.histories.items() if reference in own}, cases.people
    )


def _means(name: str, case: Case) -> bool:
    wanted = case_name.parse(name)
    return any(letter.prepared.run == name or wanted.means(letter.letter, case.opening) for letter in case.dispatches)


def letters_of(records: Records, cases: Cases, name: str) -> tuple[Dispatch, ...]:
    """The letters that a name means, in the order of sealing; none of a broker to whom nothing is sealed.

    Raises:
        UnknownName: it is no run, nothing that is recorded, and no broker.
        Mistyped: it is meant as a reference, and is none.
    """
    try:
        return letters_named(cases, name, records.laws)
    except UnknownName:
        typed = broker_typed(records, cases, name)
    try:
        return letters_named(cases, typed, records.laws)
    except UnknownName:
        return ()


def broker_typed(records: Records, cases: Cases, name: str) -> str:
    """The name of a letter or case, with the slug of a broker whose site was typed.

    Raises:
        UnknownName: there is no such broker, and no such request.
        Mistyped: it is meant as a reference, and is none.
    """
    label = case_name.parse(name)
    recorded = {word for case in cases for word in (case.opening.reference, *case.opening.brokers)}
    if label.name in recorded:
        return name
    registry = _registry(records)
    try:
        return name.replace(label.name, registry.get(label.name).slug, 1)
    except UnknownName as error:
        runs = {letter.prepared.run or "" for case in cases for letter in case.dispatches}
        names = sorted({*recorded, *runs, *registry.brokers})
        raise UnknownName("letter, run or case", name, names, see="see `unbroker status --all`") from error


def slugs_of(records: Records, openings: Iterable[Opening], brokers: Sequence[str]) -> tuple[str, ...]:
    """The slugs of brokers that were named by a slug or a site, whether or not anything was asked of them.

    Raises:
        UnknownName: there is no such broker, in the ledger nor in the registry.
    """
    recorded = {slug for opening in openings for slug in opening.brokers}
    if recorded.issuperset(brokers):
        return tuple(brokers)
    registry = _registry(records)
    return tuple(broker if broker in recorded else _slug(registry, broker, recorded) for broker in brokers)


def check_laws(records: Records, openings: Iterable[Opening], laws: Sequence[str]) -> None:
    """Refuse a law that there is not.

    Raises:
        UnknownName: as its name says.
    """
    _check("law", laws, {*records.laws, *(opening.law for opening in openings)}, tuple, "see `unbroker laws list`")


def check_rights(records: Records, openings: Iterable[Opening], rights: Sequence[str]) -> None:
    """Refuse a right that no law has, by its name or by another one.

    Raises:
        UnknownName: as its name says.
    """
    names = {name for law in records.laws.values() for name in (*law.rights, *law.aliases)}
    asked = {right for opening in openings for right in opening.rights}
    _check("right", rights, names | asked, tuple, "see `unbroker laws list`")


def check_fields(told: Iterable[str], fields: Sequence[str]) -> None:
    """Refuse a field that no letter tells.

    Raises:
        UnknownName: as its name says.
    """
    _check("field", fields, told, lambda: disclosure.FIELDS)


def _check(
    kind: str,
    typed: Sequence[str],
    recorded: Iterable[str],
    others: Callable[[], Iterable[str]],
    see: str | None = None,
) -> None:
    names = {*recorded}
    if names.issuperset(typed):
        return
    names.update(others())
    for name in typed:
        if name not in names:
            raise UnknownName(kind, name, sorted(names), see=see or f"known: {', '.join(sorted(names)) or 'nobody'}")


def _handles(records: Records) -> Iterable[str]:
    people, _ = folders.read_profile(records.path)
    return [person.handle for person in people.people] if people else ()


def _registry(records: Records) -> "Registry":
    registry: Registry = compiled.sound(records.path)
    return registry


def _slug(registry: "Registry", name: str, recorded: Iterable[str]) -> str:
    try:
        return registry.get(name).slug
    except UnknownName as error:
        names = [
            *recorded,
            *registry.outlines,
            *(site for outline in registry.outlines.values() for site in outline.domains),
        ]
        see = "see `unbroker brokers list`"
        if name.upper().startswith("UB-"):
            names, see = [], f"a request is shown by `unbroker show {name}`"
        raise UnknownName("broker", name, names, see=see) from error
