"""`work`: a worker of an office, which does the jobs of its queue."""

import asyncio
import logging
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from unbroker import office as offices
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.options import common, without
from unbroker.ledgers import optional


@without("as_json")
@click.command(short_help="Do the jobs that wait in an office's queue.")
@click.option("--once", is_flag=True, help="End when nothing is left to do, instead of waiting for more.")
@click.option("--heartbeat", type=float, default=10.0, metavar="SECONDS", help="How often to show that it lives.")
@common
def work(*, once: bool, heartbeat: float, as_json: bool, today: date, folder_path: Path | None) -> None:
    """Do the jobs that wait in the office's queue, one after the other, until it is stopped.

    Several may run at once, on one machine or on several. Ctrl-C ends the job at hand first; a worker that dies loses
    nothing: another one takes its job up. Each job is told on standard error.
    """
    office = offices.find(folder_path, os.environ, Path.cwd())
    duties, queue = optional("unbroker.worker.duties"), optional("unbroker.worker.queue")
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    logging.getLogger("procrastinate.worker").setLevel(logging.INFO)
    typed = click.get_current_context().get_parameter_source("today")
    fixed = today if typed != click.core.ParameterSource.DEFAULT else None
    office.server.jobs()  # where there is no queue, or no server, it says so
    jobs = queue.app(
        duties.Work(office, office.server, lambda: datetime.now(UTC)), lambda: fixed or _now().date(), heartbeat
    )
    asyncio.run(queue.run(jobs, wait=not once, heartbeat=heartbeat))
    if once:
        screen.say("nothing is left to do")


def _now() -> datetime:
    return datetime.now().astimezone()
