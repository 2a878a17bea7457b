"""A line to the real mailbox that answers some commands itself, cuts off at one, or passes on other words."""

import contextlib
import os
import re
import signal
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from mail_server import MailServer


@dataclass(frozen=True)
class Habits:
    """How the server behaves otherwise: each is a command, as a regular expression."""

    refuses: str = "(?!)"
    cuts_at: str = "(?!)"
    interrupts_at: str = "(?!)"
    """At which the person presses Ctrl-C, and no answer comes."""
    says: tuple[bytes, bytes] = (b"", b"")
    """Words of its own, and those that are told instead."""


@contextlib.contextmanager
def imap_line(server: MailServer, habits: Habits) -> Iterator[int]:
    """A server of such habits; gives its port."""
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(server.run / "good.pem", server.run / "good.key")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(server, habits, listening, ours), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def _serve(server: MailServer, habits: Habits, listening: socket.socket, ours: ssl.SSLContext) -> None:
    theirs = ssl.create_default_context(cafile=str(server.authority))
    while True:
        try:
            raw, _ = listening.accept()
        except OSError:
            return
        with contextlib.suppress(OSError, ssl.SSLError), ours.wrap_socket(raw, server_side=True) as near:
            to = socket.create_connection(("127.0.0.1", server.ports["imaps"]))
            with theirs.wrap_socket(to, server_hostname="127.0.0.1") as far:
                back = threading.Thread(target=_tell, args=(far, near, habits), daemon=True)
                back.start()
                _pass_on(near, far, habits)
                far.shutdown(socket.SHUT_RDWR)
                back.join(10)


def _pass_on(near: ssl.SSLSocket, far: ssl.SSLSocket, habits: Habits) -> None:
    for line in near.makefile("rb"):
        tag, _, command = line.decode(errors="replace").rstrip().partition(" ")
        if re.match(habits.cuts_at, command):
            return
        if re.match(habits.interrupts_at, command):
            os.kill(os.getpid(), signal.SIGINT)
        elif re.match(habits.refuses, command):
            near.sendall(f"{tag} NO [CANNOT] not here\r\n".encode())
        else:
            far.sendall(line)


def _tell(far: ssl.SSLSocket, near: ssl.SSLSocket, habits: Habits) -> None:
    with contextlib.suppress(OSError, ssl.SSLError, ValueError):
        for line in far.makefile("rb"):
            near.sendall(line.replace(*habits.says) if habits.says[0] else line)
