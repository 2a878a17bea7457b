"""The words of later letters, as they were last read."""

import os
from pathlib import Path

GOLDEN = Path(__file__).with_name("golden") / "steps"


def check(name: str, text: str) -> None:
    """Compare with the golden text, or renew it."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UNBROKER_RENEW"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")
