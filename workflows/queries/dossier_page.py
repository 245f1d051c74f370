"""The page of a dossier: what stands on it whatever part is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, ScalarSelect, func, select

from engine.actors import Actor
from engine.days import CALENDAR_REVISION
from engine.deadlines import Projection
from engine.definitions import Definition, Definitions
from engine.errors import NotFound, NotTheirs
from engine.instances import Instance, UserTask, tasks_of_instance
from engine.ledgers import Ledger, ledgers, projection_of
from engine.lifecycle import InstanceState
from engine.overrides import gate_override
from engine.registry import Access
from engine.tables import incident
from engine.view import View
from workflows import authority
from workflows.delays import Attribution, attribute
from workflows.dossiers import Dossier, know
from workflows.editions import edition_of, seed_book
from workflows.law import Edition, Regime
from workflows.nominees import Nominee, Outcome, nominees_of
from workflows.opinions import OpinionState
from workflows.queries.dossier_gates import DossierGate, gates_of
from workflows.queries.dossier_stages import Stage, stages_of
from workflows.queries.dossiers import dossier_in, instance_in, rows_with_instances
from workflows.queries.drawing import EventWait, event_waits
from workflows.queries.ways import papers_left_out
from workflows.tables.accounts import attachment
from workflows.tables.council import council_session, session_dossier
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.publicity import opinion, publication

PROBLEMS = (Outcome.INELIGIBLE, Outcome.HELD, Outcome.REJECTED)
"""Outcomes with which a nominee does not go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """How much there is in the parts of the page, and what waits in them."""

    files: int
    opinions: int
    to_moderate: int
    to_answer: int
    publications: int
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A step that is open, with its own clock."""

    task: UserTask
    deadline: Projection | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """Everything that every part of the page shows."""

    dossier: Dossier
    instance: Instance
    definition: Definition
    edition: Edition
    regime: Regime
    deadline: Projection | None
    """The clock of the whole dossier; None for a procedure without a limit."""
    attribution: Attribution | None
    """Whose time it has taken; None before acceptance."""
    tasks: Sequence[UserTask]
    waits: Sequence[EventWait]
    open_steps: Sequence[OpenStep]
    stages: Sequence[Stage]
    gates: Sequence[DossierGate]
    nominees: Sequence[Nominee]
    tallies: Tallies
    stands_since: datetime | None
    """Since when an administrator has to look at it before anybody can go on."""

    @property
    def problems(self) -> Sequence[Nominee]:
        return [row for row in self.nominees if row.outcome in PROBLEMS]


def dossier_page(view: View, definitions: Definitions, actor: Actor, code: str) -> DossierPage:
    """The page of a dossier; raises `NotFound`, also when the actor may not see it."""
    row = _read(view, code)
    dossier, instance = dossier_in(row), instance_in(row)
    if authority.may(view, actor, "dossier.see", dossier).access is not Access.ALLOWED:
        raise NotTheirs("dossier.see", dossier)
    _learn(view, row, dossier)
    definition = definitions.get(view, instance.definition_id)
    edition = edition_of(view, dossier)
    tasks = tasks_of_instance(view.connection, instance.id)
    waits = event_waits(view, instance.id)
    clocks = ledgers(view, instance.id)
    return DossierPage(
        dossier=dossier,
        instance=instance,
        definition=definition,
        edition=edition,
        regime=regime_of(edition),
        deadline=_whole(view, instance, clocks),
        attribution=_attribution(view, clocks, tasks),
        tasks=tasks,
        waits=waits,
        open_steps=_open_steps(view, instance, tasks, clocks),
        stages=stages_of(definition, instance, tasks, papers_left_out(view, dossier, definition)),
        gates=gates_of(view, definition, instance, dossier, tasks, waits),
        nominees=nominees_of(view, dossier.id),
        tallies=_tallies(row),
        stands_since=row.stopped_at if _stands(instance, tasks) else None,
    )


def seen_dossier(view: View, actor: Actor, code: str) -> Dossier:
    """The dossier of a code, for its lesser pages; raises `NotFound` as the page does."""
    row = view.connection.execute(
        rows_with_instances().where(dossier_table.c.code == code)
    ).one_or_none()
    if row is None:
        raise NotFound()
    dossier = dossier_in(row)
    if authority.may(view, actor, "dossier.see", dossier).access is not Access.ALLOWED:
        raise NotTheirs("dossier.see", dossier)
    view.once(CALENDAR_REVISION, lambda: str(row.calendar))
    know(view, dossier)
    return dossier


def regime_of(edition: Edition) -> Regime:
    """The regime whose law an edition holds."""
    return next(one for one in seed_book().regimes if one.key == edition.regime)


def _stands(instance: Instance, tasks: Sequence[UserTask]) -> bool:
    """Whether an open incident of the instance leaves nobody anything to do."""
    if instance.state is InstanceState.RUNNING:
        return not any(task.is_open for task in tasks)
    return instance.state is InstanceState.INCIDENT


# -- the one row


def _read(view: View, code: str) -> Row[tuple[object, ...]]:
    row = view.connection.execute(
        rows_with_instances()
        .add_columns(
            _number(attachment.c.instance_id == dossier_table.c.instance_id).label("files"),
            _number(*_opinions()).label("opinions"),
            _number(*_opinions(OpinionState.RECEIVED)).label("to_moderate"),
            _number(*_opinions(OpinionState.ADMITTED)).label("to_answer"),
            _number(publication.c.dossier_id == dossier_table.c.id).label("publications"),
            _sessions().label("sessions"),
            _stopped_at().label("stopped_at"),
            _number(gate_override.c.instance_id == dossier_table.c.instance_id).label("overrides"),
        )
        .where(dossier_table.c.code == code)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row


def _number(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*where).correlate(dossier_table).scalar_subquery()


def _opinions(state: OpinionState | None = None) -> list[ColumnElement[bool]]:
    about = [opinion.c.dossier_id == dossier_table.c.id]
    return about if state is None else [*about, opinion.c.state == state.value]


def _sessions() -> ScalarSelect[int]:
    return (
        select(func.count())
        .select_from(
            session_dossier.join(
                council_session, council_session.c.id == session_dossier.c.session_id
            )
        )
        .where(session_dossier.c.dossier_id == dossier_table.c.id)
        .correlate(dossier_table)
        .scalar_subquery()
    )


def _stopped_at() -> ScalarSelect[datetime]:
    return (
        select(func.min(incident.c.created_at))
        .where(
            incident.c.instance_id == dossier_table.c.instance_id,
            incident.c.resolved_at.is_(None),
        )
        .correlate(dossier_table)
        .scalar_subquery()
    )


def _learn(view: View, row: Row[tuple[object, ...]], dossier: Dossier) -> None:
    """What came along with the row need not be asked for again by gates and clocks."""
    view.once(CALENDAR_REVISION, lambda: str(row.calendar))
    know(view, dossier)
    waiting = {OpinionState.RECEIVED: row.to_moderate, OpinionState.ADMITTED: row.to_answer}
    view.once(("opinions", dossier.id), lambda: waiting)
    if not row.overrides:
        view.once(("overrides", dossier.instance_id), tuple)


def _tallies(row: Row[tuple[object, ...]]) -> Tallies:
    return Tallies(
        files=row.files,
        opinions=row.opinions,
        to_moderate=row.to_moderate,
        to_answer=row.to_answer,
        publications=row.publications,
        sessions=row.sessions,
    )


# -- clocks


def _whole(view: View, instance: Instance, clocks: Sequence[Ledger]) -> Projection | None:
    mine = [ledger for ledger in clocks if ledger.task_id is None]
    return projection_of(view, instance, mine[-1]) if mine else None


def _attribution(
    view: View, clocks: Sequence[Ledger], tasks: Sequence[UserTask]
) -> Attribution | None:
    mine = [one for one in clocks if one.task_id is None and not one.clock.provisional]
    if not mine:
        return None
    return attribute(mine[-1], tasks, view.registry.business.calendar(view), view.now)


def _open_steps(
    view: View, instance: Instance, tasks: Sequence[UserTask], clocks: Sequence[Ledger]
) -> Sequence[OpenStep]:
    by_task: Mapping[str | None, Ledger] = {ledger.task_id: ledger for ledger in clocks}
    return [
        OpenStep(
            task=task,
            deadline=projection_of(view, instance, by_task[task.id])
            if task.id in by_task
            else None,
        )
        for task in tasks
        if task.is_open
    ]
