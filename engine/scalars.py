"""Values that may travel in an instance's state: plain and flat, so they come back as they were."""

from __future__ import annotations

from decimal import Decimal

from engine.errors import ModelError
from engine.execution import Scalar
from engine.model import Element


def scalar(value: object, name: str, element: Element) -> Scalar:
    """A value as a local name may hold it."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise ModelError(
        "%(name)s of %(element)s must be a text, a whole number, true, false or null",
        name=name,
        element=element.name or element.id,
    )
