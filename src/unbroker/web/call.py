"""A call: one request to a page, with what it was sent, and the answers that a page gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from starlette.responses import HTMLResponse, RedirectResponse, Response

from unbroker.folder import Folder
from unbroker.web import guard, screen
from unbroker.web.desk import Desk
from unbroker.web.doors import Doors

PLACES = ("today", "brokers", "plan", "letters", "answers", "trail", "report")


@dataclass(frozen=True)
class Call:
    """A request, as a page sees it."""

    desk: Desk
    doors: Doors
    path: Mapping[str, str] = field(default_factory=dict)
    """What stands in the path, by name."""
    query: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What a form sent, by name."""
    files: Sequence[bytes] = ()
    """What was handed over; the names that files had elsewhere are not kept."""
    kinds: Sequence[str] = ()
    """By file, the ending of its name as far as it is a usual one, else nothing: it helps to read what it holds."""

    @property
    def today(self) -> date:
        """The day."""
        return self.desk.today

    @property
    def now(self) -> datetime:
        """The moment of writing, in the zone of whoever sits here."""
        return datetime.now(UTC).astimezone()

    @property
    def folder(self) -> Folder:
        """The folder, opened."""
        return self.desk.folder

    def sent(self, name: str) -> str:
        """One field of the form, empty where it was not sent."""
        return next(iter(self.fields.get(name, ())), "").strip()

    def all_sent(self, name: str) -> tuple[str, ...]:
        """All fields of that name."""
        return tuple(self.fields.get(name, ()))

    def page(self, template: str, title: str, *, place: str = "", status: int = 200, **values: object) -> Response:
        """A page.

        Args:
            template: its name, without the ending.
            title: what it is, with nothing of anybody's.
            place: which of the seven places it belongs to.
            status: of HTTP.
            values: what the template speaks of.
        """
        desk = self.desk
        common: dict[str, object] = {
            "base": self.doors.prefix, "above": self.doors.above, "token": self.doors.form_token, "title": title,
            "place": place, "places": PLACES, "today": self.today, "job": desk.job,
            "folder_name": desk.path.absolute().name, "who": self._who(), "is_locked": desk.is_locked, "trouble": None,
        }  # fmt: skip
        html = screen.environment().get_template(f"{template}.html").render({**common, **values})
        return HTMLResponse(html, status)

    def _who(self) -> str | None:
        """Whose folder it is, if it lies open."""
        folder = self.desk.open_folder
        if folder is None:
            return None
        people = folder.profile.people
        return people[0].name if len(people) == 1 else f"{len(people)} people"

    def to(self, inside: str) -> Response:
        """Go on to another page."""
        return RedirectResponse(f"{self.doors.prefix}{inside}", 303)

    def pdf(self, content: bytes) -> Response:
        """A PDF, which one of our pages may show in a frame."""
        return Response(content, media_type="application/pdf", headers={"Content-Security-Policy": guard.FRAMED})

    def text(self, content: str) -> Response:
        """Words as they are, whoever wrote them."""
        return Response(content, media_type="text/plain; charset=utf-8")

    def download(self, content: bytes, name: str, kind: str) -> Response:
        """A file to keep."""
        return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


Page = Callable[[Call], Response]
Routes = Mapping[str, Page]
"""Pages by their path below the prefix."""
