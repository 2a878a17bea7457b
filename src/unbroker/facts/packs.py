"""Packs: groups of brokers that are written to together, and what each of them holds."""

from collections.abc import Mapping

from unbroker.facts.filing import PACKS as BY_ANSWER
from unbroker.facts.filing import QUESTIONS

_BY_HAND: Mapping[str, str] = {
    "discussion": "the companies in the discussion that this project began with",
    "people-search": "sites where anybody can look people up",
    "recruiting": "work contacts and profiles, for recruiters and sales",
    "marketing": "households and what they buy, for advertising",
    "adtech": "what people see and do online, for advertising",
    "risk": "background, credit and fraud checks",
    "collection": "debt collection",
    "location": "where phones and cars have been",
    "identity": "identity data, to confirm who somebody is",
}
PACKS: Mapping[str, str] = {
    **_BY_HAND,
    **{
        pack: f"whoever told California, in its newest filing: {' or '.join(f'“{QUESTIONS[name]}”' for name in names)}"
        for pack, names in BY_ANSWER.items()
    },
}
"""What the packaged packs hold, in the order of a first choice."""
