"""Stopping when asked to: a signal raises a flag; whoever runs looks at it between two steps."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

log = structlog.get_logger()

SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Set by SIGTERM or Ctrl+C, so that what has begun is finished; the second time ends at once.

    An exception out of a signal would come in the middle of anything: of an answer being sent, too.
    """
    told = threading.Event()

    def note(number: int, _frame: FrameType | None) -> None:
        if told.is_set():
            raise SystemExit(128 + number)
        told.set()
        log.info("stopping", signal=signal.Signals(number).name)

    before = {one: signal.signal(one, note) for one in SIGNALS}
    try:
        yield told
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
