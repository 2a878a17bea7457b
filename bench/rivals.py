"""The same letter made by others: the same words, typeface and paper, tagged, PDF/A-3a and PDF/UA-1 where they can."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import typst

from bench.letters import Batch, Blocks, lines_of
from unbroker.base import files
from unbroker.paper import typeface
from unbroker.paper.fields import LetterPage
from unbroker.writing.letter import sender_lines

STANDARDS = ["a-3a", "ua-1"]
_TYPST = """
#let letter(f) = {
  set page(%(foot)s)
  pagebreak(weak: true)
  block(height: 47mm, below: 0pt)[#text(size: 13pt)[%(name)s] \\ %(sender)s]
  block(height: 31mm, above: 0pt, text(size: 10.5pt, f.to.join(linebreak())))
  block(below: 12pt)[%(date)s \\ Reference #f.name]
  block(below: 12pt)[%(about)s]
  heading(level: 1)[%(subject)s]
  par(f.salutation)
  [%(body)s]
  block(breakable: false, above: 14pt)[%(closing)s #v(26pt) #text(weight: 600)[%(name)s]]
}
#set page(width: 215.9mm, height: 279.4mm, margin: (top: 17mm, bottom: 19mm, x: 25.4mm))
#set text(font: "IBM Plex Serif", size: 10pt, lang: "en", ligatures: false)
#set par(leading: 0.55em, spacing: 0.9em)
#show heading.where(level: 1): set text(size: 11.5pt, weight: 600)
#show heading.where(level: 2): set text(size: 10pt, weight: 600)
"""
_NUMBERED = "numbering: (..n) => text(size: 8pt)[#f.name, page #n.pos().first() of 2]"
_UNNUMBERED = "footer: text(size: 8pt)[#f.name]"
"""Page numbers that begin anew with each letter would double Typst's time for one file of many: it is spared."""
_SINGLE = """
#let f = json(bytes(sys.inputs.letter))
#set document(title: "Request " + f.name)
#letter(f)
"""
_RUN = """
#set document(title: "Letters")
#for f in json(bytes(sys.inputs.letters)) { letter(f) }
"""


class Typst:
    """A reused compiler, which remembers what it has laid out before."""

    def __init__(self, batch: Batch) -> None:
        """Write the body into the template: only the fields come from outside."""
        self._scratch = tempfile.TemporaryDirectory()
        self._single = self._compiler("single", _template(batch, _NUMBERED) + _SINGLE)
        self._run = self._compiler("run", _template(batch, _UNNUMBERED) + _RUN)

    def _compiler(self, name: str, source: str) -> typst.Compiler:
        path = Path(self._scratch.name) / f"{name}.typ"
        path.write_text(source, encoding="utf-8")
        return typst.Compiler(path, font_paths=[typeface.folders()[0]], ignore_system_fonts=True)

    def single(self, letters: Iterator[LetterPage]) -> Iterator[bytes]:
        """A file for each letter."""
        for made in letters:
            inputs = {"letter": json.dumps(_fields(made))}
            yield self._single.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS)

    def run(self, letters: Iterator[LetterPage]) -> bytes:
        """One file of all letters: its own best way for a print run."""
        inputs = {"letters": json.dumps(list(map(_fields, letters)))}
        made: bytes = self._run.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS)
        return made


def pdfmake(batch: Batch, number: int) -> tuple[float, int] | None:
    """CPU milliseconds and bytes of a letter by pdfmake, None where there is neither node nor npm."""
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    home = files.cache_folder() / "bench-pdfmake"
    if not (home / "node_modules" / "pdfmake").is_dir():
        subprocess.run(["npm", "install", "--silent", "--prefix", home, "pdfmake@0.2"], check=True)
    fonts = typeface.folders()[0]
    words = batch.words
    told = {
        "fonts": {"normal": str(fonts / "IBMPlexSerif-Regular.ttf"), "bold": str(fonts / "IBMPlexSerif-SemiBold.ttf")},
        "name": words.draft.request.person.name,
        "sender": sender_lines(words.draft),
        "date": words.date,
        "about": lines_of(batch.letters[0], "about"),
        "subject": words.subject,
        "closing": words.closing,
        "body": Blocks(words.body_html).found,
        "letters": [_fields(made) for made in batch.many(number)],
    }
    script = Path(__file__).with_name("pdfmake.js")
    done = subprocess.run(
        ["node", script],
        input=json.dumps(told).encode(),
        capture_output=True,
        check=True,
        cwd=home,
        env={"NODE_PATH": str(home / "node_modules"), "PATH": "/usr/bin:/usr/local/bin"},
    )
    answer = json.loads(done.stdout)
    return answer["ms"], answer["bytes"]


def _fields(made: LetterPage) -> dict[str, object]:
    return {"name": made.letter, "to": lines_of(made, "to"), "salutation": " ".join(lines_of(made, "salutation"))}


def _template(batch: Batch, foot: str) -> str:
    words = batch.words
    return _TYPST % {
        "foot": foot,
        "name": _quoted(words.draft.request.person.name),
        "sender": " \\ ".join(map(_quoted, sender_lines(words.draft))),
        "date": _quoted(words.date),
        "about": " \\ ".join(map(_quoted, lines_of(batch.letters[0], "about"))),
        "subject": _quoted(words.subject),
        "body": "\n".join(_block(kind, text) for kind, text in Blocks(words.body_html).found),
        "closing": _quoted(words.closing),
    }


def _block(kind: str, text: str | list[str]) -> str:
    if isinstance(text, list):
        made = "".join(f"[{_quoted(line)}]" for line in text)
        return f"#{'enum' if kind == 'ol' else 'list'}{made}"
    return f"#heading(level: 2)[{_quoted(text)}]" if kind == "h2" else f"#par[{_quoted(text)}]"


def _quoted(text: str) -> str:
    """A text as a Typst string: nothing in it is markup."""
    return f"#{json.dumps(text, ensure_ascii=False)}"
