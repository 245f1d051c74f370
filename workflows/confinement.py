"""Work on files that strangers made, in a process of its own with little time and memory.

One process waits, with the libraries loaded, and is copied for every piece of work: a file that
makes a library run in circles or eat all memory ends its copy and nothing else.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from typing import Any, cast

from engine.errors import Rejected

MEGABYTE = 1024 * 1024

AT_ONCE = 2
"""Copies that may work at the same time; the others wait, so that memory is bounded in all."""

DONE, REFUSED, BROKE = b"+", b"-", b"!"
"""How an answer begins; one that does not begin at all is of a copy that was ended."""

LONGEST_ANSWER = 100 * MEGABYTE
ROOM_TO_WAIT = 5.0
"""Seconds beyond its own time in which a copy must have answered or ended."""

SERVER = "import sys; sys.path[:] = sys.argv[2:]; from workflows.confinement import serve; serve()"


class Overtaxed(Rejected):
    """The file asks for more time or memory than such files need."""


class ConfinedError(Exception):
    """The work itself is wrong, not the file: what it said is all that came out."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done, `module:function` from bytes to bytes, and how much it may use."""

    function: str
    seconds: int = 20
    megabytes: int = 512


def confined(work: Work, *given: bytes) -> bytes:
    """What the work makes of it; raises `Overtaxed`, or the refusal that the work raised."""
    with _turns, _handed_over(work) as line:
        line.settimeout(work.seconds + ROOM_TO_WAIT)
        try:
            line.sendall(_packed(work, given))
            line.shutdown(socket.SHUT_WR)
            answer = _everything(line)
        except (TimeoutError, ConnectionError) as ended:
            raise Overtaxed() from ended
    outcome, made = answer[:1], answer[1:]
    if outcome == DONE:
        return made
    if outcome == REFUSED:
        raise _refusal(made)
    if outcome == BROKE:
        raise ConfinedError(made.decode("utf-8", "replace"))
    raise Overtaxed()


# -- here


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The process that waits, the line to it, and whose it is: a fork of ours starts its own."""

    process: subprocess.Popen[bytes]
    line: socket.socket
    owner: int


_turns = BoundedSemaphore(AT_ONCE)
_starting = Lock()
_waiting: _Waiting | None = None


def _handed_over(work: Work) -> socket.socket:
    """A line to a copy that is about to work."""
    ours, theirs = socket.socketpair()
    with theirs:
        for is_last in (False, True):
            try:
                _send(work.function, theirs)
            except OSError:
                # The waiting process was ended from outside: the next one does as well.
                _forget()
                if is_last:
                    raise
            else:
                break
    return ours


def _send(function: str, line: socket.socket) -> None:
    socket.send_fds(_line_to_server(), [function.encode("ascii")], [line.fileno()])


def _line_to_server() -> socket.socket:
    global _waiting
    with _starting:
        if _waiting is None or _waiting.owner != os.getpid():
            _waiting = _started()
        return _waiting.line


def _started() -> _Waiting:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(  # noqa: S603  # this interpreter, on a line of our own
            [sys.executable, "-I", "-c", SERVER, str(theirs.fileno()), *sys.path],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    return _Waiting(process, ours, os.getpid())


def _forget() -> None:
    global _waiting
    with _starting:
        if _waiting is not None:
            _waiting.line.close()
            _waiting.process.poll()
            _waiting = None


def _packed(work: Work, given: Sequence[bytes]) -> bytes:
    told = {"seconds": work.seconds, "megabytes": work.megabytes, "sizes": [len(g) for g in given]}
    return json.dumps(told).encode("ascii") + b"\n" + b"".join(given)


def _everything(line: socket.socket) -> bytes:
    parts, size = [], 0
    while part := line.recv(MEGABYTE):
        parts.append(part)
        size += len(part)
        if size > LONGEST_ANSWER:
            return b""
    return b"".join(parts)


def _refusal(told: bytes) -> Rejected:
    """The refusal as it was raised there; only refusals of ours are made again."""
    known = json.loads(told)
    found = getattr(importlib.import_module(known["module"]), known["name"])
    if not (isinstance(found, type) and issubclass(found, Rejected)):
        raise ConfinedError(known["name"])
    return found(**known["params"])


# -- there


def serve() -> None:
    """Wait for work and have a copy of this process do each piece; ends with whoever began it."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Libraries say at length what is wrong with a file; only the answer counts.
    logging.disable(logging.CRITICAL)
    control = socket.socket(fileno=int(sys.argv[1]))
    while True:
        named, lines, _, _ = socket.recv_fds(control, 1000, 1)
        if not named:
            return
        function = _function(named.decode("ascii"))
        with socket.socket(fileno=lines[0]) as line:
            if os.fork() == 0:
                control.close()
                _work(function, line)


def _function(named: str) -> Callable[..., bytes]:
    """Looked up before the copy is made, so that what it needs is loaded once for all."""
    module, _, name = named.partition(":")
    return cast("Callable[..., bytes]", getattr(importlib.import_module(module), name))


def _work(function: Callable[..., bytes], line: socket.socket) -> None:
    """Do it and end this copy, come what may."""
    try:
        line.sendall(_answer(function, line))
        line.shutdown(socket.SHUT_RDWR)
    finally:
        os._exit(0)


def _answer(function: Callable[..., bytes], line: socket.socket) -> bytes:
    try:
        head, _, rest = _everything(line).partition(b"\n")
        told = json.loads(head)
        _limit(told["seconds"], told["megabytes"])
        return DONE + function(*_cut(rest, told["sizes"]))
    except Rejected as refusal:
        return REFUSED + _told(refusal)
    except MemoryError:
        return b""
    except Exception as wrong:  # the edge of a process: nothing else would tell what it was
        return BROKE + f"{type(wrong).__name__}: {wrong}"[:500].encode()


def _limit(seconds: int, megabytes: int) -> None:
    """From here on whatever uses more is ended by the system itself."""
    with open("/proc/self/statm", encoding="ascii") as sizes:
        used = int(sizes.read().split()[0]) * resource.getpagesize()
    room = used + megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    # Where the system lets us say so, this copy is the first to go when memory runs out.
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LONGEST_ANSWER, LONGEST_ANSWER))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _cut(rest: bytes, sizes: Sequence[int]) -> list[bytes]:
    parts, start = [], 0
    for size in sizes:
        parts.append(rest[start : start + size])
        start += size
    return parts


def _told(refusal: Rejected) -> bytes:
    found: dict[str, Any] = {
        "module": type(refusal).__module__,
        "name": type(refusal).__qualname__,
        "params": dict(refusal.message.params),
    }
    return json.dumps(found, default=str).encode()
