"""The words of every letter, as they were last read; `UNBROKER_RENEW=1 pytest tests/test_letters_golden.py` renews."""

import os
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from made_up import DAY, draft, packaged_laws, templates

from unbroker.writing.letter import compose
from unbroker.writing.request import Draft

GOLDEN = Path(__file__).with_name("golden") / "letters"
AFTER_SB_923 = date(2027, 1, 1)


def drafts() -> Iterator[tuple[str, Draft]]:
    """Each right alone, the first letter binding and by courtesy, by e-mail and post; and what changes in 2027."""
    for law in packaged_laws().values():
        if not law.in_force(DAY) or not templates().exists(f"{law.slug}/letter.en.md"):
            continue
        worded = [right for right in law.rights if templates().exists(f"{law.slug}/rights/{right}.en.md")]
        for right in worded:
            yield f"{law.slug}-{right}", draft(law, [right])
        yield f"{law.slug}-first", draft(law, law.first_letter)
        yield f"{law.slug}-first-courtesy", draft(law, law.first_letter, binding=False)
        yield f"{law.slug}-first-by-post", draft(law, law.first_letter, by="post")
    for slug in ("ccpa", "gdpr"):
        law = packaged_laws()[slug]
        for pair in combinations(law.first_letter, 2):
            yield f"{slug}-{'-and-'.join(pair)}", draft(law, pair)
    ccpa = packaged_laws()["ccpa"]
    yield "ccpa-first-2027", draft(ccpa, ccpa.first_letter, on=AFTER_SB_923)


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
