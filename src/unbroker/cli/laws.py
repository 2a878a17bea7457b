"""`laws list`, `laws show` and `laws topics`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import click

from unbroker import location
from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UnknownName
from unbroker.base.late import late
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.options import common, found_or_none
from unbroker.facts import law as law_data
from unbroker.facts.law import Law, Topic
from unbroker.writing import languages, reasons
from unbroker.writing.choose_language import Written

_template = late("unbroker.writing.template")


@click.group(short_help="List the laws, or show one.")
def laws() -> None:
    """The laws: whom they protect, what you can ask for, and how long an answer may take."""


@laws.command(name="list")
@common
def list_laws(*, as_json: bool, today: date, folder_path: Path | None) -> None:
    """List the laws."""
    by_slug = _laws(folder_path)
    if as_json:
        screen.show_json([_record(law, today) for law in by_slug.values()])
        return
    rows = [
        (
            law.slug,
            law.name,
            ", ".join(law.serves),
            ", ".join(law.rights),
            "" if law.in_force(today) else "not in force",
        )
        for law in by_slug.values()
    ]
    screen.table(rows, ("law", "name", "serves", "rights", ""), indent=0)


@laws.command(name="show")
@click.argument("slug", metavar="LAW", shell_complete=completing.laws)
@common
def show_law(*, slug: str, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Show one law with its rules, their dates and their evidence."""
    by_slug = _laws(folder_path)
    if slug not in by_slug:
        raise UnknownName("law", slug, by_slug, see=f"laws are {', '.join(by_slug)}")
    law, folders = by_slug[slug], location.letter_folders(found_or_none(folder_path))
    if as_json:
        screen.show_json(_record(law, today))
        return
    screen.show(f"{law.name} ({law.short})", "bold")
    screen.show(law.statute)
    screen.show(f"serves residents of {', '.join(law.serves)}; a first letter asks for {', '.join(law.first_letter)}")
    for words in _said_of_languages(law, Written(files.names_below(folders))):
        screen.show(words)
    for rule in _rules(law, today):
        screen.show()
        mark = "" if rule["in_force"] else "  (not in force)"
        screen.show(f"{rule['name']}  {rule['cite']}{mark}")
        until = f" to {rule['valid_to']}" if rule["valid_to"] else ""
        if rule["says"]:
            screen.show(f"  {rule['says']}")
        doubt = "; unverified" if rule["evidence"] == "memory" else ""
        screen.show(
            f"  from {rule['valid_from']}{until}; evidence: {rule['evidence']}, reviewed {rule['reviewed']}{doubt}",
            "dim",
        )


@laws.command(name="topics", short_help="List what letters can be about across rights.")
@common
def list_topics(*, as_json: bool, today: date, folder_path: Path | None) -> None:
    """List what letters can be about across rights, with reasons for an objection to choose from.

    An objection needs reasons of your own. Copy those that are true of you into your profile, with the date on which
    you confirmed them; until then a letter asks, and does not object.
    """
    folder = found_or_none(folder_path)
    templates = _template.Templates.of(location.letter_folders(folder))
    offered = {topic: reasons.offered(topic, templates) for topic in get_args(Topic)}
    if as_json:
        screen.show_json([{"topic": topic, "reasons": list(sentences)} for topic, sentences in offered.items()])
        return
    screen.show("reasons:", "bold")
    for topic, sentences in offered.items():
        screen.show(f"  {topic}:")
        screen.show(f"    confirmed: {today}")
        screen.show("    because:")
        for sentence in sentences:
            screen.show(f"      - {sentence}")
    screen.say("copy what is true of you below your name in profile.yaml, and change it as you like")


def _said_of_languages(law: Law, written: Written) -> Iterator[str]:
    """In which languages its letters are, and which of them a lawyer has read."""
    whole = [code for code in law.names if not written.lacking(law, "first", law.first_letter, code)]
    only = [code for code in law.names if code not in whole and not written.lacking(law, "complaint", law.rights, code)]
    usual = languages.USUAL
    yield f"letters in {', '.join(map(languages.name, (usual, *whole)))}"
    if only:
        yield f"complaints also in {', '.join(map(languages.name, only))}"
    unread = [code for code in (usual, *whole, *only) if code not in law.lawyers]
    if unread:
        yield f"no lawyer has read those in {', '.join(map(languages.name, unread))}"


def _laws(folder_path: Path | None) -> dict[str, Law]:
    by_slug, problems = law_data.load(reversed(location.letter_folders(found_or_none(folder_path))))
    if problems:
        raise ProblemsFound(problems)
    return dict(by_slug)


def _record(law: Law, today: date) -> dict[str, object]:
    reviewed = max(str(rule["reviewed"]) for rule in _rules(law, today))
    return {
        "law": law.slug,
        "name": law.name,
        "in_force": law.in_force(today),
        "reviewed": reviewed,
        "serves": law.serves,
        "reaches": law.reaches,
        "first_letter": law.first_letter,
        "by_default": law.by_default,
        "rules": _rules(law, today),
    }


def _rules(law: Law, today: date) -> list[dict[str, object]]:
    named = [
        *((right, "right", rule) for right, rules in law.rights.items() for rule in rules),
        *((name, "rule", rule) for name, rules in law.rules.items() for rule in rules),
    ]
    clocks = [
        {
            **_dated(clock, today),
            "name": f"clock: {', '.join(clock.rights)}",
            "kind": "clock",
            "says": (f"answer in {clock.answer}" if clock.answer else "no period")
            + (f", acknowledgment in {clock.acknowledge}" if clock.acknowledge else "")
            + (f", at most {clock.extended} when extended" if clock.extended else ""),
            "scope": None,
        }
        for clock in law.clocks
    ]
    return [
        *(
            {**_dated(rule, today), "name": name, "kind": kind, "says": rule.says, "scope": rule.scope}
            for name, kind, rule in named
        ),
        *clocks,
    ]


def _dated(rule: law_data.Dated, today: date) -> dict[str, object]:
    return {
        "cite": rule.cite,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "reviewed": rule.reviewed.isoformat(),
        "evidence": rule.evidence,
        "in_force": rule.in_force(today),
    }
