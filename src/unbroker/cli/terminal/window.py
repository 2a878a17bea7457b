"""Whether there is a screen on which a browser can open a window."""

import os
import sys


def has_screen() -> bool:
    """Whether there is one: always on a Mac, elsewhere where a display is named."""
    return sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
