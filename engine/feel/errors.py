"""What can be wrong with an expression: its text when it is compiled, its appetite when it runs."""

from __future__ import annotations

from engine.errors import LimitExceeded, ModelError


class FeelError(ModelError):
    """The expression cannot be understood."""

    code = "feel.error"

    def __init__(
        self, text: str = "", position: int = 0, /, *, code: str = "", **params: object
    ) -> None:
        super().__init__(text, code=code, **params)
        self.position = position
        """Where in the text (characters from its start) the trouble was noticed."""


class FeelBudgetExceeded(LimitExceeded):
    """The expression asked for more than it may use (%(limit)s: at most %(allowed)s)."""

    code = "feel.budget"

    def __init__(self, limit: str, allowed: int) -> None:
        super().__init__(limit=limit, allowed=allowed)
        self.limit = limit
