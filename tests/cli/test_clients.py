"""An office takes clients in by a table, hands their papers over, and erases them."""

import io
import json
from pathlib import Path

import pytest
from household import Home, household
from offices import AGENT, BROKERS, HEAD, add_brokers, office, row, take_in
from postgres import Cluster

from unbroker import cli
from unbroker import office as offices
from unbroker.actions.take_in import FIELDS
from unbroker.ledger.sqlite import SqliteLedger
from unbroker.office import OfficeFolder

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def home(tmp_path: Path, server: Cluster, capsys: pytest.CaptureFixture[str]) -> Home:
    """An office with a database of its own."""
    office(tmp_path / "office", server, server.database())
    return Home(tmp_path / "office", capsys)


@pytest.fixture
def place(home: Home) -> OfficeFolder:
    """The office of that."""
    return place_of(home)


class TestAdd:
    """A table of people."""

    def test_each_row_becomes_a_client(self, home: Home, tmp_path: Path) -> None:
        """With a folder and a ledger; called again, nobody is taken in twice."""
        table = tmp_path / "clients.csv"
        table.write_text(HEAD + row("ada", "Ada Specimen") + row("bo", "Bo Specimen"))

        assert ["ada", "bo"] == home.json("people", "add", str(table))["added"]
        again = home.json("people", "add", str(table))

        assert ([], ["ada", "bo"]) == (again["added"], again["there"])
        assert ["ada", "bo"] == [client["client"] for client in home.json("people", "list")]
        client = Home(home.path / "clients" / "ada", home.capsys)
        assert [("ada", "Ada Specimen")] == [(one["person"], one["name"]) for one in client.json("people", "list")]
        assert 0o700 == (home.path / "clients" / "ada").stat().st_mode & 0o777

    def test_faults_are_named_by_row(self, home: Home, tmp_path: Path) -> None:
        """The others are taken in, and the exit code says that some were not."""
        table = tmp_path / "clients.csv"
        rows = row("ada", "Ada Specimen"), "Bo,,Utopia,,not-an-address,,,\n", row("ada", "Another")
        table.write_text(HEAD + "".join(rows) + "cy,Cy Specimen,Utopia,Sampleton,cy@example.org,,,\n")

        code, out, err = home.call("people", "add", str(table))

        assert (1, "ada  Ada Specimen\n") == (code, out)
        for words in (":3: Bo: 'name' is empty", ":3: Bo: 'city' is empty", ":4: Another: 'ada' stands in an earlier",
                      ":5: cy: "):  # fmt: skip
            assert words in err

    def test_a_form_is_handed_out_and_comes_back(self, home: Home, tmp_path: Path) -> None:
        """It asks a question a row, with who sees the answer, and is taken in as it is."""
        form = tmp_path / "form.csv"
        home.json("people", "add", "--form", str(form))
        blank = form.read_text(encoding="utf-8-sig")
        answers = {
            "client": "dee",
            "name": "Dee Specimen",
            "residence": "DE",
            "city": "Berlin",
            "emails": "d@example.org",
        }
        lines = blank.splitlines()
        for name, answer in answers.items():
            lines = [f"{line}{answer}" if line.startswith(f"{name},") else line for line in lines]
        form.write_text("\n".join(lines))

        assert len(FIELDS) + 1 == len(blank.splitlines())
        assert ["dee"] == home.json("people", "add", str(form))["added"]

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "nobody stands in it"),
            ("client,name,residence,city,mails\n", "there is no column 'mails' (did you mean 'emails'?)"),
            ("client,name\n", "the column 'residence' is missing"),
        ],
    )
    def test_what_is_no_table_of_people_is_refused(self, home: Home, tmp_path: Path, text: str, said: str) -> None:
        """In one sentence."""
        table = tmp_path / "clients.csv"
        table.write_text(text)

        assert said in home.fails("people", "add", str(table))


class TestPapers:
    """A client with a letter that left."""

    @pytest.fixture
    def client(self, home: Home, place: OfficeFolder) -> Home:
        """Ada, to whom somebody answered."""
        take_in(place, "ada", "bo")
        add_brokers(place, BROKERS)
        client = Home(home.path / "clients" / "ada", home.capsys)
        for words in ("mail post acme", "mail left acme", "mail post bolt"):
            assert 0 == client.call(*words.split())[0]
        return client

    def test_are_handed_over_as_a_folder(self, home: Home, client: Home, tmp_path: Path) -> None:
        """It opens without the office, with the same head, and nothing of the office's is in it."""
        out = tmp_path / "ada"
        head, shown = client.json("ledger", "verify")["head"], client.json("show", "acme")

        home.json("people", "export", "ada", "--out", str(out))
        own = Home(out, home.capsys)

        assert head == SqliteLedger(out / "ledger.sqlite").head == own.json("ledger", "verify")["head"]
        assert shown == own.json("show", "acme")
        assert 0 == own.call("mail", "post")[0]
        assert "postgresql" not in "".join(path.read_text() for path in out.glob("*.yaml"))
        assert "something of" not in home.fails("people", "export", "nobody", "--out", str(tmp_path / "x"))
        assert "already exists" in home.fails("people", "export", "ada", "--out", str(out))

    def test_are_erased(self, home: Home, client: Home, monkeypatch: pytest.MonkeyPatch) -> None:
        """Payloads and evidence are gone, the proof is kept, and the next client's are untouched."""
        head = client.json("ledger", "verify")["head"]
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        assert "the word 'erase' was not typed" in home.fails("people", "erase", "ada")
        monkeypatch.setattr("sys.stdin", io.StringIO("erase\n"))

        home.json("people", "erase", "ada")

        assert not (home.path / "clients" / "ada").exists()
        summaries = {one["client"]: one["kept"] for one in home.json("people", "list")}
        assert {"ada": False, "bo": True} == summaries
        ledger = place_of(home).ledger("ada")
        assert ledger.verify(head) is None
        assert not [event for event in ledger.read() if event.fact("broker") == "acme" or event.evidence]

    def test_the_agent_of_the_office_acts_where_the_permission_lies(self, home: Home, client: Home) -> None:
        """Without it the letter is in the person's own name."""
        assert "clinic@example.org" not in client.call("plan", "cask", "--why")[1]
        (home.path / "agent.yaml").write_text(AGENT)
        (client.path / "permission-ada.pdf").write_bytes(b"%PDF-1.4")

        assert "clinic@example.org" in client.call("plan", "cask", "--why")[1]


def place_of(home: Home) -> OfficeFolder:
    """The office of a folder."""
    return offices.find(home.path, {}, home.path)


def test_a_person_of_a_household_is_erased(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They leave, and what was recorded for them is forgotten; their case files can be handed over before."""
    home = Home(household(tmp_path / "sam"), capsys)
    for words in ("mail post acme", "mail left acme"):
        assert 0 == home.call(*words.split())[0]

    assert [str(tmp_path / "papers" / f"{case}.pdf") for case in {row["case"][:11] for row in home.json("status")}] == (
        home.json("people", "export", "me", "--out", str(tmp_path / "papers"))
    )
    profile = home.path / "profile.yaml"
    profile.write_text(profile.read_text().replace("- name: Sam", "- slug: sam\n    name: Sam"))
    assert 0 == home.call("people", "rename", "me", "sam")[0]
    assert 1 == len(home.json("people", "export", "sam", "--out", str(tmp_path / "renamed")))
    code = cli.run(["people", "erase", "sam", "--dry-run", "--json", "--folder", str(home.path)])
    assert (0, 3) == (code, json.loads(capsys.readouterr().out)["events"])
