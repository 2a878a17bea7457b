"""Making a new folder: the questions, the profile that their answers make, and the folder with an empty ledger."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from unbroker import folder as folders
from unbroker.base import places
from unbroker.base.errors import Problem, UnknownName, UserError
from unbroker.facts import profile
from unbroker.facts.address import faults
from unbroker.registry import compiled

SETTINGS = "# How letters are printed and sent; see docs/reference/settings.md.\nper_day: 40\n"


class BadAnswers(UserError):  # noqa: N818 - the sentence is the name
    """The answers make no profile."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("; ".join(dict.fromkeys(problem.sentence for problem in problems)))


@dataclass(frozen=True)
class Answers:
    """What is asked for a new folder; empty until it is answered."""

    name: str | None = None
    residence: str | None = None
    city: str | None = None
    email: str | None = None
    packs: tuple[str, ...] = ()
    street: str | None = None
    postal_code: str | None = None

    @property
    def complete(self) -> bool:
        """Whether nothing needs to be asked."""
        return all((self.name, self.residence, self.city, self.email))

    def with_answer(self, field: str, answer: str, packs: Collection[str]) -> tuple["Answers", str | None]:
        """These answers and one more, or the same and what is wrong with it."""
        entry: object = answer or None
        if field == "packs":
            entry = tuple(pack.strip() for pack in answer.split(",") if pack.strip())
            for pack in entry:
                if pack not in packs:
                    return self, str(UnknownName("pack", pack, packs, see=f"packs are {', '.join(packs)}"))
        more = Answers(**{**vars(self), field: entry})
        usual = Answers("Somebody", "DE", "Somewhere", "somebody@example.org")
        filled = {key: getattr(more, key) or getattr(usual, key) for key in vars(usual)}
        text = profile_text(Answers(**filled))
        # The street comes before its postal code: the address is whole when that is answered.
        problems = profile.parse(text, "your answer")[1] if field == "street" else _faults(text, "your answer")
        return (self, problems[0].sentence) if problems else (more, None)


@dataclass(frozen=True)
class NewFolder:
    """A folder that would be made."""

    path: Path
    profile: str
    settings: str = SETTINGS


def questions() -> Mapping[str, str]:
    """What is asked, by the name of the answer, each with who will see it."""
    return {
        "name": "Your name, as brokers know it (every broker that you write to will see it)",
        "residence": "Where you live: the country, or in the US and Canada the state (every broker will see it)",
        "city": "Your city (brokers that you e-mail will see it)",
        "email": "An e-mail address for answers, ideally one made for this (brokers that you e-mail will see it)",
        "packs": "Which packs of brokers, separated by commas (nobody else sees this)",
        "street": "Street of your return address, only if you post letters (only their brokers see it; Enter: none)",
        "postal_code": "Its postal code, if there is one",
    }


def plan_new_folder(path: Path, answers: Answers) -> NewFolder:
    """The folder that some answers make. Pure.

    Raises:
        FolderExists: there is something of that name.
        UnknownName: there is no such pack.
        BadAnswers: they make no profile.
    """
    check_new(path, answers.packs)
    text = profile_text(answers)
    if problems := _faults(text, "your answers"):
        raise BadAnswers(problems)
    return NewFolder(path, text)


def _faults(text: str, name: str) -> list[Problem]:
    """All that `check` would say of a profile."""
    parsed, problems = profile.parse(text, name)
    for person in parsed.people if parsed else ():
        if person.address is not None:
            place = person.address.place
            problems += [Problem(place, f"the return address: {fault}", fault.hint) for fault in faults(person.address)]
    return problems


def check_new(path: Path, packs: Collection[str]) -> None:
    """Refuse before anything is asked what cannot be made.

    Raises:
        FolderExists: there is something of that name.
        UnknownName: there is no such pack.
    """
    if path.exists():
        raise folders.FolderExists(path)
    compiled.of_folder()[0].outlines_in_packs(packs)


def do_new_folder(new: NewFolder) -> None:
    """Make a folder with a profile, settings and an empty ledger.

    Raises:
        FolderExists: there is something of that name by now.
        CannotWrite: it cannot be made; nothing half-made is left behind.
    """
    folders.make(new.path, new.profile, new.settings)


def profile_text(answers: Answers) -> str:
    """The profile of somebody alone, as a file that reads well and can be edited."""
    lines = [
        '# Who you are. Brokers see only what `unbroker plan` lists under "what is disclosed".',
        f"packs: [{', '.join(answers.packs or ('discussion',))}]",
        "people:",
        f"  - name: {_quoted(answers.name)}",
        f"    residence: {_quoted(_code(answers.residence))}",
        f"    city: {_quoted(answers.city)}",
        f"    emails: [{_quoted(answers.email)}]",
        f"    reply_to: {_quoted(answers.email)}",
    ]
    if answers.street:
        country, _, region = _code(answers.residence).partition("-")
        lines += ["    address:", f"      street: [{_quoted(answers.street)}]", f"      city: {_quoted(answers.city)}"]
        lines += [f"      region: {_quoted(region)}"] if region else []
        lines += [f"      postal_code: {_quoted(answers.postal_code)}"] if answers.postal_code else []
        lines += [f"      country: {_quoted(country)}"]
    lines += [
        "    # about:                      # what each broker knows, and may be told",
        "    #   some-broker:",
        "    #     listings: [https://example.org/your-page-there]",
    ]
    return "\n".join(lines) + "\n"


def _code(residence: str | None) -> str:
    """The code of a place, or what was written if it means none or several: the profile's own check says so."""
    try:
        return places.find(residence or "")
    except ValueError:
        return residence or ""


def _quoted(scalar: object) -> str:
    """A YAML scalar in double quotes; JSON is YAML."""
    return json.dumps(scalar, ensure_ascii=False)
