"""How many records of a registry get their letter: `python -m bench.addresses FILE [--law gdpr] [--sheet din-5008-b]`.

Takes any overlay of brokers, as a folder's `brokers.yaml` has it, writes to every one of them under the law, for a
made-up person whom that law serves, and sends all letters through the press: by post where a record has a postal
address, else by what the plan chooses, or all by the one way that `--by` names.
Prints how many were made, and the others by reason with their brokers; what `check` says of an address counts as
the letter that is not made for it. `--json` answers in JSON.
"""

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from unbroker import folder
from unbroker.actions import new_folder
from unbroker.actions.mailing.typeset import typeset
from unbroker.base import files
from unbroker.base.errors import Problem
from unbroker.base.located import Items
from unbroker.facts import law as laws
from unbroker.facts.channel import CHANNELS
from unbroker.planning.plan import Plan, plan
from unbroker.planning.selection import Selection
from unbroker.registry import reading
from unbroker.writing.sample import first_letter
from unbroker.writing.template import Templates

DAY = date(2026, 11, 22)
HOMES = {
    "AU": "{street: [1 Specimen Street], city: Sydney, region: NSW, postal_code: '2000', country: AU}",
    "BR": "{street: ['Rua Exemplo, 1'], city: São Paulo, region: SP, postal_code: '01310-100', country: BR}",
    "CA": "{street: [1 Specimen Street], city: Toronto, region: ON, postal_code: M5H 1A1, country: CA}",
    "CH": "{street: [Musterweg 1], city: Zürich, postal_code: '8001', country: CH}",
    "DE": "{street: [Musterstraße 1], city: Berlin, postal_code: '10115', country: DE}",
    "GB": "{street: [1 Specimen Street], city: Leeds, postal_code: LS1 1AA, country: GB}",
    "US": "{street: [1 Specimen Street], city: Sacramento, region: CA, postal_code: '95814', country: US}",
}
"""Where made-up people live, by country."""
PROFILE = """\
people:
  - name: Sam Specimen
    residence: {residence}
    city: Specimen
    emails: [sam@example.org]
    address: {address}
"""


def main() -> None:
    """Print the count, and each reason with its brokers."""
    parser = argparse.ArgumentParser(description="How many records of an overlay get their letter.")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--law", default="gdpr")
    parser.add_argument("--sheet")
    parser.add_argument("--by", choices=[*CHANNELS])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    records, problems = reading.parse(files.read_text(options.file), str(options.file))
    slugs = {str(record.get("slug")) for record in records if isinstance(record, dict)}
    refused = defaultdict[str, list[str]](list)
    unplaced = []
    for broker, reason in _refusals(records, problems, options.law, Selection(by=options.by, sheet=options.sheet)):
        (refused[reason] if broker in slugs else unplaced).append(broker)
    made = len(records) - len({broker for brokers in refused.values() for broker in brokers}) - len(unplaced)
    if options.json:
        print(json.dumps({"records": len(records), "made": made, "refused": refused}, ensure_ascii=False))
        return
    share = f" ({100 * made / len(records):.1f} %)" if records else ""
    print(f"{made} of {len(records)} made{share}, {options.law}, {options.sheet or 'the usual sheet'}")
    for reason, brokers in sorted(refused.items(), key=lambda group: -len(group[1])):
        print(f"{len(brokers):5}  {reason}: {', '.join(brokers)}")


def _refusals(
    records: Items, problems: Iterable[Problem], law_name: str, selection: Selection
) -> Iterator[tuple[str, str]]:
    """Each broker that gets no letter, and why; a fault of the file stands for the record that it is in."""
    known, faults = reading.read(records)
    for problem in (*problems, *faults):
        yield _broker_of(problem), _reason(problem.message)
    with tempfile.TemporaryDirectory() as scratch:
        own = _folder(Path(scratch) / "mine", law_name)
        basis = replace(own.basis(own.records.read_cases()), registry=known, laws={law_name: own.laws[law_name]})
        on_paper = [slug for slug, broker in known.brokers.items() if any(way.row.on_paper for way in broker.channels)]
        others = [slug for slug in known.brokers if slug not in {*on_paper}]
        for brokers, by in ((on_paper, selection.by or "post"), (others, selection.by)):
            chosen = replace(selection, brokers=tuple(brokers), by=by, despite_drop=True)
            yield from _unmade(plan(basis, chosen, DAY), own.templates) if brokers else ()


def _unmade(planned: Plan, templates: Templates) -> Iterator[tuple[str, str]]:
    for left in planned.left_out:
        if not left.rights:
            yield left.broker.slug, _reason(left.reason)
    for letter in typeset(planned.letters, templates):
        for problem in letter.outcome.problems[:1]:
            yield letter.outcome.broker, _reason(problem.message)


def _folder(path: Path, law_name: str) -> folder.Folder:
    """A folder of somebody whom a law serves."""
    known, _ = laws.load([files.packaged("letters")])
    law = known[law_name]
    residence = first_letter(law, law.first_letter, DAY).request.person.residence.code
    address = HOMES[residence.partition("-")[0]]
    folder.make(path, PROFILE.format(residence=residence, address=address), new_folder.SETTINGS)
    return folder.open_folder(path)


def _broker_of(problem: Problem) -> str:
    match = re.search(r"broker '([^']+)'", problem.message)
    return match[1] if match else ""


def _reason(message: str) -> str:
    """A message without what is particular to one broker."""
    general = re.sub(r"^broker '[^']*': |^nothing can be posted to .*: ", "", message)
    return re.sub(r"""'[^']*'|"[^"]*"|: .* / .*|\b\d+ lines""", "…", general)


if __name__ == "__main__":
    main()
