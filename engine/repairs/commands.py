"""What an administrator may ask for when a case has an incident, and why it may be refused."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import WrongState
from engine.execution import Scalar


class IncidentOver(WrongState):
    """This incident is over: it was dealt with in the meantime."""


class StillDamaged(WrongState):
    """The stored state still cannot be read; restore it from its copy, or close the case."""


class NoSoundCopy(WrongState):
    """The copy of the stored state is damaged as well; only closing the case is left."""


class CaseWaits(WrongState):
    """The case waits for exactly this and cannot go round it; try again, or close the case."""


class NothingToSend(WrongState):
    """There is no letter to send again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident:
    """Try once more what failed: the job or timer, the letter, or the case that stands still."""

    incident_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident:
    """End an incident without trying again: it was settled otherwise, as the reason says.

    A job counts as done by hand and the case goes on behind it.
    """

    incident_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectVariable:
    """Put right a routing fact of a case that has an incident."""

    incident_id: str
    name: str
    value: Scalar
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreInstance:
    """Take the copy of a damaged stored state in its place, and let the case go on."""

    incident_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInstance:
    """End a case that stands still for good; works on a damaged state too."""

    incident_id: str
    reason: str


Repair = RetryIncident | ResolveIncident | CorrectVariable | RestoreInstance | CloseInstance
