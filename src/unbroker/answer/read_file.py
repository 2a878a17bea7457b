"""Reading a file of an answer: its passages, by a process of its own that has limits."""

import json
from dataclasses import dataclass

from unbroker.answer import worker
from unbroker.answer.passage import NotReadable, Passage, WantsPassword
from unbroker.base import confined
from unbroker.base.confined import TakesTooMuch


@dataclass(frozen=True)
class Contents:
    """What a file says."""

    passages: tuple[Passage, ...]
    notes: tuple[str, ...] = ()
    """What of it could not be read."""


def read(content: bytes, name: str, password: str | None = None) -> Contents:
    """The passages of a file.

    Args:
        content: of the file.
        name: of the file.
        password: of an encrypted one.

    Raises:
        WantsPassword: it is encrypted, and the password is missing or wrong.
        NotReadable: it is of no kind that is read, is damaged, or takes more time or memory than an answer does.
    """
    request = json.dumps({"name": name, "password": password}).encode() + b"\n"
    try:
        answer = json.loads(confined.run(worker.__name__, request + content, seconds=worker.SECONDS))
    except TakesTooMuch as error:
        raise NotReadable(
            "takes more memory or time than an answer does", "open it, and paste what names others"
        ) from error
    if answer.get("password"):
        raise WantsPassword
    if "message" in answer:
        raise NotReadable(answer["message"], answer["hint"])
    return Contents(tuple(Passage(*passage) for passage in answer["passages"]), tuple(answer["notes"]))
