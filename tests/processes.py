"""Processes that tests start."""

from __future__ import annotations

import ctypes
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def dies_with_us(by: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A `preexec_fn`: a killed test run leaves no server behind, and Ctrl+C reaches the child.

    A shell starts background jobs with SIGINT ignored, and children inherit that; what tests start
    is to be as if started from a terminal, however the tests themselves were.
    """

    def ask_the_kernel() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _libc.prctl(PR_SET_PDEATHSIG, int(by))

    return ask_the_kernel
