"""HTML to PDF: PDF/A-3a and PDF/UA-1 in one file, the same bytes each time.

WeasyPrint writes PDF/A-3a; the identification of PDF/UA-1 and its extension schema are put into the XMP packet
afterwards. Whatever WeasyPrint warns of is a Problem, and that letter is not made.
"""

import io
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal, NoReturn
from xml.sax.saxutils import escape

import pikepdf

from unbroker.base import files
from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.paper import type as typeface

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir></fontconfig>
"""
_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def _point_fontconfig_at_packaged_fonts() -> None:
    """Name our fonts and no others, before Pango is loaded: it reads this when WeasyPrint is imported."""
    cache = files.cache_folder()
    folders = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in typeface.folders())
    text = _FONTS.format(folders=folders, cache=escape(str(cache)))
    config = cache / f"fonts-{sha256(text.encode()).hexdigest()[:16]}.conf"
    if not config.exists():
        files.write(config, text.encode())
    os.environ["FONTCONFIG_FILE"] = str(config)


_point_fontconfig_at_packaged_fonts()

from weasyprint import HTML  # noqa: E402 - fontconfig must be told first
from weasyprint.text.fonts import FontConfiguration  # noqa: E402 - as above
from weasyprint.urls import URLFetcher  # noqa: E402 - as above


class _FetchesNothing(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Stops at every address: neither a file nor a server learns of a letter."""

    def fetch(self, url: str, _headers: object = None) -> NoReturn:
        raise ValueError(f"a letter fetches nothing, and this one wants {url}")


class _Warnings(logging.Handler):
    """Keeps what WeasyPrint says instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@dataclass(frozen=True)
class Attached:
    """A file that lies in a PDF, whatever its kind."""

    name: str
    description: str
    media_type: str
    content: bytes
    at: str
    """When it was filed, UTC, ISO 8601."""
    relation: Literal["Source", "Data", "Alternative", "Supplement"] = "Supplement"
    """What it is to the document, in the words of PDF/A-3."""


def lay_out(html: str, name: str, attached: Sequence[Attached] = ()) -> bytes:
    """The PDF of some HTML: tagged, with its fonts, PDF/A-3a and PDF/UA-1, the same bytes for the same input.

    Args:
        html: a whole document; it names no file and no address, and nothing is fetched.
        name: what it is, for messages.
        attached: files to put into it, each under a name of its own.

    Raises:
        ProblemsFound: WeasyPrint had something to complain about.
    """
    identifier = sha256(html.encode()).digest()[:16]
    with _warnings() as said:
        raw = HTML(string=html, base_url=None, url_fetcher=_FetchesNothing()).write_pdf(
            pdf_variant="pdf/a-3a", pdf_identifier=identifier, font_config=FontConfiguration()
        )
    if said:
        problems = [
            Problem(Place(name), f"could not be laid out: {line}", "mend the sheet's HTML or CSS") for line in said
        ]
        raise ProblemsFound(problems)
    return _finish(raw, attached)


def _finish(raw: bytes, attached: Sequence[Attached]) -> bytes:
    """The same file with what is attached to it, saying in its XMP packet that it is PDF/UA-1 too."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        stream = pdf.Root.Metadata
        packet = stream.read_bytes()
        head, closing, tail = packet.rpartition(b"</rdf:RDF>")
        stream.write(head + _UA + closing + tail)
        for one in attached:
            _attach(pdf, one)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return made.getvalue()


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


@contextmanager
def _warnings() -> Iterator[list[str]]:
    logger, kept = logging.getLogger("weasyprint"), _Warnings()
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [kept], False
    try:
        yield kept.said
    finally:
        logger.handlers, logger.propagate = handlers, propagate
