#!/usr/bin/env bash
# With pytest 9.2, pytest-xdist 3.8 runs tests of one group in several processes, and says nothing.
#
# `@pytest.mark.xdist_group("a")` with `--dist loadgroup` is there to keep tests in one process that share something
# dear, or something that there is once: a server, a port, a browser. pytest-xdist 3.8.0 hands the group on by writing
# "@a" behind a test's id. pytest 9.2.0 makes the id by itself and the ending is lost, so each test is a group of its
# own and goes wherever there is room. All tests pass; what was to be made once is made in every process, and two may
# meet at what there is once. With pytest 9.1.0 the same tests run in one process.
#
# Seen 2026-11-30 with Python 3.11, twelve tests of one group on two workers:
#     pytest 9.1.0: 1 process; pytest 9.2.0: 2 processes
# Exits 1 when both keep the group together. unbroker's own tests therefore ask for a pytest before 9.2.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/tests"
cat > "$folder/tests/test_group.py" <<'PYTHON'
import os
import time
from pathlib import Path

import pytest


@pytest.mark.xdist_group("a")
@pytest.mark.parametrize("number", range(12))
def test_something(number):
    with Path(os.environ["PROCESSES"]).open("a") as told:
        print(os.getpid(), file=told)
    time.sleep(0.05)
PYTHON
counts=()
for version in 9.1.0 9.2.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet "pytest==$version" "pytest-xdist==3.8.0"
  (cd "$folder/tests" && PROCESSES="$folder/$version.txt" \
    "$folder/$version/bin/python" -m pytest -q -n 2 --dist loadgroup -p no:cacheprovider >/dev/null)
  counts+=("$(sort -u "$folder/$version.txt" | wc -l)")
  echo "pytest $version: ${counts[-1]} process(es)"
done
[[ ${counts[0]} -eq 1 && ${counts[1]} -gt 1 ]]
