"""The strip of stages of a dossier: which were passed, where it is, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.definitions import Definition
from engine.instances import Instance, UserTask
from engine.lifecycle import LIVE_INSTANCE, InstanceState
from engine.model import Stage as DrawnStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage in human words."""

    name: str
    name_en: str
    state: str
    """done, now, back (returned to), skipped or later."""
    since: datetime | None = None
    until: datetime | None = None


def stages_of(
    definition: Definition, instance: Instance, tasks: Sequence[UserTask]
) -> Sequence[Stage]:
    """The stages of the drawing in its order, with the time their steps took."""
    drawn = definition.stages
    names = [stage.name for stage in drawn]
    is_live = instance.state in LIVE_INSTANCE
    here = names.index(instance.stage) if instance.stage in names else -1
    visited = [any(task.stage == name for task in tasks) for name in names]
    return [
        _stage(
            stage,
            [task for task in tasks if task.stage == stage.name],
            _state(at, here, visited, instance.state, is_live=is_live),
        )
        for at, stage in enumerate(drawn)
    ]


def _state(
    at: int, here: int, visited: Sequence[bool], instance: InstanceState, *, is_live: bool
) -> str:
    if is_live and at == here:
        return "back" if any(visited[at + 1 :]) else "now"
    if at < here or (not is_live and instance is InstanceState.COMPLETED):
        return "done" if visited[at] else "skipped"
    if not is_live:
        return "done" if visited[at] and at <= here else "skipped"
    return "later"


def _stage(drawn: DrawnStage, tasks: Sequence[UserTask], state: str) -> Stage:
    if not tasks or state in ("later", "skipped"):
        return Stage(name=drawn.name, name_en=drawn.name_en, state=state)
    ends = [task.ended_at for task in tasks if task.ended_at is not None]
    ended = max(ends) if ends and state == "done" else None
    return Stage(
        name=drawn.name,
        name_en=drawn.name_en,
        state=state,
        since=min(task.created_at for task in tasks),
        until=ended,
    )
