"""The trail is a graph by what brokers say; what either says last counts."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from growth import is_linear
from made_up import events, new_event, opened, prepared

from unbroker.cases.case import fold
from unbroker.cases.trail import Edge, Trail, trail
from unbroker.cases.trail_tree import lines, tree
from unbroker.ledger.event import NewEvent

DAY = date(2026, 5, 3)


def asked(broker: str, day: int = 0, covers: Sequence[str] = ()) -> list[NewEvent]:
    """A letter to a broker, so many days after the first."""
    name, on = f"UB-{broker}", DAY + timedelta(days=day)
    return [opened(name, on=on, rights=("access", "delete"), broker=broker, covers=[*covers]), prepared(name, on=on)]


def said(
    broker: str, *names: Mapping[str, str], day: int = 30, outcome: str = "fulfilled", right: str = "access"
) -> NewEvent:
    """A broker answers, and names others."""
    facts = {"outcome": outcome, "names": [*names]}
    return new_event("answered", DAY + timedelta(days=day), f"UB-{broker}", right, facts=facts)


def source(broker: str, words: str = "", says: str = "named") -> Mapping[str, str]:
    """That it had the data from somebody."""
    return {"side": "source", "says": says, "name": broker.title(), "broker": broker, "words": words}


def recipient(broker: str, words: str = "", says: str = "named") -> Mapping[str, str]:
    """That it gave the data to somebody."""
    return {"side": "recipient", "says": says, "name": broker.title(), "broker": broker, "words": words}


def stance(side: str, says: str) -> Mapping[str, str]:
    """What it says of all of a side."""
    return {"side": side, "says": says}


def followed(*steps: Sequence[NewEvent] | NewEvent) -> Trail:
    """The trail of some steps."""
    flat = [event for step in steps for event in ([step] if isinstance(step, NewEvent) else step)]
    return trail(fold(events(*flat)))


def only(followed_trail: Trail) -> Edge:
    """Its only edge."""
    (edge,) = followed_trail.edges
    return edge


STORY = (
    asked("mixpanel"),
    said("mixpanel", recipient("gem", "We gave your data to our customer Gem.")),
    asked("gem", 40),
    said("gem", source("linkedin"), *(recipient(buyer) for buyer in ("entelo", "topfunnel")), day=70),
)


class TestStanding:
    """How it stands about an edge."""

    def test_one_says_so_and_the_other_was_not_asked(self) -> None:
        """The edge goes from who gave the data to who got them."""
        edge = only(followed(asked("acme"), said("acme", source("bolt"))))

        assert (edge.giver, edge.taker, edge.standing) == ("bolt", "acme", "unasked")

    def test_one_says_so_and_the_other_names_nobody(self) -> None:
        """Who was asked and does not say it is not who was not asked."""
        edge = only(followed(asked("acme"), asked("bolt"), said("acme", source("bolt")), said("bolt")))

        assert edge.standing == "one"

    def test_both_say_so(self) -> None:
        """The words of both are kept."""
        edge = only(
            followed(
                asked("acme"), asked("bolt"), said("acme", source("bolt", "From Bolt.")),
                said("bolt", recipient("acme", "To Acme.")),
            )
        )  # fmt: skip

        assert edge.standing == "both"
        assert [statement.words for statement in edge.said] == ["To Acme.", "From Bolt."]

    @pytest.mark.parametrize(
        "answer",
        [
            said("bolt", source("acme", says="denied")),
            said("bolt", stance("source", "nobody")),
            said("bolt", outcome="no-data"),
        ],
    )
    def test_the_other_contradicts(self, answer: NewEvent) -> None:
        """It denies it, says that it has no sources, or that it has nothing."""
        edge = only(followed(asked("acme"), asked("bolt"), said("acme", recipient("bolt")), answer))

        assert (edge.standing, len(edge.against)) == ("contradicted", 1)

    def test_who_says_that_it_sold_to_nobody_is_contradicted_by_a_buyer(self) -> None:
        """A says that it never sold, and B names A."""
        never = said("acme", stance("recipient", "nobody"))
        edge = only(followed(asked("acme"), asked("bolt"), never, said("bolt", source("acme"))))

        assert (edge.giver, edge.taker, edge.standing) == ("acme", "bolt", "contradicted")

    def test_nothing_held_after_a_deletion_contradicts_nothing(self) -> None:
        """Who deleted the data has none to show."""
        deleted = said("bolt", right="delete", day=20)
        empty = said("bolt", outcome="no-data", day=25)
        edge = only(followed(asked("acme"), asked("bolt"), said("acme", recipient("bolt")), deleted, empty))

        assert edge.standing == "one"

    def test_a_denial_alone_is_denied(self) -> None:
        """Nobody says that it is so."""
        assert only(followed(asked("acme"), said("acme", source("bolt", says="denied")))).standing == "denied"

    def test_the_last_word_counts(self) -> None:
        """Who takes its denial back says so then; a later day counts although it was recorded before."""
        later = said("bolt", source("acme"), day=60)
        edge = only(followed(asked("acme"), asked("bolt"), said("acme", recipient("bolt")), later,
                             said("bolt", source("acme", says="denied"), day=50)))  # fmt: skip

        assert edge.standing == "both"

    def test_what_was_taken_back_was_not_said(self) -> None:
        """A voided answer leaves no edge."""
        voided = new_event("voided", DAY, "UB-acme", voids=3)

        assert followed(asked("acme"), said("acme", source("bolt")), voided).edges == ()

    def test_two_people_are_kept_apart(self) -> None:
        """What is said of one person's data is said of nobody else's."""
        other = [opened("UB-other", rights=("access",), broker="bolt", person="kim"), prepared("UB-other")]
        edges = followed(asked("acme"), other, said("acme", source("bolt"))).edges

        assert [(edge.person, edge.standing) for edge in edges] == [("me", "unasked")]

    def test_who_answers_for_another_speaks_for_it(self) -> None:
        """A site that a letter to its owner covers was asked with it."""
        edge = only(
            followed(
                asked("acme"),
                asked("owner", covers=["site"]),
                said("acme", recipient("site")),
                said("owner", source("acme")),
            )
        )

        assert (edge.taker, edge.standing) == ("owner", "both")


class TestNext:
    """Who was named and not yet written to."""

    def test_the_nearest_comes_first(self) -> None:
        """In the story that this program began with, all that Gem names are two steps away."""
        found = followed(*STORY, asked("acme", 1), said("acme", source("bolt"), day=80)).next("me")

        assert [(each.broker, each.distance) for each in found] == [
            ("bolt", 1), ("entelo", 2), ("linkedin", 2), ("topfunnel", 2),
        ]  # fmt: skip
        assert found[1].by[0].by == "gem"

    def test_nobody_is_named_by_a_denial(self) -> None:
        """Who is said not to be it is not written to."""
        assert followed(asked("acme"), said("acme", source("bolt", says="denied"))).next("me") == ()

    def test_who_names_a_broker_is_known_to_it_alone(self) -> None:
        """What a letter to it may quote."""
        found = followed(*STORY)

        assert [(each.by, each.words) for each in found.naming("me", "gem")] == [
            ("mixpanel", "We gave your data to our customer Gem.")
        ]
        assert found.naming("me", "mixpanel") == ()


class TestTree:
    """The trail as lines."""

    def test_it_begins_where_the_person_began(self) -> None:
        """Towards the origin first, then towards the buyers."""
        found = followed(*STORY)
        (root,) = found.roots("me")

        assert [f"{lead}{branch.broker}" for lead, branch in lines(tree(found, "me", root))] == [
            "mixpanel",
            "└─ gem",
            "   ├─ linkedin",
            "   ├─ entelo",
            "   └─ topfunnel",
        ]

    def test_a_circle_ends(self) -> None:
        """Who stands above already is not followed again, and no edge is lost."""
        ring = followed(asked("a"), asked("b"), asked("c"),
                        said("a", recipient("b")), said("b", recipient("c")), said("c", recipient("a")))  # fmt: skip
        shown = [branch for _, branch in lines(tree(ring, "me", "a"))]

        assert len(shown) == 4
        assert sum(branch.again for branch in shown) == 1

    def test_two_parts_have_a_root_each(self) -> None:
        """Trails that do not meet are two trees."""
        found = followed(asked("a"), said("a", source("b")), asked("x", 3), said("x", source("y")))

        assert found.roots("me") == ("a", "x")


def test_work_grows_with_the_trail() -> None:
    """A chain of which each names the next: three times the length is three times the work, and no stack too small."""

    def follow(content: bytes) -> None:
        length = len(content)
        chain = [step for n in range(length) for step in (*asked(f"b{n}"), said(f"b{n}", recipient(f"b{n + 1}")))]
        followed_chain = trail(fold(events(*chain)))
        shown = [*lines(tree(followed_chain, "me", "b0"))]

        assert len(shown) == length + 1

    assert is_linear(follow, b"x" * 10, b"x" * 30, b"x" * 90)
    follow(b"x" * 300)
