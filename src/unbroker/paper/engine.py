"""The layout engine: WeasyPrint, what it leaves out of a file, and the fonts that it may use.

WeasyPrint writes PDF/A-3a; afterwards come the identification of PDF/UA-1 and its extension schema in the XMP packet,
the spaces that it leaves out, the index of its table headers, and how the file is to be printed. It is loaded by
`pdf` and by the press when something is laid out, and by nobody else.
"""

import ctypes.util
import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import NoReturn
from xml.sax.saxutils import escape

import pikepdf

from unbroker.base import files
from unbroker.base.errors import Place, Problem, ProblemsFound
from unbroker.paper import typeface
from unbroker.paper.pdf import UA, Printing
from unbroker.paper.word_spaces import part_words, tag_languages

_PREFERENCES: dict[Printing, dict[str, pikepdf.Name]] = {
    "two sides": {"/PrintScaling": pikepdf.Name("/None"), "/Duplex": pikepdf.Name.DuplexFlipLongEdge},
    "one side": {"/PrintScaling": pikepdf.Name("/None"), "/Duplex": pikepdf.Name.Simplex},
    "any size": {},
}
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir></fontconfig>
"""
_IDENTIFIER = b"""<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier>%s</dc:identifier></rdf:Description>
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


def _find_nothing(name: str) -> str | None:  # noqa: ARG001 - as the standard library's
    return None


@contextmanager
def _no_search_for_libraries() -> Iterator[None]:
    """Load libraries by their names alone: Python's search for one starts ldconfig, a compiler and a linker on Linux.

    WeasyPrint tries several names for each library, the one that Linux knows among the last.
    """
    search = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _find_nothing
    try:
        yield
    finally:
        ctypes.util.find_library = search


_point_fontconfig_at_packaged_fonts()

with _no_search_for_libraries():
    from weasyprint import HTML  # fontconfig must be told first
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher


class _FetchesNothing(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Stops at every address: neither a file nor a server learns of a letter."""

    def fetch(self, url: str, _headers: object = None) -> NoReturn:
        raise ValueError(f"letters load nothing from the network, and this one asks for {url}")


class _Warnings(logging.Handler):
    """Keeps what WeasyPrint says instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def lay_out(html: str, name: str, identifier: str | None = None, *, printing: Printing = "two sides") -> bytes:
    """As `pdf.lay_out`, which loads this module when something is laid out."""
    with pikepdf.open(io.BytesIO(_drawn(html, name))) as pdf:
        _complete(pdf, html, printing)
        identify(pdf, identifier)
        output = io.BytesIO()
        pdf.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def typeset(html: str, name: str, last: str | None = None) -> bytes:
    """The same without its identification: what the press cuts up.

    Args:
        html: as `lay_out` takes it.
        name: what it is, for messages.
        last: HTML of a further page, which shares its fonts.

    Raises:
        ProblemsFound: WeasyPrint had something to complain about.
    """
    with pikepdf.open(io.BytesIO(_drawn(html, name, last))) as pdf:
        _complete(pdf, html, "two sides")
        output = io.BytesIO()
        pdf.save(output, compress_streams=False)
    return output.getvalue()


def _complete(pdf: pikepdf.Pdf, html: str, printing: Printing) -> None:
    """Add what WeasyPrint leaves out."""
    part_words(pdf, html)
    tag_languages(pdf, html)
    pdf.Root.ViewerPreferences = pikepdf.Dictionary({**pdf.Root.ViewerPreferences, **_PREFERENCES[printing]})
    if "<th" in html:
        _index_headers(pdf)


def _index_headers(pdf: pikepdf.Pdf) -> None:
    """Have each table header found by its identifier, by which cells name it (ISO 32000-1, 14.7.2)."""
    headers = [
        entry for entry in pdf.objects if isinstance(entry, pikepdf.Dictionary) and "/S" in entry and "/ID" in entry
    ]
    ordered = sorted(headers, key=lambda header: bytes(header.ID))
    names = pikepdf.Array([entry for header in ordered for entry in (header.ID, header)])
    pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(pikepdf.Dictionary(Names=names))


def _drawn(html: str, name: str, last: str | None = None) -> bytes:
    """What WeasyPrint makes of some HTML: PDF/A-3a as far as it goes."""
    identifier = sha256(html.encode()).digest()[:16]
    with _warnings() as warnings:
        fonts = FontConfiguration()
        document, *extra = [
            HTML(string=text, base_url=None, url_fetcher=_FetchesNothing()).render(font_config=fonts)
            for text in (html, last)
            if text is not None
        ]
        pages = [*document.pages, *(page for other in extra for page in other.pages)]
        with _at_no_time():
            raw: bytes = document.copy(pages).write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier)
    if warnings:
        problems = [
            Problem(Place(name), f"could not be laid out: {line}", "correct the sheet's HTML or CSS")
            for line in warnings
        ]
        raise ProblemsFound(problems)
    return raw


def identify(pdf: pikepdf.Pdf, identifier: str | None) -> None:
    """Say in the XMP packet that a file is PDF/UA-1 too, and what it is called."""
    stream = pdf.Root.Metadata
    head, closing, tail = stream.read_bytes().rpartition(b"</rdf:RDF>")
    entry = b"" if identifier is None else _IDENTIFIER % escape(identifier).encode()
    stream.write(head + UA + entry + closing + tail)


@contextmanager
def _at_no_time() -> Iterator[None]:
    """Have fontTools write no date of today into the fonts that it cuts down, as it does with Noto Serif."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


@contextmanager
def _warnings() -> Iterator[list[str]]:
    logger, handler = logging.getLogger("weasyprint"), _Warnings()
    handlers, propagate = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [handler], False
    try:
        yield handler.messages
    finally:
        logger.handlers, logger.propagate = handlers, propagate
