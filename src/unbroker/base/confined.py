"""A process with limits: what a stranger's file needs much of, it takes where nothing else can come to harm.

A file of a few kilobytes can unfold to gigabytes, and no library can be trusted to notice. The process gets bytes on
its standard input and answers on its standard output; it may use so much time and memory, and write no file.
"""

import resource
import subprocess
import sys
import threading
from pathlib import Path

SECONDS, MEGABYTES = 20, 200
_MEMORY = Path("/proc/self/statm")


class TakesTooMuch(ValueError):  # noqa: N818 - the sentence is the name
    """The process ended before it answered, or answered too much."""


def run(module: str, content: bytes, *, seconds: int = SECONDS, most: int = 64 * 2**20) -> bytes:
    """What a module answers that is run as a process and takes its limits.

    Args:
        module: its full name.
        content: its input.
        seconds: of processor time, which it takes itself; three times as many may pass.
        most: bytes of an answer.

    Raises:
        TakesTooMuch: there is no answer within the limits.
    """
    command = [sys.executable, "-P", "-m", module]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:  # noqa: S603 - ours
        clock = threading.Timer(3 * seconds, child.kill)
        writer = threading.Thread(target=_feed, args=(child, content), daemon=True)
        clock.start()
        writer.start()
        assert child.stdout is not None  # noqa: S101 - it is a pipe
        try:
            answer = child.stdout.read(most + 1)
        finally:
            if child.poll() is None and child.stdout.read(1):
                child.kill()
            code = child.wait()
            clock.cancel()
    if code or len(answer) > most:
        raise TakesTooMuch("it takes more memory or time than such a file does")
    return answer


def _feed(child: subprocess.Popen[bytes], content: bytes) -> None:
    """Give a process its input; one that has ended takes none."""
    assert child.stdin is not None  # noqa: S101 - it is a pipe
    try:
        child.stdin.write(content)
        child.stdin.close()
    except BrokenPipeError:
        child.stdin.close()


def take_limits(*, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> None:
    """Allow this process no more than that beyond what it has taken, and no file that it writes."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    take_memory(megabytes)


def take_time(seconds: int) -> None:
    """Allow this process so many seconds of processor time from now on; it may be allowed more later."""
    usage, (_, most) = resource.getrusage(resource.RUSAGE_SELF), resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + seconds, most))


def open_nothing() -> None:
    """Let this process open no further file, and start no other process."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def take_memory(megabytes: int) -> None:
    """Allow this process no more memory than that beyond what it has taken, and no file that it writes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if _MEMORY.exists():
        taken = int(_MEMORY.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        most = taken + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
