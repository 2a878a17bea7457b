"""The process that reads a file of an answer: `python -m unbroker.answer.worker`.

It gets one line of JSON with the name and the password, then the bytes, and answers with the passages as JSON.
"""

import json
import sys
from itertools import islice

from unbroker.answer import file_kinds
from unbroker.answer.passage import MOST, NotReadable, WantsPassword
from unbroker.base import confined

MEGABYTES, SECONDS = 600, 30
_MOST_TEXT = 12 * 10**6


def answer_to(line: bytes, content: bytes) -> dict[str, object]:
    """What is answered to a request: passages and notes, or why there are none."""
    request, notes = json.loads(line), list[str]()
    try:
        passages, length = [], 0
        for passage in islice(file_kinds.passages(content, request["name"], request["password"], notes), MOST):
            passages.append((passage.text, passage.place, passage.context, passage.column, passage.beside))
            length += len(passage.text)
            if length > _MOST_TEXT:
                notes.append("what comes after the first twelve million letters was not read")
                break
    except WantsPassword:
        return {"password": True}
    except NotReadable as error:
        return {"message": error.message, "hint": error.hint}
    return {"passages": passages, "notes": notes}


def _main() -> None:
    """Read the input, take the limits, answer."""
    line, content = sys.stdin.buffer.readline(), sys.stdin.buffer.read()
    confined.take_limits(seconds=SECONDS, megabytes=MEGABYTES)
    sys.stdout.write(json.dumps(answer_to(line, content)))


if __name__ == "__main__":
    _main()
