#!/usr/bin/env bash
# A private attribute of a pydantic model does not hold the default that it was given, but a copy of it.
#
# pydantic 2.14.4 hands the default of a field to every model as the very object that was written down, if it can be
# hashed: `model.field is DEFAULT`. The default of a private attribute, by `PrivateAttr(default=DEFAULT)` or by plain
# assignment, is copied deeply for each model, unless it is of one of a few types that pydantic knows not to change
# (numbers, texts, classes, functions). So a marker that stands for "nothing was said", the usual `object()`, is another
# object in each model: `is` is false, and since a bare object equals itself only, `==` is false, too. Nothing warns;
# every model looks as if something had been said. A frozen dataclass is still equal, but the copy costs at each
# validation: 1,000 records with a place each are 1,000 copies that nobody asked for. What a default factory answers
# (`PrivateAttr(default_factory=lambda: DEFAULT)`) is not copied.
#
# Seen 2026-11-30 with pydantic 2.14.4 on Python 3.11:
#     field: the same; private: an equal copy; a private marker: neither the same nor equal; by a factory: the same
# Exits 1 once any of these is otherwise.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet "pydantic==2.14.4"
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, PrivateAttr


@dataclass(frozen=True)
class Place:
    file: str


NOWHERE, NOTHING = Place("nowhere"), object()


class Record(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    field: Place = NOWHERE
    marked: object = NOTHING
    _private: Place = PrivateAttr(default=NOWHERE)
    _marked: object = PrivateAttr(default=NOTHING)
    _made: Place = PrivateAttr(default_factory=lambda: NOWHERE)


record = Record()
told = {
    "a field is its default": record.field is NOWHERE and record.marked is NOTHING,
    "a private attribute is its default": record._private is NOWHERE,
    "a private attribute equals its default": record._private == NOWHERE,
    "a private marker is or equals its default": record._marked is NOTHING or record._marked == NOTHING,
    "a private attribute by a factory is its default": record._made is NOWHERE,
}
for what, is_so in told.items():
    print(f"{what}: {is_so}")
sys.exit([*told.values()] != [True, False, True, False, True])
PYTHON
