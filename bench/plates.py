"""How many plates the letters of several people need: `python -m bench.plates [PEOPLE]`.

First letters by post to the whole packaged registry, for people of one state with names, cities and addresses of
their own: how often a page is laid out, how many plates are made of it, and how many letters are laid out in full.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

import yaml

from unbroker import folder
from unbroker.actions import new_folder
from unbroker.paper.page import set_out
from unbroker.planning.plan import plan
from unbroker.planning.selection import Selection
from unbroker.writing.letter import compose

DAY, SHEET, USUAL = date(2026, 11, 22), "us-10", 5
_NAMES = ("Ann Sample", "Bartholomew Specimen", "Chi Example", "Dolores Made-Up", "Efua Nobody")
_CITIES = ("Sampleton", "Los Specimenes", "Exampleville", "Mock Springs", "Placeholder Bay")


def profile(people: int) -> str:
    """The file of people of one state who do not exist."""
    persons = [
        {
            "slug": f"person-{number}",
            "name": f"{_NAMES[number % 5]} {number + 1}",
            "residence": "US-CA",
            "city": _CITIES[number % 5],
            "emails": [f"person{number}@example.org"],
            "address": {
                "street": [f"{number + 1} Example Road", *(["Apartment 2"] if number % 2 else [])],
                "city": _CITIES[number % 5], "region": "CA", "postal_code": f"9410{number % 10}", "country": "US",
            },
        }
        for number in range(people)
    ]  # fmt: skip
    return yaml.safe_dump({"people": persons}, sort_keys=False)


def main() -> None:
    """Print the counts."""
    people = next((int(word) for word in sys.argv[1:] if word.isdecimal()), USUAL)
    with tempfile.TemporaryDirectory() as scratch:
        folder.make(Path(scratch) / "mine", profile(people), new_folder.SETTINGS)
        own = folder.open_folder(Path(scratch) / "mine")
        selection = Selection(everything=True, by="post", despite_drop=True)
        letters = plan(own.basis(own.records.read_cases()), selection, DAY).letters
        bodies, pages, plates, in_full = set[str](), set[str](), set[tuple[str, frozenset[str]]](), 0
        for planned in letters:
            letter = compose(planned.draft, own.templates)
            page = set_out(letter, own.sheets[SHEET], own.templates)
            bodies.add(letter.body_html)
            if page.shared is None:
                in_full += 1
                continue
            pages.add(page.shared.html)
            plates.add((page.shared.html, page.shared.fields.difference(page.fields)))
    print(f"{len(letters)} letters of {people} people: {len(bodies)} bodies, {len(pages)} pages laid out once,")
    print(f"{len(plates)} plates, {in_full} letters laid out in full")


if __name__ == "__main__":
    main()
