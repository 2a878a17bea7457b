"""The words of every letter, as they were last read; `UNBROKER_RENEW=1 pytest tests/test_letters_golden.py` renews."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from made_up import ABOUT, DAY, draft, packaged_laws, person, templates

from unbroker.facts.law import Law, Right
from unbroker.facts.profile import About
from unbroker.writing.letter import compose
from unbroker.writing.request import Draft

GOLDEN = Path(__file__).with_name("golden") / "letters"
NEW_YEAR = date(2027, 1, 1)
TOGETHER: dict[str, tuple[tuple[Right, ...], ...]] = {
    "ccpa": (("opt-out", "delete"), ("opt-out", "access-categories"), ("delete", "access-categories")),
    "gdpr": (("object", "access"), ("object", "delete"), ("access", "delete"), ("delete", "correct", "restrict")),
    "us-or": (("opt-out", "delete"), ("access", "third-parties")),
    "us-ut": (("opt-out", "delete"),),
    "ch-fadp": (("access", "delete"),),
    "ca-pipeda": (("withdraw", "correct"),),
}
SHORT = About(listings=ABOUT.listings, corrections=ABOUT.corrections)


def drafts() -> Iterator[tuple[str, Draft]]:
    """Each right alone, the first letter binding and by courtesy, by e-mail and post; and what changes in 2027.

    The states share their words: by post two of them stand for all.
    """
    for law in packaged_laws().values():
        if law.slug == "delete-act":  # a page for the sender, which tells nobody anything
            yield "delete-act-drop", draft(law, ["drop"], by="form", sender=person("US-CA", About()))
        elif law.in_force(DAY):
            yield from _of_law(law)
    for slug, combinations in TOGETHER.items():
        for rights in combinations:
            yield f"{slug}-{'-and-'.join(rights)}", draft(packaged_laws()[slug], rights)
    for slug in ("ccpa", "us-de", "us-la"):
        law = packaged_laws()[slug]
        yield f"{slug}-first-2027", draft(law, law.first_letter, on=NEW_YEAR)
    for slug, residence in (("gdpr", "DE"), ("ch-fadp", "CH")):
        law = packaged_laws()[slug]
        yield f"{slug}-first-without-a-situation", draft(law, law.first_letter, sender=person(residence, SHORT))


def _of_law(law: Law) -> Iterator[tuple[str, Draft]]:
    for right in law.rights:
        yield f"{law.slug}-{right}", draft(law, [right])
    yield f"{law.slug}-first", draft(law, law.first_letter)
    if law.reaches:
        yield f"{law.slug}-first-courtesy", draft(law, law.first_letter, binding=False)
    if law.family != "us-states" or law.slug in ("us-or", "us-nv"):
        yield f"{law.slug}-first-by-post", draft(law, law.first_letter, by="post")


@pytest.mark.parametrize(("name", "made"), [*drafts()], ids=[name for name, _ in drafts()])
def test_the_letter_reads_as_it_did(name: str, made: Draft) -> None:
    """A change of words is seen by whoever makes it."""
    text = compose(made, templates()).text
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UNBROKER_RENEW"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


def test_no_golden_letter_is_left_over() -> None:
    """Each golden text belongs to a letter that exists."""
    known = {name for name, _ in drafts()}

    assert {path.stem for path in GOLDEN.glob("*.txt")} == known
