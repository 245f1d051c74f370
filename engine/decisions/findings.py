"""What is found wrong while a DMN file is read and understood; the whole of it at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.as_feel import as_feel
from engine.decisions.syntax import Written
from engine.feel import FeelError
from engine.model import Problem, Severity

REMEDIES = {
    "aggregation": "Take the aggregation away, or leave one output.",
    "duplicate-id": "Give one of the two another id.",
    "empty-expression": "Write an expression in FEEL.",
    "hit-policy": "Choose unique, any, priority, first, rule order, output order or collect, which "
    "may take the sum, least, greatest or number.",
    "import": "Put everything the decision needs into one file.",
    "no-logic": "Give it a decision table or a literal expression.",
    "no-output": "Add a column for the result.",
    "no-output-values": "List the output values of the column, the most important first.",
    "output-names": "Give each output column a name.",
    "output-type": "Write a value of that type, or change the type of the column.",
    "output-values": "Write values in FEEL with commas between them, as the rules give them.",
    "rule-width": "Add or take away cells, so that each row has one for each column.",
    "too-deep": "Take a part out into a decision or type of its own.",
    "type-cycle": "Take the type out of its own parts.",
    "unknown-requirement": "Draw what is required, or take the arrow away.",
    "unsupported-element": "Take it out; decisions, inputs, knowledge and services are understood.",
}
"""What to do about it, by rule, where the place itself says no more."""


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
                hint=hint or REMEDIES.get(rule, ""),
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
        wish = as_feel(text)
        self.add(
            "feel",
            place,
            "“%(text)s” is no FEEL: %(reason)s (at character %(position)s)",
            "In FEEL it is: %(wish)s" if wish else 'Write it in FEEL, such as "a", < 5 or [1..9].',
            wish=wish,
            text=text[:80],
            reason=error.message,
            position=error.position + 1,
        )

    @property
    def has_errors(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)
