"""What is to be said about the files of a draft: exactly what publishing them would say.

The studio has no rules of its own. What it shows while one draws is computed here, and publishing
computes the same again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.deploying import problems_of
from engine.model import Problem, Severity
from engine.view import View
from workflows.studio.leaning import with_leaning

Files = Mapping[str, bytes]


def verdict(view: View, files: Files) -> tuple[Problem, ...]:
    """Every problem of every file, once each: errors first, then in the order of the files."""
    found = problems_of(view, with_leaning(view, files))
    once = [problem for place, problem in enumerate(found) if problem not in found[:place]]
    order = {name: place for place, name in enumerate(files)}
    return tuple(
        sorted(
            once,
            key=lambda p: (
                p.severity is not Severity.ERROR,
                order.get(p.file, len(order)),
                p.line,
                p.rule,
                p.element,
            ),
        )
    )


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """What stands in the way of publishing."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)
