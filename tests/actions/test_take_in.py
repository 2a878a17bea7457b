"""A table of clients: what is wrong with a row is named, and the others are read."""

from types import SimpleNamespace
from typing import Any

from unbroker.actions.take_in import Intake, plan_take_in

OFFICE: Any = SimpleNamespace(clients=tuple)
"""One that has no clients yet."""


def read(table: str) -> Intake:
    """What a table comes to."""
    return plan_take_in(OFFICE, table.encode(), "clients.csv")


def test_a_row_that_says_nothing_of_its_columns_is_named() -> None:
    """Only its other cells are filled in: each that is missing is named, and the row below is taken."""
    intake = read("client,name,residence,city,emails,postal_code\n,,,,,94105\nada,Ada,US-CA,Fresno,ada@example.org,\n")

    assert ["ada"] == [client.client for client in intake.new]
    assert [f"somebody: {name!r} is empty" for name in ("client", "name", "residence", "city")] == [
        problem.message for problem in intake.problems
    ]


def test_a_table_of_mistakes_ends_at_some() -> None:
    """What is below is not read."""
    intake = read("client,name,residence,city\n" + "x,,,\n" * 2_000)

    assert 500 <= len(intake.problems) <= 510
    assert "more than 500 problems up to here, and the rows below are not read" == intake.problems[-1].message
