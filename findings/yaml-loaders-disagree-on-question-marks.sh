#!/usr/bin/env bash
# PyYAML's two loaders disagree on a question mark in brackets or braces.
#
# PyYAML 6.0.3 has a loader in Python (SafeLoader) and one over libyaml (CSafeLoader), which are said to read the same
# language. A plain scalar in a flow collection that holds a question mark, such as a web address with a query,
#     {form: https://example.org/privacy?name=opt-out}
# is read by CSafeLoader, as YAML 1.2 has it, and refused by SafeLoader: "while parsing a flow mapping: expected ',' or
# '}', but got '?'". The dumpers hide it, for they quote such a text; a file that a person or another program wrote is
# read on one machine and refused on another, where the wheel was built without libyaml.
# Seen on 2026-11-30 with Python 3.11 on Linux. What unbroker writes in brackets or braces is therefore quoted if it
# has a question mark.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyyaml==6.0.3
"$folder/venv/bin/python" - <<'PYTHON'
import sys

import yaml

TEXTS = ("{form: https://example.org/privacy?name=opt-out}", "[who?, me]", "form: https://example.org/privacy?name=opt-out")


def read(text, loader):
    try:
        return repr(yaml.load(text, Loader=loader))
    except yaml.YAMLError as error:
        return f"refused: {error.problem}"


answers = []
for text in TEXTS:
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        answers.append(read(text, loader))
        print(f"{loader.__name__:12} {text}\n    {answers[-1]}")
refused = [answer.startswith("refused") for answer in answers]
sys.exit(refused != [True, False, True, False, False, False])
PYTHON
