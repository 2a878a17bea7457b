"""The queue of an office's jobs: procrastinate's, in the office's own schema, and the tasks that `duties` does."""

from collections.abc import Callable
from datetime import date

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager

from unbroker.base.files import Locked
from unbroker.ledger.jobs import QUEUE
from unbroker.ledger.postgres_connection import ServerRefused
from unbroker.ledger.postgres_tables import jobs_schema, quoted, roles
from unbroker.worker import duties
from unbroker.worker.duties import Work

_AGAIN = RetryStrategy(max_attempts=20, wait=15, retry_exceptions=[Locked, ServerRefused])
_NIGHTLY, _EACH_MINUTE = "15 2 * * *", "* * * * *"
HEARTBEAT = 10.0
"""Seconds between two signs of life of a worker; after three without one, its jobs are stalled."""


def app(work: Work, today: Callable[[], date], heartbeat: float = HEARTBEAT) -> App:
    """The office's jobs.

    Args:
        work: what they are done with.
        today: tells the day, where a job does not name it.
        heartbeat: seconds between two signs of life.
    """
    jobs = App(connector=PsycopgConnector(conninfo=work.server.address, min_size=1, max_size=4))

    def on(day: str | None) -> date:
        return date.fromisoformat(day) if day else today()

    @jobs.task(name=duties.PLAN, queue=QUEUE, retry=_AGAIN)
    def plan(client: str, by: str | None = None, day: str | None = None, *, all_by_post: bool = False) -> int:
        return duties.plan(work, client, on(day), by, all_by_post=all_by_post)

    @jobs.task(name=duties.SEAL, queue=QUEUE, retry=_AGAIN)
    def seal(client: str, letters: list[str], day: str, by: str | None = None, *, all_by_post: bool = False) -> int:
        return duties.seal(work, client, on(day), letters, by, all_by_post=all_by_post)

    @jobs.task(name=duties.PRINT, queue=QUEUE, retry=_AGAIN)
    def print_all(by: str | None = None, day: str | None = None) -> int:
        del by
        return duties.print_all(work, on(day))

    @jobs.task(name=duties.SEND, queue=QUEUE, retry=_AGAIN)
    def send(client: str, by: str | None = None, day: str | None = None) -> int:
        return duties.send(work, client, on(day), by)

    @jobs.task(name=duties.READ, queue=QUEUE, retry=_AGAIN)
    def read(client: str, by: str | None = None, day: str | None = None) -> int:
        del by
        return duties.read(work, client, on(day))

    @jobs.task(name=duties.DUTIES, queue=QUEUE, retry=_AGAIN)
    def each_night(client: str, by: str | None = None, day: str | None = None) -> None:
        del by
        duties.duties(work, client, on(day))

    @jobs.periodic(cron=_NIGHTLY)
    @jobs.task(name="nightly", queue=QUEUE, queueing_lock="nightly")
    async def nightly(timestamp: int) -> None:
        del timestamp
        work.server.defer(duties.job(duties.DUTIES, client) for client in work.server.clients())
        await jobs.job_manager.delete_old_jobs(nb_hours=24 * 30, include_failed=False)

    @jobs.periodic(cron=_EACH_MINUTE)
    @jobs.task(name="take-up", queue=QUEUE, queueing_lock="take-up")
    async def each_minute(timestamp: int) -> None:
        del timestamp
        await take_up(jobs, heartbeat)

    return jobs


async def take_up(jobs: App, heartbeat: float) -> int:
    """Put the jobs of dead workers back into the queue; answers how many."""
    stalled = [*await jobs.job_manager.get_stalled_jobs(seconds_since_heartbeat=3 * heartbeat)]
    taken = 0
    for job in stalled:
        try:
            await jobs.job_manager.retry_job(job)
        except ConnectorException:  # another worker was faster
            continue
        taken += 1
    return taken


async def run(jobs: App, *, wait: bool, heartbeat: float = HEARTBEAT) -> None:
    """Work until told to stop, or until nothing is left to do; Ctrl-C ends the job at hand first."""
    async with jobs.open_async():
        await take_up(jobs, heartbeat)
        await jobs.run_worker_async(
            queues=[QUEUE], wait=wait, concurrency=1, update_heartbeat_interval=heartbeat,
            stalled_worker_timeout=3 * heartbeat,
        )  # fmt: skip


def script(office: str) -> str:
    """The SQL that makes the queue of an office, to be read by psql behind that of its ledgers; once made it stays."""
    schema, (writer, _) = quoted(jobs_schema(office)), roles(office)
    return "\n".join(
        (
            "\\set ON_ERROR_STOP on",
            f"CREATE SCHEMA IF NOT EXISTS {schema};",
            f"SET search_path TO {schema};",
            "SELECT to_regclass('procrastinate_jobs') IS NULL AS is_new \\gset",
            "\\if :is_new",
            SchemaManager.get_schema(),
            "\\endif",
            f"GRANT USAGE ON SCHEMA {schema} TO {quoted(writer)};",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {quoted(writer)};",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {quoted(writer)};",
            "",
        )
    )
