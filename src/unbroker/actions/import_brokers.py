"""Import brokers: a file of a state or a list becomes a proposal to read, and what is accepted is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from unbroker.base import files
from unbroker.base.errors import Place, Problem, ProblemsFound, UnknownName, UserError
from unbroker.facts.registry import Registry
from unbroker.registry import reading
from unbroker.registry.entry import Entry
from unbroker.registry.importers.shapes import SHAPES, shape_of
from unbroker.registry.proposal import Proposal, apply, proposal


class NothingRead(UserError):  # noqa: N818 - the sentence is the name
    """A file has no row that could be read."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: no row could be read (is it the state's own file, whole?)")


class NoSuchRow(UserError):  # noqa: N818 - the sentence is the name
    """A decision is about a row that is not in the file."""

    def __init__(self, row: int, path: str) -> None:
        super().__init__(f"{path} has no row {row} (the diff names the rows)")


class ChangedMeanwhile(UserError):  # noqa: N818 - the sentence is the name
    """The registry's file is not what the proposal was made from."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{files.shown(path)} was changed meanwhile: nothing is written (run the command again)")


@dataclass(frozen=True)
class Import:
    """What an import would do."""

    shape: str
    source: str
    """The file that is imported."""
    path: Path
    """The registry's file that would be written."""
    proposal: Proposal
    before: str
    after: str
    """The text of the registry's file, as it is and as it would be."""


def plan_import(
    source: Path, kind: str | None, registry: Registry, path: Path, decided: Mapping[int, str | None],
    *, is_overlay: bool,
) -> Import:  # fmt: skip
    """What a file would change in the registry.

    Args:
        source: a file, or a folder of files with a record each.
        kind: the shape that it has; found by its head if it is None.
        registry: the brokers that there are.
        path: the registry's file that would be written, which need not exist.
        decided: what a person said of doubtful rows: the slug of the record, or None for a new one.
        is_overlay: whether that file is a user's own.

    Raises:
        UnknownName: there is no such shape, or no record of that slug.
        UnknownShape: the file has none that is known here.
        NothingRead, NoSuchRow, TooManyRows: see there.
        CannotRead: a file is missing or forbidden.
    """
    for slug in filter(None, decided.values()):
        registry.get(slug)
    name, paths = files.shown(source), _records(source)
    content = _content(source, paths)
    if kind is not None and kind not in SHAPES:
        raise UnknownName("shape", kind, SHAPES, see=f"shapes are {', '.join(SHAPES)}")
    kind = kind or shape_of(content, name)
    entries, problems = SHAPES[kind].parse(content, name)
    problems = [_in_its_file(problem, name, paths) for problem in problems]
    if not entries:
        raise ProblemsFound(problems) if problems else NothingRead(name)
    _check_rows(decided, entries, name)
    change = proposal(entries, problems, registry.brokers, decided)
    before = files.read_text(path) if files.exists(path) else ""
    return Import(kind, name, path, change, before, apply(before, change.changes, is_overlay=is_overlay))


def do_import(plan: Import) -> None:
    """Write what was proposed, once.

    Raises:
        ChangedMeanwhile: the file was edited since.
        ProblemsFound: what would be written has errors, which is our fault; nothing is written.
        CannotWrite: it cannot be written.
    """
    now = files.read_text(plan.path) if files.exists(plan.path) else ""
    if now == plan.after:
        return
    if now != plan.before:
        raise ChangedMeanwhile(plan.path)
    _, problems = reading.parse(plan.after, files.shown(plan.path))
    if problems:
        raise ProblemsFound(problems)
    files.write(plan.path, plan.after.encode())


def _check_rows(decided: Mapping[int, str | None], entries: Sequence[Entry], name: str) -> None:
    rows = {entry.row for entry in entries}
    for row in decided:
        if row not in rows:
            raise NoSuchRow(row, name)


def _records(source: Path) -> Sequence[Path]:
    """The files of a folder that have a record each; none of a file."""
    return files.glob(source, "**/*.json") if files.is_folder(source) else ()


def _content(source: Path, paths: Sequence[Path]) -> bytes:
    """The bytes of a file; those of a folder's files with a record each, one a line."""
    if not files.is_folder(source):
        return files.read_bytes(source)
    return "\n".join(" ".join(files.read_text(path).split("\n")).strip() or "-" for path in paths).encode()


def _in_its_file(problem: Problem, name: str, paths: Sequence[Path]) -> Problem:
    """A problem of a record of a folder, with its file for the number that it has there."""
    line = problem.place.line
    if problem.place.path != name or line is None or line > len(paths):
        return problem
    message = problem.message.removeprefix(f"row {line}, ")
    return replace(problem, place=Place(files.shown(paths[line - 1])), message=message)
