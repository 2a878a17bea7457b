"""All problems at once: registry, laws, templates, profile, settings and ledger."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from unbroker import folder as folders
from unbroker import ledgers, location
from unbroker.actions import check_writers as agents
from unbroker.base import files, store, synced
from unbroker.base.errors import Place, Problem, ProblemsFound, Severity, UnknownName, UserError, did_you_mean
from unbroker.cases.known_people import read_people
from unbroker.facts import address, law, profile, provider, regulators, settings
from unbroker.facts.address import PostalAddress
from unbroker.facts.law import Law
from unbroker.facts.profile import Profile
from unbroker.facts.registry import Registry
from unbroker.facts.regulators import Regulator
from unbroker.facts.settings import Mail, Settings
from unbroker.paper import label_sheets as labels
from unbroker.paper import sheet as paper
from unbroker.paper.sheet import Sheet
from unbroker.planning.writers import WHERE_TODAY, movers
from unbroker.registry import compiled, reading
from unbroker.registry.caught_up import caught_up
from unbroker.registry.lint.lint import lint
from unbroker.writing import languages
from unbroker.writing.choose_language import Written
from unbroker.writing.letter import compose
from unbroker.writing.sample import specimens
from unbroker.writing.template import Templates

_OLD_RULE_DAYS, _OLD_CONTACT_YEARS = 365, 5


def check(
    folder: Path | None, today: date, environment: Mapping[str, str] = MappingProxyType({}), *, packaged: bool = True
) -> Iterator[Problem]:
    """Everything that is wrong with the packaged data and, where there is one, with a folder.

    Args:
        folder: a user's folder.
        today: the day.
        environment: where Windows says which folder OneDrive copies.
        packaged: also what is merely old, doubtful or untidy in the packaged data, which its users cannot correct.
    """
    if packaged:
        path = files.packaged("brokers.yaml")
        yield from lint(files.read_text(path), files.shown(path), today)
    for problem in _all(folder, today):
        if packaged or problem.severity == "error" or not _is_packaged(problem.place):
            yield problem
    if folder is not None and (name := synced.service(folder, environment)) is not None:
        message = f"{name} copies this folder to other computers"
        hint = synced.ADVICE_IF_LOCKED if store.is_locked(folder) else synced.ADVICE
        yield Problem(Place(files.shown(folder)), message, hint, severity="warning")


def _is_packaged(place: Place) -> bool:
    path = Path(place.path).absolute()
    return any(path.is_relative_to(files.packaged(name).absolute()) for name in ("brokers.yaml", "letters"))


def _all(folder: Path | None, today: date) -> Iterator[Problem]:
    registry, problems = compiled.of_folder(folder)
    yield from problems
    if folder is not None and files.exists(path := folder / "brokers.yaml"):
        own, _ = reading.parse(files.read_text(path), files.shown(path))
        yield from caught_up(compiled.of_folder()[0], own)
    yield from _doubtful_contacts(registry, today)
    letter_folders = location.letter_folders(folder)
    laws, problems = law.load(reversed(letter_folders))
    yield from problems
    templates = Templates(letter_folders)
    yield from templates.problems()
    written = Written(templates.all_names())
    for law_data in laws.values():
        yield from _old_rules(law_data, today)
        yield from _missing_words(law_data, templates, today)
        yield from _lacking(law_data, written)
    known_regulators, problems = regulators.load(reversed(letter_folders))
    yield from problems
    yield from law.unknown_regulators(laws.values(), known_regulators)
    faulty = list(_faulty_templates(templates, laws.values()))
    yield from faulty or _unwritable(templates, laws.values(), known_regulators, today)
    sheets: Mapping[str, Sheet] = {}
    try:
        sheets = paper.load(letter_folders)
        labels.load(letter_folders)
    except ProblemsFound as error:
        yield from error.problems
    if folder is not None:
        yield from _own_files(folder, registry, sheets, laws=laws, today=today)


def _moving(people: Profile, today: date) -> Iterator[Problem]:
    """Those who move on a day to come; nothing is planned for them before, and for nobody if all of them do."""
    later = movers(people.people, today)
    severity: Severity = "error" if len(later) == len(people.people) else "warning"
    for person, message in later:
        yield Problem(person.place, f"{person.handle} {message}", WHERE_TODAY, severity)


def _own_files(
    folder: Path, registry: Registry, sheets: Mapping[str, Sheet], *, laws: Mapping[str, Law], today: date
) -> Iterator[Problem]:
    path = folder / "profile.yaml"
    people, problems = profile.parse(files.read_text(path), files.shown(path))
    yield from problems
    if people is not None:
        yield from profile.disagreements(people, registry)
        yield from languages.unknown(people.people)
        yield from _moving(people, today)
        for person in people.people:
            if person.address is not None:
                yield from _doubtful_address(person.address, person.address.place, "the return address")
        yield from agents.doubtful(people, folder, laws, today)
    path = folder / "settings.yaml"
    if files.exists(path):
        overlay, problems = settings.parse(files.read_text(path), files.shown(path))
        yield from problems
        yield from _unfit_paper(overlay, people, sheets) if people is not None else ()
        yield from _unknown_provider(overlay.mail)
    yield from _ledger(folder, people)


def _ledger(folder: Path, people: Profile | None) -> Iterator[Problem]:
    """A ledger that is broken, or knows other people than the profile."""
    path = folder / "ledger.sqlite"
    try:
        ledger = ledgers.open_ledger(folder)
        broken = ledger.verify()
    except UserError as error:
        yield Problem(Place(files.shown(path)), str(error).removeprefix(f"{path}: "))
        return
    if broken is not None:
        yield broken
    elif people is not None:
        yield from folders.unknown_people(people, ledger, folder / "profile.yaml")
        gone = read_people(ledger)
        for person in people.people:
            if (left := gone.left_on(person.handle)) is not None:
                message = f"{person.handle!r} left on {left} but is still in the profile: no letter is written for them"
                hint = (
                    "take them out; if they are back: `unbroker people list` has the number for `unbroker people void`"
                )
                yield Problem(person.place, message, hint, severity="warning")


def _unknown_provider(mail: Mail) -> Iterator[Problem]:
    if mail.provider is not None and mail.provider not in provider.load():
        message = f"there is no mail provider {mail.provider!r}"
        hint = did_you_mean(mail.provider, provider.load()) or f"known: {', '.join(provider.load())}; others by 'host'"
        yield Problem(mail.place, message, hint)


def _unfit_paper(folder: Settings, people: Profile, sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """A sheet that there is not, and a nudge that moves the address out of its window."""
    homes = [home.country if (home := who.return_address) else who.residence.code[:2] for who in people.people]
    try:
        used = {sheet.name: sheet for sheet in (paper.choose(sheets, home, folder.sheet) for home in homes if sheets)}
    except UnknownName as error:
        yield Problem(folder.place, str(error))
        return
    yield from filter(None, (paper.leaves(one, folder.nudge) for one in used.values()))


def _doubtful_contacts(registry: Registry, today: date) -> Iterator[Problem]:
    for broker in registry.brokers.values():
        for channel in broker.channels:
            about = f"broker {broker.slug!r}"
            if channel.post:
                yield from _doubtful_address(channel.post, channel.place, about, channel.as_filed)
            if broker.status == "active" and channel.dated and int(channel.dated[:4]) < today.year - _OLD_CONTACT_YEARS:
                message = f"{about}: the {channel.kind} address was last seen in {channel.dated}"
                yield Problem(channel.place, message, "look for a newer source", severity="warning")


def _doubtful_address(
    post: PostalAddress, place: Place, about: str, as_filed: tuple[str, ...] = ()
) -> Iterator[Problem]:
    """What is wrong with an address, to or from which nothing is posted; what its record knows itself is no error."""
    for fault in address.faults(post, as_filed):
        yield Problem(place, f"{about}: {fault}", fault.hint, "warning" if fault.known else "error")


def _old_rules(law_data: Law, today: date) -> Iterator[Problem]:
    for name, rules in (*law_data.rights.items(), *law_data.rules.items()):
        for rule in rules:
            if (today - rule.reviewed).days > _OLD_RULE_DAYS:
                message = f"law {law_data.slug!r}: {name!r} was last reviewed on {rule.reviewed}"
                yield Problem(rule.place, message, "check it against its source again", severity="warning")


def _missing_words(law_data: Law, templates: Templates, today: date) -> Iterator[Problem]:
    for part in ("letter.md", *(f"rights/{right}.md" for right in law_data.rights)):
        name = templates.of_law(law_data, part)
        if not templates.exists(name):
            message = f"law {law_data.slug!r}: it has no templates"
            severity: Severity = "error" if law_data.in_force(today) else "warning"
            yield Problem(law_data.place, message, f"write letters/{name}", severity)


def _lacking(law_data: Law, written: Written) -> Iterator[Problem]:
    """The parts of a law's letters that a language lacks: letters with one of them are written in another."""
    for code, names in law_data.names.items():
        if missing := written.lacking_parts(law_data, code):
            message = f"law {law_data.slug!r}: {languages.name(code)} lacks {', '.join(missing)}"
            hint = "add them; until then letters that need one are wholly in English"
            yield Problem(names.place, message, hint, severity="warning")


def _unwritable(
    templates: Templates, laws: Iterable[Law], by_slug: Mapping[str, Regulator], today: date
) -> Iterator[Problem]:
    """What shows only when a letter is written: each letter of each law in force is, for a made-up case."""
    problems: dict[Problem, None] = {}
    for law_in_force in (each for each in laws if each.in_force(today)):
        for specimen in specimens(law_in_force, by_slug, templates, today):
            try:
                compose(specimen.draft, templates)
            except ProblemsFound as error:
                problems |= dict.fromkeys(error.problems)
            except UserError as error:
                problems[Problem(law_in_force.place, f"{specimen.title}: {error}")] = None
    yield from problems


def _faulty_templates(templates: Templates, laws: Iterable[Law]) -> Iterator[Problem]:
    rules: dict[str, set[str]] = {}
    for law_data in laws:
        for home in filter(None, (law_data.slug, law_data.family)):
            rules.setdefault(home, set()).update(law_data.rules)
    for name in templates.names():
        try:
            templates.compile(name)
            front = templates.front(name)
        except ProblemsFound as error:
            yield from error.problems
            continue
        for cited in front.cites:
            slug = name.partition("/")[0]
            if cited not in rules.get(slug, {cited}):
                yield Problem(
                    front.place, f"{name} cites {cited!r}, which is not a rule of {slug!r}", "see its law.yaml"
                )
