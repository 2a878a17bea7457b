"""A line to the real server that is cut at a chosen moment: it speaks TLS on both sides, and passes everything on."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Literal

from mail_server import MailServer

Moment = Literal["greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "body", "dot", "answer"]
"""`body`: in the middle of the letter; `dot`: before the final dot gets through; `answer`: after the server has it."""


class Cutter:
    """Cuts each connection at a moment, so many times; afterwards it cuts nothing."""

    def __init__(self, server: MailServer, moment: Moment, times: int = 1, host: str = "127.0.0.1") -> None:
        self._server, self._moment, self.left = server, moment, times
        self._listening = socket.create_server((host, 0))
        self.port: int = self._listening.getsockname()[1]
        self._ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ours.load_cert_chain(server.run / "good.pem", server.run / "good.key")
        self._theirs = ssl.create_default_context(cafile=str(server.authority))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                raw, _ = self._listening.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), self._ours.wrap_socket(raw, server_side=True) as near:
                to = socket.create_connection(("127.0.0.1", self._server.ports["smtps"]))
                with self._theirs.wrap_socket(to, server_hostname="127.0.0.1") as far:
                    self._pass_on(near, far)

    def _cut(self, moment: Moment) -> bool:
        if self._moment != moment or not self.left:
            return False
        self.left -= 1
        return True

    def _pass_on(self, near: ssl.SSLSocket, far: ssl.SSLSocket) -> None:
        read, answers = near.makefile("rb"), far.makefile("rb")
        if self._cut("greeting"):
            return
        near.sendall(_answer(answers))
        for line in iter(read.readline, b""):
            word = line.split()[0].upper().decode() if line.split() else ""
            if word in ("EHLO", "AUTH", "MAIL", "RCPT", "DATA") and self._cut(word):  # type: ignore[arg-type]
                return
            far.sendall(line)
            answer = _answer(answers)
            near.sendall(answer)
            if word == "DATA" and answer.startswith(b"354") and not self._letter(read, near, far, answers):
                return

    def _letter(
        self, read: "Iterator[bytes]", near: ssl.SSLSocket, far: ssl.SSLSocket, answers: "Iterator[bytes]"
    ) -> bool:
        for number, line in enumerate(read):
            if number == 5 and self._cut("body"):
                return False
            if line == b".\r\n":
                break
            far.sendall(line)
        if self._cut("dot"):
            return False
        far.sendall(b".\r\n")
        answer = _answer(answers)
        if self._cut("answer"):
            return False
        near.sendall(answer)
        return True


def _answer(lines: "Iterator[bytes]") -> bytes:
    found = b""
    for line in lines:
        found += line
        if line[3:4] == b" ":
            break
    return found


@contextlib.contextmanager
def cutting(server: MailServer, moment: Moment, times: int = 1, host: str = "127.0.0.1") -> Iterator[Cutter]:
    """One that is there for the length of a block."""
    made = Cutter(server, moment, times, host)
    try:
        yield made
    finally:
        made.close()
