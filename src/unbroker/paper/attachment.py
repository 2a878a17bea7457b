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


def attach(document: bytes, files: Iterable[Attached]) -> bytes:
    """The same PDF with files in it, each under a name of its own; the same bytes for the same input."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        for file in files:
            _attach(pdf, file)
        output = io.BytesIO()
        pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def _attach(pdf: pikepdf.Pdf, file: Attached) -> None:
    day = datetime.fromisoformat(file.at).astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ")
    spec = pikepdf.AttachedFileSpec(
        pdf,
        file.content,
        description=file.description,
        filename=file.name,
        mime_type=file.media_type,
        creation_date=day,
        mod_date=day,
    )
    spec.relationship = pikepdf.Name(f"/{file.relation}")
    pdf.attachments[file.name] = spec
    if "/AF" not in pdf.Root:
        pdf.Root.AF = pikepdf.Array()
    pdf.Root.AF.append(spec.obj)
