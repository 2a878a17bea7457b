"""The documentation says what the program does, and its examples run."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
import yaml
from jsonschema import Draft202012Validator
from recorded_templates import RecordedTemplates

from unbroker import folder as folders
from unbroker.actions import new_folder
from unbroker.base import files
from unbroker.cli import unbroker
from unbroker.demo import history, people
from unbroker.facts import regulators
from unbroker.paper.page import set_out
from unbroker.planning import plan
from unbroker.planning.selection import Selection
from unbroker.writing.letter import compose
from unbroker.writing.sample import specimens

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = {path.relative_to(ROOT).as_posix(): path for path in [*ROOT.glob("*.md"), *sorted(DOCS.rglob("*.md"))]}
FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PAGE_OF = {
    "brokers": "brokers",
    "overlay": "brokers",
    "profile": "profile",
    "settings": "settings",
    "law": "laws",
    "regulators": "regulators",
    "sheets": "sheets",
    "labels": "labels",
    "service": "services",
    "words": "words",
}
"""By schema: the page of the reference that explains its keys."""


class AsEditors(yaml.CSafeLoader):
    """Reads YAML 1.2, as the language servers of editors do: `NO` is a word, `2026-11-22` too, `2026` a number."""


AsEditors.yaml_implicit_resolvers = {}
for tag, pattern, first in [
    ("bool", r"true|false", "tf"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)", "-+.0123456789"),
]:
    AsEditors.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first))


def faults(schema: str, text: str) -> list[str]:
    """What an editor that knows the schema says of a file."""
    validator = Draft202012Validator(json.loads((DOCS / "reference" / f"{schema}.schema.json").read_text("utf-8")))
    found = validator.iter_errors(yaml.load(text, Loader=AsEditors))  # noqa: S506 - a safe loader
    return [f"{error.json_path}: {error.message}" for error in found]


def written_files() -> Iterator[tuple[str, str, str]]:
    """Each file that an example writes: the page, the file's path and its text."""
    for page, path in PAGES.items():
        for _, name, text in FENCE.findall(path.read_text("utf-8")):
            if name:
                yield page, name, text


def properties(schema: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each key of a file, as `Model.key`, and what its schema says of it."""
    made = json.loads((DOCS / "reference" / f"{schema}.schema.json").read_text("utf-8"))
    for definition in [made, *made["$defs"].values()]:
        for key, value in definition.get("properties", {}).items():
            yield f"{definition['title']}.{key}", value


def test_made_parts_are_what_the_program_makes_of_them() -> None:
    """Schemas, tables of keys, commands and the plan in README are those of this very program."""
    done = subprocess.run(
        [sys.executable, DOCS / "make.py", "--check"], check=False, text=True, capture_output=True, cwd=ROOT
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        pytest.param("brokers", ROOT / "brokers.yaml", marks=pytest.mark.slow),
        ("regulators", ROOT / "letters/regulators.yaml"),
        ("sheets", ROOT / "letters/sheet/sheets.yaml"),
        ("labels", ROOT / "letters/sheet/labels.yaml"),
        *(("service", path) for path in sorted(ROOT.glob("letters/sheet/service/*.yaml"))),
        *(("law", path) for path in sorted(ROOT.glob("letters/*/law.yaml"))),
    ],
    ids=lambda value: value.parent.name if isinstance(value, Path) else value,
)
def test_packaged_file_fits_its_schema(schema: str, path: Path) -> None:
    """An editor that knows the schema has nothing to say about what we publish, and finds it by the first line."""
    text = path.read_text("utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)

    assert named is not None
    assert (path.parent / named[1]).resolve() == DOCS / "reference" / f"{schema}.schema.json"
    assert faults(schema, text) == []


def test_packaged_brokers_fit_their_schema() -> None:
    """Every thirtieth of them; all of them, where there is time."""
    head, *records = (ROOT / "brokers.yaml").read_text("utf-8").split("\n- slug: ")

    assert head.startswith("# yaml-language-server: $schema=docs/reference/brokers.schema.json\n")
    assert faults("brokers", "".join(f"\n- slug: {record}" for record in records[::30])) == []


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        pytest.param("profile", people.PROFILE, id="demo-profile"),
        pytest.param("settings", new_folder.SETTINGS, id="demo-settings"),
        pytest.param("overlay", history.registry(), id="demo-brokers"),
        *(
            pytest.param("overlay" if name == "brokers.yaml" else Path(name).stem, text, id=f"{page}-{number}")
            for number, (page, name, text) in enumerate(written_files())
            if Path(name).suffix == ".yaml"
        ),
    ],
)
def test_example_fits_its_schema(schema: str, text: str) -> None:
    """Whoever copies an example into an editor sees no fault in it."""

    assert faults(schema, text) == []


@pytest.mark.parametrize(
    ("schema", "text", "fault"),
    [
        ("brokers", "- {slug: a, name: A, kind: people}", "'people' is not one of"),
        ("brokers", "- {slug: a, name: A, kind: other, nam: A}", "Additional properties are not allowed"),
        ("brokers", "- {slug: a, name: A}", "'kind' is a required property"),
        ("brokers", "- {slug: a, name: A, kind: other, registered: {US-CA: [some]}}", "'some' does not match"),
        ("overlay", "- {name: A, kind: other}", "'slug' is a required property"),
        ("brokers", "{slug: a, name: A, kind: other}", "is not of type 'array'"),
        ("profile", "people: [{name: A, residence: {cod: DE}, city: B}]", "is not valid under any of the given"),
        ("profile", "people: [{name: A, residence: DE, city: B, about: {No Slug: {}}}]", "does not match any of the"),
        ("regulators", "{reviewed: 2026-11-22, regulators: [], reviews: []}", "'reviews' was unexpected"),
        ("settings", "per_day: 0", "0 is less than the minimum of 1"),
        ("settings", "mail: {sender: a@example.org}", "'sender' was unexpected"),
    ],
)
def test_schema_finds_the_fault(schema: str, text: str, fault: str) -> None:
    """The schemas are no formality: an editor marks what the program would refuse."""
    found = faults(schema, text)

    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("brokers", '- {slug: a, name: A, kind: other, country: NO, registered: {US-CA: [2025, "2026"]}}'),
        ("profile", "people: [{name: A, residence: US-CA, city: B}]"),
        ("profile", "people: [{name: A, residence: {code: US-CA, since: 2020-01-01}, city: 5}]"),
        ("settings", '{per_day: "40", nudge: {x: -1.5}, mail: {from: a@example.org}}'),
    ],
)
def test_schema_takes_what_the_program_takes(schema: str, text: str) -> None:
    """A residence may be a word or a mapping, a year a number or a text, Norway stays Norway."""

    assert faults(schema, text) == []


@pytest.mark.parametrize("schema", PAGE_OF)
def test_each_field_is_described(schema: str) -> None:
    """Every key has a meaning in the schema and stands in the reference."""
    page = (DOCS / "reference" / f"{PAGE_OF[schema]}.md").read_text("utf-8")
    known = dict(properties(schema))
    schemas = {path.name for path in (DOCS / "reference").glob("*.json")}

    assert schemas == {f"{name}.schema.json" for name in PAGE_OF}
    assert known
    assert [name for name, value in known.items() if not value.get("description")] == []
    assert [name for name in known if f"\n| `{name.partition('.')[2]}` |" not in page] == []


def test_each_command_is_described() -> None:
    """Every command, argument and option stands in the reference."""
    sections = re.split(r"(?m)^## ", (DOCS / "reference/commands.md").read_text("utf-8"))
    for_all = next(section for section in sections if section.startswith("Options of every command\n"))
    missing: list[str] = []

    def look(command: click.Command, name: str) -> None:
        if isinstance(command, click.Group):
            context = click.Context(command)
            for word in command.list_commands(context):
                inner = command.get_command(context, word)
                assert inner is not None
                look(inner, f"{name} {word}".strip())
            return
        section = next((part for part in sections if part.startswith(f"{name}\n")), "")
        shown = [parameter for parameter in command.params if not getattr(parameter, "hidden", False)]
        options = {word for parameter in shown for word in parameter.opts if word.startswith("-")}
        missing.extend(f"{name} {option}" for option in options if f"`{option}" not in section + for_all)
        if not section:
            missing.append(name)

    look(unbroker, "")

    assert missing == []


def test_names_of_templates_are_described(tmp_path: Path) -> None:
    """The reference has each name that the program gives to a template, and no other."""
    folders.make(tmp_path / "demo", people.PROFILE, new_folder.SETTINGS)
    own = folders.open_folder(tmp_path / "demo")
    (item,) = plan.plan(
        own.basis(own.records.read_cases()), Selection(brokers=("linkedin",), people=("jordan",)), date(2026, 11, 22)
    ).letters
    assert item.sheet is not None
    recording = RecordedTemplates()
    set_out(compose(item.draft, recording), item.sheet, recording)
    hearing, problems = regulators.load([files.packaged("letters")])
    later = {one.draft.step: one.draft for one in specimens(own.laws["ccpa"], hearing, recording, date(2026, 11, 22))}
    for draft in later.values():
        compose(draft, recording)
    names = (DOCS / "reference/templates.md").read_text("utf-8").partition("## Names in the frame")[2]
    described = {name for row in re.findall(r"(?m)^\| (`.+?`) \|", names) for name in re.findall(r"`(\w+)`", row)}

    assert not problems
    assert {"overdue", "complaint", "agent"} <= {*later}
    assert described - {"request"} == recording.names_given


def test_each_dependency_has_its_reason() -> None:
    """Nothing is depended on without a word on why."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    table = (DOCS / "pipeline.md").read_text("utf-8").partition("## The libraries")[2]
    given = re.findall(r"(?m)^\| ([a-z][\w-]+) \| \S", table)

    assert given[1:] == sorted(re.split(r"[>=<~!\[]", line)[0] for line in project["dependencies"])

    extras = {name: lines for name, lines in project["optional-dependencies"].items() if name not in ("test", "bench")}
    rows = {f"{re.split('[>=<[]', line)[0]} (extra `{name}`)" for name, lines in extras.items() for line in lines}
    assert {*re.findall(r"(?m)^\| ([a-z][\w-]+ \(extra `\w+`\)) \| \S", table)} == rows


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    headings = re.findall(r"(?m)^#+ (.+)$", page.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Each link to a file, and to a heading in one, has something at its end."""
    path = PAGES[page]
    prose = FENCE.sub("", path.read_text("utf-8"))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        parts = urlsplit(link)
        target = (path.parent / parts.path).resolve() if parts.path else path
        lost = not target.exists() or (parts.fragment and parts.fragment not in anchors(target))
        if not parts.scheme and lost:
            broken.append(link)

    assert broken == []


def test_pages_are_in_the_index() -> None:
    """Whoever opens the documentation's first page finds all the others."""
    index = (DOCS / "README.md").read_text("utf-8")
    others = [path.relative_to(DOCS).as_posix() for path in PAGES.values() if path.is_relative_to(DOCS)]

    assert [name for name in others if name != "README.md" and f"({name})" not in index] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", ["docs/how-to.md", "docs/e-mail.md", "docs/locked.md", "docs/add-a-broker.md", "docs/add-a-law.md"]
)
def test_examples_run(page: str, tmp_path: Path) -> None:
    """A reader who types a page's commands and writes its files, in order, gets through without an error."""
    script = ["set -euo pipefail"]
    for language, name, text in FENCE.findall(PAGES[page].read_text("utf-8")):
        if name:
            script += [
                f'mkdir -p "$(dirname {name})"',
                f"cat > {name} <<'END_OF_{language}'",
                f"{text}END_OF_{language}",
            ]
        elif language != "yaml":  # YAML without a name is a piece of a file that is shown elsewhere
            assert language == "sh"
            script.append(text)
    search = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        check=False,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=tmp_path,
        env={**os.environ, "PATH": search, "UNBROKER_TODAY": "2026-11-22"},
    )

    assert done.returncode == 0, done.stdout
    assert "Traceback" not in done.stdout
