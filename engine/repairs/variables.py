"""Which routing fact of a case may be put right, and by which values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import FieldError, InvalidData, Message
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.repairs.commands import CorrectVariable

if TYPE_CHECKING:
    from engine.context import Context

LONGEST_TEXT = 500
"""Characters of a variable: those are routing facts, not texts."""

LARGEST_NUMBER = 2**53
"""Beyond, numbers do not survive JSON everywhere."""


def require_variable(context: Context, live: LiveInstance, command: CorrectVariable) -> None:
    """A known routing fact, and a value of its kind."""
    name, value = command.name, command.value
    known = live.variables.keys() | (
        live.definition.routing_names - {context.registry.business.facts_root}
    )
    if name not in known:
        text = Message("variable_unknown", "This case has no fact of that name.")
        raise InvalidData([FieldError("name", text)])
    if not (_fits(live.variables.get(name), value) and _is_small(value)):
        text = Message("variable_wrong", "This is not a value of the same kind.")
        raise InvalidData([FieldError("value", text)])


def _fits(before: Scalar, after: Scalar) -> bool:
    return before is None or after is None or type(before) is type(after)


def _is_small(value: Scalar) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and "\x00" not in value
    if isinstance(value, int):
        return abs(value) <= LARGEST_NUMBER
    return value is None
