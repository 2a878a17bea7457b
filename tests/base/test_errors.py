"""Places, problems and refusals say the same thing the same way everywhere."""

import pytest

from unbroker.base.errors import NOWHERE, Place, Problem, ProblemsFound, UnknownName, did_you_mean


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place("profile.yaml", 7), "profile.yaml:7"),
        (Place("profile.yaml"), "profile.yaml"),
        (NOWHERE, "(made in memory)"),
    ],
)
def test_a_place_is_path_and_line(place: Place, shown: str) -> None:
    """A place reads as editors and compilers write it; without a line it is the file."""
    assert shown == str(place)


def test_places_sort_by_file_and_line() -> None:
    """Problems can be shown in the order of the files."""
    places = [Place("b", 1), Place("a", 10), Place("a", 9)]

    assert [Place("a", 9), Place("a", 10), Place("b", 1)] == sorted(places)


def test_a_problem_says_where_what_and_what_to_do() -> None:
    """path:line: what is wrong (what to do)."""
    problem = Problem(Place("brokers.yaml", 3), "broker 'acme': unknown key 'emial'", "did you mean 'email'?")

    assert str(problem) == "brokers.yaml:3: broker 'acme': unknown key 'emial' (did you mean 'email'?)"


def test_a_problem_without_a_hint_has_no_empty_brackets() -> None:
    """A hint is optional."""
    assert str(Problem(Place("a.yaml"), "is odd")) == "a.yaml: is odd"


def test_problems_found_are_one_a_line_in_their_order() -> None:
    """All problems are shown, none twice, in the order in which they were found."""
    found = [Problem(Place("a", 2), "first"), Problem(Place("a", 1), "second", severity="warning")]

    error = ProblemsFound(iter(found))

    assert tuple(found) == error.problems
    assert str(error) == "a:2: first\na:1: second"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("conatctout", "there is no broker 'conatctout' (did you mean 'contactout'?)"),
        ("ContactOut", "there is no broker 'ContactOut' (did you mean 'contactout'?)"),
        ("zzz", "there is no broker 'zzz' (see the list)"),
    ],
)
def test_an_unknown_name_gets_the_nearest_or_a_way_to_find_it(name: str, said: str) -> None:
    """A mistyped name gets "did you mean"; one that is near nothing gets where to look."""
    error = UnknownName("broker", name, ["contactout", "gem"], see="see the list")

    assert said == str(error)
    assert ("broker", name) == (error.kind, error.name)


def test_nothing_near_is_no_hint() -> None:
    """No choice is proposed that is not near, and none where there are none."""
    assert did_you_mean("colour", ["weight"]) is None
    assert did_you_mean("colour", []) is None
