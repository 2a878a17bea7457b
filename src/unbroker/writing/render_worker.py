"""The process that renders a user's own templates: with limits on its memory, its time and what it answers.

A template from the net may loop, grow, or try what the sandbox does not know yet. Therefore it is rendered where there
is nothing to reach: the process gets the texts of all templates, opens no file, writes none, starts no other, and
lives as long as the program does. This module is that process, too: `python -m unbroker.writing.render_worker`.
"""

import atexit
import json
import os
import select
import signal
import struct
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from threading import Lock
from types import FrameType
from typing import IO, Any

from markupsafe import Markup

from unbroker.base import confined
from unbroker.writing.sandbox import SIMPLER, Fault, Kind, Names, Plain, Rendered, Sandbox, Source, TookLong

MEGABYTES, SECONDS, LONGEST = 200, 5, 8 * 2**20
"""The memory beyond its own, the computing time of one rendering, and the characters that it may make."""
_PATIENCE = 120
"""Seconds after which a process that does not answer is ended, however busy the machine is."""
_HEAD = struct.Struct(">Q")
_HTML = "\ue000html"
"""The key under which text that is HTML already goes over; no data can have it."""
_ALONE = Lock()
"""Held while the other process is asked: whoever asks gets the answer to their own question."""
_TOO_MUCH = f"it takes more than {MEGABYTES} MB of memory or {SECONDS} seconds to write"


class Worker:
    """Renders templates in the other process, which is started when it is first needed."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        """Take all templates that may be rendered, by their names."""
        self._sources = {name: (source.text, source.path) for name, source in sources.items()}
        self._costly: dict[str, Fault] = {}
        """The faults of templates and lines that took too much: they are not tried for each letter again."""

    def render(self, kind: Kind, name: str, values: Names) -> Rendered:
        """What a template makes of values."""
        answer = self._ask(name, kind=kind, name=name, values=_packed(values))
        return Rendered(str(answer["text"]), tuple(map(str, answer["values"])))

    def line(self, text: str, values: Names) -> str:
        """A line of a head, with values that can stand in a line."""
        return str(self._ask(text, line=text, values=_packed(values))["text"])

    def check(self, kind: Kind, name: str) -> None:
        """Look for faults that show without values."""
        self._ask(name, check=kind, name=name)

    def _ask(self, asked: str, **question: object) -> Mapping[str, Any]:
        """The answer to a question about a template or a line."""
        if asked in self._costly:
            raise self._costly[asked]
        try:
            return self._answer(asked, question)
        except Fault as fault:
            if fault.is_costly:
                self._costly[asked] = fault
            raise

    def _answer(self, asked: str, question: Mapping[str, object]) -> Mapping[str, Any]:
        try:
            with _ALONE:
                answer = self._sent(question)
        except _Ended as error:
            path = self._sources[asked][1] if asked in self._sources else None
            raise Fault(path, None, _TOO_MUCH, SIMPLER) from error
        if "fault" in answer:
            raise Fault(*answer["fault"])
        return answer

    def _sent(self, question: Mapping[str, object]) -> Mapping[str, Any]:
        process = _process()
        try:
            if process.sources is not self._sources:
                process.ask({"sources": self._sources})
                process.sources = self._sources
            return process.ask(question)
        except _Ended:
            _process.cache_clear()
            raise


class _Ended(Exception):  # noqa: N818 - what happened is the name
    """The other process ended, or did not answer."""


class _Process:
    """The other process, as this one sees it."""

    def __init__(self) -> None:
        command = [sys.executable, "-P", "-m", __name__]
        self._child = subprocess.Popen(  # noqa: S603 - ours
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.sources: object = None
        """The templates that it has."""
        atexit.register(self._end)

    def ask(self, question: Mapping[str, object]) -> Mapping[str, Any]:
        """Its answer.

        Raises:
            _Ended: it gave none that it may give.
        """
        assert self._child.stdin is not None  # noqa: S101 - it has pipes
        try:
            _send(self._child.stdin, question)
            answer = json.loads(self._read(min(_HEAD.unpack(self._read(_HEAD.size))[0], 8 * LONGEST)))
        except (OSError, ValueError, _Ended) as error:
            self._end()
            raise _Ended from error
        if not isinstance(answer, dict):
            self._end()
            raise _Ended
        return answer

    def _read(self, size: int) -> bytes:
        assert self._child.stdout is not None  # noqa: S101 - it has pipes
        stream, received = self._child.stdout.fileno(), bytearray()
        while len(received) < size:
            ready, _, _ = select.select([stream], [], [], _PATIENCE)
            piece = os.read(stream, size - len(received)) if ready else b""
            if not piece:
                raise _Ended
            received += piece
        return bytes(received)

    def _end(self) -> None:
        atexit.unregister(self._end)
        self._child.kill()
        self._child.communicate()


@cache
def _process() -> _Process:
    """The one of this program: to start it takes longer than to render many letters."""
    return _Process()


def _packed(content: Plain) -> object:
    """A value as JSON has it; text that is HTML already stays apart from text that is not."""
    match content:
        case Markup():
            return {_HTML: str(content)}
        case str() | int() | float() | None:
            return content
        case Mapping():
            return {name: _packed(part) for name, part in content.items()}
        case _:
            return [_packed(part) for part in content]


def _unpacked(content: dict[str, object]) -> object:
    return Markup(content[_HTML]) if _HTML in content else content  # noqa: S704 - marked by `_packed`


def _send(stream: IO[bytes], message: object) -> None:
    content = json.dumps(message).encode()
    stream.write(_HEAD.pack(len(content)) + content)
    stream.flush()


def _stop(_: int, __: FrameType | None) -> None:
    raise TookLong(f"it takes more than {SECONDS} seconds to write")


def _main() -> None:
    """Answer questions until there are no more."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    _load_all()
    confined.take_memory(MEGABYTES)
    confined.open_nothing()
    signal.signal(signal.SIGPROF, _stop)
    sandbox = Sandbox(dict[str, Source]().get)
    while head := questions.read(_HEAD.size):
        question = json.loads(questions.read(_HEAD.unpack(head)[0]), object_hook=_unpacked)
        if "sources" in question:
            sandbox = Sandbox({name: Source(*parts) for name, parts in question["sources"].items()}.get)
            _send(answers, {})
        else:
            _send(answers, _timed(sandbox, question))


def _load_all() -> None:
    """Have all modules and codecs that a rendering may need: later, nothing can be opened."""
    source = Source("{{ 'é\\n' | length }}{{ nobody }}", "faulty.md")
    with suppress(Fault):
        Sandbox({"faulty.md": source}.get).render("markdown", "faulty.md", {})


def _timed(sandbox: Sandbox, question: Mapping[str, Any]) -> Mapping[str, object]:
    """The answer to a question; takes no longer than a letter may."""
    confined.take_time(2 * SECONDS + 1)
    try:
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        return _answer(sandbox, question)
    except Fault as fault:
        return {"fault": fault.args}
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answer(sandbox: Sandbox, question: Mapping[str, Any]) -> Mapping[str, object]:
    match question:
        case {"line": text, "values": values}:
            return {"text": sandbox.line(text, values)}
        case {"check": kind, "name": name}:
            sandbox.check(kind, name)
            return {}
        case _:
            rendered = sandbox.render(question["kind"], question["name"], question["values"])
            if len(rendered.text) > LONGEST:
                raise Fault(None, None, f"it makes more than {LONGEST:,} characters", SIMPLER)
            return {"text": rendered.text, "values": rendered.values}


if __name__ == "__main__":
    _main()
