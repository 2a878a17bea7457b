"""No chain of letters ends nowhere: every law walked from every history, by what is called for and nothing else."""

from collections.abc import Iterable

import chains
import pytest
from chains import HISTORIES, Chain, Walk
from later import authorities
from made_up import packaged_laws

from unbroker.cases.next_action import next_action_of

ONE_REASON = [history for history in HISTORIES if not history.name.startswith("denied: ") or "other" in history.name]


def walk(slug: str, right: str, name: str) -> Chain:
    """One walk, to the first regulator by its best way."""
    law = packaged_laws()[slug]
    history = next(history for history in HISTORIES if history.name == name)
    return Walk(law, law.right(right), history, *chains.ways(law)[0]).chain()


def dead(walked: Iterable[Chain]) -> list[str]:
    """The chains that end nowhere."""
    return [str(chain) for chain in walked if chain.dead]


@pytest.mark.parametrize("law", chains.shapes(), ids=lambda law: law.slug)
def test_no_chain_of_a_shape_of_law_ends_nowhere(law: object) -> None:
    """A law of each shape, a right of each clock, by the best way to each regulator."""
    ways = chains.ways(law)[:1] or ((None, "none"),)  # type: ignore[arg-type]
    walked = [
        Walk(law, right, history, *way).chain()  # type: ignore[arg-type]
        for right in chains.rights(law, every=False)  # type: ignore[arg-type]
        for history in ONE_REASON
        for way in ways
    ]

    assert walked
    assert dead(walked) == []


@pytest.mark.slow
def test_no_chain_ends_nowhere() -> None:
    """Every right of every law, from every history, by every way to every regulator."""
    walked = [*chains.walk_all(every=True)]

    assert len(walked) > 9000
    assert dead(walked) == []


@pytest.mark.parametrize(
    ("slug", "right", "history", "letters"),
    [
        ("us-tx", "delete", "silence", ("overdue",)),
        ("us-tx", "delete", "denied: other", ("appeal",)),
        ("us-tx", "delete", "denied, the appeal too", ("appeal",)),
        ("us-co", "delete", "denied: no_match", ("appeal",)),
        ("us-va", "delete", "partial", ("partial",)),
        ("us-or", "delete", "identity asked and given", ("identity", "overdue")),
        ("uk-gdpr", "access", "silence", ("overdue", "controller-complaint")),
        ("uk-gdpr", "access", "denied: other", ("controller-complaint",)),
        ("uk-gdpr", "access", "partial", ("partial", "controller-complaint")),
        ("gdpr", "access", "silence", ("overdue",)),
        ("gdpr", "access", "denied: other", ("refused",)),
        ("gdpr", "access", "fulfilled, and back", ("reappeared",)),
        ("ccpa", "delete", "silence, nothing proven",
         ("question", "question", "first", "unacknowledged", "overdue")),
        ("ccpa", "delete", "identity asked, never given", ("identity", "overdue")),
        ("fcra", "dispute", "silence", ("overdue",)),
    ],
)  # fmt: skip
def test_a_chain_ends_in_a_complaint(slug: str, right: str, history: str, letters: tuple[str, ...]) -> None:
    """By these letters, in this order."""
    chain = walk(slug, right, history)

    assert (chain.letters, chain.end, chain.dead) == (letters, "complaint", None)


@pytest.mark.parametrize(
    ("slug", "right", "history", "end"),
    [
        ("us-or", "delete", "identity asked, never given", "give the minimum and record `identity-given`"),
        ("gdpr", "access", "no data", "record `closed`; if you saw data of yours there, `reappeared`"),
        ("gdpr", "withdraw", "silence", "the law sets no day by which they are late"),
        ("ccpa", "opt-out", "silence", "look for a sign that they do not comply and record `reappeared`"),
        ("fcra", "file", "silence", "no law sets another day"),
        ("courtesy", "delete", "denied: other", "no law gives more: record `closed`"),
        ("us-ct", "delete", "a form pointed to", ""),
    ],
)
def test_a_chain_ends_in_words(slug: str, right: str, history: str, end: str) -> None:
    """Where nothing more is called for, it is said what the person can still do."""
    law = packaged_laws()[slug]
    way = next(iter(chains.ways(law)), (None, "none"))
    chain = Walk(law, law.right(right), named(history), *way).chain()

    assert chain.dead is None
    assert end in chain.end


def named(name: str) -> chains.History:
    """A history by its name."""
    return next(history for history in HISTORIES if history.name == name)


def test_silence_offers_the_appeal_with_its_reason() -> None:
    """It is the person's choice: the complaint is what is called for."""
    law = packaged_laws()["us-tx"]
    walker = Walk(law, "delete", named("silence"), *chains.ways(law)[0])
    walker.chain()
    action = next_action_of(walker._entry())  # noqa: SLF001 - where the walk has come to

    assert action is not None
    assert action.step == "complaint"
    assert "silence can be appealed to them, too, which a regulator may ask about" in action.words
    assert "--step appeal`), or at once: complain to the regulator" in action.words


def test_a_regulator_whose_page_demands_an_appeal_that_nothing_calls_for_is_a_dead_end() -> None:
    """A control: the walk finds it, and says which letter was refused."""
    law = packaged_laws()["us-or"]
    strict = authorities()["us-or"].model_copy(update={"before_evidence": "statute"})
    chain = Walk(law, "delete", named("silence"), strict, "form").chain()

    assert chain.dead is not None
    assert "the letter 'complaint' cannot be written: the law wants an appeal to the company first" in chain.dead


def test_where_the_law_prescribes_the_way_nobody_argues_with_it() -> None:
    """Oregon, Connecticut and Colorado let the controller name its form; elsewhere the letter is asked to count."""
    pointed = named("a form pointed to")
    lawful = {slug: walk(slug, "delete", pointed.name).letters for slug in ("us-or", "us-ct", "us-co", "us-tx")}

    assert {slug for slug, letters in lawful.items() if "use-our-form" in letters} == {"us-tx"}
