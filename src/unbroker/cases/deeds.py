"""Deeds: what kind of thing is to be done for a case next, so that like is done with like. Pure."""

from typing import Literal, get_args

from unbroker.cases.called_letter import NextAction
from unbroker.cases.case import BY_HAND
from unbroker.cases.next_action import own_limit
from unbroker.cases.status import Entry

Deed = Literal[
    "limit", "resolve", "account", "reroute", "send", "post", "fill-in", "hand-send", "write", "decide", "wait"
]
DEEDS: tuple[Deed, ...] = get_args(Deed)
"""The most pressing first: the person's own last day, what is in doubt, what did not arrive, what waits to leave, what
is to be written, what only the person can say, and last what there is only to wait for."""


def deed_of(action: NextAction) -> Deed:
    """What kind of thing an action is."""
    if action == own_limit(action.entry):
        return "limit"
    if action.waits:
        return "wait"
    if action.step is not None:
        return "reroute" if action.came_back else "write"
    return _let_go(action.entry)


def _let_go(entry: Entry) -> Deed:
    """How the letter that is sealed leaves; where none is, the person has to say something."""
    on_way = (letter for letter in reversed(entry.dispatches) if letter.waits or letter.state in _DOUBT)
    match next(((sealed.state, sealed.kind, sealed.facts.via) for sealed in on_way), None):
        case None:
            return "decide"
        case ("sending" | "unknown", _, _):
            return "resolve"
        case ("stopped", _, _):
            return "account"
        case (_, "post", _):
            return "post"
        case (_, "form", _):
            return "fill-in"
        case (_, _, via):
            return "hand-send" if via in BY_HAND else "send"


_DOUBT = ("sending", "unknown")
