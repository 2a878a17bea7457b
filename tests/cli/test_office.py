"""An office's work: jobs are deferred with what is recorded, done by workers, and taken up where one dies."""

import asyncio
import csv
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from household import Home
from mail_server import MailServer
from offices import BROKERS, add_brokers, office, take_in
from postgres import Cluster

from unbroker import office as offices
from unbroker.actions.mailing.print_run import plan_print_run
from unbroker.actions.mailing.record_sealed import Parts, sealing
from unbroker.actions.waiting_mails import waiting
from unbroker.ledger.jobs import defer
from unbroker.ledger.server import Job
from unbroker.office import OfficeFolder
from unbroker.planning.selection import Selection
from unbroker.worker import duties, queue
from unbroker.worker.duties import Work

pytestmark = pytest.mark.xdist_group("postgres")
DAY = date(2026, 11, 23)


@pytest.fixture
def place(tmp_path: Path, server: Cluster) -> OfficeFolder:
    """An office with three clients and a queue."""
    place = office(tmp_path / "office", server, server.with_queue())
    take_in(place, "ada", "bo", "cy")
    add_brokers(place, BROKERS)
    return place


@pytest.fixture
def home(place: OfficeFolder, capsys: pytest.CaptureFixture[str]) -> Home:
    """The command line on it."""
    return Home(place.path, capsys)


def work_of(place: OfficeFolder) -> Work:
    """What the jobs are done with."""
    return Work(place, place.server, lambda: datetime.now(UTC))  # type: ignore[arg-type]


def do_all(place: OfficeFolder, heartbeat: float = 10) -> None:
    """Do all jobs that wait, here."""
    jobs = queue.app(work_of(place), lambda: DAY, heartbeat)
    asyncio.run(queue.run(jobs, wait=False, heartbeat=heartbeat))


def now_due(server: Cluster, place: OfficeFolder) -> None:
    """Let every job be due."""
    server.sql(database_of(place), "UPDATE unbroker_office_jobs.procrastinate_jobs SET scheduled_at = NULL")


def database_of(place: OfficeFolder) -> str:
    """The name of its database."""
    return str(place.server.server.database)  # type: ignore[attr-defined]


def states(place: OfficeFolder) -> dict[tuple[str, str], int]:
    """How many jobs there are, by task and state, without those that come by themselves."""
    return {(task, state): count for task, state, count in place.server.jobs() if task != "take-up"}


def rows(path: Path) -> list[dict[str, str]]:
    """Of a CSV file."""
    return [*csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())]


@pytest.mark.slow
def test_planned_sealed_printed_and_left(home: Home, place: OfficeFolder, server: Cluster) -> None:
    """Three clients' letters to three brokers become three parcels in one run; twice asked is once done."""
    assert [{"task": "plan", "client": client} for client in ("ada", "bo", "cy")] == home.json(
        "office", "ask", "plan", "--all", "--all-by-post"
    )
    home.json("office", "ask", "plan", "ada", "--all-by-post")
    assert {("plan", "todo"): 3} == states(place)

    do_all(place)

    assert {("plan", "succeeded"): 3, ("seal", "succeeded"): 3, ("print", "todo"): 1} == states(place)
    assert {"eve"} == {event.by for event in place.ledger("ada").read()}
    now_due(server, place)
    do_all(place)
    run = place.outbox / f"office-{DAY}"
    manifest = rows(run / "manifest.csv")
    printed = {(row["client"], row["broker"]) for row in manifest}
    assert printed == {(client, broker) for client in ("ada", "bo", "cy") for broker in ("acme", "bolt", "cask")}
    assert [len(manifest)] == [9]
    assert ["1"] * 3 + ["2"] * 3 + ["3"] * 3 == [row["parcel"] for row in manifest]
    assert [("ada", "3"), ("bo", "3"), ("cy", "3")] == [
        (row["client"], row["letters"]) for row in rows(run / "by-client.csv")
    ]
    again = home.json("office", "print")
    assert (f"office-{DAY}", 9, 3) == (again["run"], again["letters"], again["parcels"])
    assert manifest == rows(run / "manifest.csv")

    assert {"left": 9, "refused": []} == home.json("office", "left", run.name)
    assert {"left": 0, "refused": []} == home.json("office", "left", run.name)
    assert "no letter of any client waits" in home.fails("office", "print")
    client = Home(place.folder("bo"), home.capsys)
    assert {"waiting"} == {row["state"] for row in client.json("status")}


@pytest.mark.slow
def test_single_envelopes(home: Home, place: OfficeFolder) -> None:
    """Without parcels, each letter goes alone; one more letter joins the run of the day."""
    for client in ("ada", "bo"):
        assert Home(place.folder(client), home.capsys).call("mail", "post", "acme")[0] == 0

    single = home.json("office", "print", "--single")
    both = home.json("office", "print")

    assert (2, 0, 2) == (single["letters"], single["parcels"], single["sheets_of_paper"])
    assert (2, 1, 3) == (both["letters"], both["parcels"], both["sheets_of_paper"])
    assert single["run"] == both["run"]


def test_jobs_and_what_calls_for_them_are_recorded_together(place: OfficeFolder) -> None:
    """A transaction that fails leaves no job; of two that call for the same, one job comes."""
    work = work_of(place)
    server = work.of("anna", duties.printing)
    folder, ledger = work.folder("ada", server), server.ledger("ada", place.folder("ada"))
    letter = plan_print_run(folder, Selection(by="post"), DAY).plan.letters[0]

    def fails() -> None:
        with ledger.transaction(datetime.now(UTC)) as transaction:
            transaction.append(sealing(letter, {}, Parts({}), "run"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert {} == states(place)
    assert 0 == ledger.length


def test_a_waiting_job_of_the_same_kind_is_not_begun_before(place: OfficeFolder, server: Cluster) -> None:
    """While a transaction that needs it is under way, no worker begins it: it would not see what is recorded."""
    place.server.defer([Job("print", once="print", lock="print")])
    connections = place.server.connections  # type: ignore[attr-defined]
    with connections.begin() as connection:
        defer(connection, Job("print", once="print", lock="print"))
        fetched = server.sql(
            database_of(place),
            "SET search_path TO unbroker_office_jobs; SELECT worker_id FROM procrastinate_register_worker_v1();"
            " SELECT id FROM procrastinate_fetch_job_v2(ARRAY['office'], 1);",
        )
        assert ["1"] == fetched.split()
    assert {("print", "todo"): 1} == states(place)


@pytest.fixture
def killed(place: OfficeFolder, home: Home) -> None:
    """A worker that was killed at its first job."""
    home.json("office", "ask", "plan", "--all", "--all-by-post")
    environment = {**os.environ, "UNBROKER_TODAY": str(DAY)}
    words = [sys.executable, "-m", "unbroker", "work", "--heartbeat", "0.3", "--folder", str(place.path)]
    with subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL) as worker:
        until = time.monotonic() + 30
        while not any(state == "doing" for _, state in states(place)) and time.monotonic() < until:
            time.sleep(0.02)
        worker.send_signal(signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.usefixtures("killed")
def test_the_job_of_a_dead_worker_is_taken_up(place: OfficeFolder, server: Cluster) -> None:
    """It stays begun until its worker has shown no life for a while; then the next one does it, once."""
    time.sleep(1.2)
    do_all(place, 0.3)
    now_due(server, place)
    do_all(place, 0.3)

    assert not [state for _, state in states(place) if state != "succeeded"]
    assert 9 == len(rows(place.outbox / f"office-{DAY}" / "manifest.csv"))
    assert [None] * 3 == [place.ledger(client).verify() for client in place.clients()]
    assert [3] * 3 == [len([*place.ledger(client).read(kinds=["prepared"])]) for client in place.clients()]


def test_what_is_due_for_all_and_what_is_mine(home: Home, place: OfficeFolder) -> None:
    """By day, with whose it is; mine is what I opened."""
    for client in ("ada", "bo"):
        for words in ("mail post acme", "mail left acme"):
            assert Home(place.folder(client), home.capsys).call(*words.split())[0] == 0

    due = home.json("office", "due", today="2027-03-01")

    assert {"ada", "bo"} == {row["client"] for row in due}
    assert due == home.json("office", "due", "--mine", today="2027-03-01")
    ada = Home(place.folder("ada"), home.capsys)
    assert ada.json("status", "--mine") == ada.json("status")
    settings = place.path / "settings.yaml"
    settings.write_text(settings.read_text().replace("eve@", "anna@"))
    assert [] == home.json("office", "due", "--mine", today="2027-03-01")
    assert [] == ada.json("status", "--mine")


@pytest.mark.slow
def test_sent_once_by_one_worker_an_account(
    home: Home, place: OfficeFolder, server: Cluster, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No more in a day than the account may, all clients together; asked again, nothing leaves twice."""
    monkeypatch.setenv("UNBROKER_MAIL_PASSWORD", "secret")
    settings = place.path / "settings.yaml"
    settings.write_text(settings.read_text() + mail_server.settings(per_day=5))
    place = offices.find(place.path, {}, place.path)

    for _ in range(2):
        home.json("office", "ask", "send", "--all")
        now_due(server, place)
        do_all(place)

    sent = [event.letter for client in place.clients() for event in place.ledger(client).read(kinds=["sent"])]
    assert len(sent) == len(set(sent)) == 5
    assert sum(mail_server.received().values()) == 5
    assert {("send", "succeeded"): 6} == states(place)


REPLY = """\
From: Acme Support <support@acme.example.org>
Date: Mon, 23 Nov 2026 09:12:30 +0000
Message-ID: <{number}@acme.example.org>
In-Reply-To: <{letter}>
{more}
{words}
"""


@pytest.mark.slow
def test_what_came_back_waits_for_a_person(
    home: Home, place: OfficeFolder, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker fetches what answers each client's letters; nothing is recorded before somebody looks."""
    monkeypatch.setenv("UNBROKER_MAIL_PASSWORD", "secret")
    settings, reader = place.path / "settings.yaml", "office@me.example"
    without = settings.read_text()
    settings.write_text(without + mail_server.settings())
    home.json("office", "ask", "send", "ada", "bo")
    do_all(offices.find(place.path, {}, place.path))
    settings.write_text(without + mail_server.settings(user=reader))
    place = offices.find(place.path, {}, place.path)
    ada, bo = (next(iter(place.ledger(name).read(kinds=["prepared"]))).facts.message_id for name in ("ada", "bo"))
    automatic = REPLY.format(number=1, letter=ada, more="Auto-Submitted: auto-replied\n", words="We received it.")
    answer = REPLY.format(number=2, letter=bo, more="", words="We have looked into it, and will write again.")
    mail_server.fill(reader, [automatic.encode(), answer.encode()], datetime(2026, 11, 23, tzinfo=UTC))

    for _ in range(2):
        home.json("office", "ask", "read", "--all")
        do_all(place)
    due = [(row["client"], row["next"]) for row in home.json("office", "due") if "mail" in row["next"]]
    replies = Home(place.folder("ada"), home.capsys).json("mail", "read", "--accept", "certain", "--yes")
    Home(place.folder("bo"), home.capsys).json("mail", "read")

    assert [(name, "read 1 mail that came back: `unbroker mail read`") for name in ("ada", "bo")] == due
    assert ["recorded"] == [reply["result"] for reply in replies]
    assert {"ada": 0, "bo": 1} == {name: len(waiting(place.folder(name))) for name in ("ada", "bo")}
    assert {("read", "succeeded"): 6, ("send", "succeeded"): 2} == states(place)


def test_without_a_queue_it_is_said(
    tmp_path: Path, server: Cluster, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A database that has the ledgers only."""
    place = office(tmp_path / "office", server, database)

    assert "it is not ready for unbroker" in Home(place.path, capsys).fails("work", "--once")
