"""First letters of every law, for a made-up person."""

from collections.abc import Iterator
from datetime import date

from made_up import ABOUT, DAY, draft, packaged_laws, person

from unbroker.facts.law import Law, Right
from unbroker.facts.profile import About
from unbroker.writing.request import Draft

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
