"""How many letters leave in a second, beside a plain loop on the same server: `python -m bench.mail [LETTERS]`.

Exim and Dovecot run on this machine, as for the tests. The plain loop is smtplib with one connection for all letters,
and writes nothing down; ours seals nothing here, but records each letter before it leaves and after, and files what
left. The rounds of both take turns, and the medians are told.
"""

import os
import shutil
import smtplib
import ssl
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from household import household
from mail_server import PASSWORD, USER, MailServer, running

from unbroker import folder as folders
from unbroker import records as recorded
from unbroker.actions.mailing import send_email
from unbroker.ledger import evidence
from unbroker.ledger.schema import Prepared
from unbroker.mail.outgoing import senders
from unbroker.mail.outgoing.senders import Via
from unbroker.planning.selection import Selection

TODAY = date(2026, 11, 23)
ROUNDS = 5


def now() -> datetime:
    """The moment."""
    return datetime.now(UTC)


def run(home: Path, via: Via) -> float:
    """Seconds from the first letter of a run to its last."""
    folder = folders.open_folder(home)
    planned = send_email.plan_send_email(folder, Selection(), TODAY, via)
    sender = senders.sender(via, folder.settings.mail, os.environ, home / "outbox")
    began = time.perf_counter()
    result = send_email.do_send_email(folder, planned, sender, now)
    seconds = time.perf_counter() - began
    states = {outcome.result for outcome in result.outcomes}
    if states - {"sent", "placed"}:
        raise SystemExit(f"not all left: {states}")
    return seconds


def plain(letters: Sequence[tuple[str, bytes]], server: MailServer) -> float:
    """Seconds that a loop needs that remembers nothing."""
    began = time.perf_counter()
    context = ssl.create_default_context()
    with smtplib.SMTP_SSL("127.0.0.1", server.ports["smtps"], context=context) as session:
        session.login(USER, PASSWORD)
        for to, content in letters:
            session.sendmail(USER, [to], b"Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n" + content)
    return time.perf_counter() - began


def main() -> None:
    """Print the rates."""
    count = int(sys.argv[1]) if sys.argv[1:] else 300
    with tempfile.TemporaryDirectory() as scratch, running() as server:
        os.environ["SSL_CERT_FILE"] = str(server.authority)
        home = Path(scratch) / "home"
        household(home, server.settings(per_day=10**6), {f"b{number}": f"Broker {number}" for number in range(count)})
        sealing = run(home, "null")
        prepared = recorded.open_records(home).ledger.read(kinds=["prepared"])
        sealed = [event.facts for event in prepared if isinstance(event.facts, Prepared)]
        letters = [(facts.channel.to, evidence.fetch(home / "evidence", facts.hashes["mail"])) for facts in sealed]
        print(f"{count} letters of {statistics.mean(len(content) for _, content in letters) / 1000:.0f} kB")
        print(f"sealed: {count / sealing:.0f} a second")
        taken: dict[str, list[float]] = {"ours": [], "plain": []}
        for number in range(ROUNDS):
            copy = Path(scratch) / f"copy-{number}"
            shutil.copytree(home, copy)
            ways: dict[str, Callable[[], float]] = {
                "ours": lambda copy=copy: run(copy, "smtp"),  # type: ignore[misc]
                "plain": lambda: plain(letters, server),
            }
            for name in sorted(ways, reverse=bool(number % 2)):
                taken[name].append(ways[name]())
                server.settle(300)
        ours, loop = (count / statistics.median(taken[name]) for name in ("ours", "plain"))
        print(f"sent: {ours:.1f} a second, a plain loop {loop:.1f}: {ours / loop:.0%} of it")


if __name__ == "__main__":
    main()
