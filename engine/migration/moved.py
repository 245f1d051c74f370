"""What moving an instance did: its steps before and after, and what came of its limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.execution import Scalar
from engine.migration.plan import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One open step of an instance, before and after."""

    old: Place
    new: Place
    task_id: str = ""
    """The user task as it goes on; empty for timers, gates and what the system does."""
    is_reissued: bool = False
    due_before: datetime | None = None
    due_after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What moving an instance did."""

    steps: tuple[Step, ...]
    began: tuple[Place, ...] = ()
    """Events beside a step that the old version did not have."""
    ended: tuple[Place, ...] = ()
    """Events beside a step that the new version does not have."""
    variables: Mapping[str, Scalar] = field(default_factory=dict)
    """Routing facts of the new version that were read from forms handed in before."""
    asked: tuple[str, ...] = ()
    """Gates on the way that only the new version has; they were asked, and are open."""
    due_before: datetime | None = None
    due_after: datetime | None = None
    """When the instance as a whole is due."""

    @property
    def has_reissued(self) -> bool:
        return any(step.is_reissued for step in self.steps)
