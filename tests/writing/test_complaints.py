"""Complaints: to whom, after what, how long, and to no address that is in doubt."""

from dataclasses import replace
from datetime import date, timedelta
from typing import get_args

import later
import pytest
from later import authorities, complaints, draft, proving, specimens, without
from made_up import DAY, packaged_laws, person, templates

from unbroker.facts.claim import regulators_of
from unbroker.facts.registry import Channel
from unbroker.facts.regulators import Regulator, serving
from unbroker.paper import sheet
from unbroker.paper.page import address_lines, set_out
from unbroker.writing import languages
from unbroker.writing.letter import compose
from unbroker.writing.need import CannotSay
from unbroker.writing.request import Draft, NoWay, Past, WayToRegulator, complaint_to, ways_to
from unbroker.writing.step import TooLong, characters

IN_USE = [law for law in packaged_laws().values() if law.in_force(DAY) and law.slug != "courtesy"]
COUNTRIES = ("United Kingdom", "Ireland", "Poland", "Iceland", "Slovakia")
REGULATORS = [*authorities().values()]


@pytest.mark.parametrize("law", IN_USE, ids=lambda law: law.slug)
def test_every_law_has_a_complaint_after_refusal_and_after_silence(law: object) -> None:
    """Nobody ends with a last reminder; on DROP there is nobody who could refuse."""
    slug = law.slug  # type: ignore[attr-defined]
    grounds = {name.rpartition("-")[2] for name, _ in complaints(slug)}

    assert grounds == ({"silence"} if slug == "delete-act" else {"refusal", "silence"})


@pytest.mark.parametrize("slug", [law.slug for law in IN_USE])
def test_a_complaint_has_what_a_regulator_needs(slug: str) -> None:
    """Who, against whom, under what, the timeline with its proof, what was asked, and no money."""
    for name, made in complaints(slug):
        text, law = " ".join(made.text.split()), packaged_laws()[slug]
        request = made.draft.request

        assert request.person.name in text, name
        assert request.person.residence.name in text, name
        assert "Acme Data, Inc." in text, name
        assert "acme.example.org" in text, name
        assert law.short in text or law.name in text, name
        if slug != "delete-act":
            assert all(law.right_on(right, made.draft.date).cite in text for right in made.draft.rights), name
            assert "the carrier recorded the delivery" in text, name
        assert "A regulator may show a complaint to the company that it is about." in text, name
        assert not {"compensation", "damages", "perjury", "swear"} & set(text.lower().split()), name


# Addresses.


@pytest.mark.parametrize("regulator", REGULATORS, ids=lambda one: one.id)
def test_an_address_in_doubt_is_never_printed(regulator: Regulator) -> None:
    """What sources disagree on, and what nobody looked up, is in no recipient, by whatever way."""
    doubtful = regulator.conflict or regulator.evidence == "memory"
    printed: list[str] = []
    for by in ("form", "post", None):
        try:
            channel = complaint_to(regulator, by).channel
        except NoWay:
            continue
        printed += [channel.to, *channel.as_filed]
    shown = " / ".join(printed)

    assert not doubtful or not any(line in shown for line in regulator.post)
    assert doubtful or not regulator.post or all(line in shown for line in regulator.post)


def test_some_addresses_are_in_doubt() -> None:
    """A control: there is something to keep back, and the ICO's address is among it."""
    doubtful = {one.id for one in REGULATORS if (one.conflict or one.evidence == "memory") and one.post}

    assert {"gbico", "us-nh", "us-ut", "us-ftc"} <= doubtful
    assert len(doubtful) >= 8


@pytest.mark.parametrize("slug", [law.slug for law in IN_USE])
def test_no_text_and_no_page_has_an_address_in_doubt(slug: str) -> None:
    """Neither the text of a complaint nor its page on paper."""
    lines = [line for one in REGULATORS if not one.printed_post for line in one.post if line not in COUNTRIES]
    for name, made in complaints(slug):
        page = set_out(made, sheet.load()["us-10"], templates()).html
        assert not [line for line in lines if line in made.text or line in page], name


def test_a_regulator_without_a_way_is_refused() -> None:
    """The message names its site."""
    ico = authorities()["gbico"]

    with pytest.raises(NoWay) as refused:
        complaint_to(ico, "post")
    assert str(refused.value) == (
        "The Information Commissioner’s Office: no address is reliable enough to send a complaint to by post (look at "
        "https://ico.org.uk/)"
    )


def test_a_complaint_by_post_has_its_address() -> None:
    """Where the address is known, the complaint can be printed for a window; at home without the country."""
    made = replace(draft("ca-pipeda", "complaint"), recipient=complaint_to(authorities()["ca-opc"], "post"))
    written = compose(made, templates())

    assert address_lines(written, sheet.load()["us-10"], languages.get()) == (
        "Office of the Privacy Commissioner of Canada", "30 Victoria Street", "Gatineau, Quebec K1A 1H3",
    )  # fmt: skip
    assert "For the form at" not in written.text


# Length.


def long_complaint(extra: int) -> Draft:
    """A complaint to CalPrivacy whose company wrote at length."""
    made = draft("ccpa", "complaint")
    said = "They wrote: " + "word " * (extra // 5)
    past = tuple(
        replace(one, facts={**one.facts, "says": said.strip()}) if one.kind == "answered" else one for one in made.past
    )
    return replace(made, past=past)


def test_the_form_of_calprivacy_is_counted() -> None:
    """2,000 characters, line breaks twice; one more is refused with the count."""
    fits = compose(long_complaint(500), templates())
    body = fits.text.partition(f"{fits.salutation}\n\n")[2].partition("\n\nSincerely,")[0]

    assert f"has {characters(body)} characters, and the form takes 2000." in fits.text
    with pytest.raises(TooLong) as refused:
        compose(long_complaint(2000), templates())
    assert refused.value.limit == 2000
    assert refused.value.count > 2000
    assert str(refused.value) == (
        "the form of California Privacy Protection Agency (CalPrivacy) takes 2,000 characters, and the complaint has "
        f"{refused.value.count:,} (shorten what you noted on the events that it quotes)"
    )


def test_every_complaint_fits_its_form() -> None:
    """In the usual case there is room to spare for the person's own words."""
    counts = {
        name: characters(made.text.partition(made.salutation)[2])
        for slug in ("ccpa", "delete-act")
        for name, made in complaints(slug)
    }

    assert len(counts) == 5
    assert max(counts.values()) < 1600


# What must come first.


def refusal(slug: str) -> Draft:
    """The complaint after a refusal."""
    return draft(slug, "complaint")


def without_answer_to(made: Draft, step: str) -> Draft:
    """The same past without the answer to an appeal or complaint."""
    past = tuple(one for one in made.past if one.words("step") != step or one.kind == "sent")
    return replace(made, past=past)


def demanded(made: Draft) -> Draft:
    """The same to a regulator whose own page was read, and demands what comes first."""
    regulator = made.recipient.regulator
    assert regulator is not None
    strict = regulator.model_copy(update={"before_evidence": "statute"})
    return replace(made, recipient=replace(made.recipient, regulator=strict))


REFUSED: dict[str, tuple[Draft, str]] = {
    "another country": (
        replace(refusal("gdpr"), recipient=complaint_to(authorities()["atdsb"])),
        "it is not addressed to a regulator that takes complaints under this law from where you live",
    ),
    "another law": (
        replace(refusal("ccpa"), recipient=complaint_to(authorities()["us-or"])),
        "it is not addressed to a regulator that takes complaints under this law from where you live",
    ),
    "public bodies only": (
        replace(refusal("gdpr"), recipient=complaint_to(authorities()["debfdi"])),
        "it is not addressed to a regulator that takes complaints under this law from where you live",
    ),
    "a broker": (
        replace(refusal("gdpr"), recipient=specimens("gdpr")[0].draft.recipient),
        "it is not addressed to a regulator that takes complaints under this law from where you live",
    ),
    "nothing happened": (without(refusal("gdpr"), "answered"), "there is nothing to complain of yet"),
    "no appeal, where one is demanded": (
        demanded(without(refusal("us-or"), "appealed")),
        "the law wants an appeal to the company first",
    ),
    "an appeal still runs, where one is demanded": (
        demanded(replace(without_answer_to(refusal("us-or"), "appeal"), date=DAY + timedelta(days=40))),
        "the law wants an appeal to the company first",
    ),
    "no complaint to the company": (
        without(refusal("uk-gdpr"), "complained"),
        "the regulator wants a complaint to the company first",
    ),
    "a complaint to the company still runs": (
        without_answer_to(refusal("uk-gdpr"), "controller-complaint"),
        "the regulator wants a complaint to the company first",
    ),
    "not asked": (
        without(refusal("au-privacy"), "answered"),
        "the regulator wants you to ask the company first",
    ),
    "silence on an assumed receipt, where no time is firm": (
        later.assuming(without(refusal("au-privacy"), "answered")),
        "there is nothing to complain of yet",
    ),
    "silence on an assumed receipt": (
        replace(draft("gdpr", "last-reminder"), step="complaint", past=later.assuming(draft("gdpr", "overdue")).past),
        "unanswered, but the receipt is not proven",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_complaint_is_refused_before_its_time(case: str) -> None:
    """What the law or the regulator wants first has come first, and its time is over."""
    made, lacks = REFUSED[case]

    with pytest.raises(CannotSay) as refused:
        compose(made, templates())
    assert lacks in [one.lacks for one in refused.value.needs]


@pytest.mark.parametrize("law", [law for law in IN_USE if law.appeals], ids=lambda law: law.slug)
def test_an_appeal_that_no_source_demands_keeps_no_complaint_back(law: object) -> None:
    """Nobody read that an attorney general wants one first: after a refusal or silence the complaint is made."""
    for name, made in complaints(law.slug):  # type: ignore[attr-defined]
        compose(without(made.draft, "appealed"), templates())
        assert name


def test_an_appeal_without_an_answer_is_over_in_time() -> None:
    """Who does not decide an appeal cannot keep the complaint away."""
    made = without_answer_to(refusal("us-or"), "appeal")
    day = max(due.appeal_due for due in made.due.values() if due.appeal_due)

    assert "I appealed to it on" in " ".join(
        compose(replace(made, date=day + timedelta(days=1)), templates()).text.split()
    )


def test_a_mail_server_is_a_proof_in_a_timeline_and_no_receipt() -> None:
    """The regulator reads what is known, no more."""
    made = proving(next(made.draft for name, made in complaints("gdpr") if name.endswith("silence")), "server")
    text = " ".join(compose(made, templates()).text.split())

    assert "the mail server took my e-mail, and no failure came back" in text
    assert "recorded the delivery" not in text


def test_a_late_complaint_says_so() -> None:
    """After the person's own time, the regulator is asked to hear it all the same."""
    made = draft("ca-qc", "complaint")
    last = min(due.user_deadline for due in made.due.values() if due.user_deadline)
    early, late = (compose(replace(made, date=day), templates()).text for day in (last, last + timedelta(days=1)))

    assert "the usual time for this complaint ended" not in " ".join(early.split())
    assert "the usual time for this complaint ended" in " ".join(late.split())


def test_a_reminder_leaves_time_to_complain() -> None:
    """In Québec thirty days are left after silence: a courtesy day does not use them up."""
    made = draft("ca-qc", "last-reminder")
    last = min(due.user_deadline for due in made.due.values() if due.user_deadline)

    assert (made.date, last) == (date(2027, 1, 19), date(2027, 1, 22))
    assert "by 21 January 2027" in " ".join(compose(made, templates()).text.split())


def test_there_is_no_last_reminder_when_the_time_to_complain_is_over() -> None:
    """A day that the person lacks is given to nobody."""
    made = draft("ca-qc", "last-reminder")

    with pytest.raises(CannotSay, match="your time to complain is nearly over"):
        compose(replace(made, date=date(2027, 1, 20)), templates())


# Who hears it.


@pytest.mark.parametrize(
    ("residence", "heard"),
    [
        ("AT", {"atdsb"}),
        ("DE-BY", {"debaylda"}),
        ("IE", {"iedpc"}),
        ("FR", {"frcnil"}),
        ("NO", {"nodatatilsynet"}),
    ],
)
def test_the_residence_names_the_authority(residence: str, heard: set[str]) -> None:
    """Whoever lives in the Union or the EEA complains at home, to who oversees companies."""
    found = regulators_of(packaged_laws()["gdpr"], authorities(), person(residence))
    names = {one.id for one in found}

    assert names == {one.id for one in serving(REGULATORS, residence, "gdpr")}
    assert len(names) == 1
    assert residence in ("IE", "FR", "NO") or names == heard


def test_a_reminder_names_no_authority_of_an_unknown_region() -> None:
    """Germany has one for each Land; whoever tells the country only reads of "the place where I live"."""
    made = draft("gdpr", "last-reminder")
    request = replace(made.request, person=person("DE"))
    hearing = regulators_of(packaged_laws()["gdpr"], authorities(), request.person)
    text = " ".join(compose(replace(made, request=request, regulators=hearing), templates()).text.split())

    assert len(hearing) > 10
    assert "with the data protection authority of the place where I live." in text
    assert not [one.name for one in hearing if one.name in text]


def test_every_country_of_the_eea_has_an_authority_with_a_way() -> None:
    """Nobody is left without somebody to complain to."""
    countries = {served.partition("-")[0] for one in REGULATORS if "gdpr" in one.laws for served in one.serves}

    assert len(countries) >= 30
    for country in countries:
        heard = serving(REGULATORS, country, "gdpr")
        assert any(one.form or one.printed_post or one.website for one in heard), country


def test_the_channel_of_a_complaint_is_one() -> None:
    """Mailings take a complaint as they take any letter: by the channel of its recipient."""
    recipient = complaint_to(authorities()["us-ca-calprivacy"])

    assert isinstance(recipient.channel, Channel)
    assert (recipient.channel.kind, recipient.channel.to) == ("form", "https://cppa.ca.gov/webapplications/complaint")
    assert Past(DAY, "sent").proven


# Every residence.


EEA = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE-BW", "DE-BY", "DE-BE", "DE-BB", "DE-HB", "DE-HH",
    "DE-HE", "DE-MV", "DE-NI", "DE-NW", "DE-RP", "DE-SL", "DE-SN", "DE-ST", "DE-SH", "DE-TH", "GR", "HU", "IS", "IE",
    "IT", "LV", "LI", "LT", "LU", "MT", "NL", "NO", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
]  # fmt: skip
HOMES = [*((home, "gdpr") for home in EEA), ("GB", "uk-gdpr"), ("CH", "ch-fadp"), ("CA-ON", "ca-pipeda"),
         ("CA-QC", "ca-qc"), ("BR", "br-lgpd"), ("AU", "au-privacy"),
         *((law.serves[0], law.slug) for law in IN_USE if law.slug.startswith("us-"))]  # fmt: skip


@pytest.mark.parametrize(("home", "slug"), HOMES, ids=[home for home, _ in HOMES])
def test_a_complaint_is_made_for_every_residence(home: str, slug: str) -> None:
    """By every way to the authority: on the home sheet where the address is sure, else as the text of its form."""
    made = draft(slug, "complaint")
    sender = person(home)
    (regulator, *_) = regulators_of(packaged_laws()[slug], authorities(), sender)
    ways = ways_to(regulator)
    assert ways
    assert ("post" in ways) == bool(regulator.printed_post)
    for way in ways:
        request, recipient = replace(made.request, person=sender), complaint_to(regulator, way)
        letter = compose(replace(made, request=request, recipient=recipient, regulators=(regulator,)), templates())
        if way == "post":
            home_sheet = sheet.choose(sheet.load(), home.partition("-")[0])
            lines = address_lines(letter, home_sheet, languages.get())
            assert set_out(letter, home_sheet, templates()).html
            assert len(lines) <= 6
        else:
            assert f"For the form at {recipient.channel.to}" in letter.text


def test_who_does_not_take_english_is_named() -> None:
    """Sixteen European authorities refuse it, by an open list; of others nobody knows."""
    refusing = {one.id for one in REGULATORS if one.english == "refused"}

    assert refusing == {
        "atdsb", "beapd", "bgcpdp", "czcuooz", "eeaki", "frcnil", "hrazop", "hunaih", "isdpa", "itgpdp", "ltada",
        "lvdvi", "nods", "plgiodo", "ptcnpd", "skunoou",
    }  # fmt: skip
    assert all(one.languages for one in REGULATORS)
    assert all(("en" in one.languages) == (one.english is None) for one in REGULATORS)
    assert {served for one in REGULATORS if "en" in one.languages for served in one.serves} >= {"IE", "GB", "US-CA"}


def test_what_is_said_of_a_language_that_is_not_taken() -> None:
    """Whether it is refused, or nobody knows; nothing where it is taken."""
    said = [languages.not_taken(authorities()[name], "en") for name in ("frcnil", "deberlbdi", "iedpc", "us-or")]

    assert said[0] is not None
    assert said[0].endswith("takes complaints in French, not in English: have this one translated before it leaves")
    assert said[1] is not None
    assert said[1].endswith("is known to take complaints in German; whether it takes English, nobody has read")
    assert said[2:] == [None, None]
    assert languages.not_taken(authorities()["frcnil"], "fr") is None


def test_the_preview_says_it_above_the_words() -> None:
    """A sealed letter by post does not: that is for the authority."""
    made = draft("gdpr", "complaint")
    request = replace(made.request, person=person("FR"))
    texts = [
        compose(replace(made, request=request, recipient=complaint_to(authorities()["frcnil"], way), preview=preview),
                templates()).text
        for way in get_args(WayToRegulator)
        for preview in (True, False)
    ]  # fmt: skip

    assert ["takes complaints in French, not in English" in " ".join(text.split()) for text in texts] == [
        True, True, True, False,
    ]  # fmt: skip
