"""What an administrator does about incidents: try again, put right, restore, go round, close.

Each act is a command with a reason; the incident keeps how it ended and the journal who ended it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.repairs import acts
from engine.repairs.commands import (
    CaseWaits,
    CloseInstance,
    CorrectVariable,
    IncidentOver,
    NoSoundCopy,
    NothingToSend,
    ResolveIncident,
    RestoreInstance,
    RetryIncident,
    StillDamaged,
)
from engine.repairs.located import Incident, locate
from engine.repairs.overtaken import CloseOvertaken, close_overtaken, sweep_incidents

if TYPE_CHECKING:
    from engine.registry import Registry

__all__ = [
    "CaseWaits",
    "CloseInstance",
    "CloseOvertaken",
    "CorrectVariable",
    "Incident",
    "IncidentOver",
    "NoSoundCopy",
    "NothingToSend",
    "ResolveIncident",
    "RestoreInstance",
    "RetryIncident",
    "StillDamaged",
    "sweep_incidents",
]


def register(registry: Registry) -> None:
    registry.command(RetryIncident, action="incident.retry", locate=locate, handle=acts.retry)
    registry.command(ResolveIncident, action="incident.resolve", locate=locate, handle=acts.resolve)
    registry.command(CorrectVariable, action="incident.correct", locate=locate, handle=acts.correct)
    registry.command(RestoreInstance, action="incident.restore", locate=locate, handle=acts.restore)
    registry.command(CloseInstance, action="incident.close", locate=locate, handle=acts.close)
    registry.command(
        CloseOvertaken,
        action="incident.overtaken",
        locate=lambda _context, command: command,
        handle=close_overtaken,
    )
