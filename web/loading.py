"""Loading modules without looking for garbage among them.

A server loads 1 800 modules. The collector would look through everything loaded so far again and
again, a third of the processor's time of a start, and find next to nothing: modules stay.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Whatever is there at the end is taken to stay, and not looked at again."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_looking:
            gc.enable()
