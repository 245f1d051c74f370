"""The strip of stages of a dossier: which were passed, where it is, from when to when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.definitions import Definition
from engine.instances import Instance, UserTask
from engine.lifecycle import LIVE_INSTANCE, InstanceState
from engine.model import ElementKind
from engine.model import Stage as DrawnStage
from workflows.queries.drawing import walk


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
    definition: Definition,
    instance: Instance,
    tasks: Sequence[UserTask],
    left_out: Collection[str] = (),
) -> Sequence[Stage]:
    """The stages of the drawing in its order, with the time their steps took.

    Those in which only papers of a way are made that the dossier will not go (`left_out`) are told
    as skipped beforehand.
    """
    drawn = definition.stages
    names = [stage.name for stage in drawn]
    is_live = instance.state in LIVE_INSTANCE
    here = names.index(instance.stage) if instance.stage in names else -1
    visited = [any(task.stage == name for task in tasks) for name in names]
    unused = _of_papers(definition, left_out) if left_out and is_live else frozenset[str]()
    return [
        _stage(
            stage,
            [task for task in tasks if task.stage == stage.name],
            "skipped"
            if stage.name in unused and at > here
            else _state(at, here, visited, instance.state, is_live=is_live),
        )
        for at, stage in enumerate(drawn)
    ]


def _of_papers(definition: Definition, papers: Collection[str]) -> frozenset[str]:
    """Stages of which every drawing that has people in them makes one of these papers."""
    makes: dict[str, dict[str, bool]] = {}
    for process, element in walk(definition):
        if element.kind is ElementKind.USER_TASK and element.stage:
            known = makes.setdefault(element.stage, {})
            known[process.id] = known.get(process.id, False) or element.document in papers
    return frozenset(stage for stage, known in makes.items() if all(known.values()))


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
