"""Citations: each part of an English one comes out in the form of the language, and nothing is guessed."""

import pytest
from made_up import packaged_laws

from unbroker.facts.citation import CitationForm, written

FORM = CitationForm.model_validate(
    {
        "law": {"FADP": "DSG", "DPO": "DSV"},
        "article": "Artikel {article} {law}",
        "paragraph": "Artikel {article} Absatz {paragraph} {law}",
        "point": "Artikel {article} Absatz {paragraph} Buchstabe {point} {law}",
        "points": "Artikel {article} Absatz {paragraph} Buchstabe {point} oder {other} {law}",
        "recital": "Erwägungsgrund {recital}",
    }
)


@pytest.mark.parametrize(
    ("cite", "expected"),
    [
        ("Article 15", "Artikel 15 DSG"),
        ("Article 17(1)", "Artikel 17 Absatz 1 DSG"),
        ("Article 17(1)(a)", "Artikel 17 Absatz 1 Buchstabe a DSG"),
        ("Article 6(1)(e) or (f)", "Artikel 6 Absatz 1 Buchstabe e oder f DSG"),
        ("Article 16(5) DPO", "Artikel 16 Absatz 5 DSV"),
        ("Article 25(7) FADP and Article 18(1) DPO", "Artikel 25 Absatz 7 DSG; Artikel 18 Absatz 1 DSV"),
        ("Recital 63", "Erwägungsgrund 63"),
        ("Court of Justice, C-154/21", None),
        ("the law of agency of the Member State", None),
        ("Article 15 and the like", None),
    ],
)
def test_a_citation_is_written_in_the_form_of_a_language(cite: str, expected: str | None) -> None:
    """With its article, paragraph, point and law; what has other parts stays for a citation of its own."""
    assert expected == written(cite, FORM)


def test_every_rule_is_cited_in_each_language_of_its_law() -> None:
    """No letter in another language has an English citation in it; "§ 1789 BGB" is cited so everywhere."""
    english = {
        (law.slug, code, rule.cite)
        for law in packaged_laws().values()
        for code in law.names
        for (_, rule), (_, other) in zip(law.dated(), law.in_language(code).dated(), strict=True)
        if rule.cite == other.cite and rule.cite != "no law" and not rule.cite.endswith(" BGB")
    }

    assert english == set()
