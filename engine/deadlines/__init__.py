"""The deadline ledger: clocks whose due instant, state and explanation follow from their events."""

from __future__ import annotations

from engine.deadlines.explanation import ExplanationLine
from engine.deadlines.ledger import ClockEvent, DeadlineClock, EventKind, with_event
from engine.deadlines.projection import (
    ClockResult,
    ClockState,
    Pause,
    Projection,
    due_of,
    explain,
    project,
)
from engine.deadlines.rules import DeadlineRules, Provision
from engine.deadlines.segments import Segment, SegmentKind

__all__ = [
    "ClockEvent",
    "ClockResult",
    "ClockState",
    "DeadlineClock",
    "DeadlineRules",
    "EventKind",
    "ExplanationLine",
    "Pause",
    "Projection",
    "Provision",
    "Segment",
    "SegmentKind",
    "due_of",
    "explain",
    "project",
    "with_event",
]
