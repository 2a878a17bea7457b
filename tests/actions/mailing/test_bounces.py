"""Letters to a real server, some of which come back: a tenth of `python -m bench.kills bounces`."""

from pathlib import Path

import bounces
import pytest
from household import Home
from mail_server import MailServer


@pytest.mark.slow
def test_bounces_teach_the_plan(mail_server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What came back is recorded once, and each of these brokers is written to by post with the same reference."""
    assert bounces.read(mail_server, Home(tmp_path / "home", capsys), 30) == 2
