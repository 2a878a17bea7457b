"""Attachments: files of any kind that lie in a PDF/A-3, byte for byte."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import pikepdf


@dataclass(frozen=True)
class Attached:
    """A file in a PDF."""

    name: str
    description: str
    media_type: str
    content: bytes
    at: str
    """When it was filed, UTC, ISO 8601."""
    relation: Literal["Source", "Data", "Alternative", "Supplement"] = "Supplement"
    """What it is to the document, in the words of PDF/A-3."""


def attach(made: bytes, files: Iterable[Attached]) -> bytes:
    """The same PDF with files in it, each under a name of its own; the same bytes for the same input."""
    with pikepdf.open(io.BytesIO(made)) as pdf:
        for one in files:
            _attach(pdf, one)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _attach(pdf: pikepdf.Pdf, one: Attached) -> None:
    day = datetime.fromisoformat(one.at).astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    spec = pikepdf.AttachedFileSpec(
        pdf,
        one.content,
        description=one.description,
        filename=one.name,
        mime_type=one.media_type,
        creation_date=day,
        mod_date=day,
    )
    spec.relationship = pikepdf.Name(f"/{one.relation}")
    pdf.attachments[one.name] = spec
    if "/AF" not in pdf.Root:
        pdf.Root.AF = pikepdf.Array()
    pdf.Root.AF.append(spec.obj)
