"""Letters for a child: the guardian's words and signature, the child's data, and authority that is on record first."""

import shutil
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pdf_tools
import pytest
from household import PROFILE, Home, household

from unbroker import cli
from unbroker.actions.forget import do_forget, plan_forget
from unbroker.folder import open_folder as opened
from unbroker.ledger import evidence
from unbroker.ledger.sqlite import SqliteLedger

CHILD = (
    PROFILE
    + """\
    guardian:
      name: Robin Specimen
      role: parent
      child_born: 2018-03
      email: robin@example.org
      together_with: Kim Specimen
      proof: declaration.pdf
"""
)


@pytest.fixture(scope="module")
def care(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a child whose guardian has signed the declaration: the form itself, as if scanned."""
    path = household(tmp_path_factory.mktemp("care") / "home")
    (path / "profile.yaml").write_text(CHILD, encoding="utf-8")
    form = ["people", "permission", "me", "--out", str(path / "declaration.pdf"), "--today", "2026-11-23"]
    assert cli.run([*form, "--folder", str(path)]) == 0
    return path


@pytest.fixture
def home(care: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it."""
    return Home(shutil.copytree(care, tmp_path / "home"), capsys)


def with_profile(home: Home, old: str, new: str) -> None:
    """Change the profile."""
    path = home.path / "profile.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def words(path: Path) -> str:
    """The words of a PDF."""
    return " ".join(pdf_tools.run("pdftotext", str(path), "-").stdout.decode().split())


def checked(home: Home) -> str:
    """What `check` says of it."""
    return home.call("check")[1]


def preview(home: Home, *more: str) -> str:
    """The text of the letter to Acme."""
    home.json("letters", "acme", *more)
    (path,) = (home.path / "outbox" / "previews").glob("acme-*.txt")
    return " ".join(path.read_text(encoding="utf-8").split())


def test_the_declaration_says_who_has_the_care(care: Path) -> None:
    """As what, of whom, by which rule, and under penalty of perjury, as § 7070(a)(2)(A) wants it."""
    form = words(care / "declaration.pdf")

    assert "I, Robin Specimen, " in form
    assert "am the parent of the child Sam Specimen, who lives in Sampleton, California." in form
    assert "Kim Specimen has the care of the child as well, and agrees." in form
    assert "under the California Consumer Privacy Act (11 CCR § 7070(c))" in form
    assert "I declare under penalty of perjury" in form
    assert "Day, place and signature of Robin Specimen" in form


def test_the_letter_is_the_guardians_and_the_data_are_the_childs(home: Home) -> None:
    """Nobody writes "I am a resident" for somebody else; who signs is the guardian, and the age is not told."""
    text = preview(home)

    assert "Name of the child: Sam Specimen Parent: Robin Specimen With the agreement of: Kim Specimen" in text
    assert "I am the parent of the child named above, and I write on the child’s behalf (11 CCR § 7070(c))." in text
    assert "The child is under 13 years of age and is a resident of California." in text
    assert "without the authorization of a parent or guardian (Civ. Code § 1798.120(c)). I do not give it" in text
    assert "I enclose what shows my authority; please use it for nothing else." in text
    assert "Sincerely, Robin Specimen robin@example.org" in text
    assert "I am a resident" not in text
    assert "2018" not in text


def test_nothing_is_sealed_before_the_care_is_on_record(home: Home) -> None:
    """Even where the child is alone in the folder; once it is, it is not asked for again."""
    said = " ".join(map(str, home.call("mail", "email", "acme", "--via", "outbox")))
    assert "Robin Specimen has not confirmed to have the care of me" in said
    assert "`unbroker people agree me`" in said

    assert "Robin Specimen confirmed to have the care of me on 2026-11-23" in home.call("people", "agree", "me")[1]
    assert home.json("mail", "email", "acme", "--via", "outbox")


def test_another_guardian_confirms_it_anew(home: Home) -> None:
    """What one confirmed does not hold for the next."""
    home.json("people", "agree", "me")
    with_profile(home, "name: Robin Specimen", "name: Alex Specimen")

    said = " ".join(map(str, home.call("mail", "email", "acme", "--via", "outbox")))
    assert "Alex Specimen has not confirmed" in said
    assert "Alex Specimen confirmed to have the care of me" in home.call("people", "agree", "me")[1]


def test_the_proof_travels_and_is_filed(home: Home) -> None:
    """From the guardian's address; the paper lies in the PDF, and in the evidence."""
    home.json("people", "agree", "me")
    home.json("mail", "email", "acme", "--via", "outbox")
    sealed = next(event for event in SqliteLedger(home.path / "ledger.sqlite").read() if event.kind == "prepared")
    parts = sealed.facts.hashes  # type: ignore[attr-defined]
    mail = message_from_bytes(evidence.fetch(home.path / "evidence", parts["mail"]), policy=policy.default)
    (pdf,) = mail.iter_attachments()
    copy = home.path / "attached.pdf"
    copy.write_bytes(pdf.get_content())

    assert mail["From"] == "Robin Specimen <robin@example.org>"
    assert "Authority of Robin Specimen to write for Sam Specimen: page 1 of" in words(copy)
    assert evidence.fetch(home.path / "evidence", parts["permission"]) == (home.path / "declaration.pdf").read_bytes()
    assert {"guardian", "other guardian"} <= {fact.field for fact in sealed.facts.discloses}  # type: ignore[attr-defined]


def test_a_form_takes_no_paper(home: Home) -> None:
    """Its text offers the proof."""
    brokers = home.path / "brokers.yaml"
    form = "  channels:\n    - {form: https://acme.example.org/privacy, source: made up, tier: A}"
    brokers.write_text(brokers.read_text(encoding="utf-8").replace("  channels:", form, 1), encoding="utf-8")
    text = preview(home, "--by", "form")

    assert "If you ask for it, I will show my authority: by a declaration that I sign under penalty of perjury" in text
    assert "I enclose" not in text


@pytest.mark.parametrize(
    ("born", "residence", "problem"),
    [
        ("2012-03", "US-CA", "lets a parent or guardian ask for a child under 13 only (11 CCR § 7070(c))"),
        ("2012-03", "US-VA", "lets a parent or guardian ask for a child under 13 only (Va. Code § 59.1-577(A))"),
        ("2012-03", "GB-SCT", "ask for a child under 12 only (Data Protection Act 2018, section 208)"),
        ("2008-11", "DE", "me is of age, and has no guardian any more"),
    ],
)
def test_check_and_plan_refuse_whoever_asks_in_their_own_name(
    home: Home, born: str, residence: str, problem: str
) -> None:
    """California and Virginia know a parent's request for those under 13; nobody writes for an adult."""
    with_profile(home, "child_born: 2018-03", f"child_born: {born}")
    with_profile(home, "residence: US-CA", f"residence: {residence}")

    assert problem in checked(home)
    assert problem in " ".join(left["reason"] for left in home.json("plan", "acme")["left_out"])
    assert "they write in their own name" in checked(home)


def test_a_proof_that_is_not_there_stops_the_letter_and_is_said(home: Home) -> None:
    """By `check`, with what makes the form."""
    (home.path / "declaration.pdf").unlink()

    said = checked(home)
    assert "the proof of 'me' is not there: declaration.pdf" in said
    assert "(`unbroker people permission me` makes a form to sign)" in said


def test_parents_in_germany_write_together(home: Home) -> None:
    """The plan says so where only one of them is named."""
    with_profile(home, "residence: US-CA", "residence: DE")
    with_profile(home, "      together_with: Kim Specimen\n", "")
    reasons = " ".join(letter["reason"] for letter in home.json("plan", "acme")["items"])

    assert "Robin Specimen writes for Sam Specimen as parent (by §§ 1626, 1629 BGB)" in reasons
    assert "parents in Germany who share the care write together: name the other one below 'together_with'" in reasons


def test_a_guardian_and_an_agent_are_not_both_named(home: Home) -> None:
    """A guardian writes in their own name, and gives no permission of the child's."""
    with_profile(home, "people:", "agent: {name: Office, email: o@example.org, permissions: {me: a.pdf}}\npeople:")

    assert "'me' has a guardian, and the agent has a permission of theirs" in checked(home)


def test_a_month_of_birth_is_a_month(home: Home) -> None:
    """A day of birth has no place anywhere."""
    with_profile(home, "child_born: 2018-03", 'child_born: "2018-03-04"')

    assert "is no month (write the year and the month, as in 2017-04)" in checked(home)


def test_data_on_a_record_of_somebody_else(home: Home) -> None:
    """The letter names the record, asks for what is the sender's own there, and nothing for that person."""
    (home.path / "profile.yaml").write_text(
        PROFILE + '    about:\n      acme: {on_records_of: ["Lee Specimen, of Sampleton"]}\n', encoding="utf-8"
    )
    text = preview(home)

    assert "On the record of: Lee Specimen, of Sampleton" in text
    assert "please take my name off it, and what links me with that person." in text
    assert "I do not write for that person, and ask nothing about their data." in text
    told = {fact["field"]: fact["why"] for fact in home.json("plan", "acme")["items"][0]["discloses"]}
    assert told["record of"] == "the profile says that your data stand on it"


def test_with_the_child_its_guardian_is_forgotten(home: Home) -> None:
    """The name of who confirmed the care stays in no ledger once all requests of the child are forgotten."""
    home.json("people", "agree", "me")
    home.json("mail", "email", "acme", "--via", "outbox")
    home.json("people", "leave", "me", "--not-left")
    assert b"Robin Specimen" in (home.path / "ledger.sqlite").read_bytes()
    ledger = SqliteLedger(home.path / "ledger.sqlite")
    do_forget(plan_forget(opened(home.path).records, "me", date(2026, 11, 23)))

    assert [event.fact("guardian") for event in ledger.read(kinds=["agreed"])] == [None]
    assert home.call("ledger", "verify")[0] == 0


@pytest.mark.parametrize(
    ("code", "declared", "permitted"),
    [
        (
            "de",
            "vertrete das Kind Sam Specimen gesetzlich, und zwar als sorgeberechtigter Elternteil",
            "Ich bevollmächtige",
        ),
        ("fr", "suis parent titulaire de l’autorité parentale et représentant légal de l’enfant", "Là où aucune loi"),
    ],
)
def test_both_forms_are_in_the_language_that_is_read(home: Home, code: str, declared: str, permitted: str) -> None:
    """A courtesy is no law, and does not make them English."""
    with_profile(home, "residence: US-CA", f"residence: DE-BE\n    languages: [{code}]")
    assert declared in words(Path(home.json("people", "permission", "me")["path"]))

    agent = f"{PROFILE}    languages: [{code}]\nagent: {{name: Office, email: o@example.org}}\n"
    (home.path / "profile.yaml").write_text(agent.replace("US-CA", "DE-BE"), encoding="utf-8")
    assert permitted in words(Path(home.json("people", "permission", "me")["path"]))


def test_a_case_file_says_who_writes_for_the_child(home: Home) -> None:
    """A regulator reads that the guardian wrote, and whose data it is about."""
    home.json("people", "agree", "me")
    home.json("mail", "email", "acme", "--via", "outbox")
    home.json("mail", "left", "acme", "--on", "2026-11-23")
    home.json("casefile", "acme", "--out", str(home.path / "case.pdf"))
    case = words(home.path / "case.pdf")

    assert "Robin Specimen, for the child Sam Specimen, who lives in California, wrote to Acme Data" in case
    assert "Robin Specimen, the child’s parent or guardian" in case
    assert "Sam Specimen sent letter" not in case
