"""Processes that tests start."""

from __future__ import annotations

import ctypes
import signal
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def dies_with_us(by: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A `preexec_fn`: even a killed test run leaves no server behind."""

    def ask_the_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(by))

    return ask_the_kernel
