"""The profile: people, and everything that can be wrong with what they wrote about themselves."""

from datetime import date

import pytest
from conftest import CALIFORNIAN, GERMAN

from unbroker.base.errors import Place, UnknownName
from unbroker.base.fact import Fact
from unbroker.facts import profile
from unbroker.facts.profile import Profile
from unbroker.facts.registry import Registry

ALONE = "people:\n  - name: Robin\n    residence: DE\n    city: Berlin\n    emails: [r@example.org]\n"
BREAK = "'name' contains a line break or control character"


def read(text: str) -> Profile:
    """The profile of a text without problems."""
    made, problems = profile.parse(text, "profile.yaml")
    assert list(map(str, problems)) == []
    assert made is not None
    return made


def problems_of(text: str) -> list[str]:
    """What is wrong with a text that makes no profile."""
    made, problems = profile.parse(text, "profile.yaml")
    assert made is None
    return list(map(str, problems))


def test_somebody_alone_needs_no_slug() -> None:
    """One person is `me`; the packs are those of the discussion, and nothing is a specimen."""
    made = read(ALONE)

    (robin,) = made.people
    assert ("me", None, ("discussion",), False) == (robin.handle, robin.slug, made.packs, made.specimen)
    assert robin is made.person("me")


@pytest.mark.parametrize(
    ("residence", "code", "name", "since"),
    [
        ("US-CA", "US-CA", "California", None),
        ("DE", "DE", "Germany", None),
        ("DE-BY", "DE-BY", "Germany", None),
        ("CA-QC", "CA-QC", "Quebec", None),
        ("{code: US-CA, since: 2026-05-01}", "US-CA", "California", date(2026, 5, 1)),
    ],
)
def test_a_residence_is_a_code_or_a_code_with_a_day(residence: str, code: str, name: str, since: date | None) -> None:
    """A letter names the state where the state's law counts, else the country."""
    home = read(ALONE.replace("residence: DE", f"residence: {residence}")).people[0].residence

    assert (code, since) == (home.code, home.since)
    assert name == home.name.replace("é", "e")


@pytest.mark.parametrize("residence", ["US", "CA", "EU", "EEA"])
def test_a_residence_names_the_state(residence: str) -> None:
    """The law of the state decides in the United States and Canada, and nobody lives in a union."""
    hint = (
        "name the province, as in CA-ON; California is US-CA"
        if residence == "CA"
        else "name the state, as in US-CA or DE"
    )
    said = f"{residence!r} is too broad for a residence ({hint})"
    assert [f"profile.yaml:3: {said}"] == problems_of(ALONE.replace("residence: DE", f"residence: {residence}"))


@pytest.mark.parametrize(
    ("lines", "reply_to"),
    [
        ("    emails: [a@example.org, b@example.org]\n", "a@example.org"),
        ("    emails: [a@example.org]\n    reply_to: c@example.org\n", "c@example.org"),
        ("    reply_to: c@example.org\n", "c@example.org"),
        ("    address: {street: [Weg 1], city: Berlin, country: DE}\n", None),
    ],
)
def test_answers_go_to_one_address(lines: str, reply_to: str | None) -> None:
    """`reply_to`, else the first of `emails`, else nowhere but by post."""
    made = read(ALONE.replace("    emails: [r@example.org]\n", lines))

    assert reply_to == made.people[0].reply_address


def test_somebody_whom_no_broker_could_answer_is_a_problem() -> None:
    """There must be an e-mail address or a postal one."""
    said = "'me' has neither 'emails' nor 'address': no broker could answer"
    made, problems = profile.parse(ALONE.replace("    emails: [r@example.org]\n", ""), "profile.yaml")

    assert [f"profile.yaml:2: {said} (add 'reply_to: …' or 'address: …')"] == list(map(str, problems))
    assert made is None or problems[0].severity == "error"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "profile.yaml: is empty (copy the example in the documentation)"),
        ("people: []\n", "profile.yaml:1: the profile names nobody (run `unbroker init` for an example)"),
        ("people:\n", "profile.yaml:1: the profile names nobody (run `unbroker init` for an example)"),
        ("packs: [discussion]\n", "profile.yaml:1: 'people' is missing (add a line 'people: …')"),
        ("Robin\n", "profile.yaml:1: 'it' must have keys of its own (write 'key: value' lines below it)"),
    ],
)
def test_an_empty_profile_is_refused(text: str, said: str) -> None:
    """Whatever is empty about it, with the way to an example."""
    assert [said] == problems_of(text)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "city:",
            "citty:",
            ["2: 'city' is missing (add a line 'city: …')", "4: unknown key 'citty' (did you mean 'city'?)"],
        ),
        (
            "r@example.org",
            "r at example.org",
            ["5: 'r at example.org' is not an e-mail address (as in privacy@example.org)"],
        ),
        ("residence: DE", "residence: Germny", ["3: there is no country 'Germny' (did you mean 'Germany'?)"]),
        ("residence: DE", "residence: georgia", ["3: 'georgia' can be GE or US-GA (say which)"]),
        (
            "residence: DE",
            "residence: Narnia",
            ["3: there is no country 'Narnia' (ISO 3166, as in US, DE or US-CA)"],
        ),
        (
            "residence: DE",
            "residence: NY",
            ["3: there is no country 'NY' (did you mean 'US-NY', New York?)"],
        ),
        ("name: Robin", 'name: "Ro\\nbin"', [f"2: {BREAK} (U+000A) (write it on one line)"]),
        ("name: Robin", 'name: "Ro\\uE000bin"', ["2: 'name' contains U+E000, which is not a character (remove it)"]),
        ("name: Robin", 'name: "Ro\\tbin"', [f"2: {BREAK} (U+0009) (write it on one line)"]),
        ("city: Berlin", "city: [Berlin]", ["4: 'city' must be one text (write a single value here)"]),
        (
            "emails: [r@example.org]",
            "emails: r@example.org",
            ["5: 'emails' must be a list (write it as [first, second])"],
        ),
    ],
)
def test_each_fault_has_its_line_and_its_way_out(old: str, new: str, said: list[str]) -> None:
    """All faults of the file at once."""
    assert [f"profile.yaml:{line}" for line in said] == sorted(problems_of(ALONE.replace(old, new)))


@pytest.mark.parametrize("field", ["ssn", "birth_date", "id_number", "id_scan", "passport"])
def test_what_must_never_be_told_has_no_field(field: str) -> None:
    """Social security numbers, identity documents and full birth dates cannot be written down at all."""
    (said,) = problems_of(ALONE + f"    {field}: '1'\n")

    assert said.startswith(f"profile.yaml:6: unknown key {field!r}")


def test_two_people_have_two_slugs() -> None:
    """Else commands could not tell them apart."""
    two = CALIFORNIAN + GERMAN.removeprefix("people:\n")

    assert ["profile.yaml:1: two people have the same slug (give each person a 'slug' of its own)"] == problems_of(two)


def test_a_person_is_found_by_slug() -> None:
    """A mistyped slug gets the nearest."""
    two = CALIFORNIAN.replace("- name", "- slug: robin\n    name") + GERMAN.removeprefix("people:\n").replace(
        "- name", "- slug: erika\n    name"
    )
    made = read(two)

    assert made.person("erika").name == "Erika Muster"
    with pytest.raises(UnknownName) as refused:
        made.person("erica")
    assert str(refused.value) == "there is no person 'erica' (did you mean 'erika'?)"


def test_a_broker_that_is_named_and_unknown_is_a_warning(packaged_registry: Registry) -> None:
    """What the profile says about it would never be used."""
    made = read(ALONE + "    about:\n      contactuot: {offers: [email]}\n      gem: {offers: [name]}\n")

    (problem,) = profile.disagreements(made, packaged_registry)
    said = "'about': there is no broker 'contactuot' (did you mean 'contactout'?) (use the broker's slug)"
    assert f"profile.yaml:7: {said}" == str(problem)
    assert problem.severity == "warning"


def test_what_is_offered_comes_from_a_list() -> None:
    """An identifier that no record can ask for is refused."""
    (said,) = problems_of(ALONE + "    about:\n      gem: {offers: [emial]}\n")

    assert said == "profile.yaml:7: 'offers' cannot be 'emial' (did you mean 'email'?)"


def test_a_person_knows_the_line() -> None:
    """Messages about a person lead to the profile."""
    assert Place("profile.yaml", 2) == read(ALONE).people[0].place


def test_an_agent_takes_the_answers_of_those_who_signed() -> None:
    """Whoever gave no permission is written to themselves; the person's own addresses stay what brokers know."""
    office = "  address: {street: [1 A St], city: B, region: CA, postal_code: '94105', country: US}\n"
    agent = f"agent:\n  name: Pat\n  email: pat@example.org\n{office}  permissions: {{me: signed.pdf}}\n"
    (acted_for,) = read(ALONE + agent).people
    (alone,) = read(ALONE + "agent: {name: Pat, email: pat@example.org}\n").people

    assert [acted_for.reply_address, acted_for.emails] == ["pat@example.org", alone.emails]
    assert acted_for.return_address is not None
    assert acted_for.return_address.street == ("c/o Pat", "1 A St")
    assert [alone.agent, alone.reply_address] == [None, alone.emails[0]]


def test_an_agent_acts_for_people_of_the_profile() -> None:
    """A permission of somebody else is a slip of the pen."""
    (said,) = problems_of(ALONE + "agent: {name: Pat, email: pat@example.org, permissions: {em: signed.pdf}}\n")

    assert "the agent has a permission of 'em', who is not in the profile" in said


def test_a_profile_is_kept_whole() -> None:
    """Whatever a profile may be made of may be kept; what is in no list would stop every command."""
    made = {kind for kind in vars(profile).values() if isinstance(kind, type) and kind.__module__ == profile.__name__}

    assert {kind.__name__ for kind in made if issubclass(kind, Fact)} <= {kind.__name__ for kind in profile.KINDS}
