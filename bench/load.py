"""What loading the registry costs in processor time: cold from YAML, and compiled: `python -m bench.load`.

Each figure is the least of some runs, each in a process of its own, and beside it the same for 1,000 records.
"""

import subprocess
import sys

RUNS = 5
_COLD = """
import time
begun = time.process_time()
from unbroker.base import files
from unbroker.registry import reading
text = files.read_text(files.packaged("brokers.yaml"))
loaded = time.process_time()
records, problems = reading.parse(text, "brokers.yaml")
read, faults = reading.read(records)
assert not problems and not faults
print(len(read), time.process_time() - loaded, loaded - begun)
"""
_COMPILED = """
import time
begun = time.process_time()
from unbroker.base import files
from unbroker.registry import compiled
path = files.packaged("brokers.yaml")
loaded = time.process_time()
registry, _ = compiled.load(path)
for slug in [*registry.outlines][:40]:
    registry.brokers[slug]
print(len(registry), time.process_time() - loaded, loaded - begun)
"""


def measured(program: str) -> tuple[int, float, float]:
    """How many records there are, the least time that loading them took, and that of the imports."""
    done = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        for _ in range(RUNS)
    ]
    rows = [row.split() for row in done]
    return int(rows[0][0]), min(float(row[1]) for row in rows), min(float(row[2]) for row in rows)


def main() -> None:
    """Print both."""
    measured(_COMPILED)  # makes the compiled copy where there is none yet
    for name, program in (("cold from YAML", _COLD), ("compiled, and 40 records read", _COMPILED)):
        count, seconds, imports = measured(program)
        print(
            f"{name}: {count:,} records in {seconds * 1000:.0f} ms of processor, "
            f"{seconds / count * 1_000_000:.0f} ms for 1,000; imports {imports * 1000:.0f} ms"
        )


if __name__ == "__main__":
    main()
