"""Jobs in an office's queue, deferred in the transaction that records why: both are there afterwards, or neither.

The queue is procrastinate's, in the same database; of it only its SQL function is called here. Who does the jobs is
`worker`'s.
"""

import json

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from unbroker.ledger.server import Job

QUEUE = "office"
_WAITS = text("SELECT id FROM procrastinate_jobs WHERE queueing_lock = :once AND status = 'todo' FOR SHARE")
_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(:queue, :task, 0, :lock, :once, CAST(:arguments AS jsonb), "
    "CAST(:at AS timestamptz))]::procrastinate_job_to_defer_v1[])"
)
COUNT = text(
    "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY task_name, status ORDER BY 1, 2"
)
_TRIES = 20


def defer(connection: Connection, job: Job) -> None:
    """Put a job into the queue, as part of the transaction that is under way.

    A waiting job of the same `once` will see what this transaction records, for nobody begins it before: it is
    locked until then, and workers skip what is locked.
    """
    values = {
        "queue": QUEUE, "task": job.task, "lock": job.lock, "once": job.once, "at": job.at,
        "arguments": json.dumps(job.arguments),
    }  # fmt: skip
    for _ in range(_TRIES):
        if job.once and connection.execute(_WAITS, {"once": job.once}).first():
            return
        try:
            with connection.begin_nested():
                connection.execute(_DEFER, values)
        except IntegrityError:  # somebody else has put it there since
            continue
        return
