"""Letters: one text for HTML and plain text, citations from the data, and nothing told that was not agreed."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from conftest import CALIFORNIAN, GERMAN, Planned
from first_letters import SHORT
from made_up import draft, packaged_laws, person, templates

from unbroker.base import files
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.facts.channel import ChannelKind
from unbroker.facts.law import Law, NotInForce
from unbroker.facts.profile import About, Person
from unbroker.planning.selection import Selection
from unbroker.writing.letter import Letter, compose, sender_lines
from unbroker.writing.request import Draft
from unbroker.writing.template import Templates

Way = Literal["email", "post", "form"]
REACH = "{territory: %s, because: it says so, source: its policy}"
FAMILY = "".join(
    f"- {{slug: {slug}, name: {slug.capitalize()} Search, legal_name: '{legal_name}', kind: people-search{more},"
    " channels: [{email: privacy@mill.example.org, source: s, tier: A}]}\n"
    for slug, legal_name, more in (
        ("mill", "Mill, Inc.", ""), ("grist", "Mill, Inc.", ""), ("flour", "Flour, LLC", ", belongs_to: mill")
    )
)  # fmt: skip
BROKERS = f"""\
- slug: bound
  name: Bound Data
  legal_name: Bound Data, Inc.
  kind: people-search
  needs: [name, phone, email]
  reaches: [{REACH % "US-CA"}, {REACH % "EEA"}]
  channels:
    - {{email: privacy@bound.example.org, source: s, tier: A}}
    - {{post: {{street: [1 A St], city: Reno, region: NV, postal_code: "89501", country: US}}, source: s, tier: A}}
    - {{form: "https://bound.example.org/privacy", source: s, tier: A}}
- slug: free
  name: Free Data
  kind: people-search
  channels: [{{email: privacy@free.example.org, source: s, tier: A}}]
- {{slug: sold, name: Sold Data, kind: people-search, status: merged, answered_by: free}}
{FAMILY}"""
ABOUT = """\
    other_names: [Ronin Sample]
    phones: ["+1 510 555 0142"]
    about:
      bound:
        offers: [name, phone]
        listings: ["https://bound.example.org/robin"]
        record_number: B-17
        situation: I was threatened at my door.
        corrections: [{held: age 61, right: age 41, because: My birthday is wrong.}]
      free:
        offers: [phone]
        listings: ["https://free.example.org/robin"]
"""
FRAMES = [path.relative_to(files.packaged("letters")) for path in files.packaged("letters").rglob("*.md")]


@pytest.fixture
def write(planned: Planned, templates: Templates) -> "Write":
    """Writes the letters of a plan."""
    return Write(planned, templates)


class Write:
    """The letter to one broker, from the texts of a profile and the registry above."""

    def __init__(self, planned: Planned, templates: Templates) -> None:
        self.planned, self.templates = planned, templates

    def draft(
        self,
        profile: str,
        slug: str = "bound",
        today: str = "2026-11-22",
        by: ChannelKind | None = None,
        rights: tuple[str, ...] = (),
    ) -> Draft:
        """The draft to a broker."""
        selection = Selection(brokers=(slug,), by=by, rights=rights)
        (item,) = (i for i in self.planned(profile, BROKERS, selection, today).letters)
        return item.draft

    def __call__(
        self,
        profile: str,
        slug: str = "bound",
        today: str = "2026-11-22",
        by: ChannelKind | None = None,
        rights: tuple[str, ...] = (),
    ) -> Letter:
        """The letter to a broker."""
        return compose(self.draft(profile, slug, today, by, rights), self.templates)


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def words(text: str) -> list[str]:
    """The words of a text, without the numbers and dashes of lists, which HTML does not write out."""
    return [word for word in text.split() if not re.fullmatch(r"\d+\.|-", word)]


def body(letter: Letter) -> str:
    """The plain text between the salutation and the close."""
    after = letter.text.partition(letter.salutation)[2]
    for line in letter.about:
        after = after.replace(line, "", 1)
    return after.rpartition(letter.closing)[0]


@pytest.mark.parametrize("profile", [CALIFORNIAN + ABOUT, GERMAN + ABOUT])
@pytest.mark.parametrize("slug", ["bound", "free"])
@pytest.mark.parametrize("rights", [(), ("delete",), ("access",)])
def test_html_and_text_have_the_same_words(profile: str, slug: str, rights: tuple[str, ...], write: Write) -> None:
    """Both are written from the same tokens: what is printed is what is mailed."""
    letter = write(profile, slug, rights=rights)

    seen = html.unescape(re.sub(r"</?span[^>]*>", "", letter.body_html))
    assert words(re.sub(r"<[^>]+>", " ", seen)) == words(body(letter))


HARD = [
    "2*3*",
    "_x_ y_z_",
    "<b>bold</b>",
    "{{ name }}",
    "a\\b",
    "`code`",
    "[x](y)",
    "# 1.",
    "&lt;",
    "W" * 90,
    "§ 5",
    "Art. 7",
]


@pytest.mark.parametrize("value", HARD)
def test_a_value_comes_out_as_itself(value: str) -> None:
    """In the text as it was written, in HTML escaped, and never as markup, a template or a new paragraph."""
    sender = person("DE", About(situation=value))
    letter = compose(draft(packaged_laws()["gdpr"], ["object"], sender=sender), templates())

    seen = html.unescape(re.sub(r"<[^>]+>", "", letter.body_html))
    assert value in seen.splitlines()
    assert value in letter.text.splitlines()
    assert not {"b", "em", "code", "a", "strong"} & set(re.findall(r"<(\w+)", letter.body_html))


@pytest.mark.parametrize("value", [*HARD, "Robin\u00a0Sample"])
def test_a_name_comes_out_as_itself(value: str, write: Write) -> None:
    """On a line of its own above the body, and below it; a space that holds it together stays."""
    letter = write(CALIFORNIAN.replace("Robin Sample", "'" + value.replace("'", "''") + "'"))

    assert letter.about[0] == f"Name: {value}"
    assert value in letter.text.splitlines()
    assert f"Name: {value}" in letter.text.replace("Name:\nW", "Name: W").splitlines()


@pytest.mark.parametrize("value", HARD)
def test_a_brokers_name_comes_out_as_itself(value: str, write: Write) -> None:
    """In the salutation, where the registry speaks."""
    draft = write.draft(CALIFORNIAN)
    named = draft.request.broker.model_copy(update={"name": value})

    letter = compose(replace(draft, request=replace(draft.request, broker=named)), write.templates)

    assert letter.salutation == f"To the privacy team of {value}:"
    assert letter.salutation in letter.text.splitlines()


@pytest.mark.parametrize("value", ["a\nb", "a\x07b", "a\ue000b", "a\u2028b"])
def test_a_value_that_breaks_the_letter_is_refused(value: str, write: Write) -> None:
    """Even if it did not come through a file of ours, which would have refused it."""
    draft = write.draft(CALIFORNIAN)
    named = draft.request.person.model_copy(update={"name": value})

    with pytest.raises(ProblemsFound, match=r"a value contains U\+"):
        compose(replace(draft, request=replace(draft.request, person=named)), write.templates)


def test_no_mark_is_left_in_a_letter(write: Write) -> None:
    """No private-use character, no brace, no `None`: every place for a value is filled."""
    for profile in (CALIFORNIAN + ABOUT, GERMAN + ABOUT):
        for slug in ("bound", "free"):
            letter = write(profile, slug)

            assert not re.search("[\ue000-\uf8ff{}]|None|Undefined", letter.text + letter.body_html)


def test_the_page_on_drop_is_whole(planned: Planned, templates: Templates) -> None:
    """It goes to nobody: it has no close, no signature, and no `None` where they would stand."""
    form = "{form: 'https://privacy.ca.gov/drop/', source: s, tier: A}"
    portal = f"- slug: drop\n  name: DROP\n  kind: portal\n  channels: [{form}]\n"
    (item,) = planned(CALIFORNIAN, portal).letters

    letter = compose(item.draft, templates)

    assert letter.text.endswith("For those, this program writes\nletters.\n")
    assert "None" not in letter.text


CITATION = re.compile(
    r"§|\bArt\.|\bArticles? \d|\b[Ss]ections? \d|\bCCR\b|\bC\.?F\.?R\b|\bU\.?S\.?C\b"
    r"|Civ\. Code|\bRecital|\bC-\d+/|\(EU\)"
)


@pytest.mark.parametrize("name", FRAMES, ids=str)
def test_a_template_holds_no_citation_of_its_own(name: Path) -> None:
    """Where something stands in a statute is data with dates: what is not in force cannot be cited by mistake."""
    text = (files.packaged("letters") / name).read_text(encoding="utf-8")
    *_, words_of_it = text.split("---\n", 2)

    assert CITATION.findall(words_of_it) == []


@pytest.mark.parametrize(
    "name", [name for name in FRAMES if name.match("*/letter.en.md") or name.match("rights/*")], ids=str
)
def test_a_template_names_the_rules_that_it_uses(name: Path, templates: Templates) -> None:
    """All of them and no others: when a rule changes, its words are found. (Shared steps: test_steps.py.)"""
    text = (files.packaged("letters") / name).read_text(encoding="utf-8")

    assert sorted(templates.front(name.as_posix()).cites) == sorted(set(re.findall(r"\brules\.(\w+)", text)))


def test_all_that_is_cited_is_in_force(laws: dict[str, Law], write: Write) -> None:
    """Each citation of a letter is that of a rule on the letter's date."""
    for profile, slug in ((CALIFORNIAN, "ccpa"), (GERMAN, "gdpr")):
        law, on = laws[slug], date(2026, 11, 22)
        rules = (*law.rules_on(on).values(), *(law.right_on(right, on) for right in law.rights))
        known = flat(" ".join((law.statute, *(rule.cite for rule in rules))))

        for cited in re.findall(r'<span class="cite">(.+?)</span>', write(profile).body_html):
            assert cited.rstrip(")") in known


@pytest.mark.parametrize(
    ("today", "said", "unsaid"),
    [
        ("2026-12-31", "that you have collected from me", "from me or about me"),
        ("2027-01-01", "that you have collected from me", "from me or about me"),
    ],
)
def test_deletion_under_the_ccpa_reaches_as_far_as_it_does_that_day(
    today: str, said: str, unsaid: str, write: Write
) -> None:
    """What was collected from the person; what SB 923 adds from 2027 is claimed once somebody has read its text."""
    text = flat(write(CALIFORNIAN, today=today, rights=("delete",)).text)

    assert said in text
    assert unsaid not in text


def test_a_right_that_is_not_in_force_is_not_written(write: Write) -> None:
    """A letter dated before its rule is refused, not weakened."""
    with pytest.raises(NotInForce) as refused:
        compose(replace(write.draft(CALIFORNIAN), date=date(2019, 12, 31)), write.templates)

    assert str(refused.value) == (
        "ccpa: no rule 'opt-out' is in force on 2019-12-31 (it is in force from 2023-01-01; see "
        "`unbroker laws show ccpa`)"
    )


@pytest.mark.parametrize("profile", [CALIFORNIAN, GERMAN])
def test_a_letter_binds_or_asks_a_courtesy(profile: str, write: Write) -> None:
    """Where nothing on record shows that the law reaches the broker, the letter says so, and else it does not."""
    binding, courtesy = flat(write(profile, "bound").text), flat(write(profile, "free").text)

    assert "I cannot tell from the public record whether this" in courtesy
    assert "I ask you to do the same as a courtesy" in courtesy
    assert "I cannot tell from the public record" not in binding
    assert "courtesy" not in binding


@pytest.mark.parametrize("profile", [CALIFORNIAN + ABOUT, GERMAN + ABOUT])
def test_a_letter_by_post_names_no_email(profile: str, write: Write) -> None:
    """The answer comes by post, to the return address at its head."""
    letter = write(profile, by="post")

    assert "@" not in letter.text + letter.body_html
    assert "Please answer by post to the address at the head of this letter and quote the reference." in flat(
        letter.text
    )
    assert sender_lines(letter.draft) == tuple(letter.text.splitlines()[-len(sender_lines(letter.draft)) :])


def test_a_letter_by_post_may_name_an_email(write: Write) -> None:
    """If the profile wants it."""
    letter = write(CALIFORNIAN + "    email_by_post: true\n", by="post")

    assert "Please answer to the e-mail address above" in flat(letter.text)
    assert "E-mail address, for the answer: robin+brokers@example.org" in letter.about
    assert letter.text.endswith("1 Specimen Way\nOakland, CA 94607\nrobin+brokers@example.org\n")


@pytest.mark.parametrize(
    ("profile", "slug", "by", "rights"),
    [
        *((who + ABOUT, "bound", by, ()) for who in (CALIFORNIAN, GERMAN) for by in ("email", "post", "form")),
        *((CALIFORNIAN + ABOUT, "bound", by, ("correct",)) for by in ("email", "post", "form")),
        (CALIFORNIAN + ABOUT, "free", "email", ()),
        (GERMAN + ABOUT, "free", "email", ()),
    ],
)
def test_nothing_is_told_that_the_draft_does_not_disclose(
    profile: str, slug: str, by: ChannelKind, rights: tuple[str, ...], write: Write
) -> None:
    """Every fact of the profile that stands in a letter stands in its disclosures."""
    letter = write(profile, slug, by=by, rights=rights)
    person = letter.draft.request.person
    facts = {
        *(person.name, person.city, *person.other_names, *person.emails, *person.phones, person.reply_to or "@"),
        *(person.address.street if person.address else ()),
        *(person.address.postal_code or "" if person.address else "",),
    }
    for about in person.about.values():
        facts |= {*about.listings, about.record_number or "@@", about.situation or "@@"}
        facts |= {part for item in about.corrections for part in (item.held, item.right, item.because)}

    told = " ".join(disclosure.value for disclosure in letter.draft.discloses)
    text = flat(letter.text)
    assert {fact for fact in facts if fact in text} <= {fact for fact in facts if fact in told}


def test_what_is_about_one_broker_stands_in_its_letter(write: Write) -> None:
    """Names, record number, telephone and listing stand above the first paragraph, as they were agreed."""
    letter = write(CALIFORNIAN + ABOUT)

    assert letter.about == (
        "Name: Robin Sample",
        "Also known as: Ronin Sample",
        "City: Oakland, California",
        "E-mail address, for the answer: robin+brokers@example.org",
        "Telephone number: +1 510 555 0142",
        "Record number: B-17",
        "Listing: https://bound.example.org/robin",
    )
    assert all(line in letter.text.splitlines() for line in letter.about)


def test_who_else_a_letter_speaks_for_is_named(write: Write) -> None:
    """The successor's letter names the company that it bought."""
    letter = write(CALIFORNIAN, "sold")

    assert letter.salutation == "To the privacy team of Free Data:"
    assert letter.about[0] == "This letter also concerns: Sold Data"


def test_a_letter_to_a_company_names_its_sites(write: Write) -> None:
    """By their names; those of a company with another legal name by that."""
    letter = write(CALIFORNIAN, "grist")

    assert letter.salutation == "To the privacy team of Mill Search:"
    assert letter.about[:2] == (
        "This letter also concerns: Flour, LLC",
        "This letter also concerns these sites: Grist Search",
    )


def test_many_sites_are_wrapped_in_the_text(write: Write) -> None:
    """As its paragraphs are; the page folds the line by its own measure."""
    more = "".join(FAMILY.splitlines(keepends=True)[1].replace("grist", f"grist-{number}") for number in range(20))
    (planned,) = write.planned(CALIFORNIAN, f"{FAMILY}{more}", Selection(brokers=("mill",))).letters
    text = compose(planned.draft, write.templates).text

    assert 21 == " ".join(text.split()).count("Grist Search")
    assert max(map(len, text.splitlines())) <= 72


def test_what_is_wrong_at_several_sites_of_a_company_stands_in_its_letter(write: Write) -> None:
    """And so does each ground of an objection."""
    wrong = "".join(
        f"      {slug}: {{situation: {ground}, corrections: [{{held: age {age}, right: age 41, because: I know.}}]}}\n"
        for slug, ground, age in (("mill", "I was threatened.", 61), ("grist", "I was followed.", 62))
    )
    letter = write(f"{CALIFORNIAN}    about:\n{wrong}", "mill", rights=("correct",))
    objection = write(f"{GERMAN}    about:\n{wrong}", "mill", rights=("object",))

    assert all(held in letter.text for held in ("age 61", "age 62"))
    assert "I was threatened. I was followed." in " ".join(objection.text.split())


def test_the_body_speaks_of_no_broker(write: Write) -> None:
    """One body serves a batch: what differs stands in the fields around it."""
    same = CALIFORNIAN + "    about: {}\n"
    bound, sold = write(same), write(same, "sold")

    assert "Bound" not in bound.body_html + bound.subject
    assert "bound.example.org" not in bound.body_html
    assert "Sold" not in sold.body_html + sold.subject


def test_the_mark_of_a_preview_or_a_specimen_stands_first(write: Write) -> None:
    """A sealed letter has neither."""
    draft = write.draft(CALIFORNIAN)

    heads = [
        compose(made, write.templates).text.splitlines()[0]
        for made in (draft, replace(draft, specimen=True), replace(draft, preview=False))
    ]
    assert heads == [
        "Preview: not yet sealed, not to be sent",
        "Specimen: made up, not to be sent",
        "November 22, 2026",
    ]


@pytest.mark.parametrize(("profile", "written"), [(CALIFORNIAN, "November 22, 2026"), (GERMAN, "22 November 2026")])
def test_the_date_is_written_as_in_the_senders_country(profile: str, written: str, write: Write) -> None:
    """In words, so that nobody takes the month for the day."""
    letter = write(profile)

    assert written == letter.date
    assert written in letter.text.splitlines()


def test_a_letter_is_known_by_its_name_and_its_hash(write: Write) -> None:
    """The reference, the number of the letter, and the SHA-256 of its text."""
    one, same, other = write(CALIFORNIAN), write(CALIFORNIAN), write(CALIFORNIAN, today="2026-11-23")

    assert one.name == f"{one.draft.request.reference}.1"
    assert f"Reference: {one.name}" in one.text.splitlines()
    assert one.sha256 == same.sha256 != other.sha256


def test_lines_of_the_text_are_short(write: Write) -> None:
    """72 columns, as mail likes it, where a word fits into them."""
    for profile in (CALIFORNIAN + ABOUT, GERMAN + ABOUT):
        assert max(map(len, write(profile).text.splitlines())) <= 72


OWN_HEAD = "---\nsubject: Mine\nsalutation: Hello\nclosing: Bye\nreviewed: 2026-11-22\n---\n"


def own(folder: Path, text: str) -> Templates:
    """The packaged templates with a frame of one's own for the CCPA."""
    (folder / "ccpa").mkdir()
    (folder / "ccpa" / "letter.en.md").write_text(OWN_HEAD + text, encoding="utf-8")
    return Templates([folder, files.packaged("letters")])


def test_ones_own_frame_may_use_all_of_plain_markdown(tmp_path: Path, write: Write) -> None:
    """Paragraphs, headings, lists in lists, quotations, hard breaks, code spans and emphasis."""
    text = "# Title\n\nOne *two* **three** `four`\\\nfive\nsix\n\n- a\n- b\n  1. c\n  2. d\n\n> {{ residence }}\n"

    letter = compose(write.draft(CALIFORNIAN), own(tmp_path, text))

    assert "Title\n\nOne two three four\nfive six\n\n- a\n- b\n\n  1. c\n  2. d\n\n  California\n" in letter.text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a\n\n***\n\nb\n", "line across the page"),
        ("a\n\n    code\n", "block of code"),
        ("```\ncode\n```\n", "block of code"),
    ],
)
def test_what_a_letter_cannot_hold_is_refused(text: str, what: str, tmp_path: Path, write: Write) -> None:
    """It is the user's own frame, and the user's to mend: no bug of ours."""
    with pytest.raises(UserError, match=f"a letter cannot contain a {what}") as refused:
        compose(write.draft(CALIFORNIAN), own(tmp_path, text))

    assert str(refused.value).endswith("(write paragraphs, headings and lists only)")


@pytest.mark.parametrize("text", ["a <b>b</b> c\n", "<div>\nx\n</div>\n", "<script>x</script>\n"])
def test_html_in_a_frame_is_text(text: str, tmp_path: Path, write: Write) -> None:
    """Markdown only: tags come out as they were typed."""
    letter = compose(write.draft(CALIFORNIAN), own(tmp_path, text))

    assert not {"b", "div", "script"} & set(re.findall(r"<(\w+)", letter.body_html))
    assert flat(text) in flat(letter.text)


def test_a_link_loses_nothing(tmp_path: Path, write: Write) -> None:
    """A value in a link's address is put back too, or the letter is refused: no mark leaves the house."""
    try:
        letter = compose(write.draft(CALIFORNIAN), own(tmp_path, "Write [to me](mailto:{{ situation }}).\n"))
    except ProblemsFound as refused:
        assert "letter.en.md" in str(refused)  # noqa: PT017 - either is right
        return

    assert "%EE%80%80" not in letter.body_html
    assert "mailto:California" in letter.body_html
    assert "California" in body(letter)


def test_an_address_made_for_the_answers_is_not_where_a_record_stands() -> None:
    """Who has an address of its own for the brokers is found under none: they cannot hold what is new to them."""
    sam = person("US-CA")
    aside = sam.model_copy(update={"reply_to": "sam+brokers@example.org"})
    told, kept = (
        compose(draft(packaged_laws()["ccpa"], ["delete"], sender=sender), templates()).text for sender in (sam, aside)
    )

    assert "E-mail address: sam@example.org" in told.splitlines()
    assert "E-mail address, for the answer: sam+brokers@example.org" in kept.splitlines()
    assert "sam@example.org" not in kept


def people_of_a_state(by: Way) -> Iterator[Letter]:
    """The same first letter of two people who share nothing but their state."""
    address = {
        "street": ["7 Fake Lane"],
        "city": "Mockville",
        "region": "CA",
        "postal_code": "90210",
        "country": "US",
    }
    other = {"name": "Ada Nobody", "city": "Mockville", "emails": ["ada@example.com"], "residence": "US-CA"}
    for sender in (person("US-CA", SHORT), Person.model_validate({**other, "address": address})):
        law = packaged_laws()["ccpa"]
        yield compose(draft(law, law.first_letter, by=by, sender=sender), templates())


@pytest.mark.parametrize("by", ["email", "post", "form"])
def test_one_body_serves_everybody_of_a_state(by: Way) -> None:
    """Nothing of a person stands inside a paragraph: name, city and addresses are lines of their own."""
    sam, ada = people_of_a_state(by)

    assert (sam.body_html, sam.subject, sam.salutation) == (ada.body_html, ada.subject, ada.salutation)
    assert (sam.about[0], ada.about[0]) == ("Name: Sam Specimen", "Name: Ada Nobody")
    assert ("City: Mockville, California" in ada.about) == (by != "post")


@pytest.mark.parametrize("name", [name for name in templates().names() if "complaint." not in name])
def test_no_template_asks_for_a_detail_of_the_person(name: str) -> None:
    """Not even in a subject; what is the person's own words stands in a paragraph of its own."""
    source = files.read_text(files.packaged("letters") / name)

    assert re.findall(r"\{\{-? *(?:name|city|email|reply|letter) *\}\}", source) == []
    for line in source.splitlines():
        assert "{{ situation }}" not in line or line == "{{ situation }}"
