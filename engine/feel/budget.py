"""How much an expression may use: the limits, and the meter that counts against them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.errors import FeelBudgetExceeded

SOURCE_LENGTH = 4_000
"""Characters of an expression; longer texts are refused before they are read."""

DEPTH = 64
"""Levels of nesting, of an expression and of the values it handles."""

CALL_DEPTH = 240
"""Nesting of all running function bodies together, well within Python's own stack."""

CHARACTERS_PER_STEP = 64
"""Work on text is charged by its length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The limits of one evaluation."""

    steps: int = 20_000
    list_size: int = 10_000
    string_size: int = 65_536


class Meter:
    """Counts one evaluation against its budget; the only thing an evaluation changes."""

    __slots__ = ("budget", "depth", "steps")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.steps = budget.steps
        self.depth = 0

    def spend(self, steps: int) -> None:
        """Charge work; a loop charges its whole body for each round."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelBudgetExceeded("steps", self.budget.steps)

    def admit_list(self, size: int) -> None:
        """Refuse a list (or context) that would be too long, before it is built."""
        if size > self.budget.list_size:
            raise FeelBudgetExceeded("list_size", self.budget.list_size)
        self.spend(size // 8)

    def admit_length(self, size: int) -> None:
        """The same for a list that grows by one at a time, each of which was charged."""
        if size > self.budget.list_size:
            raise FeelBudgetExceeded("list_size", self.budget.list_size)

    def admit_text(self, size: int) -> None:
        """Refuse a text that would be too long, before it is built."""
        if size > self.budget.string_size:
            raise FeelBudgetExceeded("string_size", self.budget.string_size)
        self.spend(size // CHARACTERS_PER_STEP)

    def enter(self, depth: int) -> None:
        """A function body of this depth begins; `leave` with the same depth."""
        self.depth += depth
        if self.depth > CALL_DEPTH:
            raise FeelBudgetExceeded("call_depth", CALL_DEPTH)

    def leave(self, depth: int) -> None:
        self.depth -= depth
