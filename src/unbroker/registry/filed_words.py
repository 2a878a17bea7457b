"""What a filing says, in words for people: as it was said, for the year that it was said of."""

from collections.abc import Iterator, Mapping

from unbroker.base import places
from unbroker.facts.filing import QUESTIONS, Asked, Counts, Filing

_ASKED: Mapping[Asked, str] = {
    "delete": "requests to delete",
    "know": "to know",
    "know-shared": "to know what was sold or shared",
    "opt-out": "to opt out",
    "limit": "to limit sensitive data",
}
_COMPLIED = "complied with"


def head(filing: Filing) -> str:
    """Who filed what: "People Data Labs told California in January 2026"."""
    return f"{filing.by} told {places.name(filing.state)} in January {filing.year} (row {filing.row} of its file)"


def lines(filing: Filing) -> Iterator[str]:
    """What it answered, of the year before; what it counted, of its year; what it added."""
    for name in (*filing.shared, *filing.collects):
        yield f"Yes, for the year before: “{QUESTIONS[name]}”"
    if not filing.shared and filing.year >= _ASKED_SINCE:
        yield "No, for the year before: shared or sold to foreign actors, governments, law enforcement, AI developers"
    if filing.regulated:
        yield f"regulated in part under {', '.join(law.upper() for law in filing.regulated)}"
    if filing.counted is not None:
        yield f"for {filing.counted}, filed in January {filing.year}: {_counted(filing)}"
    for asked, counts in filing.requests.items():
        if counts.doubts:
            yield f"of the requests {_ASKED[asked].removeprefix('requests ')}, {' and '.join(counts.doubts)}"
    if filing.comment:
        yield f"its comment: {filing.comment}"


_ASKED_SINCE = 2026
"""Since when California asks with whom data were shared."""


def _counted(filing: Filing) -> str:
    if not filing.requests:
        return "no request at all, by its own count"
    return "; ".join(_requests(asked, counts) for asked, counts in filing.requests.items())


def _requests(asked: Asked, counts: Counts) -> str:
    """As in "218,788 requests to delete, 218,788 complied with, median 1 day"."""
    parts = [f"{counts.received:,} {_ASKED[asked]}"]
    if counts.whole == counts.received or not counts.denied:
        parts.append(f"{counts.whole:,} {_COMPLIED}")
    parts += [f"{counts.part:,} in part"] if counts.part else []
    parts += [f"{counts.denied:,} denied"] if counts.denied else []
    if counts.median is not None:
        parts.append(f"median {counts.median:,g} day{'' if counts.median == 1 else 's'}")
    return ", ".join(parts)
