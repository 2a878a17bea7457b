"""Which law serves whom, and which broker it binds."""

from datetime import date

import pytest

from unbroker.facts.claim import claim, serving
from unbroker.facts.law import Law
from unbroker.facts.registry import Broker
from unbroker.registry import reading

TODAY = date(2026, 11, 22)


def broker(lines: str) -> Broker:
    """A broker called Acme with some lines more."""
    records, problems = reading.parse(f"- slug: acme\n  name: Acme\n  kind: other\n{lines}", "brokers.yaml")
    read, faults = reading.read(records)
    assert [*problems, *faults] == []
    return read.get("acme")


def reach(territory: str) -> str:
    """A line that says why the law of a territory binds it."""
    return f"  reaches: [{{territory: {territory}, because: it says so, source: its policy}}]\n"


@pytest.mark.parametrize(
    ("residence", "slugs"),
    [
        ("US-CA", {"ccpa", "delete-act"}),
        ("DE", {"gdpr"}),
        ("DE-BY", {"gdpr"}),
        ("NO", {"gdpr"}),
        ("CH", set()),
        ("US-VT", set()),
    ],
)
def test_a_law_serves_the_residents_of_its_territory(residence: str, slugs: set[str], laws: dict[str, Law]) -> None:
    """Of the three laws that are here."""
    three = [laws[slug] for slug in ("ccpa", "delete-act", "gdpr")]

    assert slugs == {law.slug for law in serving(three, residence, TODAY)}


@pytest.mark.parametrize(("on", "serves"), [(date(2025, 12, 31), False), (date(2026, 1, 1), True)])
def test_a_law_serves_nobody_before_it_is_in_force(on: date, laws: dict[str, Law], *, serves: bool) -> None:
    """DROP opened on 1 January 2026."""
    assert serves is bool(serving([laws["delete-act"]], "US-CA", on))


def test_a_law_that_must_be_asked_for_serves_nobody_unasked(laws: dict[str, Law]) -> None:
    """`by_default: false` keeps it for those who name it."""
    quiet = laws["gdpr"].model_copy(update={"by_default": False})

    assert serving([quiet], "DE", TODAY) == ()


@pytest.mark.parametrize(
    ("law", "lines", "reason"),
    [
        ("ccpa", reach("US-CA"), "it says so"),
        ("ccpa", reach("US"), "it says so"),
        ("gdpr", reach("EEA"), "it says so"),
        ("gdpr", reach("EU"), "it says so"),
        ("gdpr", reach("DE"), "it says so"),
        ("gdpr", "  country: IE\n", "established in Ireland"),
        ("gdpr", "  country: NO\n", "established in Norway"),
    ],
)
def test_a_law_binds_whom_the_record_shows(law: str, lines: str, reason: str, laws: dict[str, Law]) -> None:
    """By what it is registered or declares, or by where it is established, and the reason says which."""
    made = claim(laws[law], broker(lines), ["delete"])

    assert (True, reason, ("delete",)) == (made.binding, made.reason, made.rights)


@pytest.mark.parametrize(
    ("law", "lines"),
    [
        ("ccpa", ""),
        ("ccpa", reach("US-VT")),
        ("ccpa", reach("EEA")),
        ("ccpa", "  country: US\n  region: US-CA\n"),
        ("gdpr", ""),
        ("gdpr", reach("GB")),
        ("gdpr", "  country: CH\n"),
        ("gdpr", "  country: US\n"),
    ],
)
def test_what_the_record_does_not_show_is_a_courtesy(law: str, lines: str, laws: dict[str, Law]) -> None:
    """A seat alone does not make a business that the CCPA binds; nothing is guessed."""
    made = claim(laws[law], broker(lines), ["delete"])

    assert made.reason == "nothing on record shows that the law binds it"
    assert not made.binding
