"""PDF: the text layer of each page as passages; qpdf takes the password, pypdf the text.

pypdf is pure Python and therefore memory-safe, which counts for files of strangers; what encryption it would need a
further library for, qpdf does, which the program has.
"""

import io
from collections.abc import Iterator

import pikepdf

from unbroker.answer import prose
from unbroker.answer.passage import NotReadable, Passage, WantsPassword

try:
    import pypdf
    from pypdf.errors import PyPdfError
except ModuleNotFoundError:  # pragma: no cover - the tests have the extra
    pypdf = None  # type: ignore[assignment]

_MOST_PAGES = 2000
_HINT = "open it, copy its text, and paste that: unbroker answer CASE -"


def can_be_read() -> bool:
    """Whether the library that reads the text of PDFs is here."""
    return pypdf is not None


def passages(content: bytes, password: str | None) -> Iterator[Passage]:
    """The passages of a PDF, page by page.

    Raises:
        WantsPassword: it is encrypted, and the password is missing or wrong.
        NotReadable: it is damaged, or has no text.
    """
    if not can_be_read():
        raise NotReadable("is a PDF", f"`pip install 'unbroker[pdf]'` lets it be read; or {_HINT}")
    try:
        reader = pypdf.PdfReader(io.BytesIO(_plain(content, password)), strict=False)
        texts = [page.extract_text() for page in reader.pages[:_MOST_PAGES]]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError,
            ArithmeticError, RecursionError, NotImplementedError, AssertionError) as error:  # fmt: skip
        raise NotReadable("is a PDF whose text cannot be read", _HINT) from error
    if not any(text.strip() for text in texts):
        raise NotReadable("is a PDF without text: pictures of pages", "read it yourself, and name those whom it names")
    return (passage for number, text in enumerate(texts, 1) for passage in prose.passages(text, f"page {number}"))


def _plain(content: bytes, password: str | None) -> bytes:
    """The file without its encryption, and mended where it is damaged."""
    try:
        with pikepdf.open(io.BytesIO(content), password=password or "") as document:
            out = io.BytesIO()
            document.save(out)
            return out.getvalue()
    except pikepdf.PasswordError as error:
        raise WantsPassword from error
    except pikepdf.PdfError as error:
        raise NotReadable("is no PDF that can be read", _HINT) from error
