"""The main job for two made-up people, a Californian and a German: a folder that shows everything and sends nothing.

Also the text of a new profile.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from unbroker.actions import labels, print_run
from unbroker.base.errors import Problem, UnknownName
from unbroker.facts import profile
from unbroker.folder import Folder
from unbroker.paper import label_sheets
from unbroker.planning.plan import Selection

PROFILE = """\
# Two people who do not exist. `specimen: true` marks every page, and no letter can leave.
specimen: true
packs: [discussion]
people:
  - slug: jordan
    name: Jordan Example
    residence: US-CA
    city: Oakland
    emails: [jordan@example.org]
    reply_to: jordan+brokers@example.org
    address:
      street: [500 Specimen Way, Apt 5]
      city: Oakland
      region: CA
      postal_code: "94607"
      country: US
    phones: ["+1 510 555 0142"]
    about:
      people-data-labs:
        listings: [https://example.org/profiles/jordan-example]
  - slug: jana
    name: Jana Beispiel
    residence: DE
    city: Berlin
    emails: [jana@example.org]
    reply_to: jana+auskunft@example.org
    address:
      street: [Musterstraße 5]
      city: Berlin
      postal_code: "10115"
      country: DE
    about:
      contactout:
        situation: >-
          I work in a protection shelter, and strangers have come to its door
          because my employer and my telephone number were published.
"""
SETTINGS = "# How letters are printed and sent; see docs/reference/settings.md.\nper_day: 40\n"


@dataclass(frozen=True)
class Printed:
    """A print run of the demo."""

    name: str
    letters: int
    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]


def print_runs(own: Folder, today: date, at: Callable[[], datetime]) -> Iterator[Printed]:
    """Seal the Californian's letters by post, print them, and write their labels; they have not left."""
    with own.ledger.hold():
        posted = print_run.post(own, Selection(people=("jordan",), despite_drop=True), today, at)
        failed = [problem for outcome in posted.sealing for problem in outcome.problems]
        for run in print_run.print_runs(own, own.outbox):
            path = own.outbox / run.name / "labels-5160.pdf"
            kind = label_sheets.choose(label_sheets.load(), "5160")
            written = labels.write_labels(own, labels.articles(own, [run.name], today), kind, 1, path)
            failed += [problem for one in run.outcomes for problem in one.problems]
            failed += [problem for one in written for problem in one.problems]
            yield Printed(run.name, len(run.outcomes), (*run.paths, path), tuple(failed))


@dataclass(frozen=True)
class Answers:
    """What `init` asks for; empty until it is answered."""

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

    def with_answer(self, field: str, said: str, packs: Collection[str]) -> tuple["Answers", str | None]:
        """These answers and one more, or the same and what is wrong with it."""
        value: object = said.upper() if field == "residence" else said or None
        if field == "packs":
            value = tuple(pack.strip() for pack in said.split(",") if pack.strip())
            for pack in value:
                if pack not in packs:
                    return self, str(UnknownName("pack", pack, packs, see=f"packs are {', '.join(packs)}"))
        made = Answers(**{**vars(self), field: value})
        usual = Answers("Somebody", "DE", "Somewhere", "somebody@example.org")
        filled = {key: getattr(made, key) or getattr(usual, key) for key in vars(usual)}
        _, problems = profile.parse(profile_text(Answers(**filled)), "your answer")
        return (self, problems[0].said) if problems else (made, None)


def profile_text(answers: Answers) -> str:
    """The profile of somebody alone, as a file that reads well and can be edited."""
    lines = [
        '# Who you are. Brokers see only what `unbroker plan` lists under "what they are told".',
        f"packs: [{', '.join(answers.packs or ('discussion',))}]",
        "people:",
        f"  - name: {_quoted(answers.name)}",
        f"    residence: {_quoted(answers.residence)}",
        f"    city: {_quoted(answers.city)}",
        f"    emails: [{_quoted(answers.email)}]",
        f"    reply_to: {_quoted(answers.email)}",
    ]
    if answers.street:
        country, _, region = str(answers.residence).partition("-")
        lines += ["    address:", f"      street: [{_quoted(answers.street)}]", f"      city: {_quoted(answers.city)}"]
        lines += [f"      region: {_quoted(region)}"] if region else []
        lines += [f"      postal_code: {_quoted(answers.postal_code)}"] if answers.postal_code else []
        lines += [f"      country: {_quoted(country)}"]
    lines += [
        "    # about:                      # what single brokers know, and may be told",
        "    #   some-broker:",
        "    #     listings: [https://example.org/your-page-there]",
    ]
    return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    """A YAML scalar in double quotes; JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)
