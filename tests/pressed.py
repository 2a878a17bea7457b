"""Letters for the press, struck and laid out, and what a file says when it is taken apart."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pdf_tools
import pikepdf
import pytest
from made_up import ACME, draft, packaged_laws, person, templates

from unbroker.facts.registry import Broker
from unbroker.paper import sheet
from unbroker.paper.fields import LetterPage
from unbroker.paper.page import set_out
from unbroker.paper.pdf import lay_out
from unbroker.paper.press import press
from unbroker.paper.press.press import Printed
from unbroker.writing.letter import compose
from unbroker.writing.template import Templates

CYRILLIC = re.compile("[Ѐ-џҐґ «»]+")


def letter(
    broker: Broker = ACME, name: str = "us-10", words: Templates | None = None, reference: str = "UB-7F3K2Q8Z"
) -> LetterPage:
    """A Californian's first letter to a broker by post, on a sheet."""
    ccpa = packaged_laws()["ccpa"]
    made = draft(ccpa, ccpa.first_letter, by="post", sender=person("US-CA"), broker=broker)
    made = replace(made, request=replace(made.request, reference=reference))
    return set_out(compose(made, words or templates()), sheet.load()[name], words or templates())


def named(name: str) -> Broker:
    """Acme under another name; in the salutation too, which is Latin, unless the name is not."""
    return ACME.model_copy(update={"name": name if CYRILLIC.fullmatch(name) is None else "Acme", "legal_name": name})


def whole(made: LetterPage) -> bytes:
    """A letter laid out in full."""
    return lay_out(made.html, made.letter, made.letter)


def strike(made: LetterPage) -> Printed:
    """A letter through the press."""
    (printed,) = press.strike([made])
    return printed


def struck(made: LetterPage) -> bytes:
    """A letter that is struck."""
    printed = strike(made)
    assert printed.reason is None
    assert printed.pdf is not None
    return printed.pdf


def contents(pdf: bytes) -> list[bytes]:
    """The content of each page, its marked content numbered in order, without blank lines."""
    found = []
    with pikepdf.open(BytesIO(pdf)) as opened:
        for page in opened.pages:
            streams = page.obj.Contents
            parts = [streams] if isinstance(streams, pikepdf.Stream) else list(streams)
            lines = b"".join(part.read_bytes() for part in parts)
            first, *rest = re.split(rb"/MCID \d+", lines)
            lines = first + b"".join(b"/MCID %d%s" % (number, line) for number, line in enumerate(rest))
            found.append(re.sub(rb"\n+", b"\n", lines))
    return found


def tree(path: Path) -> str:
    """The structure of a file with its text; poppler writes a title in UTF-16 as it is."""
    return pdf_tools.run("pdfinfo", "-struct-text", str(path)).stdout.decode(errors="replace")


def structure(pdf: bytes) -> tuple[object, ...]:
    """The tags of a file: each element with what it holds, and for each text the elements above it.

    Texts are numbered as they follow in the content, so it does not matter how marked content is numbered.
    """
    with pikepdf.open(BytesIO(pdf)) as opened:
        tree = opened.Root.StructTreeRoot
        pairs = iter(tree.ParentTree.Nums)
        above = {int(key): held for key, held in zip(pairs, pairs, strict=True)}
        texts, parents = dict[tuple[object, int], int](), []
        for page in opened.pages:
            page.contents_coalesce()
            numbers = [int(found) for found in re.findall(rb"/MCID (\d+)", page.obj.Contents.read_bytes())]
            texts |= {(page.obj.objgen, number): len(texts) + at for at, number in enumerate(numbers)}
            held = above[int(page.obj.StructParents)]
            parents += [_way(held[number], tree) for number in numbers]
        return _told(tree.K[0], texts), tuple(parents)


def _told(element: pikepdf.Object, texts: dict[tuple[object, int], int]) -> tuple[object, ...]:
    kids = [
        _told(kid, texts) if isinstance(kid, pikepdf.Object) else texts[element.Pg.objgen, kid] for kid in element.K
    ]
    said = {key: str(item) for key, item in element.items() if key not in ("/K", "/P", "/Pg")}
    return *sorted(said.items()), *kids


def _way(element: pikepdf.Object, tree: pikepdf.Object) -> tuple[str, ...]:
    return (str(element.S), *(_way(element.P, tree) if element.P.objgen != tree.objgen else ()))


@contextmanager
def struck_pages() -> Iterator[list[tuple[LetterPage, Printed]]]:
    """The pages that are struck meanwhile."""
    pages = list[tuple[LetterPage, Printed]]()

    def strike(sheets: Iterable[LetterPage], **options: Any) -> Iterator[Printed]:
        whole = [*sheets]
        for page, struck in zip(whole, real(whole, **options), strict=True):
            pages.append((page, struck))
            yield struck

    with pytest.MonkeyPatch.context() as patch:
        real = press.strike
        patch.setattr(press, "strike", strike)
        yield pages
