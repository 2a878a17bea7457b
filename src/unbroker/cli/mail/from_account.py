"""What `mail read --account` fetches from the mailbox, and what it tells of it."""

import os
from collections.abc import Sequence
from pathlib import Path

from unbroker.actions.read_replies import Inbox, do_fetch, plan_fetch
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.opened import opened
from unbroker.mail.account.mailbox import mailbox_of
from unbroker.mail.incoming.mailbox_files import StoredMail
from unbroker.mail.incoming.mailbox_search import Answer, Question


def fetched(inbox: Inbox, names: Sequence[str], folder_path: Path | None) -> list[StoredMail]:
    """The mails that the account has about letters; what was asked, and what was left, is told."""
    question = plan_fetch(inbox, names)
    mailbox = mailbox_of(opened(folder_path).settings.mail, os.environ)
    with screen.progress("fetching") as on_progress:
        answer = do_fetch(question, mailbox, on_progress)
    _tell_fetched(question, answer)
    return answer.mails


def _tell_fetched(question: Question, answer: Answer) -> None:
    letters = "all mails" if question.names else f"mails about {screen.count(len(question.letters), 'letter')}"
    before = f", {answer.known} read before" if answer.known else ""
    folders = ", ".join(answer.folders)
    screen.say(f"asked {folders} for {letters}: {screen.count(len(answer.mails), 'mail')} fetched{before}")
    if not answer.searches_headers:
        first = min(letter.since for letter in question.letters)
        screen.say(
            f"the server does not search by header: of the mails since {first}, Message-ID, In-Reply-To and "
            "References were looked at instead"
        )
    if not answer.searches_reports:
        screen.say(
            "the server does not search delivery reports: move those into a folder, and read it with --in FOLDER"
        )
    for place in answer.too_large:
        screen.say(f"{place}: is too large to be a mail, and was not fetched")
    if answer.later:
        screen.say(f"{screen.count(answer.later, 'mail')} more: record these, then run it again")
