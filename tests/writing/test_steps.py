"""The words of every later letter, and what each cannot be written without."""

import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import get_args

import later
import pytest
import reading
from babel.dates import format_date
from later import STEPS, assuming, draft, proving, received_on, specimens, without
from made_up import DAY, packaged_laws, templates
from of_each import of_each

from unbroker.base import files
from unbroker.facts.due import Proof
from unbroker.facts.law import Law
from unbroker.writing import need
from unbroker.writing.letter import compose
from unbroker.writing.need import CannotSay
from unbroker.writing.reference import Step
from unbroker.writing.request import Draft, Past, complaint_to
from unbroker.writing.step import NoWords

CITED = re.compile(r"(?:§§?|Articles?|\bs\.|[Ss]ection|APP|Rule|cl\.) \d(?:[\w.:()–-]*[\w)])?")
LAWS = [law.slug for law in later.laws()]
TEMPLATES = [
    name for name in templates().names() if "/steps/" in f"/{name}" or re.search(r"(^|/)(complaint|agent)\.", name)
]


def steps_of(law: str) -> set[Step]:
    """The later steps that a law has."""
    return {one.draft.step for one in specimens(law)} - {"first"}


EVERYBODYS = {
    "question", "overdue", "last-reminder", "extension", "identity", "refused", "partial", "no-data", "use-our-form",
    "not-covered", "processor", "reappeared", "done", "complaint", "agent", "contradiction",
}  # fmt: skip
PRESCRIBED = ("us-co", "us-ct", "us-or")
"""The laws that let a company say how to ask: there the person uses its form, and no letter argues with it."""

WITHOUT_AGENTS = ("us-fl", "us-ia", "us-in", "us-ky", "us-tn", "us-ut", "us-va")
"""The laws that let nobody ask in another's name."""


@pytest.mark.parametrize("law", [*later.laws()], ids=lambda law: law.slug)
def test_which_steps_a_law_has(law: Law) -> None:
    """Only who knows appeals has one; nobody is late where no time is firm; no agent asks where none may."""
    own: dict[str, set[str]] = {
        "ccpa": {*EVERYBODYS, "unacknowledged"},
        "uk-gdpr": {*EVERYBODYS, "unacknowledged", "controller-complaint"},
        "au-privacy": EVERYBODYS - {"overdue", "last-reminder"},
        "delete-act": {"question", "overdue", "reappeared", "complaint"},
        "courtesy": {
            "question", "identity", "partial", "no-data", "use-our-form", "processor", "reappeared", "done", "agent",
            "contradiction",
        },
    }  # fmt: skip
    usual = EVERYBODYS - ({"use-our-form"} if law.slug in PRESCRIBED else set())
    usual -= {"agent"} if law.slug in WITHOUT_AGENTS else set()

    assert steps_of(law.slug) == own.get(law.slug, usual | ({"appeal"} if law.appeals else set()))


@pytest.mark.parametrize("slug", ["ccpa", "gdpr", "us-or", "ca-qc"])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_without_a_past_is_refused(slug: str, step: Step) -> None:
    """Nothing is said of which nothing is known."""
    bare = replace(specimens(slug)[0].draft, step=step)

    with pytest.raises((CannotSay, NoWords)) as refused:
        compose(bare, templates())
    if isinstance(refused.value, CannotSay):
        assert refused.value.needs[0] == need.needed(step)[0]
        assert all(one.remedy for one in refused.value.needs)


def test_a_refusal_says_what_to_record_first() -> None:
    """The message names the letter, the step, what is missing and the command."""
    made = without(draft("gdpr", "overdue"), "received")

    with pytest.raises(CannotSay) as refused:
        compose(made, templates())
    assert str(refused.value) == (
        "UB-7F3K2Q8Z.2: the letter 'overdue' cannot be written: the receipt of the first letter is not proven "
        "(record it: unbroker track UB-7F3K2Q8Z received --on DATE --proof carrier, form, their-words or server; until "
        "then write 'question')"
    )


REFUSED: dict[str, tuple[Draft, str]] = {
    "not left": (without(draft("ccpa", "question"), "sent"), "nothing shows that the first letter left"),
    "answered": (
        replace(draft("ccpa", "overdue"), past=(*draft("ccpa", "overdue").past, Past(DAY, "answered"))),
        "an answer is recorded",
    ),
    "a day too early": (
        replace(draft("ccpa", "overdue"), date=draft("ccpa", "overdue").date - timedelta(days=30)),
        "the answer is not late yet, or the law names no period",
    ),
    "assumed": (assuming(draft("ccpa", "overdue")), "the receipt of the first letter is not proven"),
    "no regulator": (replace(draft("ccpa", "overdue"), regulators=()), "no regulator is known"),
    "one right without a clock": (
        replace(draft("ch-fadp", "overdue"), concerns=("access", "delete")),
        "the answer is not late yet, or the law names no period",
    ),
    "no reminder before the last": (
        without(draft("gdpr", "last-reminder"), "sent"),
        "no letter has told them yet that the answer is overdue",
    ),
    "acknowledged": (
        replace(
            draft("ccpa", "unacknowledged"),
            past=(*draft("ccpa", "unacknowledged").past, Past(DAY + timedelta(days=5), "acknowledged")),
        ),
        "no acknowledgment is due yet, or they have sent one",
    ),
    "nothing to acknowledge": (
        replace(draft("ccpa", "unacknowledged"), concerns=("opt-out",)),
        "no acknowledgment is due yet, or they have sent one",
    ),
    "no notice": (replace(draft("gdpr", "extension"), trigger=None), "no notice of more time is recorded"),
    "a trigger that is not of the past": (
        without(draft("gdpr", "identity"), "identity-asked"),
        "no demand for identification is recorded",
    ),
    "no refusal": (replace(draft("gdpr", "refused"), trigger=None), "no refusal is recorded"),
    "another outcome": (
        replace(draft("gdpr", "refused"), trigger=draft("gdpr", "done").trigger, past=draft("gdpr", "done").past),
        "no refusal is recorded",
    ),
    "never gone": (without(draft("gdpr", "reappeared"), "answered"), "nothing shows that the data had been deleted"),
    "appealed already": (
        replace(draft("us-or", "appeal"), past=(*draft("us-or", "appeal").past, Past(DAY, "appealed"))),
        "an appeal is recorded already",
    ),
    "no appeal in law": (replace(draft("us-ut", "refused"), step="appeal"), "this law has no appeal"),
    "no complaint to the company in law": (
        replace(draft("gdpr", "refused"), step="controller-complaint"),
        "this law has no complaint to the company itself",
    ),
    "nothing to complain of": (
        without(draft("uk-gdpr", "controller-complaint"), "answered"),
        "there is nothing to complain of yet",
    ),
    "no permission": (
        replace(draft("gdpr", "agent"), agent=None),
        "no agent has this person's signed permission",
    ),
    "DROP: not filed": (
        without(draft("delete-act", "overdue"), "sent"),
        "nothing shows that you filed a DROP request, or which brokers it excluded",
    ),
    "DROP: left out": (
        replace(
            draft("delete-act", "overdue"),
            past=tuple(
                replace(one, facts={"excluded": ("acme",)}) if one.kind == "sent" else one
                for one in draft("delete-act", "overdue").past
            ),
        ),
        "you excluded this broker from your DROP request",
    ),
    "DROP: not registered": (
        replace(draft("delete-act", "question"), step="reappeared"),
        "the record does not show that the broker is registered",
    ),
    "DROP: not seen since": (
        without(draft("delete-act", "overdue"), "reappeared"),
        "nothing shows that it still had your data after DROP's last day",
    ),
    "DROP: too early": (
        replace(draft("delete-act", "overdue"), date=DAY + timedelta(days=60)),
        "the answer is not late yet, or the law names no period",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_step_is_refused_where_a_fact_is_missing(case: str) -> None:
    """Each precondition is one that can fail."""
    made, lacks = REFUSED[case]

    with pytest.raises(CannotSay) as refused:
        compose(made, templates())
    assert lacks in [one.lacks for one in refused.value.needs]


def test_a_notice_in_time_with_reasons_is_no_matter_for_a_letter() -> None:
    """Only a late notice, or one without reasons, is answered."""
    made = draft("gdpr", "extension")
    notice = Past(received_on(made) + timedelta(days=9), "extended", facts={"reason": "Your file is large."})
    due = {right: replace(due, extended=True) for right, due in made.due.items()}

    with pytest.raises(CannotSay, match="it is valid: wait for the later date"):
        compose(replace(made, trigger=notice, past=(*made.past[:2], notice), due=due), templates())


@of_each(LAWS)
def test_no_letter_tells_a_receipt_that_is_assumed(slug: str) -> None:
    """On an assumed receipt a letter is refused, or says nothing of it."""
    for name, made in later.later(slug):
        unproven = assuming(made.draft)
        if unproven == made.draft:
            continue
        try:
            text = compose(unproven, templates()).text
        except CannotSay:
            assert made.draft.step not in ("question", "identity", "refused", "partial", "no-data", "done"), name
            continue
        american = made.draft.request.person.residence.code.startswith("US")
        received = format_date(received_on(made.draft), "long", locale="en_US" if american else "en_GB")
        assert received not in " ".join(text.split()), name
        tells = made.draft.step not in ("question", "agent") and slug != "courtesy"
        assert (received in " ".join(made.text.split())) == tells, name


WORDS_OF_RECEIPT = {
    "carrier": "The carrier recorded its delivery to you on",
    "form": "Your form confirmed its receipt on",
    "their-words": "You told me that you received it on",
    "server": None,
    "assumed": None,
}


@pytest.mark.parametrize("proof", get_args(Proof))
def test_a_receipt_is_told_as_it_is_known(proof: Proof) -> None:
    """A mail server that took an e-mail is no reason to say "you received"."""
    text = " ".join(compose(proving(draft("gdpr", "identity"), proof), templates()).text.split())
    said = WORDS_OF_RECEIPT[proof]

    assert [known for known in WORDS_OF_RECEIPT.values() if known and known in text] == ([said] if said else [])


def test_reminders_grow_firmer() -> None:
    """A question names no time and no authority, the last reminder says what comes next."""
    asked, overdue, last = (
        compose(draft("gdpr", step), templates()) for step in ("question", "overdue", "last-reminder")
    )
    authority = "Berliner Beauftragte"

    assert ("Overdue" in asked.subject, "Overdue" in overdue.subject) == (False, True)
    assert [text.count(authority) for text in (asked.text, overdue.text, last.text)] == [0, 1, 1]
    assert "I will file a complaint" not in overdue.text.replace("\n", " ")
    assert "I will file a complaint" in last.text.replace("\n", " ")


@of_each(LAWS)
def test_no_letter_tells_what_its_draft_does_not_disclose(slug: str) -> None:
    """With nothing disclosed but name and residence, none of the person's other details is in it."""
    for name, made in later.later(slug):
        told = tuple(one for one in made.draft.discloses if one.field in ("name", "residence"))
        text = compose(replace(made.draft, discloses=told), templates()).text
        person = made.draft.request.person
        for secret in (*person.emails, person.city, "I testified", "Springfield", "Shelbyville"):
            assert secret not in text, name


@of_each(LAWS)
def test_every_citation_stands_in_the_law(slug: str) -> None:
    """What looks like a citation is one of the law's own, in force on the letter's date."""
    for name, made in later.later(slug):
        law = made.draft.request.claim.law
        cites = " ; ".join(rule.cite for _, rule in law.dated() if rule.in_force(made.draft.date))
        body = " ".join(made.text.split())
        for found in CITED.findall(body):
            assert found.rstrip(")") in cites, f"{name}: {found}"


def test_the_search_for_citations_finds_them() -> None:
    """A control: it finds those of the letters, and would find a wrong one."""
    found = {
        cite for slug in LAWS for _, made in later.later(slug) for cite in CITED.findall(" ".join(made.text.split()))
    }

    assert len(found) > 60
    assert CITED.findall("as Article 99(1) and § 1798.999 ask, s. 4 and section 12A of it") == [
        "Article 99(1)", "§ 1798.999", "s. 4", "section 12A",
    ]  # fmt: skip


def test_a_time_on_memory_is_not_stated() -> None:
    """Nobody read how long Minnesota gives for an appeal, so the letter does not say."""
    minnesota = compose(draft("us-mn", "appeal"), templates()).text
    oregon = compose(draft("us-or", "appeal"), templates()).text

    assert "calendar days of receiving" not in " ".join(minnesota.split())
    assert "within 45 calendar days of receiving this appeal" in " ".join(oregon.split())


@of_each(TEMPLATES)
def test_a_template_holds_no_citation_of_its_own(name: str) -> None:
    """A section number comes from the law's data, where its date and evidence stand."""
    text = (Path(files.packaged("letters")) / name).read_text(encoding="utf-8")

    assert not re.findall(
        r"§|(?:Article|Artikel|article|artículo|articolo|artigo|članak) \d|[Ss]ection \d|[Aa]rt\. \d|čl\. \d|\d\. cikk",
        text,
    )


@of_each(TEMPLATES)
def test_the_head_of_a_template_agrees_with_it(name: str) -> None:
    """It names its step and subject, and rules that its law or a law of its family has."""
    front = templates().front(name)
    home, _, file = name.rpartition("/")
    stem = file.partition(".")[0]
    is_part = stem in ("contradicted", "frame", "opening", "words", "timeline", "ground", "guardian", "relative")
    slug = home.partition("/")[0]
    mine = [law for law in packaged_laws().values() if slug in (law.slug, law.family)]

    assert is_part or (front.step and front.subject)
    assert is_part or stem == front.step
    assert all(any(rule in law.rules for law in mine) for rule in front.cites) or not mine


FORBIDDEN = re.compile(
    r"immediately|forthwith|at once|failing which|sue you|lawsuit|damages|penalt|fines?\b|demand|require you|must\b.*!",
    re.IGNORECASE,
)


@of_each(LAWS)
def test_the_words_are_plain(slug: str) -> None:
    """No sentence over 35 words, no threat, no capitals for emphasis."""
    for name, made in later.later(slug):
        body = made.text.partition(made.salutation)[2]
        long = [sentence for sentence in reading.sentences(body) if len(reading.words(sentence)) > 35]

        assert not long, name
        assert not FORBIDDEN.findall(body), name
        assert not re.findall(r"\b[A-Z]{9,}\b|!", body), name


def test_the_reading_ease_of_each_step_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """`pytest -s -k reading_ease` prints it; none is harder than a newspaper."""
    eases = {
        name: reading.ease(made.text.partition(made.salutation)[2]) for slug in LAWS for name, made in later.later(slug)
    }
    with capsys.disabled():
        if os.environ.get("UNBROKER_EASE"):
            for name, ease in sorted(eases.items(), key=lambda pair: pair[1]):
                print(f"{ease:5.1f}  {name}")  # noqa: T201 - asked for

    assert min(eases.values()) > 45


def test_a_courtesy_request_stays_one() -> None:
    """What was asked of a company that the law may not bind is asked again as that."""
    made = draft("ccpa", "overdue")
    request = replace(made.request, claim=replace(made.request.claim, binding=False))
    text = " ".join(compose(replace(made, request=request), templates()).text.split())

    assert "I cannot tell from the public record whether this law binds your company." in text


def test_an_own_template_wins() -> None:
    """A law's own step goes before its family's, and that before the one for all laws."""
    oregon, california = packaged_laws()["us-or"], packaged_laws()["ccpa"]

    assert templates().of_law(oregon, "steps/refused.md") == "us-states/steps/refused.en.md"
    assert templates().of_law(california, "steps/refused.md") == "ccpa/steps/refused.en.md"
    assert templates().of_law(california, "steps/partial.md") == "steps/partial.en.md"


# No letter contradicts its own timeline.


@pytest.mark.parametrize("step", ["overdue", "last-reminder", "complaint", "appeal", "controller-complaint"])
@pytest.mark.parametrize("slug", ["gdpr", "uk-gdpr", "us-or", "ca-pipeda", "ccpa"])
def test_nobody_who_asked_who_i_am_is_told_that_no_answer_came(slug: str, step: Step) -> None:
    """What did come is named: the question, and that it was answered; or the confirmation."""
    silent = next(
        (one.draft for one in specimens(slug) if one.draft.step == step and not one.draft.happened("answered")), None
    )
    if silent is None:
        return
    asked, given = (Past(silent.past[1].on, kind) for kind in ("identity-asked", "identity-given"))
    plain, question, confirmed = (
        " ".join(compose(replace(silent, past=(*silent.past[:2], *more, *silent.past[2:])), templates()).text.split())
        for more in ((), (asked, given), (Past(silent.past[1].on, "acknowledged"),))
    )

    assert "I have received no answer" in plain
    assert ". I have received no answer" not in question
    assert " question of " in question
    assert "which I answered on" in question
    assert " confirmation of " in confirmed


EVENTS = (
    Past(DAY, "sent"), Past(DAY, "received", "carrier"), Past(DAY, "received", "form"), Past(DAY, "acknowledged"),
    Past(DAY, "received", "their-words"), Past(DAY, "received", "server"),
    Past(DAY, "identity-asked"), Past(DAY, "identity-asked", facts={"asks": "a copy of my passport"}),
    Past(DAY, "identity-given"), Past(DAY, "clarification-asked"), Past(DAY, "clarification-given"),
    Past(DAY, "extended"), Past(DAY, "extended", facts={"reason": "Many requests."}),
    *(
        Past(DAY, "answered", facts={"outcome": "denied", **said, **of})
        for said in ({}, {"says": "No."}) for of in ({}, {"step": "appeal"}, {"step": "controller-complaint"})
    ),
    Past(DAY, "reappeared", facts={"where": "https://acme.example.org/sam"}),
    Past(DAY, "reappeared", facts={"shows": "my old address"}), Past(DAY, "reappeared"),
)  # fmt: skip
"""Every kind of event that a timeline tells, with and without what it may say."""


def test_each_event_of_a_timeline_is_a_line_of_its_own() -> None:
    """Whatever comes after which, two never run together, and nothing runs into them."""
    complaint = draft("gdpr", "complaint")
    past = (*complaint.past, *(event for one in EVENTS for event in (one, Past(DAY, "acknowledged"))))
    text = compose(replace(complaint, past=past), templates()).text
    told = text.partition("What happened\n\n")[2].partition("\n\n")[0]

    assert told.count("\n- ") + 1 == len(past)
    assert all(re.match(r"- \d+ \w+ \d{4}: |  ", line) for line in told.splitlines())
    assert told.count(": the company confirmed that it has it.") == len(EVENTS) + 1


@of_each(name for name in templates().names() if "timeline" in name or "complaint" in name)
def test_no_item_of_a_list_swallows_its_line_break(name: str) -> None:
    """Jinja2 takes the break behind a block away; a line that ends in one says that it stays."""
    source = files.read_text(files.packaged("letters") / name)

    assert [
        line for line in source.splitlines() if re.match(r"\s*(-|\d+\.) ", line) and re.search(r"[^+]%\}$", line)
    ] == []


def test_only_who_processes_for_others_is_asked_for_whom() -> None:
    """A refusal for another reason is none of this kind; the letter asks for names, and to be passed on."""
    made = draft("gdpr", "processor")
    other = replace(made.trigger or Past(DAY, "answered"), facts={"outcome": "denied", "reason": "other"})

    text = " ".join(compose(made, templates()).text.split())
    assert "for which companies you process data about me, with the name and the address of each" in text
    assert "Please pass my letter on to each of these companies" in text
    with pytest.raises(CannotSay, match="no refusal is recorded because they only process for others"):
        compose(replace(made, trigger=other, past=(*made.past[:-1], other)), templates())


@pytest.mark.parametrize("law", PRESCRIBED)
def test_no_letter_argues_with_a_form_that_a_law_lets_them_prescribe(law: str) -> None:
    """Oregon, Connecticut and Colorado let the company say how to ask: its form is the way."""
    elsewhere = draft("us-tx", "use-our-form")
    here = replace(elsewhere, request=replace(elsewhere.request, claim=specimens(law)[0].draft.request.claim))

    assert compose(elsewhere, templates()).text
    with pytest.raises(CannotSay, match="this law lets the company say by which method to ask"):
        compose(here, templates())


def test_copies_are_enclosed_by_post_and_offered_where_a_form_takes_none() -> None:
    """Nobody says that something lies with a text that is pasted into a form; nor that anything is covered in it."""
    made = draft("gdpr", "complaint")
    regulator = made.recipient.regulator
    assert regulator is not None
    form, post = (
        " ".join(compose(replace(made, recipient=complaint_to(regulator, way)), templates()).text.split())
        for way in ("form", "post")
    )

    assert "I can send you copies of these: 1." in form
    assert "I enclose" not in form
    assert "I enclose: 1." in post
    assert "covered" not in form + post
