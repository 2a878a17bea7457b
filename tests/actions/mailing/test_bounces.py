"""Three hundred letters to a real server, twenty of which come back: read, the standings lowered, another way offered.

`UNBROKER_LETTERS=1000 pytest tests/actions/mailing/test_bounces.py` sends more.
"""

import os
import time
from datetime import date
from pathlib import Path

import pytest
from household import Home, household
from mail_server import USER, MailServer

from unbroker.ledger.sqlite import SqliteLedger

LETTERS, BOUNCES = int(os.environ.get("UNBROKER_LETTERS", "300")), 20


@pytest.mark.slow
def test_bounces_teach_the_plan(mail_server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What came back is recorded once, and each of these brokers is written to by post with the same reference."""
    today = date.today().isoformat()  # noqa: DTZ011 - the server dates its mails by the real day
    names = {f"b{number}": f"Broker {number}" for number in range(LETTERS)}
    dead = [f"b{number}" for number in range(0, LETTERS, LETTERS // BOUNCES)][:BOUNCES]
    path = household(tmp_path / "home", mail_server.settings(per_day=10**6), names, dict.fromkeys(dead, "bounce"))
    home, before = Home(path, capsys), len(mail_server.mail(USER))

    sent = home.json("mail", "email", "--via", "smtp", "--yes", str(LETTERS), today=today)
    mail_server.settle()
    until = time.monotonic() + 60
    while len(mail_server.mail(USER)) - before < BOUNCES and time.monotonic() < until:
        time.sleep(0.2)
    inbox = mail_server.run / "mail" / USER
    home.call("mail", "read", str(inbox), "--accept", "certain", "--yes", today=today)
    again, _, _ = home.call("mail", "read", str(inbox), "--accept", "certain", "--yes", today=today)
    ledger = SqliteLedger(path / "ledger.sqlite")
    bounced = [event.letter for event in ledger.read(kinds=["bounced"])]
    items = home.json("plan", "--pack", "made-up", today=today)["items"]
    proposed = home.json("followup", today=today)

    letters = {one["broker"]: one["letter"] for one in sent}
    assert ({"sent"}, LETTERS) == ({one["result"] for one in sent}, len(sent))
    assert sorted(letters[slug] for slug in dead) == sorted(map(str, bounced))
    assert again == 0
    assert sorted(dead) == sorted(item["broker"] for item in items)
    assert {"post"} == {item["channel"]["kind"] for item in items}
    assert {letters[slug].partition(".")[0] for slug in dead} == {item["reference"] for item in items}
    assert all("by post to 1 Specimen Plaza" in one["reason"] for one in proposed)
    shown = home.json("brokers", "show", dead[0])["channels"]
    assert {"email": "bounced"}.items() <= {one["kind"]: one["standing"] for one in shown}.items()
