"""Letters that an agent hands in: the office's page, the person's letter and the signed permission travel as one."""

import shutil
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pdf_tools
import pytest
from household import PROFILE, Home, household, manifest_of

from unbroker import cli
from unbroker.ledger import evidence
from unbroker.ledger.sqlite import SqliteLedger

AGENT = """\
agent:
  name: Robin Example
  email: office@example.org
  address: {street: [9 Office Street], city: Sampleton, region: CA, postal_code: "94105", country: US}
  permissions: {me: signed.pdf}
"""
VIRGINIAN = PROFILE.replace("US-CA", "US-VA")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose agent has the permission that its person signed: the form itself, as if scanned."""
    path = household(tmp_path_factory.mktemp("office") / "home")
    (path / "profile.yaml").write_text(PROFILE + AGENT, encoding="utf-8")
    form = ["people", "permission", "me", "--out", str(path / "signed.pdf"), "--today", "2026-11-23"]
    assert cli.run([*form, "--folder", str(path)]) == 0
    return path


@pytest.fixture
def home(office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """A copy of it."""
    return Home(shutil.copytree(office, tmp_path / "home"), capsys)


def profile_of(home: Home, text: str) -> None:
    """Put another profile in its place."""
    (home.path / "profile.yaml").write_text(text, encoding="utf-8")


def words(path: Path, *more: str) -> str:
    """The words of a PDF."""
    return " ".join(pdf_tools.run("pdftotext", *more, str(path), "-").stdout.decode().split())


def checked(home: Home) -> str:
    """What `check` says of it."""
    return home.call("check")[1]


def sealed(home: Home) -> Any:
    """The facts of the letter that was sealed."""
    return next(event for event in SqliteLedger(home.path / "ledger.sqlite").read() if event.kind == "prepared").facts


def part(home: Home, name: str) -> bytes:
    """A part of it."""
    return evidence.fetch(home.path / "evidence", sealed(home).hashes[name])


def test_the_form_says_what_an_agent_may_do_and_what_not(office: Path) -> None:
    """Per law, with its section; that it is no power of attorney, and that the person may be asked."""
    form = words(office / "signed.pdf")

    assert "I, Sam Specimen, live in Sampleton, California." in form
    assert "permission to Robin Example, 9 Office Street, Sampleton, CA 94105, office@example.org" in form
    assert "ask in my name for: opt-out of sale and sharing (Civ. Code § 1798.135(e); 11 CCR § 7026(j))" in form
    assert "This is no power of attorney." in form
    assert "A company may ask me myself whether I gave this permission, or who I am." in form


def test_the_form_names_the_law_that_lets_no_agent_ask(home: Home) -> None:
    """Whoever lives in Virginia signs for nothing there, and reads why."""
    profile_of(home, VIRGINIAN + AGENT)
    form = words(Path(home.json("people", "permission", "me")["path"]))

    assert "Under the Virginia Consumer Data Protection Act nothing:" in form
    assert "lets no agent ask (Va. Code § 59.1-577(A))" in form


def test_a_form_needs_somebody_who_acts(home: Home) -> None:
    """Without an agent there is nobody to permit anything to."""
    profile_of(home, PROFILE)

    said = "the profile has no agent to give a permission to (add 'agent: {name: …, email: …}')"
    assert said in home.fails("people", "permission", "me")


def test_by_post_the_page_lies_on_top_and_the_permission_below(home: Home) -> None:
    """One PDF for one envelope, each part on paper of its own; answers go in care of the office."""
    home.json("mail", "post", "acme", "--by", "post", "--single")
    (letter,) = (home.path / "outbox").rglob("acme-*.pdf")
    pages = [words(letter, "-f", str(number), "-l", str(number)) for number in (1, 2, 3)]
    last = words(letter)[len(" ".join(pages)) :]

    assert "Robin Example, authorized agent: California Consumer Privacy Act" in pages[0]
    assert "On behalf of: Sam Specimen" in pages[0]
    assert "c/o" not in pages[0]
    assert not pages[1]
    assert "c/o Robin Example" in pages[2]
    assert "City: Sampleton, California" in pages[2]
    assert "5 Example Road" not in words(letter)
    assert "Permission of Sam Specimen for Robin Example: page 1 of" in last
    assert part(home, "permission") == (home.path / "signed.pdf").read_bytes()
    assert pdf_tools.qpdf_check(letter) == []


def test_a_run_prints_it_as_one_letter(home: Home) -> None:
    """The manifest counts all of its pages, and the pile has them in their order."""
    home.json("mail", "post", "acme", "bolt", "--by", "post")
    run = home.path / "outbox" / "post-2026-11-23"
    rows, pile = manifest_of(run), words(run / "letters-us-10.pdf")

    assert [len(rows), {int(row["pages"]) % 2 for row in rows}] == [2, {0}]
    assert int(rows[1]["page"]) == int(rows[0]["page"]) + int(rows[0]["pages"])
    assert pile.count("Permission of Sam Specimen for Robin Example: page 1 of") == 2


def test_by_email_the_office_writes(home: Home) -> None:
    """From the office, to which answers go; the body is its page and the letter, the PDF has the permission, too."""
    home.json("mail", "email", "acme", "--via", "outbox")
    mail = message_from_bytes(part(home, "mail"), policy=policy.default)
    body = mail.get_body()
    (pdf,) = mail.iter_attachments()
    copy = home.path / "attached.pdf"
    copy.write_bytes(pdf.get_content())

    assert mail["From"] == "Robin Example <office@example.org>"
    assert body is not None
    own = body.get_content().partition("-" * 72)
    assert "With the signed permission that I enclose, I make these requests for them:" in " ".join(own[0].split())
    assert "E-mail address, for the answer: office@example.org" in own[2]
    assert "Permission of Sam Specimen for Robin Example: page 1 of" in words(copy)
    assert "office@example.org" in {fact.value for fact in sealed(home).discloses}


def test_the_plan_says_by_which_rule_the_agent_asks(home: Home) -> None:
    """And that the person may be asked."""
    reasons = " ".join(str(letter["reason"]) for letter in home.json("plan", "acme")["items"])

    assert "Robin Example asks for opt-out (Civ. Code § 1798.135(e); 11 CCR § 7026(j))" in reasons
    assert "they may ask Sam Specimen whether the permission is real" in reasons


def test_where_no_agent_may_ask_check_says_so_and_nothing_is_written(home: Home) -> None:
    """Virginia lets a parent or guardian of a child ask, and nobody else."""
    profile_of(home, VIRGINIAN + AGENT)
    refusal = "Virginia Consumer Data Protection Act lets no agent ask (Va. Code § 59.1-577(A))"
    planned = home.json("plan", "acme")
    hint = "take them out of 'permissions' in profile.yaml: they can ask in their own name"

    assert f"'me': the {refusal} ({hint})" in checked(home)
    assert [planned["items"], [left["reason"] for left in planned["left_out"]]] == [[], [refusal]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            None,
            "the permission of 'me' is not there: signed.pdf (`unbroker people permission me` makes the form to sign)",
        ),
        (b"a picture", "the permission of 'me' is no PDF: signed.pdf (scan the signed page as PDF)"),
    ],
)
def test_without_the_signed_paper_nothing_is_sealed(home: Home, content: bytes | None, said: str) -> None:
    """`check` names it, and no letter claims to enclose what is not there."""
    path = home.path / "signed.pdf"
    path.unlink() if content is None else path.write_bytes(content)

    assert said in checked(home)
    assert "signed.pdf" in home.fails("mail", "email", "acme", "--via", "outbox")
    assert "prepared" not in [event.kind for event in SqliteLedger(home.path / "ledger.sqlite").read()]


def test_who_gave_no_permission_writes_in_their_own_name(home: Home) -> None:
    """The office is not named, and the answers are the person's."""
    profile_of(home, PROFILE + AGENT.replace("{me: signed.pdf}", "{}"))
    home.json("mail", "email", "acme", "--via", "outbox")

    said = "'me' has given no permission: letters are in their own name, answers go to them"
    assert said in checked(home)
    assert b"Robin" not in part(home, "mail")
    assert message_from_bytes(part(home, "mail"), policy=policy.default)["From"] == "Sam Specimen <sam@example.org>"


@pytest.mark.slow
def test_the_one_paper_is_archival_and_accessible(home: Home) -> None:
    """PDF/A-3a and PDF/UA-1, alone and in a pile, whatever the scan was."""
    home.json("mail", "post", "acme", "--by", "post", "--single")
    home.json("mail", "post", "acme", "--by", "post")
    papers = [home.path / "signed.pdf", *(home.path / "outbox").rglob("*.pdf")]

    assert pdf_tools.vera(papers) == {path: [] for path in papers}
