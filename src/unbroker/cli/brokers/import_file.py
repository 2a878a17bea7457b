"""`brokers import`."""

import difflib
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import click

from unbroker.actions.import_brokers import Import, do_import, plan_import
from unbroker.base import files
from unbroker.cli.brokers import loaded
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, found
from unbroker.cli.terminal.wording import listed, width_of
from unbroker.registry.importers.shapes import SHAPES
from unbroker.registry.proposal import Change

_FEW_LINES = 4


@click.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True), metavar="FILE")
@click.option("--as", "kind", type=click.Choice([*SHAPES]), help="What the file is, if its head does not tell.")
@click.option("--packaged", is_flag=True, help="For the packaged registry, which its maintainers keep.")
@click.option("--apply", "write", is_flag=True, help="Write it; otherwise it is only shown.")
@click.option("--same", multiple=True, metavar="ROW=BROKER", help="This row is about that broker.")
@click.option("--new", "new", multiple=True, type=int, metavar="ROW", help="This row is about a broker of its own.")
@common
def import_file(
    *, file: Path, kind: str | None, packaged: bool, write: bool, same: Sequence[str], new: Sequence[int],
    as_json: bool, today: date, folder_path: Path | None,
) -> int:  # fmt: skip
    """Propose what a state's file or a list would change in the registry: a diff to read.

    FILE is on this computer; nothing is fetched. Without --packaged the proposal is for the brokers.yaml of your
    folder, which gets only what differs. Doubtful rows are left alone until --same or --new decides.
    """
    registry = loaded.registry(folder_path if not packaged else None)
    path = files.packaged("brokers.yaml") if packaged else _own(folder_path)
    plan = plan_import(file, kind, registry, path, _decided(same, new), is_overlay=not packaged)
    if write:
        do_import(plan)
    if as_json:
        screen.show_json(_summary(plan, written=write))
        return 0
    if not write:
        _show_diff(plan)
    _say(plan, written=write)
    return 0


def _own(folder_path: Path | None) -> Path:
    return found(folder_path) / "brokers.yaml"


def _decided(same: Sequence[str], new: Sequence[int]) -> Mapping[int, str | None]:
    decided: dict[int, str | None] = dict.fromkeys(new)
    for decision in same:
        row, _, slug = decision.partition("=")
        if not row.isdecimal() or not slug:
            raise click.UsageError(f"--same {decision!r} is not ROW=BROKER, as in 406=dun-bradstreet")
        decided[int(row)] = slug
    return decided


def _show_diff(plan: Import) -> None:
    name = files.shown(plan.path)
    before, after = plan.before.splitlines(), plan.after.splitlines()
    for line in difflib.unified_diff(before, after, name, f"{name} with {plan.source}", lineterm="", n=1):
        screen.show(line)


def _say(plan: Import, *, written: bool) -> None:
    for problem in plan.proposal.problems:
        screen.say(f"{'' if problem.severity == 'error' else 'warning: '}{problem}")
    _say_left_out(plan.proposal.changes)
    for change in plan.proposal.changes:
        if change.kind == "doubtful":
            screen.say(f"row {change.entry.row} is doubtful: {_doubt(change)}")
        elif change.kind == "new" and change.match.near:
            screen.say(f"row {change.entry.row}, {change.slug}: new, and near {', '.join(change.match.near)}")
    if leavers := [broker.slug for broker in plan.proposal.leavers]:
        screen.say(f"not in this file any more, and kept: {', '.join(leavers)}")
    counts = ", ".join(f"{number} {kind}" for kind, number in plan.proposal.counts.items())
    screen.say(f"{SHAPES[plan.shape].what}: {counts}")
    name = files.shown(plan.path)
    if plan.before == plan.after:
        screen.say(f"nothing of it would change {name}")
        return
    screen.say(f"{name} is written" if written else f"nothing is written; --apply writes it to {name}")


def _say_left_out(changes: Sequence[Change]) -> None:
    """What is not taken over from the rows, each reason once."""
    slugs: dict[str, list[str]] = {}
    for change in changes:
        for reason in change.entry.left_out:
            slugs.setdefault(reason, []).append(change.slug)
    columns = width_of(sys.stderr)
    for reason, named in slugs.items():
        before = f"left out of {screen.count(len(named), 'row')}, {reason}: "
        for line in listed(named, columns, 0, columns and _FEW_LINES, before):
            screen.say(line)


def _doubt(change: Change) -> str:
    row, near = change.entry.row, change.match.near
    who = f"{change.entry.broker.legal_name} and {', '.join(near)} have {change.match.because}"
    return f"{who} (--same {row}={near[0]} or --new {row} decides)"


def _summary(plan: Import, *, written: bool) -> dict[str, object]:
    return {
        "shape": plan.shape,
        "path": plan.path,
        "written": written,
        "counts": plan.proposal.counts,
        "rows": [
            {
                "row": change.entry.row,
                "class": change.kind,
                "broker": None if change.kind == "doubtful" else change.slug,
                "name": change.entry.broker.legal_name,
                "near": change.match.near,
                "keys": change.merged.keys if change.merged else (),
                "left_out": change.entry.left_out,
            }
            for change in plan.proposal.changes
        ],
        "leavers": [broker.slug for broker in plan.proposal.leavers],
        "problems": [
            {"path": p.place.path, "line": p.place.line, "severity": p.severity, "message": p.message, "hint": p.hint}
            for p in plan.proposal.problems
        ],
    }
