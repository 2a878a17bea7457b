"""The answers of `data/access_answers.yaml` as files, and what is proposed of each beside what a reader would note."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from unbroker.answer import file_kinds, prose
from unbroker.answer.names import Finder, Proposal
from unbroker.answer.passage import Passage
from unbroker.facts.registry import Broker, Registry
from unbroker.mail.incoming import parsed, quotes
from unbroker.registry import compiled

DATA = Path(__file__).parent / "data/access_answers.yaml"


@dataclass(frozen=True)
class AccessAnswer:
    """One invented answer."""

    name: str
    by: str
    content: bytes
    named: frozenset[str]


@dataclass(frozen=True)
class Score:
    """How many of the proposals are right, and how many of what there is to find is proposed."""

    right: frozenset[str]
    wrong: frozenset[str]
    missed: frozenset[str]


@cache
def _data() -> Mapping[str, Any]:
    content: Mapping[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return content


@cache
def registry() -> Registry:
    """The packaged registry, and the companies of the answers."""
    packaged, _ = compiled.of_folder()
    made_up = [
        Broker.model_validate(
            {"slug": slug, "name": _short(legal), "legal_name": legal, "kind": "other", "domains": [_site(slug)]}
        )
        for slug, legal in _data()["brokers"].items()
    ]
    return Registry([*packaged.brokers.values(), *made_up])


def _short(legal: str) -> str:
    return legal.removesuffix(", Inc.").removesuffix(" LLC")


def _site(slug: str) -> str:
    return "probe.io" if slug == "probe-io" else f"{slug}.example.org"


def answers(which: str = "answers") -> Iterator[AccessAnswer]:
    """All of them; those that were held back while the finder was written are `held_back`."""
    for entry in _data()[which]:
        yield AccessAnswer(entry["name"], entry["by"], _content(entry), frozenset(entry["named"]))


def _content(entry: Mapping[str, Any]) -> bytes:
    if "sheets" in entry:
        return workbook(entry["sheets"])
    if "pages" in entry:
        return pdf(entry["pages"])
    if "files" in entry:
        return archive({name: text.encode() for name, text in entry["files"].items()})
    return str(entry["text"]).encode()


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of some sheets."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def archive(files: Mapping[str, bytes]) -> bytes:
    """An archive of some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with the lines of some pages, in one of the fonts that every reader has."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
    for number, lines in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        shown = b"".join(b"(%s) Tj T*\n" % _escaped(line) for line in lines)
        stream = b"BT /F1 11 Tf 14 TL 72 770 Td\n" + shown + b"ET"
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = b"%PDF-1.4\n", list[int]()
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, count = len(out), len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        count, table, count, start,
    )  # fmt: skip


def _escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def passages(answer: AccessAnswer) -> tuple[Passage, ...]:
    """The passages of an answer, a mail's as its reader has them."""
    if answer.name.endswith(".eml"):
        return tuple(prose.passages(quotes.own_words(parsed.read(answer.content).text)))
    return tuple(file_kinds.passages(answer.content, answer.name, None, []))


@cache
def finder() -> Finder:
    """Finds the companies of the answers among all of the packaged registry."""
    return Finder(registry(), "US-CA")


def proposed(answer: AccessAnswer) -> tuple[Proposal, ...]:
    """What is proposed of an answer."""
    return finder().find(passages(answer), (answer.by,))


def score(answer: AccessAnswer) -> Score:
    """How the proposals compare."""
    found = frozenset(map(_written, proposed(answer)))
    return Score(found & answer.named, found - answer.named, answer.named - found)


def _written(proposal: Proposal) -> str:
    says = "" if proposal.says == "named" else proposal.says
    return " ".join(filter(None, (proposal.side, says, proposal.slug)))


def measured(which: str = "answers") -> tuple[float, float, tuple[str, ...]]:
    """Precision and recall over all of them, and a line for each."""
    tallies = [(answer.name, score(answer)) for answer in answers(which)]
    right = sum(len(tally.right) for _, tally in tallies)
    wrong, missed = (
        sum(len(names) for names in some) for some in zip(*((t.wrong, t.missed) for _, t in tallies), strict=True)
    )
    lines = tuple(
        "; ".join(
            [
                f"{name:20} {len(tally.right)} right",
                *(f"wrong: {words}" for words in sorted(tally.wrong)),
                *(f"missed: {words}" for words in sorted(tally.missed)),
            ]
        )
        for name, tally in tallies
    )
    return right / (right + wrong), right / (right + missed), lines
