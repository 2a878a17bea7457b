"""Detours: by which other way a letter that came back is to be written, so that a list of errands can name it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from unbroker.base.errors import ProblemsFound
from unbroker.cases.follow_up import FollowUp
from unbroker.cases.next_action import Errand
from unbroker.cases.status import Entry
from unbroker.facts.registry import ChannelKind
from unbroker.folder import Folder
from unbroker.planning.plan import Selection, plan

_COMMANDS: Mapping[ChannelKind, str] = {"email": "mail email", "post": "mail post", "form": "mail forms"}
_KINDS: Mapping[ChannelKind, str] = {"email": "by e-mail to", "post": "by post to", "form": "through"}


def on_errands(errands: Iterable[Errand], opened: Callable[[], Folder], today: date) -> list[Errand]:
    """The same errands; where a letter came back, the words name the next channel."""
    found = [*errands]
    ways = _ways([one.entry for one in found if one.step == "first"], opened, today)
    return [
        replace(one, words=f"{one.words}{ways[one.entry.case.opening.reference]}")
        if one.step == "first" and one.entry.case.opening.reference in ways
        else one
        for one in found
    ]


def on_follow_ups(letters: Iterable[FollowUp], opened: Callable[[], Folder], today: date) -> list[FollowUp]:
    """The same letters; where one came back, the reason names the next channel."""
    found = [*letters]
    ways = _ways([one.entry for one in found if one.step == "first"], opened, today)
    return [
        replace(one, reason=f"{one.reason}{ways[one.entry.case.opening.reference]}")
        if one.step == "first" and one.entry.case.opening.reference in ways
        else one
        for one in found
    ]


def _ways(stuck: Iterable[Entry], opened: Callable[[], Folder], today: date) -> Mapping[str, str]:
    """By reference: the way that the plan would take, and the command for it.

    The registry is read only if there is something to find in it; a folder that cannot be opened has no plan.
    """
    slugs = tuple(dict.fromkeys(entry.case.opening.broker for entry in stuck))
    if not slugs:
        return {}
    try:
        own = opened()
    except ProblemsFound:
        return {}
    known = tuple(slug for slug in slugs if slug in own.registry.brokers)
    items = plan(own.known, Selection(known), today).items if known else ()
    ways = ((item.draft.request.reference, item.draft.recipient.channel, item.draft.request.broker) for item in items)
    return {
        reference: f", {_KINDS[channel.kind]} {channel.to}: `unbroker {_COMMANDS[channel.kind]} {broker.slug}`"
        for reference, channel, broker in ways
    }
