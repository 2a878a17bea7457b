"""Where to begin: the letters of a plan by what speaks for writing them first. Pure.

The order is by points, so that it can be argued with: a listing that shows the person, a law that backs the letter,
what the company itself filed, a site where anybody looks people up, an address that has worked. Letters of as many
points stay in the order of the registry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from unbroker.facts.filing import Collected, Filing, Receiver
from unbroker.facts.registry import Broker
from unbroker.planning.decision import LeftOut, PlannedLetter

_LISTED, _BINDING, _RETURNED, _MECHANISM, _PEOPLE_SEARCH, _ANSWERS, _WORKS = 8, 4, 6, 9, 2, 1, 1
_SHARED: Mapping[Receiver, tuple[int, str]] = {
    "ai-developers": (3, "AI developers"), "foreign-actors": (3, "foreign actors"),
    "law-enforcement": (2, "law enforcement"), "federal-government": (2, "the federal government"),
    "state-governments": (1, "state governments"),
}  # fmt: skip
_COLLECTED: Mapping[Collected, tuple[int, str]] = {
    "precise-location": (2, "precise location"), "minors": (1, "data of minors"), "biometrics": (1, "biometrics"),
    "reproductive-health": (1, "reproductive health data"),
}  # fmt: skip
_MOST_DENIED = 0.1


def first(decisions: Sequence[PlannedLetter | LeftOut], number: int) -> Iterator[PlannedLetter | LeftOut]:
    """The letters to begin with, the best first, each with why; then what is left out, and the letters of later."""
    letters = [decision for decision in decisions if isinstance(decision, PlannedLetter)]
    weighed = [(_weigh(letter), letter) for letter in letters]
    weighed.sort(key=lambda pair: -sum(points for points, _ in pair[0]))
    for reasons, letter in weighed[:number]:
        said = ", ".join(words for _, words in sorted(reasons, key=lambda reason: -reason[0]))
        yield replace(letter, reason=f"{letter.reason}; among the first: {said}" if said else letter.reason)
    yield from (decision for decision in decisions if isinstance(decision, LeftOut))
    for _, letter in weighed[number:]:
        request = letter.draft.request
        for broker in request.records:
            yield LeftOut(request.person, broker, (), f"not among the first {number}", "without --first it is written")


def _weigh(letter: PlannedLetter) -> list[tuple[int, str]]:
    """What speaks for a letter, in points and in words."""
    request = letter.draft.request
    reasons = [reason for broker in request.records for reason in _of_broker(broker)]
    if request.broker.kind == "portal":
        reasons.append((_MECHANISM, "one request for many brokers"))
    if letter.draft.number > 1:
        reasons.append((_RETURNED, "the letter before it came back"))
    if any(about.listings for slug, about in request.person.about.items() if slug in _slugs(request.records)):
        reasons.append((_LISTED, "it shows you"))
    if request.claim.binding:
        reasons.append((_BINDING, "a law backs it"))
    if letter.standing == "works":
        reasons.append((_WORKS, "its address has worked"))
    return [*dict.fromkeys(reasons)]


def _slugs(brokers: Sequence[Broker]) -> set[str]:
    return {broker.slug for broker in brokers}


def _of_broker(broker: Broker) -> Iterator[tuple[int, str]]:
    if broker.kind == "people-search":
        yield _PEOPLE_SEARCH, "anybody can look people up there"
    newest = max(broker.filed, key=lambda filing: filing.year, default=None)
    if newest is not None:
        yield from _of_filing(newest)


def _of_filing(filing: Filing) -> Iterator[tuple[int, str]]:
    shared = [_SHARED[receiver] for receiver in _SHARED if receiver in filing.shared]
    if shared:
        yield (
            sum(points for points, _ in shared),
            f"it filed that it shared data with, or sold them to, {_listed(shared)}",
        )
    collected = [_COLLECTED[kind] for kind in _COLLECTED if kind in filing.collects]
    if collected:
        yield sum(points for points, _ in collected), f"it filed that it collects {_listed(collected)}"
    deletions = filing.requests.get("delete")
    if deletions is not None and deletions.received and not deletions.doubts:
        denied = deletions.denied / deletions.received
        if denied <= _MOST_DENIED:
            yield _ANSWERS, "it filed that it denies few deletions"


def _listed(weighed: Sequence[tuple[int, str]]) -> str:
    *most, last = (words for _, words in weighed)
    return f"{', '.join(most)} and {last}" if most else last
