"""What can go wrong with decisions: the file when it is loaded, a decision when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable

from engine.errors import ModelError, VinhDanhError
from engine.model import Problem, Severity


class UnusableDecisions(ModelError):
    """The decision file cannot be used: %(first)s"""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [each for each in self.problems if each.severity is Severity.ERROR]
        first = errors[0].message % errors[0].params if errors else ""
        super().__init__(first=first, count=len(errors))


class DecisionFailed(VinhDanhError):
    """The decision cannot be made."""


class RulesCollide(DecisionFailed):
    """Rules %(rules)s of %(table)s match together, which its hit policy does not allow."""


class InputNotAllowed(DecisionFailed):
    """%(input)s cannot be %(value)s."""
