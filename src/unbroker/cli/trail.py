"""`trail`: who says that they had the data from whom, and gave them to whom."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from unbroker import __version__
from unbroker.actions.documents import do_trail, plan_trail
from unbroker.actions.show_trail import TrailView, edge_rows, show_trail
from unbroker.base import files
from unbroker.cases.trail import STANDINGS, Edge, in_words
from unbroker.cases.trail_tree import Branch, lines
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.opened import opened
from unbroker.cli.terminal.options import common, opened_records, theirs
from unbroker.cli.terminal.wording import wrapped

_OF_ALL = {"categories": "categories only", "refused": "refuses to name any", "nobody": "says that there are none"}


@click.command(short_help="Show where your data came from and went to, by the answers.")
@click.argument("name", metavar="[BROKER]", required=False, shell_complete=completing.requests)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Draw it into this file, as SVG.")
@theirs
@common
def trail(
    *, name: str | None, out: Path | None, people: tuple[str, ...], as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Show where your data came from and went to, by the answers that you recorded: from where you began, or BROKER.

    `←` stands before whom the data came from, `→` before whom they went to.
    """
    view = show_trail(opened_records(folder_path), name, people)
    if out is not None:
        folder = opened(folder_path, strangers_may_be=True)
        path = do_trail(folder, plan_trail(folder, view, __version__), out)
        screen.show_json({"path": path}) if as_json else screen.show(files.shown(path))
        return
    if as_json:
        screen.show_json({"edges": edge_rows(view)})
        return
    show_trees(view)
    if not view.trees:
        screen.show("no answer names anybody yet")
        screen.say("record one: `unbroker track CASE answered --source NAME --recipient NAME --words SENTENCE`")
    elif any(view.trail.next(person) for person in view.trail.people):
        screen.say("next: `unbroker plan --trail` shows the letters to those not asked yet")


def show_trees(view: TrailView) -> None:
    """The trail, a line for each broker."""
    several = len({person for person, _ in view.trees}) > 1
    for number, (person, root) in enumerate(view.trees):
        if number:
            screen.show()
        for lead, branch in lines(root):
            whose = f", about {person}" if several and branch is root else ""
            screen.show_lines((line, "") for line in _drawn(lead, f"{_words(view, person, branch)}{whose}"))


def _drawn(lead: str, words: str) -> Iterator[str]:
    """A broker's lines, with the lines of the tree beside each of them."""
    width = screen.width()
    first, *later = wrapped(words, width and width - len(lead), 0, 2)
    yield f"{lead}{first}"
    below = lead.replace("├─ ", "│  ").replace("└─ ", "   ")
    yield from (f"{below}{line}" for line in later)


def _words(view: TrailView, person: str, branch: Branch) -> str:
    """A broker, how it stands about the edge to it, and what it says of all its sources or recipients."""
    name = view.name(branch.broker)
    if branch.edge is None:
        return f"{name}{_stances(view, person, branch)}"
    arrow = "←" if branch.towards == "origin" else "→"
    above = " (see above)" if branch.again else _stances(view, person, branch)
    return f"{arrow} {name}: {standing_words(view, branch.edge)}{above}"


def standing_words(view: TrailView, edge: Edge) -> str:
    """How it stands, and who says what on which day."""
    said = (in_words(each, view.name(each.by), str(each.on)) for each in (*edge.said, *edge.against))
    return "; ".join((STANDINGS[edge.standing], *said))


def _stances(view: TrailView, person: str, branch: Branch) -> str:
    stances = view.trail.stances(person, branch.broker)
    words = "; ".join(f"{each.side}s: {_OF_ALL[each.says]}" for each in stances if each.says in _OF_ALL)
    return f" ({words})" if words else ""
