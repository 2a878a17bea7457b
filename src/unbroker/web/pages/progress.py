"""The progress of a run, as events that a page listens to."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable

from sse_starlette import EventSourceResponse
from starlette.requests import Request
from starlette.responses import Response

from unbroker.web.desk import Desk
from unbroker.web.job import Job
from unbroker.web.words import JOBS

_TICK = 0.4


def words_of(job: Job) -> str:
    """How far it is, as a sentence."""
    verb = JOBS[job.kind][1]
    return f"{job.done} of {job.total} {verb}{'; stopping after this letter' if job.is_stopping else ''}"


def stream(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """What answers a page that listens to the run under way."""

    async def answer(_: Request) -> Response:
        return EventSourceResponse(_events(desk), ping=15)

    return answer


async def _events(desk: Desk) -> AsyncIterator[dict[str, str]]:
    before = None
    while not desk.closing.is_set():
        if (job := desk.running) is None:
            yield {"event": "over", "data": "over"}
            return
        lines = [f"{broker}: {words}" for _, broker, words in job.lines]
        now = json.dumps({"done": job.done, "total": job.total, "words": words_of(job), "lines": lines})
        if now != before:
            yield {"event": "progress", "data": now}
            before = now
        await asyncio.sleep(_TICK)
