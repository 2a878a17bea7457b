"""The application: which page answers which path, and what is said where none can.

A page is made while no other is, in the folder; what it refuses is said in its own words, with what to do about it.
"""

import gc
from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext, suppress
from datetime import date
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import FormParser, MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from unbroker.base import bug_report
from unbroker.base.errors import ProblemsFound, UserError
from unbroker.base.files import Locked
from unbroker.web import screen
from unbroker.web.call import Call, Page, Routes
from unbroker.web.desk import Desk, NothingYet, Shut
from unbroker.web.doors import COOKIE, Doors
from unbroker.web.guard import LARGEST_UPLOAD, START, Guard
from unbroker.web.job import HELD
from unbroker.web.pages import (
    answers,
    brokers,
    first,
    letters,
    names,
    plan,
    progress,
    report,
    request,
    runs,
    sealed,
    today,
    trail,
    you,
)

_ROOMS = (today, brokers, plan, letters, names, answers, trail, report, request, runs, sealed, you)
_FIELDS, _FILES = 20_000, 200
"""How many fields and files a form may have."""
_ENDINGS = ("csv", "eml", "htm", "html", "json", "md", "ods", "pdf", "tsv", "txt", "xls", "xlsx", "xml", "zip")


class _InMemory(MultiPartParser):
    """Keeps what is handed over in memory: a plain copy of a mail has no business on the disk of a locked folder."""

    spool_max_size = LARGEST_UPLOAD + 1


def create_app(folder_of: Callable[[], Path], today_of: Callable[[], date], desk: Desk | None = None,
               doors: Doors | None = None) -> Starlette:  # fmt: skip
    """The pages of one folder.

    Args:
        folder_of: where the folder is, or would be made.
        today_of: tells the day; asked for each request.
        desk: what lies open; a new one if there is none.
        doors: what opens the server; new ones if there are none.
    """
    desk, doors = desk or Desk(folder_of, today_of), doors or Doors()
    places = entrance(doors, {"/runs/now/events": progress.stream(desk)})
    for room in _ROOMS:
        places += _routes(room.SHOWS, room.DOES, desk, doors, needs_folder=True)
    places += _routes(first.SHOWS, {**first.DOES, **you.ALONE}, desk, doors, needs_folder=False)
    app = Starlette(routes=places, exception_handlers={404: _nowhere(desk, doors)})
    app.state.desk, app.state.doors = desk, doors
    app.add_middleware(Guard, doors=doors)
    return app


def warm(desk: Desk, doors: Doors) -> None:
    """Make what the first pages rest on before anybody asks; what keeps one from being made, it says itself."""
    pages: tuple[tuple[Page, Mapping[str, str], Mapping[str, str]], ...] = (
        (today.show, {}, {}),
        (plan.show, {}, {}),
        (brokers.show, {}, {"q": "data"}),
        (letters.show, {}, {}),
        (runs.propose, {"kind": "post"}, {}),
        (report.show, {}, {}),
    )
    with desk.turn:
        desk.use()
    for page, path, query in pages:
        with desk.turn, suppress(Exception), desk.entered():
            page(Call(desk, doors, path, query))
    gc.freeze()  # what was read stays: going through it again and again would cost a page a tenth of a second


def entrance(doors: Doors, more: Mapping[str, Callable[[Request], Awaitable[Response]]]) -> list[Route]:
    """The way in, what pages are drawn with, and more that is only shown, by its path below the prefix."""
    return [
        _route(f"{doors.prefix}{START}", _start(doors), "GET", "POST"),
        _route(f"{doors.prefix}/static/{{name}}", _static, "GET"),
        _route(doors.prefix, _home(doors), "GET"),
        *(_route(f"{doors.prefix}{path}", endpoint, "GET") for path, endpoint in more.items()),
    ]


def _route(path: str, endpoint: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
    return Route(path, endpoint, methods=[*methods])


def _routes(shows: Routes, does: Routes, desk: Desk, doors: Doors, *, needs_folder: bool) -> list[Route]:
    made = []
    for method, pages in (("GET", shows), ("POST", does)):
        made += [
            _route(f"{doors.prefix}{path}", _endpoint(page, desk, doors, needs_folder=needs_folder), method)
            for path, page in pages.items()
        ]
    return made


def _endpoint(page: Page, desk: Desk, doors: Doors, *, needs_folder: bool) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        fields: Mapping[str, list[str]] = {}
        files: list[tuple[str, bytes]] = []
        if request.method == "POST":
            try:
                fields, files = await _read(request)
            except MultiPartException as error:
                return PlainTextResponse(f"{error.message}\n", 400)
            if not doors.is_form(next(iter(fields.get("token", ())), "")):
                return PlainTextResponse("This form is not from this page: open the page again.\n", 403)
        call = Call(desk, doors, request.path_params, request.query_params, fields,
                    [content for _, content in files], [kind for kind, _ in files])  # fmt: skip
        return await run_in_threadpool(_respond, page, call, needs_folder=needs_folder)

    return answer


async def _read(request: Request) -> tuple[dict[str, list[str]], list[tuple[str, bytes]]]:
    """The fields of a form, and what was handed over with it, each with its kind."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "multipart/form-data":
        parser = _InMemory(request.headers, request.stream(), max_files=_FILES, max_fields=_FIELDS,
                           max_part_size=LARGEST_UPLOAD)  # fmt: skip
        form = await parser.parse()
    else:
        form = await FormParser(request.headers, request.stream()).parse()
    fields: dict[str, list[str]] = {}
    files: list[tuple[str, bytes]] = []
    for name, content in form.multi_items():
        if isinstance(content, UploadFile):
            files.append((_kind(content.filename or ""), await content.read()))
        else:
            fields.setdefault(name, []).append(content)
    await form.close()
    return fields, [(kind, content) for kind, content in files if content]


def _kind(name: str) -> str:
    ending = name.casefold().rpartition(".")[2]
    return ending if ending in _ENDINGS else ""


def _respond(page: Page, call: Call, *, needs_folder: bool) -> Response:
    """The page, or why there is none."""
    desk = call.desk
    with desk.turn:
        desk.use()
        try:
            with desk.entered() if needs_folder else nullcontext():
                return page(call)
        except (NothingYet, Shut) as error:
            return call.to("/begin" if isinstance(error, NothingYet) else "/passphrase")
        except ProblemsFound as error:
            return call.page("problems", "Something to mend", problems=error.problems, status=409)
        except Locked:
            return call.page("held", "Not now", words=HELD, status=409)
        except UserError as error:
            return call.page("refusal", "Not done", words=str(error), status=409)
        except Exception as error:  # noqa: BLE001 - whatever is left is our bug, and the page says so
            return call.page("bug", "A fault of ours", log=bug_report.write(error), status=500)


def _start(doors: Doors) -> Callable[[Request], Awaitable[Response]]:
    """Let in who has a start-up token.

    A browser that was led here from elsewhere sends a strict cookie only when it goes on by itself, so it is given a
    page that does.
    """

    async def answer(request: Request) -> Response:
        fields = (await _read(request))[0] if request.method == "POST" else {}
        token = request.query_params.get("token") or next(iter(fields.get("token", ())), "")
        if request.method == "HEAD" or not doors.spend(token):
            return PlainTextResponse("This link has been used or is too old: `unbroker serve` gives a new one.\n", 403)
        here = request.method == "GET" and request.headers.get("sec-fetch-site") in (None, "none", "same-origin")
        response: Response = RedirectResponse(f"{doors.prefix}/", 303)
        if not here:
            html = screen.environment().get_template("opened.html").render(base=doors.prefix)
            response = HTMLResponse(html)
        response.set_cookie(COOKIE, doors.session, path=doors.prefix, httponly=True, samesite="strict")
        return response

    return answer


def _home(doors: Doors) -> Callable[[Request], Awaitable[Response]]:
    async def answer(_: Request) -> Response:
        return RedirectResponse(f"{doors.prefix}/", 303)

    return answer


async def _static(request: Request) -> Response:
    file = screen.static(request.path_params["name"])
    if file is None:
        return PlainTextResponse("There is nothing here.\n", 404)
    return Response(file[0], media_type=file[1])


def _nowhere(desk: Desk, doors: Doors) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(_: Request, __: Exception) -> Response:
        return await run_in_threadpool(Call(desk, doors).page, "nowhere", "Nothing here", status=404)

    return answer
