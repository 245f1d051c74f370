"""What can be wrong with an expression: its text when it is compiled, its appetite when it runs."""

from __future__ import annotations

from engine.errors import LimitExceeded, Message, ModelError


class FeelError(ModelError):
    """The expression cannot be understood."""

    code = "feel.error"

    def __init__(
        self, text: str = "", position: int = 0, /, *, code: str = "", **params: object
    ) -> None:
        super().__init__(text, code=code, **params)
        self.position = position
        """Where in the text (characters from its start) the trouble was noticed."""


LIMITS = {
    "call_depth": Message("feel.limit.call_depth", "calls in calls"),
    "depth": Message("feel.limit.depth", "levels of a value"),
    "digits": Message("feel.limit.digits", "digits of a number"),
    "list_size": Message("feel.limit.list_size", "items of a list"),
    "steps": Message("feel.limit.steps", "steps"),
    "string_size": Message("feel.limit.string_size", "characters of a text"),
}
"""What is limited, in words."""


class FeelBudgetExceeded(LimitExceeded):
    """The expression asked for more than it may use (%(limit)s: at most %(allowed)s)."""

    code = "feel.budget"

    def __init__(self, limit: str, allowed: int) -> None:
        super().__init__(limit=LIMITS.get(limit, limit), allowed=allowed)
        self.limit = limit
