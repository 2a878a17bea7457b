"""Kill -9, a full disk and a line that is cut, while letters leave: some of `python -m bench.kills mail`."""

from pathlib import Path

import pytest
from cutter import Moment, cutting
from household import Home, household
from mail_kills import accounted, brokers, letters, rounds, sending
from mail_server import MailServer


@pytest.mark.slow
def test_no_letter_is_lost_or_doubled_when_runs_are_killed(mail_server: MailServer, tmp_path: Path) -> None:
    """A tenth of the letters, ten refused, kills without mercy."""
    met = rounds(mail_server, tmp_path, 30, seed=2)

    assert met["killed"]


@pytest.mark.slow
@pytest.mark.parametrize("size", [0, 60_000, 150_000, 250_000])
def test_a_full_disk_loses_no_letter(mail_server: MailServer, tmp_path: Path, size: int) -> None:
    """No file can grow beyond a size: whatever stops, the next run goes on."""
    path = household(tmp_path / "home", mail_server.settings(), brokers(8))
    with sending(path, seed=1) as runs:
        first = runs.run("--yes", "8", limit=size)
        accounted(path, mail_server)
        left = [letter for letter in letters(path).values() if letter.state in ("sent", "sending")]
        again = runs.run("--yes", str(8 - len(left)))
    met = accounted(path, mail_server)

    assert (first in (0, 1), again in (0, 1)) == (True, True)
    assert met["sent"] + met["unknown"] == 8
    assert met["unknown"] <= 1


@pytest.mark.parametrize("moment", ["MAIL", "RCPT", "DATA", "dot", "answer"])
def test_a_line_that_is_cut_harms_one_letter(
    mail_server: MailServer, tmp_path: Path, moment: Moment, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others leave in the same run; that one is deferred or unknown, as it may have been taken or not."""
    with cutting(mail_server, moment) as line:
        home = Home(household(tmp_path / "home", mail_server.settings(port=line.port)), capsys)
        home.call("mail", "email", "--via", "smtp", "--yes", "3")
        met = accounted(home.path, mail_server)
        state = "unknown" if moment in ("dot", "answer") else "deferred"
        assert met == {state: 1, "sent": 2}
        home.call("mail", "email", "--via", "smtp")
    again = accounted(home.path, mail_server)

    assert again == ({"sent": 3} if state == "deferred" else met)
