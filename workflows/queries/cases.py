"""Dossiers to act on: where each lies, with whom, and whose turn it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from engine.lifecycle import OPEN_TASK
from engine.tables import candidate, user_task
from engine.view import View
from workflows.delays import Attribution, Spell, attribute
from workflows.lateness import Cause
from workflows.queries.dossiers import DossierRow, with_deadlines
from workflows.tables.dossiers import lateness
from workflows.tables.offices import person

OPEN = [state.value for state in OPEN_TASK]


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step that waits for somebody."""

    task_id: str
    revision: int
    name: str
    name_en: str
    holder: str
    """Name of the person who took it; empty while it is only offered."""
    positions: tuple[str, ...]
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One dossier to act on: where it lies and whose turn it is."""

    shown: DossierRow
    steps: tuple[OpenStep, ...]
    cause: Cause
    explained: bool
    """Whether somebody gave the cause; else it is read from the step that waits."""
    attribution: Attribution | None
    """Whose time it has taken so far; None before acceptance."""


def cases_of(view: View, rows: Sequence[Row[tuple[object, ...]]]) -> tuple[Case, ...]:
    """The rows with their clocks, open steps and causes: a fixed number of statements."""
    shown = with_deadlines(view, rows)
    if not shown:
        return ()
    instances = [one.dossier.instance_id for one in shown]
    steps, spells = _steps_of(view, instances)
    causes = _causes_of(view, [one.dossier.id for one in shown])
    return tuple(
        _case(
            one,
            steps.get(one.dossier.instance_id, ()),
            causes.get(one.dossier.id),
            _attribution(view, one, spells.get(one.dossier.instance_id, [])),
        )
        for one in shown
    )


def _case(
    shown: DossierRow,
    steps: tuple[OpenStep, ...],
    told: Cause | None,
    attribution: Attribution | None,
) -> Case:
    cause = told or whose_turn([position for step in steps for position in step.positions])
    return Case(
        shown=shown,
        steps=steps,
        cause=cause,
        explained=told is not None,
        attribution=attribution,
    )


def _attribution(view: View, shown: DossierRow, spells: Sequence[Spell]) -> Attribution | None:
    if shown.ledger is None or shown.ledger.clock.provisional:
        return None
    return attribute(shown.ledger, spells, view.registry.business.calendar(view), view.now)


def whose_turn(members: Collection[str]) -> Cause:
    """Who is waited for, by the positions (`position` or `place:position`) that may act."""
    if not members:
        return Cause.OWN
    if all(member == "nominator" for member in members):
        return Cause.APPLICANT
    if all(member.startswith("superior:") for member in members):
        return Cause.SUPERIOR
    if all(member.startswith("council_") for member in members):
        return Cause.COUNCIL
    return Cause.OWN


@dataclass(frozen=True, slots=True)
class _Spell:
    """A step as long as it was open."""

    form_key: str
    created_at: datetime
    ended_at: datetime | None


def _steps_of(
    view: View, instance_ids: Sequence[str]
) -> tuple[Mapping[str, tuple[OpenStep, ...]], Mapping[str, list[Spell]]]:
    """(the open steps, all steps with their times) by instance, in one statement for both."""
    rows = view.connection.execute(
        select(
            user_task.c.id,
            user_task.c.instance_id,
            user_task.c.office_id,
            user_task.c.revision,
            user_task.c.name,
            user_task.c.name_en,
            user_task.c.due_at,
            user_task.c.candidates,
            user_task.c.state,
            user_task.c.form_key,
            user_task.c.created_at,
            user_task.c.ended_at,
            person.c.name.label("holder"),
        )
        .outerjoin(person, person.c.id == user_task.c.assignee)
        .where(user_task.c.instance_id.in_(instance_ids))
        .order_by(user_task.c.id)
    ).all()
    spells: dict[str, list[Spell]] = {}
    for row in rows:
        spell = _Spell(row.form_key, row.created_at, row.ended_at)
        spells.setdefault(row.instance_id, []).append(spell)
    return _open_steps(view, [row for row in rows if row.state in OPEN]), spells


def _open_steps(view: View, rows: Sequence[Any]) -> Mapping[str, tuple[OpenStep, ...]]:
    positions = _positions_of(view, {row.candidates for row in rows})
    found: dict[str, tuple[OpenStep, ...]] = {}
    for row in rows:
        step = OpenStep(
            task_id=row.id,
            revision=row.revision,
            name=row.name,
            name_en=row.name_en,
            holder=row.holder or "",
            positions=_named(positions.get(row.candidates, ()), row.office_id),
            due_at=row.due_at,
        )
        found[row.instance_id] = (*found.get(row.instance_id, ()), step)
    return found


def _positions_of(view: View, sets: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    rows = view.connection.execute(
        select(candidate.c.set_id, candidate.c.member)
        .where(candidate.c.set_id.in_(sorted(sets)))
        .order_by(candidate.c.member)
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row.set_id] = (*found.get(row.set_id, ()), row.member)
    return found


def _named(members: Sequence[str], office_id: str) -> tuple[str, ...]:
    """Positions of the own office and its units as they are, of another body as `superior:…`."""
    named = []
    for member in members:
        position, _, place = member.partition("@")
        at_home = place == office_id or position == "nominator"
        named.append(position if at_home else f"superior:{position}")
    return tuple(named)


def _causes_of(view: View, dossier_ids: Sequence[str]) -> Mapping[str, Cause]:
    """The cause that was given last for each dossier."""
    rows = view.connection.execute(
        select(lateness.c.dossier_id, lateness.c.cause)
        .where(lateness.c.dossier_id.in_(dossier_ids))
        .order_by(lateness.c.id)
    )
    return {row.dossier_id: Cause(row.cause) for row in rows}
