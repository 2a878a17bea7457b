"""The chronicle: some months of the demo's two people, told by the same steps that a user's commands take.

The brokers in it do not exist either: nobody real is said to have answered, or to be late.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from unbroker.actions import record_event
from unbroker.actions.mailing import mark_sent, print_run
from unbroker.base import files
from unbroker.folder import Folder
from unbroker.ledger.event import NewEvent
from unbroker.ledger.kinds import EventKind
from unbroker.planning.selection import Selection

BROKERS = """\
# Brokers who do not exist, for a history of letters and replies; they are in the pack people-search of this folder.
{records}"""
_RECORD = """\
- slug: {slug}
  name: {name}
  legal_name: {legal}
  domains: [{slug}.example.org]
  kind: people-search
  packs: [people-search]
  country: {country}{region}
  reaches:
    - {{territory: {reaches}, because: made up, source: made up, dated: 2026}}
  channels:
    - post: {{street: [{street}], city: {city}, {state}postal_code: "{code}", country: {country}}}
      as_filed: ["{street}", "{city} {code}"]
      source: made up
      tier: A
"""
_AMERICAN = {"country": "US", "region": "\n  region: US-CA", "reaches": "US-CA", "state": "region: CA, "}
_GERMAN = {"country": "DE", "region": "", "reaches": "EEA", "state": ""}
_OVERDUE = "specimen-search"
"""The one who never answers."""


@dataclass(frozen=True)
class _Came:
    """Something that came back, so many days after the letters left."""

    days: int
    kind: EventKind
    facts: Mapping[str, object] = field(default_factory=dict)
    reply: str | None = None
    """Its words, kept as evidence."""
    right: str | None = None


@dataclass(frozen=True)
class _Known:
    """A made-up broker, and what it does."""

    name: str
    legal: str
    street: str
    city: str
    code: str
    came: Sequence[_Came]


@dataclass(frozen=True)
class _Run:
    """Letters of one person that left together, so many days ago."""

    person: str
    ago: int
    to: Mapping[str, _Known]


@dataclass(frozen=True)
class Told:
    """What the chronicle left behind."""

    overdue: str
    """The broker whose case is overdue."""
    letters: int


_DELIVERED = _Came(4, "received", {"proof": "carrier"}, "Delivered to the front desk. Tracking number 0000 SPECIMEN.")
_FIRST = _Run(
    "jordan",
    149,
    {
        "sample-finder": _Known(
            "Sample Finder", "Sample Finder, Inc.", "1 Specimen Plaza", "Sampleton", "94105",
            [
                _DELIVERED,
                _Came(8, "acknowledged", {}, "We have your request and are working on it."),
                _Came(24, "answered", {"outcome": "fulfilled"}, "Your record was deleted, and you are opted out."),
            ],
        ),
        "example-records": _Known(
            "Example Records", "Example Records LLC", "20 Sample Street", "Exampleville", "95814",
            [
                _DELIVERED,
                _Came(9, "identity-asked", {"asks": "the e-mail address of my account"}, "Please tell us who you are."),
                _Came(12, "identity-given"),
                _Came(
                    33, "answered",
                    {"outcome": "partial", "says": "Your listing is gone.", "missing": ["the categories of sources"]},
                    "Your listing is gone.",
                ),
            ],
        ),
        _OVERDUE: _Known(
            "Specimen Search", "Specimen Search Corp.", "300 Model Avenue", "Mockford", "92101", [_DELIVERED]
        ),
        "mock-directory": _Known(
            "Mock Directory", "Mock Directory, Inc.", "4 Dummy Drive", "Placeholder", "93721",
            [
                _DELIVERED,
                _Came(
                    19, "answered",
                    {"outcome": "denied", "reason": "no_match", "says": "We could not find you."},
                    "We could not find you. This request is closed.",
                    "delete",
                ),
                _Came(19, "answered", {"outcome": "fulfilled"}, None, "opt-out"),
                _Came(40, "answered", {"outcome": "no-data"}, "We hold nothing about you.", "access-categories"),
            ],
        ),
        "dummy-lookup": _Known(
            "Dummy Lookup", "Dummy Lookup LLC", "55 Nowhere Road", "Sampleton", "94105",
            [_Came(11, "bounced", {}, "Return to sender: not deliverable as addressed.")],
        ),
    },
)  # fmt: skip
_SECOND = _Run(
    "jana",
    75,
    {
        "beispiel-suche": _Known(
            "Beispiel-Suche", "Beispiel-Suche GmbH", "Musterweg 7", "Berlin", "10115",
            [
                _DELIVERED,
                _Came(
                    26, "extended", {"says": "We have received many requests."},
                    "We have received many requests and need two more months.",
                ),
            ],
        ),
        "muster-verzeichnis": _Known(
            "Muster-Verzeichnis", "Muster-Verzeichnis AG", "Beispielallee 12", "Hamburg", "20095",
            [_DELIVERED, _Came(21, "answered", {"outcome": "fulfilled"}, "We have deleted your entry.")],
        ),
    },
)  # fmt: skip
_THIRD = _Run(
    "jordan",
    16,
    {
        "placeholder-people": _Known(
            "Placeholder People", "Placeholder People, Inc.", "8 Template Lane", "Exampleville", "95814",
            [_DELIVERED, _Came(9, "acknowledged", {}, "Thank you. We will answer within 45 days.")],
        ),
    },
)  # fmt: skip
_REMINDED = 70
"""So many days ago the one who never answers was reminded."""


def registry() -> str:
    """The made-up brokers as a folder's own brokers.yaml."""
    records = [
        _RECORD.format(
            slug=slug, name=broker.name, legal=broker.legal, street=broker.street, city=broker.city, code=broker.code,
            **(_AMERICAN if run.person == "jordan" else _GERMAN),
        )
        for run in (_FIRST, _SECOND, _THIRD)
        for slug, broker in run.to.items()
    ]  # fmt: skip
    return BROKERS.format(records="".join(records))


def tell(folder: Folder, today: date) -> Told | None:
    """Seal and send the letters of some months, and record what came back; all of it made up.

    None if the first letters cannot be written, because the laws that they cite were not in force some months ago.

    Replies are first put into the folder's `replies/`, as somebody would save them from a mail program; copies of
    the letters are in `outbox/earlier/`.
    """
    pen = _Pen(folder, today, files.make_folder(folder.path / "replies"))
    diary: list[_Page] = [_Page(_REMINDED, lambda: pen.remind(_OVERDUE, _REMINDED))]
    for run in (_FIRST, _SECOND, _THIRD):
        diary.append(_Page(run.ago, partial(pen.post, run)))
        for slug, broker in run.to.items():
            diary += [_Page(run.ago - came.days, partial(pen.came, slug, came, run.ago)) for came in broker.came]
    for page in sorted(diary, key=lambda page: -page.ago):
        page.write()
        if not pen.letters:
            return None
    return Told(_OVERDUE, pen.letters)


@dataclass(frozen=True)
class _Page:
    """A day of the diary, and what is written on it."""

    ago: int
    write: Callable[[], None]


@dataclass
class _Pen:
    """Does on a day what a user would have done."""

    own: Folder
    today: date
    replies: Path
    letters: int = 0

    def post(self, run: _Run) -> None:
        """Seal the letters of a run, and take them to the letter box on the same day."""
        self._post(Selection(brokers=tuple(run.to), people=(run.person,), despite_drop=True), run.ago)

    def remind(self, broker: str, ago: int) -> None:
        """Seal and post the letter that a case calls for."""
        self._post(Selection(brokers=(broker,)), ago, follow_ups=True)

    def came(self, broker: str, came: _Came, since: int) -> None:
        """Record what came back."""
        ago = since - came.days
        proofs = []
        if came.reply is not None:
            proofs.append(self.replies / f"{files.file_name(broker, came.kind, came.right or '')}.txt")
            files.write(proofs[0], f"{came.reply}\n\n(made up)\n".encode())
        name = f"{broker}/{came.right}" if came.right else broker
        event = NewEvent.of(came.kind, self._day(ago), came.facts)
        recording = record_event.plan_record(self.own.records, name, event, self._day(ago))
        record_event.do_record(self.own.records, recording, self._at(ago), proofs=proofs)

    def _post(self, selection: Selection, ago: int, *, follow_ups: bool = False) -> None:
        day, at = self._day(ago), self._at(ago)
        mailing = print_run.plan_print_run(self.own, selection, day, follow_ups=follow_ups)
        printed = print_run.do_print_run(self.own, mailing, self.own.outbox / "earlier", lambda: at, single=True)
        copies = [outcome for outcome in printed.outcomes if not outcome.problems]
        for run in dict.fromkeys(outcome.run for outcome in copies if outcome.run):
            leaving = mark_sent.plan_mark_sent(self.own.records, run, day, day)
            mark_sent.do_mark_sent(self.own.records, leaving, at)
        self.letters += len(copies)

    def _day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def _at(self, ago: int) -> datetime:
        return datetime.combine(self._day(ago), time(12), UTC)
