"""Enclosures: a signed paper as pages of ours, and several papers as one PDF that a print run can take in.

It copies what a page looks like; what else a file from outside holds, such as scripts and fields, stays outside.
"""

import io
from collections.abc import Iterable
from contextlib import nullcontext

import pikepdf

from unbroker.base.errors import UserError
from unbroker.paper.pdf import lay_out
from unbroker.paper.press import bundle
from unbroker.paper.sheet import Sheet
from unbroker.writing.sandbox import Names
from unbroker.writing.template import Templates

_MARGIN, _POINTS = 15.0, 72 / 25.4


class NotAPdf(UserError):  # noqa: N818 - the sentence is the name
    """A signed paper cannot be read."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not a PDF that can be read (scan the signed page as PDF, without a password)")


def copy_of(content: bytes, name: str, says: str, sheet: Sheet, templates: Templates) -> bytes:
    """A file from outside as pages of a sheet's paper, each with a line that says what it is a copy of.

    Raises:
        NotAPdf: it cannot be read.
        ProblemsFound: the template of the pages is faulty.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as signed:
            values: Names = {
                "page": sheet.page.model_dump(),
                "says": says,
                "pages": len(signed.pages),
                "margin": _MARGIN,
            }
            frames = lay_out(templates.sheet("enclosed.html", values), says)
            return _copied(signed, frames)
    except pikepdf.PdfError as error:
        raise NotAPdf(name) from error


def _copied(signed: pikepdf.Pdf, frames: bytes) -> bytes:
    """The pages of a file, each in the frame of its own; for readers aloud they are pictures without words."""
    edge, head = _MARGIN * _POINTS, 2 * _MARGIN * _POINTS
    with pikepdf.open(io.BytesIO(frames)) as copy:
        for page, frame in zip(signed.pages, copy.pages, strict=True):
            box = frame.mediabox
            room = pikepdf.Rectangle(edge, edge, float(box[2]) - edge, float(box[3]) - head)
            frame.contents_add(b"/Artifact BMC")
            frame.add_overlay(page, room)
            frame.contents_add(b"EMC")
        return _bytes_of(copy)


def package(papers: Iterable[bytes], title: str) -> bytes:
    """Papers of ours one after another as one PDF, each beginning on a sheet of paper of its own."""
    output = io.BytesIO()
    for _ in bundle.bind(papers, title, lambda _: nullcontext(output), duplex=True):
        pass
    with pikepdf.open(io.BytesIO(output.getvalue())) as pdf:
        tree = pdf.Root.StructTreeRoot.ParentTree  # in one piece, as the press reads files
        tree.Nums = pikepdf.Array([entry for leaf in tree.Kids for entry in leaf.Nums])
        del tree.Kids
        return _bytes_of(pdf)


def _bytes_of(pdf: pikepdf.Pdf) -> bytes:
    output = io.BytesIO()
    pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()
