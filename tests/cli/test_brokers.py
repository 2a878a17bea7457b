"""`brokers`: what a registrant filed is shown, brokers are found, files are imported and the registry is exported."""

import json
from pathlib import Path

from conftest import Cli
from registries import california

ROWS = california(
    {"ai-developers": "Yes", "comment": "Only mail."}, {"name": "Social Catfish 2", "site": "socialcatfish.com"}
)


def test_show_says_what_was_filed_as_it_was_said(cli: Cli) -> None:
    """Counts for their year, answers for the year before, the comment beside them."""
    said = cli("brokers", "show", "people-data-labs")

    assert (
        "for 2024, filed in January 2026: 218,788 requests to delete, 218,788 complied with, median 1 day; "
        "493 to know, 40 denied, median 13 days" in said.out
    )
    said = cli("brokers", "show", "maxmind")
    assert "developer of a GenAI system or model in the past year" in said.out
    assert "its comment: MaxMind sells or shares IP address intelligence data" in said.out


def test_an_import_is_a_diff_to_read_then_it_is_written(cli: Cli, californian: Path, tmp_path: Path) -> None:
    """Nothing is written without --apply; the folder's file gets what differs, and brokers of it can be written to."""
    (tmp_path / "registry.csv").write_bytes(ROWS)
    shown = cli("brokers", "import", tmp_path / "registry.csv", folder=californian)

    assert (0, False) == (shown.code, (californian / "brokers.yaml").exists())
    assert "+- slug: acme-data" in shown.out
    assert "row 3 is doubtful: Social Catfish 2 and social-catfish have the same site, and another name" in shown.err
    assert "California's registry, 2024 and later: 0 equal, 1 new, 0 changed, 1 doubtful, 0 refused" in shown.err
    assert "nothing is written; --apply writes it" in shown.err

    written = cli("brokers", "import", tmp_path / "registry.csv", "--apply", "--new", "3", folder=californian)
    assert 0 == written.code, written.err
    assert "told California in January 2026" in cli("brokers", "show", "acme-data", folder=californian).out
    assert "of social-catfish" in cli("brokers", "find", "catfish", "2", folder=californian).out


def test_an_import_says_once_what_it_leaves_out(cli: Cli, californian: Path, tmp_path: Path) -> None:
    """A reason stands once for all rows that it is true of."""
    rows = [
        {"name": f"Made-up {name}", "site": f"{name}.example", "email": f"jane.doe@{name}.example"} for name in "ab"
    ]
    (tmp_path / "registry.csv").write_bytes(california(*rows))

    said = cli("brokers", "import", tmp_path / "registry.csv", folder=californian)

    (line,) = [line for line in said.err.splitlines() if line.startswith("left out of 2 rows, the mailbox in ")]
    assert line.endswith("by its name it is a person's: made-up-a, made-up-b")


def test_an_import_that_decides_wrongly_is_refused(cli: Cli, californian: Path, tmp_path: Path) -> None:
    """Rows and records that there are not."""
    (tmp_path / "registry.csv").write_bytes(ROWS)
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")

    def refused(name: str, *words: str) -> str:
        return cli("brokers", "import", tmp_path / name, *words, folder=californian).err

    assert "has no row 9 (the diff names the rows)" in refused("registry.csv", "--new", "9")
    assert "there is no broker 'social-catfis' (did you mean 'social-catfish'?)" in refused(
        "registry.csv", "--same", "3=social-catfis"
    )
    assert "'x' is not ROW=BROKER, as in 406=dun-bradstreet" in refused("registry.csv", "--same", "x")
    assert "is no registry of a shape that is known here (say which with --as: " in refused("other.csv")
    assert "has none of the columns of Vermont's file" in refused("other.csv", "--as", "vermont")


def test_brokers_are_found_by_brand_site_and_company(cli: Cli) -> None:
    """Former names lead to who answers now."""
    found = cli("brokers", "find", "Entelo").out.splitlines()
    assert any(line.startswith("entelo ") and "answered by silkroad-technology" in line for line in found)
    assert "transunion" in cli("brokers", "find", "trans", "union").out
    assert json.loads(cli("brokers", "find", "j2", "martech", "--json").out)[0]["broker"] == "fullcontact"
    nothing = cli("brokers", "find", "zzyzx")
    assert (1, "no record has 'zzyzx' (`unbroker brokers list` has them all)") == (nothing.code, nothing.err.strip())


def test_the_registry_is_exported_and_read_again(cli: Cli, elsewhere: Path) -> None:
    """As records of datenanfragen/data, which the importer knows, as a table and as JSON."""
    for kind, ending in (("datenanfragen", "jsonl"), ("csv", "csv"), ("json", "json")):
        assert 0 == cli("brokers", "export", "--as", kind, "--pack", "collection").code
        assert "inkasso" in (elsewhere / f"brokers.{ending}").read_text("utf-8-sig")
    again = cli("brokers", "import", "brokers.jsonl", "--packaged", "--json")

    assert 38 == json.loads(again.out)["counts"]["equal"]
