"""What a command of the user's prints: the first line, for a secret that stands in no file of ours."""

import shlex
import subprocess


class NotPrinted(Exception):  # noqa: N818 - callers say whose command it was
    """The command gave no line; the words say why, to follow its name."""


def first_line(command: str) -> str:
    """The first line that a command prints; what it says on standard error goes to the person, nowhere else.

    Raises:
        NotPrinted: it cannot be run, failed or printed nothing.
    """
    try:
        done = subprocess.run(shlex.split(command), stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - theirs
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise NotPrinted(f"cannot be run: {reason}") from None
    if done.returncode:
        raise NotPrinted(f"failed with exit code {done.returncode}")
    if not (lines := done.stdout.splitlines()) or not lines[0]:
        raise NotPrinted("printed nothing")
    return lines[0]
