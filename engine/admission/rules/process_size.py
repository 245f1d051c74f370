"""A process can be overseen: beyond a limit of elements it is split into called parts."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Problem, Process

ID = "process-size"
MAX_ELEMENTS = 300
MAX_FLOWS = 900


def check(case: Case) -> Iterator[Problem]:
    process, split = case.process, "Move parts of it into called processes."
    if len(process.elements) > MAX_ELEMENTS:
        yield problem(
            case,
            ID,
            process,
            "“%(name)s” has %(count)s elements; at most %(limit)s are run",
            split,
            count=len(process.elements),
            limit=MAX_ELEMENTS,
        )
    elif len(process.flows) > MAX_FLOWS:
        yield problem(
            case,
            ID,
            process,
            "“%(name)s” has %(count)s flows; at most %(limit)s are run",
            split,
            count=len(process.flows),
            limit=MAX_FLOWS,
        )


def is_too_large(process: Process) -> bool:
    """Nobody oversees it: what else is wrong is said of its parts."""
    return len(process.elements) > MAX_ELEMENTS or len(process.flows) > MAX_FLOWS
