"""What a mailing by post needs beside its letters: labels, a list for the post office, a test sheet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Literal

from unbroker.actions.mailing.posted_letters import Article, Articles, find_articles
from unbroker.base import files, places
from unbroker.base.errors import NOWHERE, Problem, ProblemsFound, UserError
from unbroker.facts.address import faults
from unbroker.facts.delivery import written_lines
from unbroker.facts.settings import Nudge
from unbroker.folder import Folder
from unbroker.location import letter_folders
from unbroker.paper import label_sheets, sheet, trial_sheet
from unbroker.paper.addressee import DoesNotFit, one_line
from unbroker.paper.label_sheets import LabelSheet
from unbroker.paper.pdf import lay_out
from unbroker.paper.sheet import Sheet
from unbroker.writing.sandbox import Names

_SUM = re.compile(r"([^\W\d_]{1,3}|[$€£¥])?\s?\d{1,5}([.,]\d{1,2})?\s?([^\W\d_]{1,3}|[$€£¥])?")
"""An amount, with or without its currency on either side."""


@dataclass(frozen=True)
class LabelPlan:
    """Labels to be printed: of which letters, on which sheet, from which label of it on."""

    articles: Articles
    sheet: LabelSheet
    start: int


@dataclass(frozen=True)
class Label:
    """What became of the label of a letter."""

    article: Article
    result: Literal["made", "failed"]
    problems: tuple[Problem, ...] = ()
    page: int | None = None
    position: int | None = None
    """On its sheet, counted in rows from 1."""


@dataclass(frozen=True)
class TestSheet:
    """A test sheet: which paper, by how much it is moved, and what is doubtful about that."""

    sheet: Sheet
    nudge: Nudge
    doubt: Problem | None


class NoSum(UserError):  # noqa: N818 - the sentence is the name
    """What was typed as postage is no sum of money."""

    def __init__(self, typed: str) -> None:
        super().__init__(f"{typed!r} is not a sum of money (write the postage as 0.78, $1.65 or 0,95 €)")


def plan_labels(
    folder: Folder, names: Sequence[str], sheet_name: str | None, start: int, today: date, *,
    people: tuple[str, ...] = (), gone: bool = False,
) -> LabelPlan:  # fmt: skip
    """The labels of some runs, requests, letters or brokers, else of all letters by post that wait. Pure.

    Without a sheet named they are on the first one that is of the paper at home.

    Raises:
        NothingToLabel: none is meant.
        UnknownName: there is no such sheet, or a name is no run, nothing that is recorded, and no broker.
    """
    offered = label_sheets.load(letter_folders(folder.path))
    chosen = label_sheets.choose(offered, sheet_name or _usual(folder, offered))
    return LabelPlan(find_articles(folder, names, today, people=people, gone=gone), chosen, start)


def do_labels(folder: Folder, plan: LabelPlan, path: Path) -> tuple[Label, ...]:
    """Write labels; one that has no room, or no such address, does not stop the rest.

    Raises:
        NoSuchLabel: the sheet has no label of that number.
        ProblemsFound: the template is faulty.
        CannotWrite: the file cannot be written.
    """
    written, labels = [], list[Label]()
    for article in plan.articles.letters:
        try:
            written.append(_written(article, plan.sheet))
        except ProblemsFound as error:
            labels.append(Label(article, "failed", error.problems))
            continue
        page, position = divmod(plan.start - 1 + len(written) - 1, len(plan.sheet))
        labels.append(Label(article, "made", (), page + 1, position + 1))
    pdf = label_sheets.draw(written, plan.sheet, plan.start, folder.settings.nudge, folder.templates)
    if written:
        files.fresh_folder(path.parent)
        files.write(path, pdf)
    return tuple(labels)


def plan_certificate(
    folder: Folder, names: Sequence[str], today: date, *, postage: str | None = None, people: tuple[str, ...] = (),
    gone: bool = False,
) -> Articles:  # fmt: skip
    """The letters that the post office is to stamp a list of: as `plan_labels` has them. Pure.

    Raises:
        NoSum: the postage is no sum of money.
        NothingToLabel: none is meant.
        UnknownName: a name is no run, nothing that is recorded, and no broker.
    """
    if postage is not None and not _SUM.fullmatch(postage.strip()):
        raise NoSum(postage)
    return find_articles(folder, names, today, people=people, gone=gone)


def do_certificate(folder: Folder, articles: Sequence[Article], postage: str | None, today: date, path: Path) -> None:
    """Write the list of some letters for the post office to stamp, one for each sender.

    Args:
        folder: the folder.
        articles: as planned.
        postage: what each letter costs, to be printed in its row.
        today: the day on the list.
        path: where it goes.

    Raises:
        ProblemsFound: the template is faulty.
        CannotWrite: the file cannot be written.
    """
    people = {person.handle: person for person in folder.profile.people}
    lists: list[Names] = []
    for handle, letters in groupby(
        sorted(articles, key=lambda article: article.person), key=lambda article: article.person
    ):
        person = people.get(handle)
        address = written_lines(home) if person and (home := person.return_address) else ()
        rows: list[Names] = [
            {
                "article": letter.number or letter.letter,
                "addressee": "; ".join(letter.to.names),
                "address": one_line(letter.to),
            }
            for letter in letters
        ]
        lists.append({"sender": (person.name if person else handle, *address), "rows": rows})
    page = sheet.choose(folder.sheets, _home(folder), folder.settings.sheet).page
    specimen = folder.profile.specimen
    day = folder.templates.language().with_weekday(today)
    values: Names = {
        "lists": lists, "page": page.model_dump(), "postage": postage, "date": day, "specimen": specimen,
    }  # fmt: skip
    html = folder.templates.sheet("certificate.html", values)
    files.fresh_folder(path.parent)
    files.write(path, lay_out(html, "list of letters", printing="one side"))


def plan_test_sheet(folder: Folder, sheet_name: str | None) -> TestSheet:
    """The test sheet of a sheet, or of the usual one. Pure.

    Raises:
        UnknownName: there is no such sheet.
        ProblemsFound: the nudge moves the address out of the window.
    """
    paper = sheet.choose(folder.sheets, _home(folder), sheet_name or folder.settings.sheet)
    doubt = sheet.leaves(paper, folder.settings.nudge)
    if doubt is not None and doubt.severity == "error":
        raise ProblemsFound([doubt])
    return TestSheet(paper, folder.settings.nudge, doubt)


def do_test_sheet(folder: Folder, plan: TestSheet, out: Path) -> Path:
    """Write a test sheet; answers its path.

    Raises:
        ProblemsFound: the template is faulty.
        CannotWrite: the folder cannot be written.
    """
    files.fresh_folder(out)
    path = out / f"test-{plan.sheet.name}.pdf"
    files.write(path, trial_sheet.draw(plan.sheet, plan.nudge, folder.templates))
    return path


def _usual(folder: Folder, offered: Mapping[str, LabelSheet]) -> str:
    """The first sheet of labels of the size of paper that letters are printed on at home."""
    width = sheet.choose(folder.sheets, _home(folder), folder.settings.sheet).page.width
    return next((name for name, labels in offered.items() if labels.page.width == width), next(iter(offered)))


def _home(folder: Folder) -> str:
    first = folder.profile.people[0]
    return first.address.country if first.address else places.country(first.residence.code)


def _written(article: Article, labels: LabelSheet) -> tuple[float, tuple[str, ...]]:
    fault = "; ".join(map(str, faults(article.to.post, article.to.as_filed)) if article.to.post else ())
    try:
        if not fault:
            return label_sheets.write(article.to, labels)
    except DoesNotFit as error:
        fault = str(error)
    hint = "correct its address in your own brokers.yaml, or choose larger labels"
    raise ProblemsFound([Problem(NOWHERE, f"broker {article.broker!r}: {fault}", hint)])
