"""The picture of docs/speed.md: `python -m bench.growth` draws docs/pictures/growth.svg from the figures below."""

from math import log
from pathlib import Path

WIDTH, HEIGHT, LEFT, FOOT, TOP = 640, 300, 60, 40, 20
FIGURES = {
    "before": ((1_007, 19.1), (4_028, 22.5)),
    "now": ((1_007, 3.7), (4_028, 2.7), (40_280, 2.3)),
}
"""Letters, and milliseconds of the processor for each; measured as docs/speed.md says."""
COLOURS = ("#888888", "#111111")
MOST, TICKS = 25.0, (0, 5, 10, 15, 20, 25)
COUNTS = (1_000, 4_000, 40_000)


def across(letters: int) -> float:
    """Where a number of letters stands: twice as many are as far from half as many everywhere."""
    first, last = log(COUNTS[0]), log(COUNTS[-1])
    return LEFT + 30 + (log(letters) - first) / (last - first) * (WIDTH - LEFT - 110)


def up(milliseconds: float) -> float:
    """Where a time stands."""
    return HEIGHT - FOOT - milliseconds / MOST * (HEIGHT - FOOT - TOP)


def drawn() -> str:
    """The picture."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="serif"',
        ' font-size="12">',
        "<title>Processor time of mail post for each letter, by the number of letters</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for tick in TICKS:
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - 20}" y1="{up(tick):.0f}" y2="{up(tick):.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{up(tick) + 4:.0f}" text-anchor="end">{tick} ms</text>')
    for count in COUNTS:
        place = f'x="{across(count):.0f}" y="{HEIGHT - FOOT + 20}"'
        parts.append(f'<text {place} text-anchor="middle">{count:,} letters</text>')
    for colour, (name, points) in zip(COLOURS, FIGURES.items(), strict=True):
        places = [(across(count), up(time)) for count, time in points]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>' for x, y in places]
        parts.append(f'<text x="{places[0][0] - 8:.0f}" y="{places[0][1] - 18:.0f}" fill="{colour}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    path = Path(__file__).parents[1] / "docs" / "pictures" / "growth.svg"
    path.write_text(drawn(), encoding="utf-8")
    print(path)
