"""Work on foreign files is done in a process of its own, and ends when it asks for too much."""

from __future__ import annotations

import os
import signal
import time

import pytest

from engine.errors import NotFound
from workflows import confinement
from workflows.confinement import ConfinedError, Overtaxed, Work, confined

HERE = "tests.documents.test_work_at_arms_length"


def joined(*parts: bytes) -> bytes:
    return b"|".join(parts)


def whose(_given: bytes) -> bytes:
    return str(os.getpid()).encode()


def runs_in_circles(*_given: bytes) -> bytes:
    while True:
        pass


def sleeps(_given: bytes) -> bytes:
    time.sleep(3600)
    return b""


def eats(_given: bytes) -> bytes:
    return bytes(2 * 1024 * confinement.MEGABYTE)


def refuses(_given: bytes) -> bytes:
    raise NotFound(what="trang 3")


def breaks(_given: bytes) -> bytes:
    raise LookupError("hỏng")


def of(function: str, seconds: int = 20) -> Work:
    return Work(f"{HERE}:{function}", seconds=seconds)


def test_what_is_handed_over_comes_back_whole():
    large = bytes(range(256)) * 20_000

    assert confined(of("joined"), large, b"", b"x") == large + b"||x"


def test_it_is_done_in_another_process_each_time():
    pids = {confined(of("whose"), b"") for _ in range(2)}

    assert len(pids) == 2 and str(os.getpid()).encode() not in pids


@pytest.mark.parametrize("function", ["runs_in_circles", "sleeps", "eats"])
def test_too_much_time_or_memory_ends_it_and_nothing_else(function: str):
    with pytest.raises(Overtaxed):
        confined(of(function, seconds=1), b"")

    assert confined(of("joined"), b"a") == b"a"


def test_a_refusal_comes_through_as_it_is():
    with pytest.raises(NotFound) as refused:
        confined(of("refuses"), b"")

    assert refused.value.message.params == {"what": "trang 3"}


def test_what_broke_there_is_told_here():
    with pytest.raises(ConfinedError, match="LookupError: hỏng"):
        confined(of("breaks"), b"")


def test_the_process_that_waits_is_started_anew_when_it_was_ended():
    confined(of("joined"), b"a")
    waiting = confinement._waiting
    assert waiting is not None
    os.kill(waiting.process.pid, signal.SIGKILL)
    waiting.process.wait()

    assert confined(of("joined"), b"a") == b"a"
