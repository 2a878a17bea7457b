"""`python -m unbroker` and the `unbroker` command."""

import gc
import os
import sys

from unbroker.cli import run


def main() -> None:
    """Run the command line and leave with its exit code."""
    os.umask(0o077)  # what libraries write, such as the cache of fonts, is its owner's alone, too
    # A ledger or a registry is a million small objects, none of them garbage: to look for it took a third of the time.
    gc.set_threshold(100_000, 50, 100)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
