"""Three hundred letters to a real mail server, of which twenty come back: read, believed, and written another way."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from household import PROFILE, Home
from mail_server import USER, MailServer, running

from unbroker import folder as folders
from unbroker.books.ledger import SqliteLedger

pytestmark = pytest.mark.slow

LETTERS, BACK = 300, 20
BROKER = """\
- slug: b{number}
  name: Broker {number}
  kind: people-search
  packs: [made-up]
  country: US
  region: US-CA
  channels:
    - {{email: {box}@b{number}.example, source: made up, tier: A}}
    - post: {{street: [{number} Specimen Plaza], city: Sampleton, region: CA, postal_code: "94105", country: US}}
      as_filed: [{number} Specimen Plaza, "Sampleton, CA 94105"]
      source: made up
      tier: A
"""
SENT, READ = "2026-11-23", "2026-11-24"


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    """A real Exim and Dovecot, with empty mailboxes."""
    with running() as made:
        yield made


@pytest.fixture
def home(server: MailServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Home:
    """The folder of somebody with an account on it, and 300 brokers, every fifteenth with a dead address."""
    path = tmp_path / "home"
    folders.make(path, PROFILE, server.settings())
    every = LETTERS // BACK
    records = [
        BROKER.format(number=number, box="privacy" if number % every else "bounce") for number in range(1, LETTERS + 1)
    ]
    (path / "brokers.yaml").write_text("".join(records), encoding="utf-8")
    return Home(path, capsys)


def test_bounces_are_read_and_the_next_channel_is_taken(
    home: Home, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exim's own reports name twenty letters; no other is touched, and each of the twenty goes by post, once."""
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    sent = home.json("mail", "email", "--via", "smtp", "--yes", str(LETTERS), today=SENT)
    server.settle()
    inbox = server.run / "mail" / USER
    code, _, err = home.call("mail", "read", str(inbox), "--accept", "certain", "--yes", today=_day_after())
    today = _day_after()
    events = [*SqliteLedger(home.path / "ledger.sqlite").read()]
    again = home.call("mail", "read", str(inbox), "--accept", "certain", "--yes", today=today)
    plan = home.json("plan", today=today)
    by_email = home.json("plan", "--by", "email", today=today)
    due = home.json("due", today=today)
    standings = Counter(
        channel["standing"] for one in home.json("brokers", "list", "--pack", "made-up", today=today)
        for channel in one["channels"]
    )  # fmt: skip
    bounced = {event.letter for event in events if event.kind == "bounced"}
    dead = {one["letter"] for one in sent if int(one["broker"].removeprefix("b")) % (LETTERS // BACK) == 0}

    assert f"{BACK} mails: {BACK} recorded" in err
    assert Counter(one["result"] for one in sent) == {"sent": LETTERS}
    assert (code, len(dead)) == (0, BACK)
    assert bounced == dead
    assert {one.facts["note"] for one in events if one.kind == "bounced"} == {"5.0.0"}
    assert again[2].endswith(f"{BACK} mails: {BACK} known already\n")
    assert standings["bounced"] == BACK
    assert Counter(item["channel"]["kind"] for item in plan["items"]) == {"post": BACK}
    assert {item["reference"] for item in plan["items"]} == {letter.partition(".")[0] for letter in dead if letter}
    assert by_email["items"] == []
    assert sum("write another way, by post to" in one["next"] for one in due) == sum(
        len(item["rights"]) for item in plan["items"]
    )


def _day_after() -> str:
    """The day on which the reports came, by the machine's clock, which the mail server goes by; not before sending."""
    return max(READ, str(datetime.now(UTC).date()))
