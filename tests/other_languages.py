"""All letters in other languages than English, of the made-up case, for the tests that read them."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain

from later import authorities
from made_up import packaged_laws, templates

from unbroker.facts.law import Law
from unbroker.writing.letter import Letter, compose
from unbroker.writing.sample import Specimen, for_others, on_topic, specimens
from unbroker.writing.step import NoWords

FIRST_OF_A_MONTH = date(2026, 11, 1)


def spoken() -> list[tuple[str, str]]:
    """Each law with each language that it has names in."""
    return [(law.slug, code) for law in packaged_laws().values() for code in law.names]


@cache
def letters(slug: str, code: str) -> Mapping[str, Letter]:
    """The letters of a law in a language, by title."""
    law = packaged_laws()[slug]
    made = (law, authorities(), templates(), FIRST_OF_A_MONTH, code)
    every = chain(specimens(*made), for_others(*made), _on_topic(law, code))
    return {specimen.title: compose(specimen.draft, templates()) for specimen in every}


def every_letter() -> Iterator[tuple[str, str, Letter]]:
    """All of them, with their language and a name."""
    for slug, code in spoken():
        for title, letter in letters(slug, code).items():
            yield code, f"{slug}, {code}: {title}", letter


def _on_topic(law: Law, code: str) -> Iterator[Specimen]:
    try:
        yield from on_topic(law, "ai-training", templates(), FIRST_OF_A_MONTH, code)
    except NoWords:
        return
