"""What is found wrong while a DMN file is read and understood; the whole of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.decisions.syntax import Written
from engine.feel import FeelError
from engine.model import Problem, Severity


@dataclass(slots=True)
class Findings:
    """The problems of one file."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        rule: str,
        place: Written,
        message: str,
        hint: str = "",
        severity: Severity = Severity.ERROR,
        **params: object,
    ) -> None:
        self.problems.append(
            Problem(
                severity=severity,
                rule=rule,
                message=message,
                params=params,
                hint=hint,
                element=place.id,
                line=place.line,
                file=self.file,
            )
        )

    def warn(
        self, rule: str, place: Written, message: str, hint: str = "", **params: object
    ) -> None:
        self.add(rule, place, message, hint, Severity.WARNING, **params)

    def misunderstood(self, place: Written, text: str, error: FeelError) -> None:
        """A FEEL text that cannot be compiled."""
        self.add(
            "feel",
            place,
            "“%(text)s” is no FEEL: %(reason)s (at character %(position)s)",
            text=text[:80],
            reason=error.message,
            position=error.position + 1,
        )

    @property
    def has_errors(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)
