"""What is proposed of an answer is mostly right and mostly whole, and nothing of it is more than a proposal."""

import pytest
from access_answers import AccessAnswer, answers, finder, measured, proposed
from growth import calls

from unbroker.answer.names import sentences
from unbroker.answer.passage import Passage


def test_twenty_answers_of_different_make() -> None:
    """`python -m bench.answers` prints what is wrong and what is missed; those held back until then come after."""
    tried, held_back, later = measured("answers"), measured("held_back"), measured("later")

    assert (len(tried[2]), len(held_back[2]), len(later[2])) == (20, 8, 8)
    assert min(*tried[:2]) >= 0.95, tried[2]
    assert min(*held_back[:2], *later[:2]) >= 0.9, (*held_back[2], *later[2])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We obtained it from Bolt Search.", "source named bolt"),
        ("It was passed on to Bolt Search, LLC.", "recipient named bolt"),
        ("It was purchased by Bolt Search.", "recipient named bolt"),
        ("Bolt Search gave us your profile.", "source named bolt"),
        ("We never sold it to Bolt Search.", "recipient denied bolt"),
        ("We sold it not only in 2021 but also to Bolt Search.", "recipient named bolt"),
        ("We had it from https://bolt.example.org/people, our source.", "source named bolt"),
        ("Sie stammen von Bolt Search.", "source named bolt"),
        ("We sold it to BoltSearch.", "recipient named bolt"),
        ("Thank you for your letter to Bolt Search.", None),
        ("Write to privacy@bolt.example.org about recipients.", None),
        ("We shared nothing that a jade could buy.", None),
        ("The recipient was Acme Data.", None),
    ],
)
def test_the_nearest_words_say_the_side(text: str, expected: str | None) -> None:
    """By preposition, by what stands behind the name, by a denial; nothing where neither side is spoken of."""
    found = [each for each in finder().find([Passage(text)], ("acme",)) if each.slug]

    assert [f"{each.side} {each.says} {each.slug}" for each in found] == ([expected] if expected else [])
    assert all(each.words == text for each in found)


def test_what_stands_above_says_the_side() -> None:
    """A heading, a column or a key; a cell of another column says nothing."""
    cells = [
        Passage("Bolt Search", "row 2", "", "Recipient", "Employer"),
        Passage("Cask People", "row 2", "", "Employer", "Recipient"),
        Passage("ID7", "sources[0]", "data sources name"),
    ]

    assert [(each.side, each.slug, each.place) for each in finder().find(cells)] == [
        ("recipient", "bolt", "row 2"),
        ("source", "id7", "sources[0]"),
    ]


def test_an_abbreviation_ends_no_sentence() -> None:
    """The sentence that is quoted is the whole one."""
    text = "We got it from Acme Data, Inc. in 2024. It was sold to Bolt, e.g. in May. done."

    assert [*sentences(text)] == [
        "We got it from Acme Data, Inc. in 2024.", "It was sold to Bolt, e.g. in May.", "done.",
    ]  # fmt: skip


def test_a_long_answer_takes_time_in_proportion() -> None:
    """A text without sentences, or of one name again and again, is read to the end."""
    long = "obtained from Bolt Search and Cask People " * 100
    answer = AccessAnswer("x.txt", "acme", (long * 20).encode(), frozenset())

    assert {each.slug for each in proposed(answer)} == {"bolt", "cask"}
    assert next(iter(answers())).by == "acme"
    assert finder().find([Passage("a" * 4000)]) == ()


def test_what_is_said_again_costs_no_second_look() -> None:
    """The same sentence below the same words is the same proposal, of its first place; elsewhere it is another."""
    again = [Passage("We sold it to Bolt Search.", f"row {number}", "Recipients", "Name") for number in range(300)]
    finder().find(again[:1])
    first, all_of_them = calls(finder().find, again[:1]), calls(finder().find, again)

    assert (all_of_them - first) / 299 < first / 10
    assert ["row 0"] == [each.place for each in finder().find(again)]
    assert {"source", "recipient"} == {
        each.side for each in finder().find([Passage("Bolt Search", "", above) for above in ("Sources", "Recipients")])
    }
