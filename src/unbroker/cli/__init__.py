"""The command line: options in, one call, answers out; no rules of the domain.

Start-up counts: this module loads click and the standard library only, and each command when it is called.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from unbroker import __version__
from unbroker.base.errors import Problem, ProblemsFound, UserError
from unbroker.cli.terminal.lazy import Lazy, part
from unbroker.cli.terminal.window import has_screen
from unbroker.cli.terminal.wording import safe, safe_json, width_of, wrapped

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo:demo", "Show everything with two made-up people; sends nothing."),
    "init": ("init:init", "Make a folder for your letters."),
    "check": ("check:check", "List every error in your files and ours."),
    "brokers": ("brokers:brokers", "List the brokers, show or find one, import and export."),
    "laws": ("laws:laws", "List the laws, or show one."),
    "deadline": ("deadline:deadline", "Work out when an answer is due."),
    "plan": ("plan:plan", "Show who gets which letter, and what it discloses."),
    "letters": ("letters:letters", "Write previews of the letters, as PDF and text."),
    "mail": ("mail:mail", "Seal letters, print or send them, and record that they left."),
    "track": ("track:track", "Record what happened, or undo it."),
    "drop": ("drop:drop", "Record what DROP shows of each broker."),
    "answer": ("answer:answer", "Find whom an answer names and what it leaves out, to accept."),
    "trail": ("trail:trail", "Show where your data came from and went to, by the answers."),
    "show": ("show:show", "Show one request: its cases, its letters and its history."),
    "status": ("status:status", "Show where each case stands, the most urgent first."),
    "due": ("due:due", "List what to do today and this week."),
    "followup": ("followup:followup", "List the follow-up letters that are needed, and why."),
    "disclosed": ("disclosed:disclosed", "List who was told what about you."),
    "people": ("people:people", "List the people you write for; record who agreed or left."),
    "office": ("office:office", "Work for all clients of an office: what is due, print runs, jobs."),
    "work": ("work:work", "Do the jobs that wait in an office's queue."),
    "calendar": ("calendar:calendar", "Write the dates of all cases as a calendar file."),
    "report": ("report:report", "Report on all requests, with charts."),
    "casefile": ("casefile:casefile", "Make one PDF of everything about a request, for a regulator."),
    "ledger": ("ledger:ledger", "Verify the ledger, move it, or take it to a spreadsheet."),
    "lock": ("lock:lock", "Lock the folder, so that a thief of the disk can read nothing."),
    "unlock": ("unlock:unlock", "Make a plain folder of a locked one."),
    "edit": ("edit:edit", "Edit a file of the folder, locked or not."),
    "open": ("open:open_run", "Put what is to be printed or sent out of a locked folder."),
    "pack": ("pack:pack", "Pack the folder into one file, for a backup or a new computer."),
    "unpack": ("unpack:unpack", "Make a folder of a packed one."),
    "forget": ("forget:forget", "Empty what is recorded about closed cases."),
    "serve": ("serve:serve", "Open all of this as a page in your browser."),
    "help": ("help:help_on", "Show what a command does and its options."),
}


@click.group(
    cls=Lazy, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="unbroker")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON on standard output.")
@click.option("--today", metavar="DATE", help="Use this date as today.")
@click.option("--folder", "folder_path", type=click.Path(path_type=Path), metavar="DIR", help="The folder to work in.")
def unbroker(**_: object) -> None:
    """Write, mail and track the letters that make data brokers delete what they hold about you.

    Nothing is sent unless you say so. This is not legal advice.
    """


def run(arguments: Sequence[str]) -> int:
    """Run one command; answers its exit code.

    0 done, 1 the user can fix it, 2 wrong usage, 3 our bug, 130 interrupted. With --json the last line of talk is an
    object: `error`, `exit_code`, and `problems` with `path`, `line`, `severity`, `message` and `hint` of each.
    """
    as_json = "--json" in arguments
    if not arguments and sys.stdin.isatty() and sys.stdout.isatty() and has_screen():
        return _offer_page()
    try:
        code = unbroker.main(list(arguments), prog_name="unbroker", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        code = _fail("stopped", 130, as_json=as_json)
    except click.ClickException as error:
        if as_json:
            return _fail(error.format_message(), error.exit_code, as_json=True)
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        code = 0
    except ProblemsFound as error:
        code = _fail(str(error), 1, as_json=as_json, problems=error.problems)
    except UserError as error:
        code = _fail(str(error), 1, as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the one handler: whatever is left is our bug
        path = part("base.bug_report").write(error)
        code = _fail(f"this is a bug in unbroker; please report it with {path}", 3, as_json=as_json)
    return code if isinstance(code, int) else 0


def _offer_page() -> int:
    """Whoever types the program's name alone is shown the commands, and may have the page instead."""
    with click.Context(unbroker, info_name="unbroker") as context:
        click.echo(unbroker.get_help(context))
    try:
        wanted = click.confirm("\nOpen all of this as a page in your browser?", default=True, err=True)
    except click.Abort:
        return _fail("stopped", 130, as_json=False)
    return run(["serve"]) if wanted else 0


def _fail(words: str, code: int, *, as_json: bool, problems: Sequence[Problem] = ()) -> int:
    """Say why a command did not do what was asked; answers the exit code."""
    if as_json:
        listed = [
            {
                "path": problem.place.path,
                "line": problem.place.line,
                "severity": problem.severity,
                "message": problem.message,
                "hint": problem.hint,
            }
            for problem in problems
        ]
        error = {"error": words, "exit_code": code, "problems": listed}
        click.echo(safe_json(json.dumps(error, ensure_ascii=False)), err=True)
        return code
    for said in (words if problems else f"unbroker: {words}").split("\n"):
        for line in wrapped(safe(said), width_of(sys.stderr), hang=2):
            click.echo(line, err=True)
    return code
