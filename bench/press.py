"""How fast letters are made, beside others: `python -m bench.press [--json]`.

Each contender makes the same letters in a process of its own, on one core, after a warm-up with another body, and
is charged the time that the core worked for it; so a busy machine does not tell.
"""

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Self

from bench.letters import Batch, batch
from unbroker.paper.fields import LetterPage

FEW, MANY, SAMPLE = 600, 100_000, 60


@dataclass(frozen=True)
class Measure:
    """What a contender needed."""

    ms_per_letter: float
    bytes_per_letter: int
    letters: int
    peak_mb: int
    struck: int = 0
    laid_out: int = 0


def press(own: Batch, number: int, *, known: bool = False) -> Measure:
    """Our letters, each a file, set-up counted in; of a known body the plates were kept by an earlier call."""
    from unbroker.paper.press import press as real  # noqa: PLC0415 - each contender loads what is its own
    from unbroker.paper.press.kept import KeptPlates  # noqa: PLC0415 - as above

    counted = [0, 0]

    def files(kept: KeptPlates | None) -> Iterator[bytes]:
        for made in real.strike(own.many(number, new_names=number > FEW), kept=kept):
            counted[made.reason is not None] += 1
            yield made.pdf or b""

    list(real.strike(_others(own)))
    with tempfile.TemporaryDirectory() as scratch:
        kept = KeptPlates(Path(scratch)) if known else None
        if known:
            list(real.strike(own.many(number), kept=kept))
        return replace(_measure(files(kept), number), struck=counted[0], laid_out=counted[1])


def print_run(own: Batch, number: int, *, tagged: bool = True) -> Measure:
    """Our letters, struck and bound into files for a printer."""
    from unbroker.paper.press import bundle  # noqa: PLC0415 - as above
    from unbroker.paper.press import press as real  # noqa: PLC0415 - as above

    def run(letters: Iterable[LetterPage], output: _Sizes) -> None:
        files = (made.pdf or b"" for made in real.strike(letters))
        for _ in bundle.bind(files, "Letters", lambda _: output, tagged=tagged):
            pass

    run(_others(own), _Sizes())
    sizes = _Sizes()
    begun = _spent()
    run(own.many(number, new_names=number > FEW), sizes)
    return Measure((_spent() - begun) * 1000 / number, sizes.total // number, number, _peak_mb())


def weasyprint(own: Batch, number: int, *, shared: bool) -> Measure:
    """WeasyPrint in a loop, plainly or with one font configuration for all letters; it writes PDF/A-3a only."""
    from weasyprint import HTML  # noqa: PLC0415 - as above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above

    import unbroker.paper.engine  # noqa: F401, PLC0415 - tells fontconfig of the fonts before WeasyPrint is loaded

    fonts = FontConfiguration() if shared else None

    def files(letters: Iterable[LetterPage]) -> Iterator[bytes]:
        for made in letters:
            yield HTML(string=made.html).write_pdf(pdf_variant="pdf/a-3a", font_config=fonts)

    list(files(_others(own)))
    return _measure(files(own.many(number)), number)


def typst(own: Batch, number: int) -> Measure:
    """Typst, a file for each letter, its compiler reused, asked for the same two standards."""
    from bench.rivals import Typst  # noqa: PLC0415 - as above

    compiler = Typst(own)
    list(compiler.single(islice(own.many(3), 3)))
    return _measure(compiler.single(own.many(number)), number)


def typst_run(own: Batch, number: int) -> Measure:
    """Typst, one file of all letters."""
    from bench.rivals import Typst  # noqa: PLC0415 - as above

    compiler = Typst(own)
    compiler.run(own.many(3))
    begun = _spent()
    made = compiler.run(own.many(number))
    return Measure((_spent() - begun) * 1000 / number, len(made) // number, number, _peak_mb())


def pdfmake(own: Batch, number: int) -> Measure | None:
    """The engine of the best-known European letter tool, in node."""
    from bench import rivals  # noqa: PLC0415 - as above

    made = rivals.pdfmake(own, number)
    return made and Measure(*made, number, 0)


def copying(own: Batch, number: int) -> Measure:
    """Copying a file's bytes: the limit."""
    from unbroker.paper.press import press as real  # noqa: PLC0415 - as above

    (made,) = real.strike(own.many(1))
    content = bytearray(made.pdf or b"")
    return _measure((bytes(content) for _ in range(number)), number)


CONTENDERS: dict[str, tuple[str, Callable[[Batch], Measure | None]]] = {
    "press": (f"press, {FEW} files", lambda own: press(own, FEW)),
    "known": (f"press, {FEW} files of a known body", lambda own: press(own, FEW, known=True)),
    "press_100000": (f"press, {MANY} files, names new in each", lambda own: press(own, MANY)),
    "run": (f"press, tagged print run of {FEW}", lambda own: print_run(own, FEW)),
    "run_100000": (f"press, tagged print runs of {MANY}", lambda own: print_run(own, MANY)),
    "run_untagged": (f"press, untagged print run of {FEW}", lambda own: print_run(own, FEW, tagged=False)),
    "plain": ("WeasyPrint, plain loop", lambda own: weasyprint(own, SAMPLE, shared=False)),
    "shared": ("WeasyPrint, shared font configuration", lambda own: weasyprint(own, SAMPLE, shared=True)),
    "typst": (f"Typst, {FEW} files, compiler reused", lambda own: typst(own, FEW)),
    "typst_run": (f"Typst, one file of {FEW}", lambda own: typst_run(own, FEW)),
    "pdfmake": ("pdfmake in node", lambda own: pdfmake(own, 200)),
    "copying": ("copying the bytes", lambda own: copying(own, MANY)),
}


_HEADS = {"press": "to press", "known": "to known", "press_100000": "to 100,000", "run": "to run"}


def main() -> None:
    """Measure all, or one in this process."""
    options = argparse.ArgumentParser(prog="python -m bench.press", description="Letters a second, beside others.")
    options.add_argument("--json", action="store_true", help="answer as JSON")
    options.add_argument("--only", choices=CONTENDERS, action="append", help="measure only this one; may be repeated")
    options.add_argument("--here", choices=CONTENDERS, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.here:
        _on_one_core()
        made = CONTENDERS[chosen.here][1](pickle.load(sys.stdin.buffer))  # noqa: S301 - our own
        print(json.dumps(made and made.__dict__))
        return
    measures, letters = {}, pickle.dumps(batch())
    for name in chosen.only or CONTENDERS:
        print(f"measuring {CONTENDERS[name][0]} ...", file=sys.stderr)
        here = [sys.executable, "-m", "bench.press", "--here", name]
        done = subprocess.run(here, input=letters, stdout=subprocess.PIPE, check=True)
        if told := json.loads(done.stdout):
            measures[name] = Measure(**told)
    print(json.dumps(_as_json(measures)) if chosen.json else _table(measures))


def _as_json(measures: dict[str, Measure]) -> dict[str, object]:
    costs = {name: measure.ms_per_letter for name, measure in measures.items()}

    def ratios(ours: str) -> dict[str, float]:
        others = ("plain", "shared", "typst", "typst_run", "pdfmake", "copying")
        return {name: round(costs[name] / costs[ours], 2) for name in others if name in costs and ours in costs}

    first, last = measures.get("press"), measures.get("press_100000")
    return {
        "ms_per_letter": {name: round(cost, 5) for name, cost in costs.items()},
        "ratios": ratios("press"),
        "ratios_known": ratios("known"),
        "ratios_100000": ratios("press_100000"),
        "ratios_run": ratios("run"),
        "bytes_per_letter": {name: measure.bytes_per_letter for name, measure in measures.items()},
        "letters": {name: measure.letters for name, measure in measures.items()},
        "bodies": 1,
        "struck": first.struck if first else None,
        "laid_out": first.laid_out if first else None,
        "laid_out_100000": last.laid_out if last else None,
        "peak_mb": last.peak_mb if last else None,
    }


def _table(measures: dict[str, Measure]) -> str:
    costs = {name: measure.ms_per_letter for name, measure in measures.items()}
    heads = ("one body, tagged, one core", "ms a letter", "a second", "bytes", "peak MB", *_HEADS.values())
    rows = [heads]
    for name, measure in measures.items():
        cost = measure.ms_per_letter
        ratios = [f"{cost / costs[ours]:.1f}" if ours in costs else "" for ours in _HEADS]
        peak = str(measure.peak_mb or "")
        rows.append(
            (CONTENDERS[name][0], f"{cost:.4f}", f"{1000 / cost:.0f}", str(measure.bytes_per_letter), peak, *ratios)
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    told = [measures[name] for name in ("press", "press_100000") if name in measures]
    return "\n".join([*lines, *(f"of {made.letters} {made.struck} struck, {made.laid_out} laid out" for made in told)])


class _Sizes:
    """A file that only counts."""

    def __init__(self) -> None:
        self.total = 0

    def write(self, content: bytes) -> int:
        self.total += len(content)
        return len(content)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return


def _others(own: Batch) -> list[LetterPage]:
    """Two letters of another body: what warms up, and nothing of it can be used again."""
    return [
        replace(letter, marked=_other(letter.marked), shared=shared and replace(shared, html=_other(shared.html)))
        for letter in own.many(2)
        for shared in [letter.shared]
    ]


def _other(html: str) -> str:
    return html.replace("</h1>", ", once more</h1>")


def _measure(files: Iterable[bytes], number: int) -> Measure:
    size = 0
    begun = _spent()
    for made in files:
        size += len(made)
    return Measure((_spent() - begun) * 1000 / number, size // number, number, _peak_mb())


def _spent() -> float:
    """Seconds that the core worked for this process, and for those that it started and saw end."""
    return sum(os.times()[:4])


def _peak_mb() -> int:
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - Linux tells it here
        return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) // 1024


def _on_one_core() -> None:
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


if __name__ == "__main__":
    main()
