"""Whatever strangers hand in is taken or refused in one of our sentences, and costs what its size costs."""

import random
from contextlib import suppress
from functools import partial

import pytest
from fuzzed import PARSERS, Parser, growing, inputs
from growth import is_linear

from unbroker.base.errors import UserError

SMALL, LARGE = (400, 1_200, 3_600), (2_000, 6_000, 18_000)
FEW, MANY = 2, 150


_ELSEWHERE = ("workbook", "template")
"""What is read in another process, whose limits are tested beside it."""


def named(parser: Parser) -> str:
    """What a case is called."""
    return parser.name


def taken(parser: Parser, content: bytes) -> None:
    """Hand an input in; a refusal of ours is an answer, too."""
    with suppress(UserError):
        parser.take(content)


@pytest.mark.parametrize("parser", PARSERS.values(), ids=named)
def test_no_input_is_a_bug(parser: Parser) -> None:
    """A tenth of a thousand of what `python -m bench.fuzz` makes: values, problems, or a refusal of ours."""
    for _, (number, content) in zip(range(60), inputs(parser), strict=False):
        if number % 3:  # what grows takes longer, and is measured below
            taken(parser, content)


@pytest.mark.parametrize(
    ("count", "sizes"), [(FEW, SMALL), pytest.param(MANY, LARGE, marks=pytest.mark.slow)], ids=["few", "many"]
)
@pytest.mark.parametrize("parser", [each for each in PARSERS.values() if each.name not in _ELSEWHERE], ids=named)
def test_work_grows_with_the_size(parser: Parser, count: int, sizes: tuple[int, int, int]) -> None:
    """Of pieces that mean something, again and again, three times the input is three times the calls, not nine."""
    chance = random.Random(parser.name)  # noqa: S311 - nothing secret
    for _ in range(count):
        pieces = [piece for piece in chance.choices(parser.pieces, k=chance.randint(1, 2)) if len(piece) < 100]
        if pieces:
            assert is_linear(partial(taken, parser), *(growing(parser, pieces, size) for size in sizes)), pieces
