"""`deadline`: reckon when an answer is due."""

from datetime import date
from pathlib import Path

import click

from unbroker import location
from unbroker.base import places, store
from unbroker.base.errors import ProblemsFound, UnknownName, UserError
from unbroker.cli.terminal import completing, screen
from unbroker.cli.terminal.options import Day, common, found
from unbroker.facts import clock
from unbroker.facts import law as law_data
from unbroker.facts.channel import CHANNELS
from unbroker.facts.due import Asked, Due, Happened, Move, Output, Parties, Proof, Receipt
from unbroker.facts.law import Dated, Evidence, Law, Right
from unbroker.writing import languages

_PROOFS: tuple[Proof, ...] = ("carrier", "form", "their-words", "server", "assumed")
_Pair = tuple[date, date]


class NoPlace(UserError):  # noqa: N818 - the sentence is the name
    """The controller is nowhere that has a calendar."""

    def __init__(self, code: str, words: str) -> None:
        what, _, hint = words.partition(" | ")
        super().__init__(f"--controller {code}: {what} ({hint})")


@click.command(short_help="Work out when an answer is due.")
@click.argument("slug", metavar="LAW", shell_complete=completing.laws)
@click.argument("right", metavar="RIGHT")
@click.option("--received", type=Day(), required=True, help="When they received it; for `drop`, when you filed it.")
@click.option("--controller", metavar="PLACE", help="Where they are: DE, DE-BY, GB-ENG, US-TX.")
@click.option("--by", type=click.Choice([*CHANNELS]), help="How it was sent.")
@click.option("--proof", type=click.Choice(_PROOFS), default="assumed", help="How receipt is proven.")
@click.option(
    "--identity",
    type=Day(),
    nargs=2,
    metavar="ASKED GIVEN",
    help="When they asked for identification, and when you gave it.",
)
@click.option(
    "--clarification",
    type=Day(),
    nargs=2,
    metavar="ASKED GIVEN",
    help="When they asked for clarification, and when you gave it.",
)
@click.option("--extension-notice", type=Day(), help="When they announced an extension.")
@click.option("--appeal", type=Day(), metavar="RECEIVED", help="When they received your appeal.")
@click.option("--complaint", type=Day(), metavar="RECEIVED", help="When your complaint was received.")
@click.option(
    "--fee",
    type=Day(),
    nargs=2,
    metavar="ASKED CONFIRMED",
    help="When they announced a fee, and when you confirmed it.",
)
@click.option("--free-report", is_flag=True, help="A dispute after a free annual credit report.")
@common
def deadline(
    *, slug: str, right: str, received: date, controller: str | None, by: str | None, proof: Proof,
    identity: _Pair | None, clarification: _Pair | None, extension_notice: date | None, appeal: date | None,
    complaint: date | None, fee: _Pair | None, free_report: bool, as_json: bool, folder_path: Path | None,
    today: date,
) -> None:  # fmt: skip
    """Work out when an answer under LAW about RIGHT is due, for any date, past or future.

    From the "overdue from" day on, a letter may call the answer late: the last day and a grace period have passed.
    """
    law = _law(slug, folder_path)
    asked = law.right(right)
    happened = Happened(
        identity=_asked(identity),
        clarification=_asked(clarification),
        fee=_asked(fee),
        extension_notice=extension_notice,
        appeal=appeal,
        complaint=complaint,
        lodged=complaint,
        free_report=free_report,
    )
    parties = Parties(controller=_place(controller) if controller else law.jurisdiction)
    due = clock.reckon(law, asked, Receipt(received, proof, by), parties, happened)
    if late := next((note for note in due.notes if note.flag == "extension-late"), None):
        raise LateNotice(languages.get().remark(late), due.due_legal)
    if as_json:
        screen.show_json(_record(due))
    else:
        _show(law, asked, received, due)


class LateNotice(UserError):  # noqa: N818 - the sentence is the name
    """An extension that was announced after the time was over extends nothing."""

    def __init__(self, words: str, due: date | None) -> None:
        stays = f" The answer stays due on {languages.get().with_weekday(due)}" if due else ""
        super().__init__(f"{words}{stays} (leave out the notice, or give the day on which it came)")


def _law(slug: str, folder_path: Path | None) -> Law:
    if folder_path is not None and store.is_locked(folder_path):
        found(folder_path)
    laws, problems = law_data.load(reversed(location.letter_folders(folder_path)))
    if problems:
        raise ProblemsFound(problems)
    if slug not in laws:
        raise UnknownName("law", slug, laws, see=f"laws are {', '.join(laws)}")
    return laws[slug]


def _place(code: str) -> str:
    try:
        calendar = places.check(code.upper())
    except ValueError as error:
        raise NoPlace(code, str(error)) from error
    if calendar in places.UNIONS:
        raise NoPlace(code, f"the calendar is that of one country | name a member of the {calendar}, as in DE")
    return calendar


def _asked(pair: _Pair | None) -> Asked | None:
    return Asked(*pair) if pair else None


def _record(due: Due) -> dict[str, object]:
    limit, pause, appeal = due.limit, due.paused, due.appeal
    return {
        "ack_due": due.ack_due,
        "due_nominal": due.due_nominal,
        "due_legal": due.due_legal,
        "due_extended": due.due_extended,
        "assert_overdue_from": due.assert_overdue_from,
        "user_deadline": due.user_deadline,
        "rule": languages.get().time(due),
        "cite": due.cite,
        "evidence": due.evidence,
        "appeal_due": due.appeal_due,
        "appeal_extended": due.appeal_extended,
        "appeal_cite": appeal.cite if appeal else None,
        "appeal_evidence": appeal.evidence if appeal else None,
        "user_deadline_cite": limit.cite if limit else None,
        "user_deadline_evidence": limit.evidence if limit else None,
        "earliest": due.earliest,
        "extended": due.extended,
        "paused": {"since": pause.since, "until": pause.until, "due": pause.due} if pause else None,
        "calendar": due.calendar.territories,
        "moved": [
            {"what": move.what, "from": move.nominal, "to": move.to, "why": languages.get().because(move)}
            for move in due.moves
        ],
        "notes": [{"flag": note.flag, "words": languages.get().remark(note)} for note in due.notes],
    }


def _show(law: Law, right: Right, received: date, due: Due) -> None:
    what = "filed" if due.clock.starts == "filing" else "received"
    screen.show(f"{law.short}, {right}, {what} on {languages.get().with_weekday(received)}", "bold")
    screen.show(f"{languages.get().time(due)} ({_basis(due.clock)})")
    screen.show()
    screen.table([row for row in _rows(due) if row[1]])
    if due.calendar.territories and due.clock.calendar != "none":
        screen.show()
        where = ", ".join(places.with_article(places.name(code)) for code in due.calendar.territories)
        screen.show(f"Days off are counted as in {where}.", "dim")
    for note in due.notes:
        screen.show(languages.get().remark(note))


def _rows(due: Due) -> list[tuple[str, str, str]]:
    limit, appeal, pause = due.limit, due.appeal, due.paused
    fetched = due.clock.starts == "filing"
    folder = _basis(limit) if limit else "to confirm the fee"
    return [
        ("to be fetched by" if fetched else "acknowledgment by", _day(due.ack_due), _why(due, "ack_due")),
        ("answer by", _day(due.due_legal), _why(due, "due_legal")),
        ("answer by, extended", _day(due.due_extended), _why(due, "due_extended")),
        ("answer by, in their view", _day(pause.due if pause else None), _why(due, "paused")),
        (
            "appeal decided by",
            _day(due.appeal_due),
            _why(due, "appeal_due", _basis(appeal) if appeal else ""),
        ),
        ("appeal decided by, extended", _day(due.appeal_extended), _why(due, "appeal_extended")),
        ("your own last day", _day(due.user_deadline), _why(due, "user_deadline", folder)),
        ("overdue from", _day(due.assert_overdue_from), ""),
    ]


def _day(day: date | None) -> str:
    return languages.get().with_weekday(day) if day else ""


def _why(due: Due, what: Output, words: str = "") -> str:
    move: Move | None = due.moved(what)
    return "; ".join(part for part in (words, languages.get().because(move) if move else "") if part)


def _basis(rule: Dated) -> str:
    return f"{rule.cite}; {_evidence(rule.evidence)}"


def _evidence(evidence: Evidence) -> str:
    return "evidence: memory, unverified" if evidence == "memory" else f"evidence: {evidence}"
