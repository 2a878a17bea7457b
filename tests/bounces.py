"""Letters to a real server of which some come back: read, the standings lowered, another way offered.

The tests send some letters, `python -m bench.kills bounces` as many as are wanted.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import date

from household import Home, household
from mail_server import USER, MailServer

from unbroker.ledger.sqlite import SqliteLedger

ONE_OF = 15
"""One letter of so many comes back."""


def read(server: MailServer, home: Home, count: int) -> int:
    """Send so many letters of a new household, and read what came back; answers how many did.

    What came back is recorded once, and each of these brokers is written to by post with the same reference.
    """
    today = date.today().isoformat()  # noqa: DTZ011 - the server dates its mails by the real day
    names = {f"b{number}": f"Broker {number}" for number in range(count)}
    dead = [f"b{number}" for number in range(0, count, ONE_OF)]
    household(home.path, server.settings(per_day=10**6), names, dict.fromkeys(dead, "bounce"))
    before = len(server.mail(USER))
    outcomes = home.json("mail", "email", "--via", "smtp", "--yes", str(count), today=today)
    server.settle()
    until = time.monotonic() + 60
    while len(server.mail(USER)) - before < len(dead) and time.monotonic() < until:
        time.sleep(0.2)
    inbox = server.run / "mail" / USER
    home.call("mail", "read", str(inbox), "--accept", "certain", "--yes", today=today)
    again, _, _ = home.call("mail", "read", str(inbox), "--accept", "certain", "--yes", today=today)

    assert ({"sent"}, count) == ({outcome["result"] for outcome in outcomes}, len(outcomes))
    assert again == 0
    _taught(home, {outcome["broker"]: outcome["letter"] for outcome in outcomes}, dead, today)
    return len(dead)


def _taught(home: Home, letters: Mapping[str, str], dead: Sequence[str], today: str) -> None:
    """The ledger, the plan, what to follow up and the broker's own page say what came back."""
    bounced = [event.letter for event in SqliteLedger(home.path / "ledger.sqlite").read(kinds=["bounced"])]
    items = home.json("plan", "--pack", "made-up", today=today)["items"]
    proposed = home.json("followup", today=today)
    channels = home.json("brokers", "show", dead[0])["channels"]

    assert sorted(letters[slug] for slug in dead) == sorted(map(str, bounced))
    assert sorted(dead) == sorted(item["broker"] for item in items)
    assert {"post"} == {item["channel"]["kind"] for item in items}
    assert {letters[slug].partition(".")[0] for slug in dead} == {item["reference"] for item in items}
    assert all("by post to 1 Specimen Plaza" in letter["reason"] for letter in proposed)
    assert {"email": "bounced"}.items() <= {channel["kind"]: channel["standing"] for channel in channels}.items()
