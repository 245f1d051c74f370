"""Diagrams and tables made ready to run, once for equal content whichever version holds it.

Most of a deployment is what the one before held too: parts, tables, all but the one that changed.
What is made here never changes, so that versions, engines and threads may share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine import decisions
from engine.admission import read
from engine.decisions import DecisionModel, Examined
from engine.execution import Executable
from engine.host_functions import HOST_FUNCTIONS
from engine.spiff import compile_set

MOST_SETS = 32
MOST_TABLES = 64
LARGEST_KEPT = 256 * 1024
"""Bytes of a table of which the verdict is kept; what anybody sends must not fill the memory."""


def executables(diagrams: Mapping[str, bytes]) -> Mapping[str, Executable]:
    """The processes of a set of diagrams, by key."""
    return _executables(tuple(sorted(diagrams.items())))


@lru_cache(maxsize=MOST_SETS)
def _executables(diagrams: tuple[tuple[str, bytes], ...]) -> Mapping[str, Executable]:
    files = dict(diagrams)
    return compile_set(read(files).processes, files)


def examined(name: str, content: bytes) -> Examined:
    """What is wrong with a table, and what its decisions look like; whatever the bytes."""
    if len(content) > LARGEST_KEPT:
        return decisions.examine(content, functions=HOST_FUNCTIONS, file=name)
    return _examined(name, content)


@lru_cache(maxsize=MOST_TABLES)
def _examined(name: str, content: bytes) -> Examined:
    return decisions.examine(content, functions=HOST_FUNCTIONS, file=name)


@lru_cache(maxsize=MOST_TABLES)
def decision_table(name: str, content: bytes) -> DecisionModel:
    """The decisions of a file; raises `UnusableDecisions`."""
    return decisions.load(content, functions=HOST_FUNCTIONS, file=name)
