"""Serving: the application on 127.0.0.1, the way in, and the end at Ctrl-C.

The link with the start-up token is printed, and never given to a browser as an argument, which other users of the
machine could read: the browser opens a file of the owner's alone that posts the token. A second `serve` on a folder
asks the first, through a socket of the owner's alone, for a token of its own.
"""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.types import Receive, Scope, Send

from unbroker.base import files
from unbroker.base.errors import UserError
from unbroker.office import OfficeFolder
from unbroker.web import screen
from unbroker.web.app import create_app, warm
from unbroker.web.desk import Desk
from unbroker.web.doors import Doors
from unbroker.web.guard import START
from unbroker.web.job import Job
from unbroker.web.office import OfficePages

_HOST = "127.0.0.1"
_LONGEST = 100
"""How long the path of a socket may be (sun_path, unix(7), has 108 bytes on Linux, 104 on macOS)."""
_PATIENCE = 1
"""How many seconds an answer that is under way may take when the server ends."""


class PortTaken(UserError):  # noqa: N818 - the sentence is the name
    """Another program listens there."""

    def __init__(self, port: int) -> None:
        super().__init__(f"another program uses port {port} (choose another with --port, or leave it out)")


@dataclass(frozen=True)
class WayIn:
    """How one browser gets in, once."""

    link: str
    file: Path
    """A page of the owner's alone that goes in by itself."""
    is_running: bool = False
    """Whether the server was running before."""


Announce = Callable[[WayIn], None]
"""Is told of the way in."""


def serve(
    path: Path, today_of: Callable[[], date], port: int, announce: Announce, office: OfficeFolder | None = None
) -> Sequence[Job]:
    """Serve the pages of a folder until somebody ends it; where a server is running already, only ask it for a way in.

    Args:
        path: the folder, or where it would be made.
        today_of: tells the day.
        port: where to listen; 0 for any that is free.
        announce: is told how to get in.
        office: the office that the folder is, whose clients are shown.

    Returns:
        The runs that are under way when it ends, to be waited for.

    Raises:
        PortTaken: another program listens there.
    """
    place = _meeting_place(path)
    if (known := _asked(place)) is not None:
        announce(known)
        return ()
    doors = Doors()
    pages = _FolderPages(path, today_of, doors) if office is None else OfficePages(office, today_of, doors)
    with _listening(port) as listener:
        address = f"http://{_HOST}:{listener.getsockname()[1]}"
        page = place.with_suffix(".html")
        doors.on_spent = lambda: files.remove(page)
        config = uvicorn.Config(pages, log_config=None, access_log=False, lifespan="off", server_header=False,
                                log_level="error", ws="none",
                                timeout_graceful_shutdown=_PATIENCE)  # fmt: skip
        with _meeting(place, lambda: _way_in(doors, address, page)):
            announce(_way_in(doors, address, page))
            threading.Thread(target=pages.warm, name="warm", daemon=True).start()
            try:
                _Server(config, pages.closing).run([listener])
            finally:
                files.remove(page)
    return pages.jobs


class _FolderPages:
    """The application of one folder."""

    def __init__(self, path: Path, today_of: Callable[[], date], doors: Doors) -> None:
        self._desk, self._doors = Desk(lambda: path, today_of), doors
        self._app = create_app(self._desk.folder_of, today_of, self._desk, doors)
        self.closing = self._desk.closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self._app(scope, receive, send)

    def warm(self) -> None:
        """Make what the first pages rest on before anybody asks."""
        warm(self._desk, self._doors)

    @property
    def jobs(self) -> list[Job]:
        """The run that is under way."""
        return [job] if (job := self._desk.running) else []


class _Server(uvicorn.Server):
    """Ends the streams of its pages at the first Ctrl-C."""

    def __init__(self, config: uvicorn.Config, closing: threading.Event) -> None:
        super().__init__(config)
        self._closing = closing

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End."""
        self._closing.set()
        super().handle_exit(sig, frame)


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, port))
        except OSError as error:
            raise PortTaken(port) from error
        listener.listen(64)
        yield listener


def _way_in(doors: Doors, address: str, page: Path) -> WayIn:
    """A fresh token, as a link and as a file that posts it."""
    link = f"{address}{doors.prefix}{START}?token={doors.new_token()}"
    target, token = f"{address}{doors.prefix}{START}", doors.new_token()
    html = screen.environment().get_template("door.html").render(target=target, token=token)
    files.make_folder(page.parent)
    files.write(page, html.encode())
    return WayIn(link, page)


def _meeting_place(path: Path) -> Path:
    """The socket of the server of a folder."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) / "unbroker" if runtime and files.is_folder(Path(runtime)) else files.cache_folder()
    return folder / f"serve-{sha256(str(path.resolve()).encode()).hexdigest()[:12]}.sock"


def _asked(place: Path) -> WayIn | None:
    """A way in from the server that is running, None where none is."""
    if len(str(place)) > _LONGEST:
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(5)
        try:
            line.connect(str(place))
            answer = json.loads(line.makefile("rb").readline())
        except (OSError, ValueError):
            return None
    return WayIn(answer["link"], Path(answer["file"]), is_running=True)


@contextmanager
def _meeting(place: Path, way_in: Callable[[], WayIn]) -> Iterator[None]:
    """Answer others who want to serve the same folder, for the length of the block."""
    if len(str(place)) > _LONGEST:
        yield
        return
    files.make_folder(place.parent)
    files.remove(place)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        before = os.umask(0o177)
        try:
            door.bind(str(place))
        finally:
            os.umask(before)
        door.listen(4)
        threading.Thread(target=_answer, args=(door, way_in), name="door", daemon=True).start()
        try:
            yield
        finally:
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            files.remove(place)


def _answer(door: socket.socket, way_in: Callable[[], WayIn]) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            return
        with line, suppress(OSError):
            fresh = way_in()
            line.sendall(json.dumps({"link": fresh.link, "file": str(fresh.file)}).encode() + b"\n")
