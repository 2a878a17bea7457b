"""Importing a folder with a record in each file: what is wrong with one names its file."""

from pathlib import Path

from registries import companies

from unbroker.actions.import_brokers import plan_import
from unbroker.facts.registry import Registry


def test_a_broken_file_of_a_folder_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    """Also where it is the first, or empty; a mark of its encoding is none of its text."""
    folder = tmp_path / "companies"
    folder.mkdir()
    (folder / "a.json").write_text("{")
    (folder / "b.json").write_bytes(b"\xef\xbb\xbf" + companies({"slug": "b", "name": "B  Data GmbH"}))
    (folder / "c.json").write_text("")
    (folder / "README.md").write_text("no record")

    plan = plan_import(folder, None, Registry([]), tmp_path / "brokers.yaml", {}, is_overlay=False)

    problems = [str(problem) for problem in plan.proposal.problems]
    assert [
        f"{folder / name}: column 'name': is no company (the record is passed over)" for name in ("a.json", "c.json")
    ] == problems
    assert [("new", "b")] == [(change.kind, change.slug) for change in plan.proposal.changes]
    assert "legal_name: B Data GmbH" in plan.after
