"""The words of the first letters: plain, honest, and all that the law of each must have.

`pytest tests/writing/test_words.py -s -k how_easy` prints how each text reads.
What each must have stands in `checklist`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, get_args

import pytest
from checklist import CHECKLIST, Item
from first_letters import drafts
from made_up import DAY, packaged_laws, templates
from of_each import of_each
from reading import ease, sentences, words

from unbroker.base import files
from unbroker.facts.law import Law, Topic, read_before
from unbroker.writing.letter import compose
from unbroker.writing.need import CannotSay
from unbroker.writing.request import Draft

EASY_ENOUGH = 58
"""Plain English begins at 60; what is left below it are the words of the statutes themselves."""
DRAFTS = dict(drafts())
LETTERS = {name: made for name, made in DRAFTS.items() if made.request.claim.law.slug != "delete-act"}
EVERY, EVERY_LETTER = of_each(DRAFTS), of_each(LETTERS)
TEMPLATES = [
    name for name in templates().names() if re.fullmatch(r"([\w-]+/)?(letter|(rights|topics)/[\w-]+)\.en\.md", name)
]  # fmt: skip


@cache
def text(name: str) -> str:
    """A letter as one line of text, its blanks plain."""
    return " ".join(compose(DRAFTS[name], templates()).text.split())


@cache
def raw(name: str) -> str:
    """A letter's text as it is."""
    return compose(DRAFTS[name], templates()).text


def law_of(name: str) -> Law:
    """The law of a letter."""
    return DRAFTS[name].request.claim.law


# Plain language


@EVERY
def test_no_sentence_is_longer_than_35_words(name: str) -> None:
    """Citations in parentheses are read over; so is what the sender wrote."""
    long = [sentence for sentence in sentences(raw(name)) if len(words(sentence)) > 35]

    assert [] == long


def test_how_easy_each_text_is_to_read() -> None:
    """No letter is harder than a good newspaper; `-s` prints the table, hardest first."""
    table = sorted((ease(raw(name)), name) for name in DRAFTS)

    assert [] == [name for found, name in table if found < EASY_ENOUGH]


FORBIDDEN = (
    "immediately", "forthwith", "hereby", "herein", "thereof", "hereinafter", "aforementioned", "pursuant", "shall",
    "notwithstanding", "demand", "demands", "failure", "violation", "violate", "violated", "penalty", "penalties",
    "perjury", "fine", "fines", "lawsuit", "sue", "damages", "compensation", "liable", "liability", "prosecute",
    "consequence", "obliged", "warn", "warning", "illegal", "data subject rights request", "we", "our", "ours", "us",
    "must comply", "as you know", "legal action", "attorney", "lawyer",
)  # fmt: skip


@EVERY
def test_no_letter_blusters(name: str) -> None:
    """No haste, no chancery, no threat, no "we": "you" and "I", and what is asked."""
    read = re.sub("“[^”]*”", "", text(name))

    assert [] == [word for word in FORBIDDEN if re.search(rf"(?<![\w.]){word}(?![\w.-])", read)]


@EVERY
def test_nothing_is_shouted(name: str) -> None:
    """Capitals are for the short names of laws, the reference and the country of an address, never for emphasis."""
    law = law_of(name)
    cited = " ".join([law.name, law.short, law.statute, *(rule.cite for _, rule in law.dated()), "DPO DROP APP"])
    without_country = re.sub(r"^[A-Z ]+$", "", raw(name), flags=re.MULTILINE)
    shouted = [word for word in re.findall(r"\b[A-Z]{3,}\b", without_country) if word not in cited]

    assert [] == shouted
    assert "!" not in text(name)


@EVERY_LETTER
def test_a_court_is_named_only_where_the_law_gives_one(name: str) -> None:
    """Swiss law leaves deletion to the courts and says so; elsewhere a first letter has no use for them."""
    courts = re.findall(r"\bcourts?\b(?! order)", text(name).replace("Court of Justice", ""))

    assert (law_of(name).slug == "ch-fadp" and "delete" in DRAFTS[name].request.rights) == bool(courts)


@EVERY_LETTER
def test_no_receipt_is_claimed(name: str) -> None:
    """A first letter cannot know that anything was received; it may ask to have it confirmed."""
    said = [sentence for sentence in sentences(raw(name)) if re.search(r"\byou (have )?received\b", sentence)]

    assert all(sentence.startswith("Please confirm") for sentence in said)
    assert "receipt" not in text(name)


# What is cited


def in_force(law: Law, draft: Draft) -> Law:
    """The law without any rule that does not hold on the day of a letter, but for what a letter still goes by.

    That is what was read and held before, while nobody has read the one that holds.
    """

    def living(rules: tuple[Any, ...]) -> tuple[Any, ...]:
        kept = [rule for rule in rules if rule.in_force(draft.date)]
        kept += [read for rule in kept if (read := read_before(rule, about_the_same(rule, rules))) is not None]
        return tuple(rule for rule in rules if rule in kept)

    def about_the_same(rule: Any, rules: tuple[Any, ...]) -> tuple[Any, ...]:
        rights = {*getattr(rule, "rights", ())}
        return tuple(other for other in rules if not rights or rights & {*other.rights})

    lists = ("clocks", "appeals", "complaints", "limits", "agents", "exempts")
    named = ("rights", "rules")
    changed: dict[str, object] = {field: living(getattr(law, field)) for field in lists}
    changed |= {
        field: {key: kept for key, rules in getattr(law, field).items() if (kept := living(rules))} for field in named
    }
    return law.model_copy(update=changed)


LOOKS_CITED = re.compile(
    r"§|\bArt(?:icle)?s?\b|\b[Ss]ections?\b|\bSubtitle\b|\bs\. \d|\bcl\. \d|\bsubd\b|\bAPP \d|\bRule \d|\bCCR\b"
    r"|\bU\.S\.C\.|\bRecital\b|\bC-\d+/\d+|\b(?:ORS|NRS|KRS|MCA|RSA|N\.J\.S\.A\.) |\d+[.:]\d+[-.(]"
)


@EVERY
def test_every_citation_is_of_a_rule_in_force(name: str) -> None:
    """Take the citations of the law's rules of the day away, and nothing that looks like one is left."""
    made = DRAFTS[name]
    law = in_force(law_of(name), made)
    cites = {law.name, law.statute, *(rule.cite for _, rule in law.dated())}
    rest = re.sub(r"(?s)^.*?Reference: \S+", "", text(name))
    for cite in sorted(cites, key=len, reverse=True):
        rest = rest.replace(cite, "")

    assert LOOKS_CITED.findall(rest) == []


@EVERY
def test_a_letter_needs_no_rule_that_is_not_in_force(name: str) -> None:
    """It is the same letter if its law knows nothing but what holds on its day."""
    made = DRAFTS[name]
    request = made.request
    claim = type(request.claim)(in_force(request.claim.law, made), request.claim.rights, request.claim.binding, "")
    bare = replace(request, claim=claim)

    assert raw(name) == compose(type(made)(**{**vars(made), "request": bare}), templates()).text


ON_MEMORY = {
    "au-privacy": {"APP 7"},
    "br-lgpd": {"Article 7", "Article 18, III", "Article 18, V", "Article 18, IX"},
    "ca-pipeda": {"Schedule 1, cl. 4.3.8", "Schedule 1, cl. 4.5.3"},
    "ca-qc": {"s. 7", "s. 22", "s. 28", "s. 28, and Civil Code of Québec, art. 40"},
}
"""What letters cite though nobody read it: each only behind a request or a question, never behind a claim."""


def test_what_is_cited_on_memory_is_known() -> None:
    """A number that nobody read stands in a letter only if it stands in that list."""
    found: dict[str, set[str]] = {}
    for name, made in LETTERS.items():
        rules = [rule for _, rule in in_force(law_of(name), made).dated()]
        read = {rule.cite for rule in rules if rule.sure}
        for cite in {rule.cite for rule in rules} - read:
            if re.search(rf"{re.escape(cite)}[,;)]", text(name)):
                found.setdefault(law_of(name).slug, set()).add(cite)

    assert found == ON_MEMORY


@EVERY_LETTER
def test_behind_what_is_on_memory_stands_a_request(name: str) -> None:
    """A sentence that cites what nobody read asks, objects, opts out or withdraws; it states no duty of theirs."""
    asks = ("Please ", "I ask ", "I opt out ", "I withdraw ", "So far as ", "Some of ", "The breach ", "For ")
    for sentence in sentences(raw(name)):
        for cite in ON_MEMORY.get(law_of(name).slug, ()):
            if f"({cite})" in sentence:
                assert sentence.startswith(asks), sentence


@of_each(TEMPLATES)
def test_no_template_writes_a_citation_itself(name: str) -> None:
    """Where the law stands, its data says: templates name rules."""
    source = files.read_text(files.packaged("letters") / name).split("---\n", 2)[2]
    own = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", source)

    assert (
        re.findall(r"§|\bArt\.|\bArticles? \d|\b[Ss]ections? \d|\bRecital|\b[sc]l?\. \d|\bAPP \d|\d+\(\w\)", own) == []
    )


@of_each(TEMPLATES)
def test_a_template_names_the_rules_that_it_cites(name: str) -> None:
    """Its head has the rules of its text, each once, and a law that it serves has each."""
    home = name.partition("/")[0]
    served = [law for law in packaged_laws().values() if home in (law.slug, law.family, "rights", "topics")]
    source = files.read_text(files.packaged("letters") / name).split("---\n", 2)
    front = templates().front(name)
    used = set(re.findall(r"\brules\.(\w+)", source[1] + source[2]))

    assert sorted(used) == sorted(front.cites)
    assert used <= {rule for law in served for rule in law.rules}
    assert ("rights" in name) == (front.right is not None)
    assert ("topics" in name) == (front.topic is not None)
    assert name.endswith(f"{front.right or front.topic or 'letter'}.en.md")


def test_every_right_of_every_law_has_words() -> None:
    """In force or not yet: no right stops a letter for want of its words."""
    missing = [
        name
        for law in packaged_laws().values()
        for part in ("letter.md", *(f"rights/{right}.md" for right in law.rights))
        if not templates().exists(name := templates().of_law(law, part))
    ]

    assert [] == missing


def test_no_words_are_left_over() -> None:
    """Each template of a right is of a right that a law of its folder has; each of a topic is some law's."""
    laws = packaged_laws().values()
    used = {templates().of_law(law, f"rights/{right}.md") for law in laws for right in law.rights}
    used |= {templates().of_law(law, f"topics/{topic}.md") for law in laws for topic in get_args(Topic)}

    assert used == {name for name in TEMPLATES if not name.endswith("/letter.en.md")}


# What is told


@EVERY
def test_nothing_is_told_that_the_draft_does_not_disclose(name: str) -> None:
    """Each detail of the sender stands in the letter only if its draft says that it is told."""
    made = DRAFTS[name]
    person, broker = made.request.person, made.request.broker
    told = " | ".join(disclosure.value for disclosure in made.discloses)
    about = person.about.get(broker.slug)
    details = [*person.emails, *person.phones, *person.other_names, person.city]
    details += [*person.address.street, str(person.address.postal_code)] if person.address else []
    if about:
        details += [*about.listings, *filter(None, (about.situation, about.record_number))]
        details += [item.right for item in about.corrections]

    assert [] == [detail for detail in details if detail in text(name) and detail not in told]


@pytest.mark.parametrize("name", ["ccpa-correct", "gdpr-correct", "us-or-correct", "fcra-dispute"])
def test_a_letter_that_would_correct_nothing_is_refused(name: str) -> None:
    """What is wrong is told only to whom it is disclosed; without it there is nothing to correct or to dispute."""
    told = tuple(told for told in DRAFTS[name].discloses if told.field != "correction")

    assert "Shelbyville" in text(name)
    with pytest.raises(CannotSay) as refused:
        compose(replace(DRAFTS[name], discloses=told), templates())
    assert str(refused.value) == (
        "UB-7F3K2Q8Z.1: the letter 'first' cannot be written: nothing is listed that is wrong (write what is wrong, "
        "and what is right, below 'corrections:' of this broker in profile.yaml)"
    )


# The checklist


def items() -> Iterator[tuple[str, Item]]:
    """Each item under a name of its own."""
    for item in CHECKLIST:
        yield f"{item.number} {item.what}{f' ({item.right})' if item.right else ''}", item


@of_each(item for _, item in items())
def test_what_a_letter_must_have(item: Item) -> None:
    """Every letter that an item concerns has it; and some letter does."""
    concerned = [name for name, made in LETTERS.items() if item.concerns(made)]
    assert concerned

    for name in concerned:
        for phrase in item.phrases:
            assert (phrase in text(name)) is not item.absent, f"{name}: {phrase}"


def test_no_item_stands_twice() -> None:
    """Each has its own name."""
    names = [name for name, _ in items()]

    assert sorted({*names}) == sorted(names)


@EVERY_LETTER
def test_each_right_is_a_numbered_request_of_its_own(name: str) -> None:
    """A partial refusal shows, because what is asked is counted."""
    rights = DRAFTS[name].request.rights
    titles = [templates().front(templates().of_law(law_of(name), f"rights/{right}.md")).title for right in rights]

    assert [f"{number}. {title}" for number, title in enumerate(titles, 1)] == [
        line for line in raw(name).splitlines() if re.fullmatch(r"[1-9]\. .*", line) and line[3:] in titles
    ]


@EVERY_LETTER
def test_the_law_is_named_once_with_where_it_stands(name: str) -> None:
    """Its name and its statute, in the first paragraph; a request without a law has neither."""
    law = law_of(name)
    if law.reaches:
        assert law.statute.removesuffix(".") in text(name)
        assert law.name in text(name)
    else:
        assert "under it" in text(name)


@EVERY_LETTER
def test_one_sentence_says_why_the_law_serves_the_sender(name: str) -> None:
    """Where the sender lives, in the first paragraph, as the sender's own word."""
    residence = DRAFTS[name].request.person.residence.name
    start = text(name).partition("people/sam-specimen ")[2]

    assert re.match(rf"I (am a resident of|live in) (the )?{residence}\b", start)


@EVERY_LETTER
def test_the_time_of_the_law_is_the_time_of_the_letter(name: str) -> None:
    """Where the statute names a period that somebody read, the letter names it; where it does not, it asks kindly."""
    made = DRAFTS[name]
    for right in made.request.rights:
        clock = law_of(name).clock_on(right, made.date)
        if clock.answer and clock.firm:
            assert clock.sure
            assert str(clock.answer) in text(name)


@EVERY_LETTER
def test_a_refusal_is_asked_for_part_by_part(name: str) -> None:
    """Whoever declines something says which, and on what ground."""
    assert re.search(r"If you (decline|do not act on|refuse or limit|cannot act on) any part", text(name))
    assert re.search(r"legal ground|the reasons for that part|give me the reasons|which part, and why", text(name))


def test_california_asks_for_categories_first() -> None:
    """Specific pieces would raise the check of identity for the whole letter."""
    assert "access-specific" not in packaged_laws()["ccpa"].first_letter


def test_no_letter_speaks_of_another_law() -> None:
    """One law per letter: the name of none of the others stands in it."""
    names = {law.name for law in packaged_laws().values() if law.reaches}
    for name in LETTERS:
        law = law_of(name)
        others = [other for other in names if other not in law.name and law.name not in other]

        assert [] == [other for other in others if other in text(name)], name


def test_a_law_from_2027_is_not_written_about_before() -> None:
    """What is enacted and not in force has no letter on the day of these."""
    assert {law.slug for law in packaged_laws().values() if not law.in_force(DAY)} == {
        "us-ok",
        "us-la",
        "us-al",
        "us-vt",
    }
