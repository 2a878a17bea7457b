"""How many of the names that the code uses say nothing: `python -m bench.names [PATHS]`.

Counts every use of a name, read or bound, a parameter included, in the Python files of `src/unbroker` (or of the
files and folders that are named), and prints which share of them is one of the empty words: those that are no
nouns, together, and the nouns that fit anything, each. Attributes are counted apart. Names of keywords in calls are
not counted, for they are bound elsewhere. A word counts when it is the whole name; a leading underscore makes no
difference.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NO_NOUNS = ("one", "made", "found", "known", "told", "own", "said")
ANYTHING = ("item", "thing", "data", "result", "value", "obj")
HOUSE = Path(__file__).resolve().parents[1] / "src" / "unbroker"


@dataclass
class Uses:
    """How often each name and each attribute is used."""

    names: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)

    def add(self, tree: ast.AST) -> None:
        """Count a module's."""
        for node in ast.walk(tree):
            match node:
                case ast.Name(id=name) | ast.arg(arg=name) | ast.MatchAs(name=str() as name):
                    self.names[name.lstrip("_")] += 1
                case ast.Attribute(attr=name):
                    self.attributes[name.lstrip("_")] += 1
                case _:
                    pass


def python_files(paths: list[Path]) -> Iterator[Path]:
    """The Python files that paths name, those of a folder in the order of their names."""
    for path in paths:
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def room(path: Path) -> str:
    """The folder of the house that a file stands in, or the file where it stands in none."""
    absolute = path.resolve()
    inside = absolute.relative_to(HOUSE) if absolute.is_relative_to(HOUSE) else path
    return inside.parts[0] if len(inside.parts) > 1 else inside.name


def share(counts: Counter[str], *words: str) -> str:
    """The share of some words among all that were counted."""
    every = counts.total()
    return f"{100 * sum(counts[word] for word in words) / every:.1f} %" if every else "–"


def row(title: str, uses: Uses) -> list[str]:
    """One line of the table."""
    return [
        title,
        str(uses.names.total()),
        share(uses.names, *NO_NOUNS),
        *(share(uses.names, word) for word in ANYTHING),
        str(uses.attributes.total()),
        share(uses.attributes, *NO_NOUNS),
    ]


def print_table(rows: list[list[str]]) -> None:
    """Print rows of cells, the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for title, *cells in rows:
        print(title.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)))


def main() -> None:
    """Print the shares a folder and in all, and how often each empty word is used."""
    rooms: dict[str, Uses] = {}
    every = Uses()
    for path in python_files([Path(name) for name in sys.argv[1:]] or [HOUSE]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        rooms.setdefault(room(path), Uses()).add(tree)
        every.add(tree)
    titles = ["folder", "names", "no nouns", *ANYTHING, "attributes", "no nouns"]
    print_table([titles, *(row(name, uses) for name, uses in sorted(rooms.items())), row("all", every)])
    print()
    words = [
        [word, str(every.names[word]), share(every.names, word), str(every.attributes[word])]
        for word in (*NO_NOUNS, *ANYTHING)
    ]
    print_table([["word", "names", "share", "attributes"], *words])


if __name__ == "__main__":
    main()
