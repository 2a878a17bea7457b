"""References: the same request has the same one, and a mistyped one is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unbroker.writing.reference import check_character, is_reference, reference

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
digits = st.text(ALPHABET, min_size=7, max_size=7)


def made(
    *,
    salt: bytes = b"salt",
    person: str = "me",
    broker: str = "acme",
    law: str = "ccpa",
    rights: tuple[str, ...] = ("delete", "opt-out"),
    turn: int = 1,
    taken: tuple[str, ...] = (),
) -> str:
    """A reference, of the usual request unless something is said."""
    return reference(salt, person=person, broker=broker, law=law, rights=rights, turn=turn, taken=taken)


def test_the_same_request_has_the_same_reference() -> None:
    """A preview and its letter carry the same one, whatever the order in which rights were named."""
    assert made() == made() == made(rights=("opt-out", "delete"))


def test_a_reference_never_changes() -> None:
    """It stands on letters that have left: the way in which it is derived is fixed for good."""
    assert made() == "UB-5QDHKZBR"
    assert check_character("7F3K2Q8") == "Z"


@pytest.mark.parametrize(
    "other",
    [
        made(salt=b"another"),
        made(person="erika"),
        made(broker="bolt"),
        made(law="gdpr"),
        made(rights=("delete",)),
        made(turn=2),
    ],
)
def test_another_request_has_another_reference(other: str) -> None:
    """Each part of a request counts, and so does the ledger's salt."""
    assert made() != other


def test_a_reference_that_is_taken_gives_way_to_the_next() -> None:
    """And to the next again, always the same ones in the same order."""
    first = made()
    second = made(taken=(first,))
    third = made(taken=(first, second))

    assert len({first, second, third}) == 3
    assert second == made(taken=(first,))
    assert all(map(is_reference, (first, second, third)))


def test_parts_do_not_run_into_each_other() -> None:
    """Where one name ends and the next begins counts."""
    assert made(person="a", broker="bc") != made(person="ab", broker="c")


@given(
    salt=st.binary(min_size=1),
    person=st.text(),
    broker=st.text(),
    rights=st.lists(st.text(), max_size=4).map(tuple),
    turn=st.integers(1, 99),
)
def test_every_reference_is_one(salt: bytes, person: str, broker: str, rights: tuple[str, ...], turn: int) -> None:
    """Whatever the names are: UB-, seven characters and a check character, none that can be mistaken."""
    text = made(salt=salt, person=person, broker=broker, rights=rights, turn=turn)

    assert is_reference(text)
    assert len(text) == 11
    assert not set(text.removeprefix("UB-")) & set("ILOU")


@given(digits, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_noticed(text: str, at: int, wrong: str) -> None:
    """One mistyped character, the check character included, makes it no reference."""
    whole = f"{text}{check_character(text)}"
    typed = f"{whole[:at]}{wrong}{whole[at + 1 :]}"

    assert (typed == whole) is is_reference(f"UB-{typed}")


@given(digits, st.integers(0, 6))
def test_every_swap_of_neighbours_is_noticed_but_one(text: str, at: int) -> None:
    """Luhn mod 32 is blind to 0 and Z changing places, as Luhn mod 10 is to 0 and 9, and to nothing else."""
    whole = f"{text}{check_character(text)}"
    left, right = whole[at], whole[at + 1]
    swapped = f"{whole[:at]}{right}{left}{whole[at + 2 :]}"

    assert (left == right or {left, right} == {"0", "Z"}) is is_reference(f"UB-{swapped}")


def test_the_blind_spot_is_where_it_is_said_to_be() -> None:
    """Of the 992 ordered pairs of different characters two go unnoticed."""
    unnoticed = {
        a + b
        for a in ALPHABET
        for b in ALPHABET
        if a != b and check_character(f"11111{a}{b}") == check_character(f"11111{b}{a}")
    }

    assert unnoticed == {"0Z", "Z0"}


@pytest.mark.parametrize(
    "text",
    ["", "UB-", "7F3K2Q8Z", "UB-7F3K2Q8", "UB-7F3K2Q8ZZ", "ub-7f3k2q8z", "UB-7F3K2Q8Y", "UB-IIIIIIII", "UB-7F3K2Q8Z.1"],
)
def test_what_is_no_reference(text: str) -> None:
    """Too short, too long, without its head, in small letters, with a wrong check character or a letter's number."""
    assert not is_reference(text)
