"""`serve`: all of it as a page in the browser, on this machine."""

import os
import sys
import webbrowser
from datetime import date
from pathlib import Path
from typing import Any

import click

from unbroker import location
from unbroker import office as offices
from unbroker.cli.terminal import screen
from unbroker.cli.terminal.lazy import part
from unbroker.cli.terminal.options import common
from unbroker.cli.terminal.window import has_screen

_NEW = Path("my-letters")


@click.command(short_help="Open all of this as a page in your browser.")
@click.argument("directory", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="Listen there. Default: any port.")
@click.option("--no-open", is_flag=True, help="Open no browser: only show the link.")
@common
def serve(
    *, directory: Path | None, port: int, no_open: bool, as_json: bool, today: date, folder_path: Path | None
) -> None:
    """Show everything as a page in your browser, for this machine alone, until you press Ctrl-C.

    DIR is the folder, or where a new one is made once you have answered the first questions; without it, the folder
    you are in, else `my-letters`. The link opens the page once; the same command gives a new one.

    In the folder of an office it shows all clients, and what is due for them.
    """
    place = offices.find_or_none(directory or folder_path, os.environ, Path.cwd(), itself=True)
    path = directory or folder_path or (place.path if place else _nearest()) or _NEW
    typed = click.get_current_context().get_parameter_source("today") != click.core.ParameterSource.DEFAULT

    def announce(way_in: Any) -> None:
        if as_json:
            screen.show_json({"link": way_in.link, "file": str(way_in.file), "running": way_in.is_running})
        else:
            screen.show(way_in.link)
            screen.say("the page is running already: this link opens it" if way_in.is_running else "Ctrl-C ends it")
        sys.stdout.flush()
        if not no_open and has_screen():
            webbrowser.open(way_in.file.as_uri())

    jobs = part("web.serving").serve(path, lambda: today if typed else date.today(), port, announce, place)  # noqa: DTZ011 - as in options
    for job in jobs:
        screen.say("the letter that is on its way is finished first")
        job.stop()
        job.wait()


def _nearest() -> Path | None:
    return location.find_or_none(None, os.environ, Path.cwd())
