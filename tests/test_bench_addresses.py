"""`python -m bench.addresses` counts the letters that an overlay gets, and tells the others by reason."""

import importlib
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
RECORD = {"kind": "other", "country": "DE"}
SOURCE = {"source": "made up", "tier": "C"}


def test_each_record_is_made_or_refused_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record that cannot be read counts, too."""
    post = {"street": ["Weg 1"], "city": "Berlin", "postal_code": "10115", "country": "DE"}
    records = [
        {"slug": "good", "name": "Good", "channels": [{"post": post} | SOURCE]},
        {"slug": "wrong", "name": "Wrong", "channels": [{"post": post | {"postal_code": "1011"}} | SOURCE]},
        {"slug": "half", "name": "Half", "channels": [{"post": {"country": "DE"}} | SOURCE]},
    ]
    path = tmp_path / "brokers.yaml"
    path.write_text(json.dumps([RECORD | record for record in records]), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["bench.addresses", str(path), "--sheet", "din-5008-b", "--json"])

    monkeypatch.syspath_prepend(ROOT)
    importlib.import_module("bench.addresses").main()

    count = json.loads(capsys.readouterr().out)
    assert (count["records"], count["made"]) == (3, 1)
    assert count["refused"]["there is no postal code … in Germany"] == ["wrong"]
    assert [brokers for reason, brokers in count["refused"].items() if "needs" in reason] == [["half"]]
