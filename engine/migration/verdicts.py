"""What a plan would do to each instance, found by really moving it and taking everything back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import ColumnElement, func, select

from engine.actors import SYSTEM
from engine.errors import VinhDanhError
from engine.incidents import UnreadableInstance
from engine.lifecycle import LIVE_INSTANCE
from engine.migration import judging
from engine.migration.judging import Obstacle
from engine.migration.moved import Moved
from engine.migration.moving import CannotMove, move
from engine.migration.plan import Pairing, Plan, pairings
from engine.migration.routing import Routing
from engine.tables import process_instance
from engine.view import View

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine

log = structlog.get_logger()


class VerdictKind(StrEnum):
    MOVES = "moves"
    REISSUES = "reissues"
    """Moves, and a task of it is offered anew because its form is another one."""
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What would become of one instance."""

    instance_id: str
    name: str
    """How people call it."""
    kind: VerdictKind
    moved: Moved | None = None
    """Steps, tasks and deadlines before and after; None when it cannot move."""
    obstacles: tuple[Obstacle, ...] = ()
    """Every reason why it cannot."""


def verdicts(
    engine: ProcessEngine,
    plan: Plan,
    *,
    instances: Iterable[str] | None = None,
    after: str = "",
    limit: int | None = None,
    office_id: str = "",
) -> list[Verdict]:
    """What the plan would do to the instances on its old version, oldest first.

    Each is really moved, in a transaction of its own that is always rolled back. `instances` asks
    about some only, `office_id` about those of an office; `after` and `limit` give a page of them,
    by instance id. Raises `InvalidData` with everything that is wrong with the plan itself.
    """
    with engine.view() as view:
        routing = routing_of(engine, view, plan)
        asked = instance_ids(
            view, plan.source, instances, after=after, limit=limit, office_id=office_id
        )
        names = view.registry.business.names(view, asked)
    return [_judge(engine, routing, one, names.get(one, one)) for one in asked]


def choices(engine: ProcessEngine, plan: Plan) -> tuple[Pairing, ...]:
    """For each place where instances wait: its counterpart, and what else it might become."""
    with engine.view() as view:
        source = engine.definitions.get(view, plan.source)
        return pairings(source, engine.definitions.get(view, plan.target))


def count_of(view: View, definition_id: str) -> int:
    """How many running instances a version has."""
    return int(
        view.connection.execute(
            select(func.count()).select_from(process_instance).where(*_running_on(definition_id))
        ).scalar_one()
    )


def routing_of(engine: ProcessEngine, view: View, plan: Plan) -> Routing:
    """The plan with its versions; raises `InvalidData` or `NotFound`."""
    source = engine.definitions.get(view, plan.source)
    return Routing.of(plan, source, engine.definitions.get(view, plan.target))


def instance_ids(
    view: View,
    definition_id: str,
    only: Iterable[str] | None = None,
    *,
    after: str = "",
    limit: int | None = None,
    office_id: str = "",
) -> list[str]:
    """Instances of a version that are not over, oldest first; of one office where it is named."""
    query = (
        select(process_instance.c.id)
        .where(*_running_on(definition_id), process_instance.c.id > after)
        .order_by(process_instance.c.id)
        .limit(limit)
    )
    if only is not None:
        query = query.where(process_instance.c.id.in_(list(only)))
    if office_id:
        query = query.where(process_instance.c.office_id == office_id)
    return list(view.connection.execute(query).scalars())


def offices_on(view: View, definition_id: str, only: Iterable[str] | None = None) -> frozenset[str]:
    """The offices whose instances those are."""
    query = select(process_instance.c.office_id).where(*_running_on(definition_id)).distinct()
    if only is not None:
        query = query.where(process_instance.c.id.in_(list(only)))
    return frozenset(view.connection.execute(query).scalars())


def _running_on(definition_id: str) -> tuple[ColumnElement[bool], ...]:
    return (
        process_instance.c.definition_id == definition_id,
        process_instance.c.state.in_(LIVE_INSTANCE),
    )


def _judge(engine: ProcessEngine, routing: Routing, instance_id: str, name: str) -> Verdict:
    try:
        with engine.rehearsal(SYSTEM) as context:
            moved = move(context, context.instance(instance_id), routing)
            context.settle()
    except VinhDanhError as refusal:
        return _cannot(instance_id, name, obstacles_of(refusal))
    except Exception as failure:  # one broken case must not hide what becomes of the others
        log.exception("trial_broke", instance=instance_id)
        return _cannot(instance_id, name, (judging.broke(failure),))
    kind = VerdictKind.REISSUES if moved.has_reissued else VerdictKind.MOVES
    return Verdict(instance_id=instance_id, name=name, kind=kind, moved=moved)


def _cannot(instance_id: str, name: str, obstacles: tuple[Obstacle, ...]) -> Verdict:
    return Verdict(instance_id=instance_id, name=name, kind=VerdictKind.CANNOT, obstacles=obstacles)


def obstacles_of(refusal: VinhDanhError) -> tuple[Obstacle, ...]:
    """Why a move was refused, whatever it ran into."""
    if isinstance(refusal, CannotMove):
        return refusal.obstacles
    if isinstance(refusal, UnreadableInstance):
        return (judging.unreadable(),)
    return (Obstacle(refusal.message),)
