"""Reasons that people give for what they do to a case: long enough for a later reader."""

from __future__ import annotations

from engine.errors import FieldError, InvalidData, Message

SHORTEST_REASON = 10
"""Characters below which a reason tells a later reader nothing."""


def require_reason(reason: str) -> None:
    """A reason that somebody can read later; raises `InvalidData` naming the field."""
    if len(reason.strip()) < SHORTEST_REASON:
        message = Message(
            "reason_too_short",
            "Give the reason in at least %(least)s characters.",
            {"least": SHORTEST_REASON},
        )
        raise InvalidData([FieldError("reason", message)])
