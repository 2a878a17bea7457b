"""`python -m unbroker` and the `unbroker` command."""

import gc
import os
import sys
from importlib import import_module

from unbroker.base import interruption

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and leave with its exit code."""
    os.umask(0o077)  # what libraries write, such as the cache of fonts, is its owner's alone, too
    # A ledger or a registry is a million small objects, none of them garbage: to look for it took a third of the time.
    gc.set_threshold(100_000, 50, 100)
    interruption.begin()
    try:
        code: int = import_module("unbroker.cli").run(sys.argv[1:])
    except KeyboardInterrupt:  # while the command line itself was loaded
        code = _INTERRUPTED
    interruption.end()
    # `python -m` dies of a Ctrl-C that came within an `exec` of text although it was caught, whatever came of it;
    # another such `exec` that ends well makes it forget that (findings/caught-ctrl-c-kills-anyway.sh).
    exec("")  # noqa: S102 - nothing is run
    sys.exit(code)


if __name__ == "__main__":
    main()
