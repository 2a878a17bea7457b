"""Bug reports: what went wrong in us, with versions and the lines of our code, and none of the user's values."""

import os
import tempfile
import traceback
from importlib import metadata
from pathlib import Path
from platform import platform, python_version

from unbroker import __version__

_LIBRARIES = ("click", "pydantic", "weasyprint", "jinja2")


def write(error: Exception) -> Path:
    """Write down where an error came up; answers the file."""
    lines = [f"unbroker {__version__}, Python {python_version()}, {platform()}"]
    lines += [f"{name} {metadata.version(name)}" for name in _LIBRARIES]
    lines += [f"{type(error).__name__}"]
    lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    handle, name = tempfile.mkstemp(prefix="unbroker-bug-", suffix=".log", text=True)
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        log.write("\n".join(lines) + "\n")
    return Path(name)
