"""The pages of an office: its clients, what is due for all of them, and below each name the pages of that client.

One person's own server, on their own machine, like the page of a folder: who may come nearer is for a reverse proxy
with a login (docs/office.md).
"""

import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import date

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from unbroker import location
from unbroker.actions.office_due import due_of_all
from unbroker.actions.waiting_mails import waiting
from unbroker.base import bug_report
from unbroker.base.errors import UserError
from unbroker.facts import law
from unbroker.office import OfficeFolder
from unbroker.web import screen
from unbroker.web.app import create_app, entrance
from unbroker.web.desk import Desk
from unbroker.web.doors import Doors
from unbroker.web.guard import Guard
from unbroker.web.job import Job

_OPEN = 12
"""How many clients lie open at once; who was looked at least is put away first."""
_CLIENTS = "/clients/"


class OfficePages:
    """The application of an office."""

    def __init__(self, office: OfficeFolder, today_of: Callable[[], date], doors: Doors) -> None:
        """Take what it shows, what tells the day, and what opens the server."""
        self.closing = threading.Event()
        self._office, self._today_of, self._doors = office, today_of, doors
        self._laws = law.load(reversed(location.letter_folders()))[0]
        self._open: OrderedDict[str, tuple[Desk, ASGIApp]] = OrderedDict()
        places = entrance(doors, {"/": self._page(self._clients), "/due": self._page(self._due)})
        front = Starlette(routes=places, exception_handlers={404: self._page(self._nowhere)})
        front.add_middleware(Guard, doors=doors)
        self._front = front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request: of a client, or of the office."""
        client = self._named(scope.get("path", ""))
        pages = await run_in_threadpool(self._of, client) if client else None
        await (pages or self._front)(scope, receive, send)

    def warm(self) -> None:
        """Make what the first page rests on before anybody asks."""
        self._made(self._clients)

    @property
    def jobs(self) -> list[Job]:
        """The runs that are under way."""
        return [job for desk, _ in self._open.values() if (job := desk.running)]

    def _named(self, path: str) -> str:
        inside = path.removeprefix(self._doors.prefix)
        return inside.removeprefix(_CLIENTS).partition("/")[0] if inside.startswith(_CLIENTS) else ""

    def _of(self, client: str) -> ASGIApp | None:
        """The pages of a client; None where there is none of that name."""
        if client not in self._open:
            if client not in self._office.clients():
                return None
            self._open[client] = self._opened(client)
            self._put_away()
        self._open.move_to_end(client)
        return self._open[client][1]

    def _opened(self, client: str) -> tuple[Desk, ASGIApp]:
        path, doors = self._office.folder(client), self._doors.below(f"{_CLIENTS}{client}")
        desk = Desk(lambda: path, self._today_of, closing=self.closing)
        return desk, create_app(desk.folder_of, self._today_of, desk, doors)

    def _put_away(self) -> None:
        idle = [name for name, (desk, _) in self._open.items() if desk.running is None]
        for name in idle[: max(0, len(self._open) - _OPEN)]:
            del self._open[name]

    def _page(self, make: Callable[[], Response]) -> Callable[..., Awaitable[Response]]:
        async def answer(_: Request, __: Exception | None = None) -> Response:
            return await run_in_threadpool(self._made, make)

        return answer

    def _made(self, make: Callable[[], Response]) -> Response:
        try:
            return make()
        except UserError as error:
            return self._show("refusal", "Not done", {"words": str(error)}, 409)
        except Exception as error:  # noqa: BLE001 - whatever is left is our bug, and the page says so
            return self._show("bug", "A fault of ours", {"log": bug_report.write(error)}, 500)

    def _clients(self) -> Response:
        mails = {client: len(waiting(self._office.folder(client))) for client in self._office.clients()}
        return self._show("clients", "Clients", {"place": "clients", "mails": mails})

    def _due(self) -> Response:
        due = due_of_all(self._office, self._laws, self._today_of())
        return self._show("clients_due", "Due for all clients", {"place": "due", "due": due})

    def _nowhere(self) -> Response:
        return self._show("nowhere", "Nothing here", {}, 404)

    def _show(self, template: str, title: str, values: Mapping[str, object], status: int = 200) -> Response:
        common: dict[str, object] = {
            "base": self._doors.prefix, "above": None, "token": self._doors.form_token, "title": title, "place": "",
            "places": (), "today": self._today_of(), "job": None, "folder_name": self._office.path.absolute().name,
            "who": None, "is_locked": False, "trouble": None,
        }  # fmt: skip
        html = screen.environment().get_template(f"{template}.html").render({**common, **values})
        return HTMLResponse(html, status)
