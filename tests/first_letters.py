"""First letters of every law, for a made-up person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from made_up import ABOUT, DAY, draft, packaged_laws, person, templates

from unbroker.facts.law import Law, Right
from unbroker.facts.profile import About
from unbroker.writing import sample
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
PRESERVED = ("ccpa", "gdpr", "us-or", "courtesy")
"""A courtesy in the same words under every law: some stand for all."""
ON_TOPIC = (
    "ccpa", "gdpr", "us-or", "us-ct", "ch-fadp", "ca-pipeda", "ca-qc", "br-lgpd", "au-privacy", "fcra", "courtesy",
)  # fmt: skip
NAMED = ("ccpa", "gdpr", "us-or", "courtesy")
"""A letter says who named its recipient in the words of California, of Europe, and of all others."""
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
    for slug in NAMED:
        law = packaged_laws()[slug]
        yield f"{slug}-first-to-who-was-named", sample.named(draft(law, law.first_letter))
    for slug in ON_TOPIC:
        yield from _on_topic(packaged_laws()[slug])


def _on_topic(law: Law) -> Iterator[tuple[str, Draft]]:
    """Letters about the training of AI: as they are, with confirmed reasons, and to a company with an account."""
    for specimen in sample.on_topic(law, "ai-training", templates(), DAY):
        draft_of_topic = replace(specimen.draft, specimen=False)
        has_account, tells_reasons = draft_of_topic.request.broker.has_accounts, draft_of_topic.disclosed("reason")
        name = "-account" if has_account else "-reasons" if tells_reasons else ""
        if draft_of_topic.request.claim.binding or not law.reaches:
            yield f"{law.slug}-on-ai-training{name}", draft_of_topic


def _of_law(law: Law) -> Iterator[tuple[str, Draft]]:
    for right in law.rights:
        if right == "preserve" and law.slug not in PRESERVED:
            continue
        yield f"{law.slug}-{right}", draft(law, [right])
    yield f"{law.slug}-first", draft(law, law.first_letter)
    if law.reaches:
        yield f"{law.slug}-first-courtesy", draft(law, law.first_letter, binding=False)
    if law.family != "us-states" or law.slug in ("us-or", "us-nv"):
        yield f"{law.slug}-first-by-post", draft(law, law.first_letter, by="post")
