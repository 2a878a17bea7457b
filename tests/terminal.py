"""A command at a real terminal, at which lines are typed when it asks."""

import os
import select
import subprocess
import sys


def typed(words: list[str], answers: list[str], today: str) -> str:
    """What a command shows at a terminal at which these lines are typed."""
    controller, terminal = os.openpty()
    environment = {**os.environ, "UNBROKER_TODAY": today}
    environment.pop("UNBROKER_PASSPHRASE", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "unbroker", *words], stdin=terminal, stdout=terminal, stderr=terminal, env=environment,
        start_new_session=True,
    )  # fmt: skip
    os.close(terminal)
    shown, asked = b"", b""
    waiting = [*answers]
    while select.select([controller], [], [], 20)[0] and (chunk := _read(controller)):
        shown, asked = shown + chunk, asked + chunk
        if waiting and asked.endswith(b": "):
            os.write(controller, f"{waiting.pop(0)}\n".encode())
            asked = b""
    process.kill()
    process.wait()
    os.close(controller)
    return shown.decode()


def _read(controller: int) -> bytes:
    try:
        return os.read(controller, 1000)
    except OSError:  # the other side is closed
        return b""
