"""One record, as a careful maintainer reads it: dates, sources, tiers, contacts, and whether its parts agree."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from unbroker.base import places
from unbroker.base.errors import did_you_mean
from unbroker.base.located import Step
from unbroker.facts.filing import PACKS as FROM_FILINGS
from unbroker.facts.packs import PACKS
from unbroker.facts.registry import Channel
from unbroker.facts.sourced import Sourced
from unbroker.registry.comments import without_people
from unbroker.registry.domain import host, registrable
from unbroker.registry.legal_name import compared, run_together
from unbroker.registry.lint.finding import Finding, Looked
from unbroker.registry.mailbox import is_free, is_office

_REGISTRY = re.compile(r"\bregistry,? (20\d\d)\b(?!/)", re.IGNORECASE)
_STATE_FILE = re.compile(r"[A-Z][A-Za-z ]+ registry 20\d\d(?:, row \d+)?")
_TERRITORIES = ("serves", "excludes")
_LIVE_YEARS = 2
_SHORTEST = 3


def record_findings(looked: Looked) -> Iterator[Finding]:
    """All that is doubtful in one record."""
    for look in (_dates, _sources, _contacts, _people_named, _traps, _states, _packs, _name, _filings, _served):
        yield from look(looked)


def _sourced(looked: Looked) -> Iterator[tuple[Sourced, tuple[Step, ...]]]:
    broker = looked.broker
    for key in ("reaches", "traps", "channels"):
        for number, fact in enumerate(getattr(broker, key)):
            yield fact, (key, number)
    yield from ((fact, ("topics", name)) for name, fact in broker.topics.items())
    if broker.representative is not None:
        yield broker.representative, ("representative",)


def _dates(looked: Looked) -> Iterator[Finding]:
    """What is dated after today, or not at all."""
    today = looked.today
    for fact, path in _sourced(looked):
        if fact.dated is None:
            if path[0] in ("channels", "traps"):
                yield looked.finding(f"{_called(fact, path)} has no date", "add 'dated: …', as in its source", *path)
        elif fact.dated > today.isoformat():
            yield looked.finding(f"{fact.dated} has not come yet", "correct 'dated'", *path, "dated")
        elif (year := _REGISTRY.search(fact.source)) and year[1] != fact.dated[:4]:
            message = f"its source is of {year[1]}, its date of {fact.dated[:4]}"
            yield looked.finding(message, "correct one of them", *path, "dated")
        if isinstance(fact, Channel) and fact.seen and fact.seen[-7:] > today.isoformat():
            yield looked.finding(f"'{fact.seen}' has not come yet", "correct 'seen'", *path, "seen")
    for territory, years in looked.broker.registered.items():
        if late := [year for year in years if year > today.year + 1]:
            message = f"it is registered in {places.name(territory)} for {late[0]}"
            yield looked.finding(message, "correct the year", "registered", territory)


def _called(fact: Sourced, path: Sequence[Step]) -> str:
    return f"the {fact.row.noun} address" if isinstance(fact, Channel) else f"an item of {str(path[0])!r}"


def _sources(looked: Looked) -> Iterator[Finding]:
    """What is no source, and a tier that is not that of its source."""
    sites = {registrable(domain) for domain in looked.broker.domains}
    for fact, path in _sourced(looked):
        source = fact.source
        if source.lower().startswith("http:"):
            yield looked.finding("its source is not https", "look whether https has the page", *path, "source")
        elif re.match(r"(?:www\.|https?[:/](?!//))", source) or (host(source) and "/" not in source):
            message = f"the source {source!r} is no whole address"
            yield looked.finding(message, "copy it as in https://example.org/privacy", *path, "source")
        if isinstance(fact, Channel):
            yield from _tier(looked, fact, sites, path)


def _tier(looked: Looked, channel: Channel, sites: set[str | None], path: tuple[Step, ...]) -> Iterator[Finding]:
    is_filed = _STATE_FILE.fullmatch(channel.source) is not None
    is_page = channel.source.startswith("https://") and " " not in channel.source
    is_own = is_page and registrable(channel.source) in sites
    if (is_filed or is_own) and channel.tier != "A":
        what = "a filing" if is_filed else "its own page"
        yield looked.finding(f"tier {channel.tier}, but its source is {what}", "write 'tier: A'", *path, "tier")
    elif channel.tier == "A" and not is_own and "registr" not in channel.source:
        message = f"tier A, but its source is neither a filing nor its own page: {channel.source}"
        yield looked.finding(message, "name the filing or the page, or lower the tier", *path, "tier")


def _contacts(looked: Looked) -> Iterator[Finding]:
    for number, channel in enumerate(looked.broker.channels):
        path = ("channels", number)
        if channel.email and is_free(channel.email):
            yield looked.finding(f"{channel.email} is a mailbox that anybody can have", "look twice", *path)
        elif channel.email and not is_office(channel.email):
            message = f"{channel.email} reads like the mailbox of a person"
            yield looked.finding(message, "leave it out, unless its page says that it is an office's", *path)
        if channel.form and channel.form.startswith("http:"):
            yield looked.finding(f"{channel.form} is not https", "look whether https has the form", *path, "form")
        if channel.post and channel.tier == "A" and not channel.as_filed:
            yield looked.finding("the postal address has no 'as_filed'", "copy the lines of the source", *path)
    known: dict[tuple[str, str, tuple[str, ...]], int] = {}
    for number, channel in enumerate(looked.broker.channels):
        address = (channel.kind, channel.to.casefold().rstrip("/"), channel.serves)
        if known.setdefault(address, number) != number:
            yield looked.finding(f"{channel.to} stands here twice", "keep the newer one", "channels", number)


def _people_named(looked: Looked) -> Iterator[Finding]:
    """Sentences that name or ring somebody."""
    broker = looked.broker
    texts: list[tuple[str | None, tuple[Step, ...]]] = [(broker.note, ("note",))]
    texts += [(channel.note, ("channels", number, "note")) for number, channel in enumerate(broker.channels)]
    texts += [(filing.comment, ("filed", number, "comment")) for number, filing in enumerate(broker.filed)]
    texts += [(trap.says, ("traps", number, "says")) for number, trap in enumerate(broker.traps)]
    for text, path in texts:
        if text and without_people(text)[1]:
            message = f"{path[-1]!r} has somebody's name, mailbox or telephone number"
            yield looked.finding(message, "say it without", *path)


def _traps(looked: Looked) -> Iterator[Finding]:
    for number, trap in enumerate(looked.broker.traps):
        if trap.says.endswith((".", "!")) or ";" in trap.says:
            message = "a trap is one sentence without its point and without a semicolon"
            yield looked.finding(message, "the plan parts remarks with them", "traps", number)


def _states(looked: Looked) -> Iterator[Finding]:
    """A status that the rest of the record does not bear out."""
    broker, newest = looked.broker, str(looked.today.year - _LIVE_YEARS)
    if broker.status == "merged" and broker.answered_by is None:
        yield looked.finding("it is merged into nobody", "add 'answered_by: …'", "status")
    if broker.status == "active" and broker.answered_by is not None:
        yield looked.finding("it is active, but another answers for it", "write 'status: merged'", "answered_by")
    if broker.status == "active" and not broker.channels and broker.belongs_to is None:
        yield looked.finding("it is active, but there is no way to reach it", "add a channel, or its owner", "channels")
    if broker.status == "closed" and broker.answered_by is None:
        for number, channel in enumerate(broker.channels):
            if channel.dated and channel.dated >= newest:
                message = f"it is closed, but its {channel.row.noun} address was seen in {channel.dated}"
                yield looked.finding(message, "look whether it still works there", "channels", number)


def _packs(looked: Looked) -> Iterator[Finding]:
    for number, pack in enumerate(looked.broker.packs):
        if pack in FROM_FILINGS:
            message = f"the pack {pack!r} is made of what was filed"
            yield looked.finding(message, "remove it here", "packs", number)
        elif pack not in PACKS:
            hint = did_you_mean(pack, PACKS) or f"packs are {', '.join(PACKS)}"
            yield looked.finding(f"there is no pack {pack!r}", hint, "packs", number)


def _name(looked: Looked) -> Iterator[Finding]:
    """A slug that nothing in the record explains: neither name, legal name, domain nor source."""
    broker = looked.broker
    spellings = [run_together(broker.name), run_together(broker.legal_name), *broker.domains]
    spellings += ["".join(word[0] for word in re.findall(r"\w+", name.casefold())) for name in (broker.name,)]
    spellings += [fact.source.casefold() for fact, _ in _sourced(looked)]
    spellings += [part for channel in broker.channels for part in (channel.to.casefold(),)]
    words = broker.slug.split("-")
    parts = [word for word in words if len(word) >= _SHORTEST] or ["".join(words)]
    if broker.belongs_to is None and not any(part in name for part in parts for name in spellings):
        message = f"nothing in the record explains its slug: it is {broker.name!r}"
        yield looked.finding(message, "say in a note why, or rename it in all that point to it", "slug")
    if broker.name.isupper() and re.search(r"[^\W\d_]{4}", broker.name) and " " in broker.name:
        yield looked.finding(f"{broker.name!r} is all in capitals", "write it as people do", "name")


def _filings(looked: Looked) -> Iterator[Finding]:
    broker = looked.broker
    for number, filing in enumerate(broker.filed):
        if compared(filing.by) != compared(broker.legal_name):
            message = f"what {filing.by!r} filed stands with {broker.legal_name!r}"
            yield looked.finding(message, "a filing is of the entity that made it", "filed", number, "by")
        if filing.year not in broker.registered.get(filing.state, ()):
            message = f"it filed in {places.name(filing.state)} for {filing.year}, but is not registered there"
            yield looked.finding(message, "add the year to 'registered'", "filed", number, "year")
        if filing.counted is not None and filing.counted >= filing.year:
            message = f"the filing of {filing.year} cannot count the requests of {filing.counted} already"
            yield looked.finding(message, "correct 'counted'", "filed", number, "counted")
    for number, (newer, older) in enumerate(pairwise(broker.filed), 1):
        if newer.state == older.state and newer.year < older.year:
            yield looked.finding("what was filed does not stand newest first", "move it up", "filed", number)
        if (newer.state, newer.year) == (older.state, older.year):
            message = f"it filed twice in {places.name(newer.state)} for {newer.year}"
            yield looked.finding(message, "keep one, or make a record of the other", "filed", number)


def _served(looked: Looked) -> Iterator[Finding]:
    """Territories that say nothing, or contradict each other."""
    broker = looked.broker
    if broker.region and broker.country and not places.within(broker.region, broker.country):
        message = f"{places.name(broker.region)} is not in {places.name(broker.country)}"
        yield looked.finding(message, "correct 'region' or 'country'", "region")
    lists: list[tuple[Sequence[str], tuple[Step, ...]]] = [(getattr(broker, key), (key,)) for key in _TERRITORIES]
    lists += [(channel.serves, ("channels", number, "serves")) for number, channel in enumerate(broker.channels)]
    for codes, path in lists:
        for code in codes:
            wider = next((other for other in codes if other != code and places.within(code, other)), None)
            if wider:
                yield looked.finding(f"{code} is in {wider}, which stands there, too", f"remove {code}", *path)
        if path[0] == "channels" and codes and not any(broker.answers(code) for code in codes):
            message = f"the record does not answer people of {', '.join(codes)}"
            yield looked.finding(message, "nobody would write there: correct 'serves'", *path)
    reached: set[str] = set()
    for number, reach in enumerate(broker.reaches):
        if reach.territory in reached:
            yield looked.finding(f"{reach.territory} is reached twice", "keep the newer reason", "reaches", number)
        reached.add(reach.territory)
        if "registered as a data broker" in reach.because and reach.territory not in broker.registered:
            message = f"it is reached as registered in {places.name(reach.territory)}, but 'registered' does not say so"
            yield looked.finding(message, "add the years, or correct the reason", "reaches", number)
