"""The table of channels: a kind is one row, and everything but its sender knows it by its row."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from conftest import CALIFORNIAN, Cli, Planned

from unbroker.actions.mailing.record_sealed import Parts, sealing
from unbroker.actions.mailing.widen import going_by
from unbroker.base.errors import Problem
from unbroker.cases.case import fold
from unbroker.cases.sealed_letters import run_name
from unbroker.facts.channel import CHANNELS, Row
from unbroker.facts.due import Receipt
from unbroker.facts.registry import Broker
from unbroker.ledger.schema import Prepared
from unbroker.planning.decision import PlannedLetter
from unbroker.planning.plan import Plan
from unbroker.planning.selection import Selection
from unbroker.registry import reading

FAX = Row("fax", "fax", "text", "by fax", "by fax", "by fax to", "by fax to", "mail fax", 0, is_from_account=False)
COURIER = Row(
    "courier", "courier", "postal address", "by courier", "by courier", "by courier to", "by courier to",
    "mail courier", 0, on_paper=True, arrives=(2, 4),
)  # fmt: skip
RECORD = """\
- slug: faxed
  name: Faxed
  kind: marketing
  packs: [discussion]
  registered: {US-CA: [2026]}
  channels:
    - {fax: "+1 555 0100", source: s, tier: A}
    - {form: "https://faxed.example.org/privacy", source: s, tier: A}
- slug: carried
  name: Carried
  kind: marketing
  channels:
    - {courier: {street: [1 A St], city: Reno, region: NV, postal_code: "89501", country: US}, source: s, tier: A}
"""


@pytest.fixture
def more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table with two rows more."""
    for row in (FAX, COURIER):
        monkeypatch.setitem(_table(), row.kind, row)


def _table() -> dict[str, Row]:
    assert isinstance(CHANNELS, dict)
    return CHANNELS


def brokers(text: str) -> tuple[Mapping[str, Broker], list[Problem]]:
    """The brokers of a registry's text."""
    records, problems = reading.parse(text, "brokers.yaml")
    read, found = reading.read(records)
    return read.brokers, [*problems, *found]


def items(planned: Planned) -> dict[str, PlannedLetter]:
    """The letters to both, by broker."""
    made = planned(CALIFORNIAN, RECORD)
    return {item.draft.request.broker.slug: item for item in made.letters}


@pytest.mark.usefixtures("more")
def test_a_further_kind_is_read_by_its_row() -> None:
    """Its address is what the row says, with the record's own line where it is not."""
    known, problems = brokers(RECORD)
    fax, courier = known["faxed"].channels[0], known["carried"].channels[0]

    assert problems == []
    assert ("fax", "+1 555 0100", FAX) == (fax.kind, fax.to, fax.row)
    assert ("courier", "1 A St, Reno, NV 89501", COURIER) == (courier.kind, courier.to, courier.row)
    assert courier.post is not None
    assert ("brokers.yaml:7", "brokers.yaml:13") == (str(fax.place), str(courier.place))
    assert fax == brokers(RECORD)[0]["faxed"].channels[0]
    assert fax != brokers(RECORD.replace("0100", "0199"))[0]["faxed"].channels[0]


@pytest.mark.usefixtures("more")
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('fax: "+1 555 0100"', 'fax: ""', "brokers.yaml:7: broker 'faxed': is empty"),
        (
            'fax: "+1 555 0100"',
            'fax: "+1 555 0100", email: a@b.example',
            "a channel has one of 'email', 'post', 'form', 'fax' and 'courier'",
        ),
        ("city: Reno, ", "", "brokers.yaml:13: broker 'carried': an address needs 'street' and 'city'"),
    ],
)
def test_what_is_wrong_with_a_further_kind_is_named(old: str, new: str, said: str) -> None:
    """As with the kinds that have a field of their own."""
    assert said in "\n".join(map(str, brokers(RECORD.replace(old, new))[1]))


def test_without_its_row_it_is_no_channel() -> None:
    """The table decides what a record may hold."""
    assert {"brokers.yaml:7", "brokers.yaml:13"} == {str(problem.place) for problem in brokers(RECORD)[1]}


@pytest.mark.usefixtures("more")
def test_the_plan_takes_a_further_kind(planned: Planned) -> None:
    """By its rank, on a sheet as its row says, telling what its row lets it tell."""
    made = items(planned)
    fax, courier = made["faxed"].draft, made["carried"].draft

    assert ("fax", "courier") == (fax.recipient.channel.kind, courier.recipient.channel.kind)
    assert made["faxed"].sheet is not None
    assert {"name", "residence", "city", "email"} == {told.field for told in fax.discloses}
    assert {"name", "residence", "address"} == {told.field for told in courier.discloses}
    assert (
        planned(CALIFORNIAN, RECORD, Selection(everything=True, courtesy=True, by="fax")).letters[0].draft.recipient
        == fax.recipient
    )


@pytest.mark.usefixtures("more")
def test_what_is_on_paper_needs_a_return_address(planned: Planned) -> None:
    """Whatever carries it."""
    nobody = "\n".join(CALIFORNIAN.splitlines()[:-1]) + "\n"
    left_out = {left.broker.slug: left.reason for left in planned(nobody, RECORD).left_out}

    assert "can only be reached by courier, and the profile has no return address" == left_out["carried"]


@pytest.mark.usefixtures("more")
def test_it_is_sealed_and_its_run_is_named_after_it(planned: Planned) -> None:
    """The event holds its kind and address; the day of its receipt is assumed as its row says."""
    made, today = items(planned), date(2026, 11, 22)
    empty = fold(())
    events = [*sealing(made["faxed"], {}, Parts({}), run_name("fax", today, empty))]
    prepared = events[-1]

    assert "fax-2026-11-22" == prepared.run
    assert isinstance(prepared.facts, Prepared)
    assert ("fax", "+1 555 0100", None) == (
        prepared.facts.channel.kind, prepared.facts.channel.to, prepared.facts.channel.country
    )  # fmt: skip
    assert [1, 2] == [Receipt(today, "carrier", kind).grace for kind in ("fax", "courier")]


@pytest.mark.usefixtures("more")
def test_a_follow_up_says_which_command_makes_it(planned: Planned) -> None:
    """A mailing leaves what goes another way to the command of that way."""
    by_email = going_by(Plan(tuple(items(planned).values()), ()), "email", follow_ups=True)

    assert () == by_email.letters
    assert "`unbroker mail fax --follow-ups`" == by_email.left_out[0].hint
    assert "goes by fax" == by_email.left_out[0].reason


@pytest.mark.usefixtures("more")
def test_the_words_of_the_plan_are_its_rows(cli: Cli, californian: Path) -> None:
    """On the command line, and as JSON."""
    (californian / "brokers.yaml").write_text(RECORD, encoding="utf-8")

    said = cli("plan", "faxed", "carried", "--despite-drop", folder=californian)

    assert 0 == said.code, said.err
    assert "2 letters: 1 by courier, 1 by fax" in said.out or "2 letters: 1 by fax, 1 by courier" in said.out
