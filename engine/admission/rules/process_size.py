"""A process can be overseen: beyond a limit of elements it is split into called parts."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Problem

ID = "process-size"
MAX_ELEMENTS = 300


def check(case: Case) -> Iterator[Problem]:
    if len(case.process.elements) > MAX_ELEMENTS:
        yield problem(
            case,
            ID,
            case.process,
            "“%(name)s” has %(count)s elements; at most %(limit)s are run",
            "Move parts of it into called processes.",
            count=len(case.process.elements),
            limit=MAX_ELEMENTS,
        )
