"""Previews: the letters of a plan, or a later letter of a case, as PDF and text; nothing is recorded."""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from unbroker.actions import follow_up, record_event
from unbroker.actions.mailing.handed_in import typeset_all
from unbroker.actions.mailing.typeset import Typeset
from unbroker.actions.outcome import Outcome, Progress, no_progress
from unbroker.base import files
from unbroker.base.errors import UnknownName
from unbroker.cases import case_name
from unbroker.facts.claim import regulators_of
from unbroker.folder import Folder
from unbroker.paper.press import press
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import Plan, plan
from unbroker.planning.selection import Selection
from unbroker.writing.choose_language import in_best_language
from unbroker.writing.letter import compose
from unbroker.writing.need import CannotSay
from unbroker.writing.reference import Step
from unbroker.writing.sample import at_step
from unbroker.writing.step import NoWords

_LIST = ".previews"
"""In the outbox: what the last call wrote to its previews, as `sha256sum` lists it: only that is cleared away."""


@dataclass(frozen=True)
class Preview:
    """Letters to be shown."""

    plan: Plan
    made_up: Step | None = None
    """The step whose past was made up, so that the letters are specimens."""
    remarks: tuple[str, ...] = ()
    """Who can have no such letter, and why."""


@dataclass(frozen=True)
class PreviewResult:
    """What became of each letter."""

    outcomes: tuple[Outcome, ...]

    @property
    def press(self) -> str | None:
        """How the PDFs were made; None if there is none."""
        reasons = [outcome.laid_out for outcome in self.outcomes if outcome.path and outcome.path.suffix == ".pdf"]
        return press.summary(reasons) if any(reasons) else None


def plan_preview(folder: Folder, selection: Selection, today: date, step: Step | None = None) -> Preview:
    """The letters of the plan; with a step the later letters of the recorded cases that are named. Pure.

    For a request that is not recorded a past is made up.

    Raises:
        UnknownName: a reference is named that is not recorded.
    """
    if step is not None and selection.brokers and (recorded := _recorded(folder, selection, step, today)):
        return Preview(recorded)
    planned = plan(folder.basis(folder.records.read_cases()), selection, today)
    return Preview(planned) if step is None else _at_step(folder, planned, step, selection)


def do_preview(
    folder: Folder, preview: Preview, out: Path | None, *, in_full: bool = False, on_progress: Progress = no_progress
) -> PreviewResult:
    """Write each letter as text, and as PDF where it has a sheet; one that fails does not stop the rest.

    Without a folder named they stand in the outbox: what an earlier call wrote there is cleared away, nothing else.

    Args:
        folder: the folder.
        preview: as planned.
        out: where the files go.
        in_full: lay each letter out in full instead of striking it.
        on_progress: is told of each letter.

    Raises:
        CannotWrite: the folder cannot be written, or the disk is full. What was written before stays whole.
    """
    place = files.fresh_folder(out or folder.outbox / "previews")
    written = folder.outbox / _LIST if out is None else None
    if written is not None:
        _clear(place, written)
    letters, outcomes = preview.plan.letters, []
    for number, letter in enumerate(typeset_all(folder, letters, in_full=in_full), 1):
        outcomes.append(_write(letter, place, written))
        on_progress(number, len(letters))
    return PreviewResult(tuple(outcomes))


def _write(letter: Typeset, out: Path, written: Path | None) -> Outcome:
    if letter.outcome.problems or letter.letter is None:
        return letter.outcome
    contents = {".txt": letter.letter.text.encode()}
    if letter.copy is not None:
        contents[f".{letter.copy.language}.txt"] = letter.copy.text.encode()
    if letter.pdf is not None:
        contents[".pdf"] = letter.pdf
    for ending, content in contents.items():
        files.write(out / f"{letter.stem}{ending}", content)
        if written is not None:
            files.add_line(written, f"{sha256(content).hexdigest()}  {letter.stem}{ending}")
    return replace(letter.outcome, path=out / f"{letter.stem}{[*contents][-1]}")


def _clear(place: Path, written: Path) -> None:
    """Remove the files of the list from a folder that are still as they were written, then the list."""
    for line in files.read_text(written).splitlines() if files.is_file(written) else ():
        digest, _, name = line.partition("  ")
        path = place / Path(name).name
        if files.is_file(path) and sha256(files.read_bytes(path)).hexdigest() == digest:
            files.remove(path)
    files.remove(written)


def _recorded(folder: Folder, selection: Selection, step: Step, today: date) -> Plan | None:
    """The letters of a step for recorded cases; None if none of the names is recorded."""
    letters: list[PlannedLetter] = []
    for name in selection.brokers:
        try:
            entries = record_event.find(folder.records, name, today, people=selection.people)
        except (UnknownName, case_name.NothingRecorded):
            if case_name.parse(name).is_reference:
                raise
            return None
        letter = follow_up.letter_of_step(folder, entries, step, selection)
        reference = letter.draft.request.reference
        number = letter.draft.number + sum(other.draft.request.reference == reference for other in letters)
        letters.append(replace(letter, draft=replace(letter.draft, number=number)))
    return Plan(tuple(letters), ())


def _at_step(folder: Folder, planned: Plan, step: Step, selection: Selection) -> Preview:
    """The plan's letters as they would be at a later step; those that can have no such letter are named with why.

    The state's platform heads a Californian's plan by itself, and is no broker to remind.
    """
    by_slug = follow_up.known_regulators(folder)
    letters: list[PlannedLetter] = []
    remarks: list[str] = []
    for letter in planned.letters:
        request = letter.draft.request
        if request.broker.kind == "portal" and request.broker.slug not in selection.brokers:
            continue
        draft = at_step(letter.draft, step, regulators_of(request.claim.law, by_slug, request.person))
        draft = in_best_language(draft, folder.written, selection.language)
        try:
            compose(draft, folder.templates)
        except CannotSay as error:
            why = "; ".join(f"{need.lacks} ({need.remedy})" for need in error.needs)
            remarks.append(f"{request.broker.slug}: the letter {step!r} cannot be written: {why}")
        except NoWords as error:
            remarks.append(f"{request.broker.slug}: {error}")
        else:
            letters.append(replace(letter, draft=draft))
    return Preview(replace(planned, letters=tuple(letters)), step, tuple(remarks))
