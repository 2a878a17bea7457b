"""Letters for a child under every law: who writes, where the child lives, and that each complaint can be made."""

from dataclasses import replace
from datetime import date

import pytest
from later import FOR_OTHERS, authorities, for_others, laws
from made_up import DAY, packaged_laws, templates
from of_each import of_each

from unbroker.facts.guardian import Guardian, Role
from unbroker.writing import sample
from unbroker.writing.letter import compose
from unbroker.writing.made_up_case import MadeUpCase
from unbroker.writing.request import complaint_to

GUARDIAN = Guardian(name="Robin Specimen", role="legal-guardian", child_born="2018-01", together_with="Kim Specimen")
SHORT = sorted(name for name, regulator in authorities().items() if regulator.limit)


@of_each(FOR_OTHERS)
def test_nobody_says_of_themselves_what_is_true_of_a_child(slug: str) -> None:
    """Where the child lives is said of the child, and who signs is the guardian."""
    for name, letter in for_others(slug):
        text = " ".join(letter.text.split())
        if "child" in name:
            assert "I am a resident" not in text, name
            assert "I live in" not in text, name
            assert "data subject; " not in text, name
            assert slug == "delete-act" or "Robin Specimen" in text, name


@pytest.mark.parametrize("name", SHORT)
def test_a_complaint_for_a_child_fits_the_form(name: str) -> None:
    """The words about the guardian are in it, too."""
    regulator = authorities()[name]
    written = 0
    for law in (law for law in laws() if law.slug in regulator.laws and "drop" not in law.rights):
        start = sample.first_letter(law, law.first_letter, DAY, home=regulator.serves[0])
        person = start.request.person.model_copy(update={"guardian": GUARDIAN})
        child = replace(start, request=replace(start.request, person=person))
        draft = MadeUpCase(child, (regulator,)).complaint("refusal")
        compose(replace(draft, recipient=complaint_to(regulator, "form")), templates())
        written += 1

    assert written


@pytest.mark.parametrize(
    ("on", "age"), [(date(2026, 2, 28), 7), (date(2026, 3, 1), 8), (date(2026, 12, 31), 8), (date(2036, 3, 1), 18)]
)
def test_a_child_is_taken_for_as_old_as_it_can_be(on: date, age: int) -> None:
    """Of a month, the first day counts: no letter calls somebody younger than they may be."""
    assert Guardian(name="Robin Specimen", role="parent", child_born="2018-03").age(on) == age


@pytest.mark.parametrize(
    ("slug", "home", "role", "cite"),
    [
        ("ccpa", "US-CA", "parent", "11 CCR § 7070(c)"),
        ("gdpr", "DE-BE", "parent", "§§ 1626, 1629 BGB"),
        ("gdpr", "DE", "legal-guardian", "§ 1789 BGB"),
        ("gdpr", "FR", "parent", "Articles 371-1 and 388-1-1 of the French Civil Code"),
        ("gdpr", "PL", "parent", None),
        ("ch-fadp", "CH", "parent", "Articles 304 and 19c of the Swiss Civil Code"),
        ("uk-gdpr", "GB-SCT", "parent", "Data Protection Act 2018, section 208"),
        ("uk-gdpr", "GB", "parent", None),
        ("us-or", "US-OR", "parent", None),
    ],
)
def test_a_guardian_asks_by_the_rule_of_where_the_child_lives(
    slug: str, home: str, role: Role, cite: str | None
) -> None:
    """The act's own where it has one, else the civil law of the child's country; none is made up."""
    rule = packaged_laws()[slug].guardian_on(home, role, DAY)

    assert (rule.cite if rule else None) == cite
