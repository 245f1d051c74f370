"""The commands by which a year of the calendar comes to hold."""

from __future__ import annotations

from engine.registry import Registry
from workflows.calendar_proposals.deciding import (
    ApproveCalendarYear,
    DeclineCalendarYear,
    approve,
    decline,
    locate,
)
from workflows.calendar_proposals.proposing import ProposeCalendarYear, propose


def register(registry: Registry) -> None:
    registry.command(
        ProposeCalendarYear,
        action="calendar.propose",
        locate=lambda _context, command: command,
        handle=propose,
    )
    registry.command(ApproveCalendarYear, action="calendar.approve", locate=locate, handle=approve)
    registry.command(DeclineCalendarYear, action="calendar.decline", locate=locate, handle=decline)
