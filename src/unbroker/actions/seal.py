"""The seal: what is recorded when a letter is fixed and when it leaves, and which letters wait in between. Pure.

What was sealed is copied, never made again; `campaign` does the copying and the recording.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from unbroker.base import places
from unbroker.cases.case import Cases, Dispatch
from unbroker.ledger.event import EventKind, NewEvent
from unbroker.planning.plan import Item
from unbroker.writing.request import Draft, Request

_DOES: Mapping[str, EventKind] = {"appeal": "appealed", "complaint": "complained"}


def sealing(
    item: Item, hashes: Mapping[str, str], run: str, headers: Mapping[str, object] | None = None
) -> Iterator[NewEvent]:
    """What is recorded when a letter is sealed; the request is opened with its first letter.

    Args:
        item: the letter.
        hashes: of its parts, as they are filed.
        run: the name of the run.
        headers: of its message, if it goes by e-mail: `message_id`, `subject`, `from`, and `via` which way.
    """
    draft, request = item.draft, item.draft.request
    channel = draft.recipient.channel
    if draft.number == 1:
        again = {"again": True} if item.again else {}
        yield NewEvent("opened", draft.date, request.reference, facts={**_opening(request), **again})
    some = draft.rights if draft.rights != request.rights else ()
    prepared: dict[str, object] = {
        "step": draft.step,
        "trigger": _trigger(item),
        "recipient": list(draft.recipient.names),
        "channel": {
            "kind": channel.kind,
            "to": channel.to,
            "country": channel.post.country if channel.post else None,
            **(_postal(draft) if channel.post else {}),
        },
        "sheet": item.sheet.name if item.sheet else None,
        "discloses": [{"field": told.field, "value": told.value, "why": told.why} for told in draft.discloses],
        "message_id": None,
        "hashes": dict(hashes),
        **(headers or {}),
        **({"rights": list(some)} if len(some) > 1 else {}),
    }
    yield NewEvent(
        "prepared",
        draft.date,
        request.reference,
        some[0] if len(some) == 1 else None,
        letter=draft.letter,
        run=run,
        facts=prepared,
        evidence=tuple(hashes.values()),
    )


def _postal(draft: Draft) -> Mapping[str, object]:
    """The address in its parts, so that labels and lists can be made of sealed letters alone."""
    channel, person = draft.recipient.channel, draft.request.person
    home = draft.sender.address or person.address
    return {
        "post": channel.post.model_dump(mode="json", exclude_defaults=True) if channel.post else None,
        "as_filed": list(channel.as_filed),
        "origin": home.country if home else places.country(person.residence.code),
    }


def _trigger(item: Item) -> str | Mapping[str, str] | None:
    """What called for a letter: the same for all its rights, or for each its own."""
    called = {*item.triggers.values()}
    return dict(item.triggers) if len(called) > 1 else next(iter(called), None)


def _opening(request: Request) -> Mapping[str, object]:
    broker, claim = request.broker, request.claim
    return {
        "person": request.person.handle,
        "broker": broker.slug,
        "broker_name": broker.name,
        "covers": [other.slug for other in request.covers],
        "law": claim.law.slug,
        "rights": list(request.rights),
        "binding": claim.binding,
        "round": request.round,
        "residence": request.person.residence.code,
        "controller": broker.region or broker.country,
        "representative": broker.representative.country if broker.representative else None,
    }


def departure(sealed: Dispatch, on: date, tracking: str | None = None) -> Iterator[NewEvent]:
    """What is recorded when a letter leaves: that it did, with the carrier's number, and what it does by that."""
    reference, letter = sealed.prepared.reference, sealed.letter
    facts = {"tracking": tracking} if tracking else {}
    yield NewEvent("sent", on, reference, letter=letter, run=sealed.prepared.run, facts=facts)
    if (kind := _DOES.get(sealed.step)) is not None:
        yield NewEvent(kind, on, reference, sealed.prepared.right, letter, facts=_rights_of(sealed))


def _rights_of(sealed: Dispatch) -> dict[str, object]:
    return {"rights": list(sealed.prepared.rights)} if len(sealed.prepared.rights) > 1 else {}


def waiting(cases: Cases, kind: str | None = None) -> Iterator[Dispatch]:
    """The letters that are sealed and have not left, each once, in the order of sealing."""
    found = {one.letter: one for case in cases for one in case.dispatches}
    for one in sorted(found.values(), key=lambda one: one.prepared.seq):
        if one.state in ("prepared", "deferred") and kind in (None, one.kind):
            yield one


def pile_order(one: Dispatch) -> tuple[object, ...]:
    """Where a letter by post lies: by sheet, those within the country first, then by country and postal code."""
    way, address = one.channel, one.channel.get("post")
    code = address.get("postal_code") if isinstance(address, dict) else None
    country = str(way.get("country") or "")
    name = places.name(country) if country else ""
    return (one.prepared.fact("sheet") or "", one.is_abroad, name, str(code or ""), one.names.casefold(), one.letter)


def run_name(kind: str, today: date, cases: Cases) -> str:
    """The name of a run: of its kind and day, and numbered where an earlier one of the day has left."""
    runs = {event.run for history in cases.histories.values() for event in history if event.kind == "sent"}
    name, number = f"{kind}-{today}", 1
    while name in runs:
        number += 1
        name = f"{kind}-{today}-{number}"
    return name
