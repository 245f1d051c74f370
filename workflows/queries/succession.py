"""What an office would hand to its successor: counted before anybody agrees to it (R-REG-05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from engine.clock import local
from engine.lifecycle import OPEN_TASK
from engine.tables import user_task
from engine.view import View
from workflows.dossiers import ENDED
from workflows.positions import held_on
from workflows.tables.council import council_session
from workflows.tables.dossiers import dossier, subject
from workflows.tables.law import law_value
from workflows.tables.offices import holding, office, person, unit
from workflows.tables.registers import register
from workflows.tables.superiors import superior_answer, upward


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What would move, counted; nothing is written."""

    running: int
    ended: int
    open_steps: int
    units: int
    people: int
    sessions: int
    waiting_above: int
    """Dossiers that a superior has: the answer comes back all the same."""
    offices_below: int
    """Offices that submit to the one that ends."""
    same_people: int
    """Known to both registries by their ID number: joined."""
    own_values: int
    """Values of the law that the office has set for itself: they end with it."""
    going_on: Sequence[str]
    """Positions that go on: nobody at the successor holds them."""
    ending: Sequence[str]
    """Positions that end: the successor's own people hold them."""
    registers: Sequence[tuple[str, str, int]]
    """(kind, period, last number) of this year's registers, which are closed."""


def effects_of(view: View, office_id: str, successor_id: str) -> Effects:
    """The dry run: what an approval would move now."""
    ended = [state.value for state in ENDED]
    mine = select(func.count()).where(dossier.c.office_id == office_id)
    there = subject.alias("there")
    held, taken = _positions(view, office_id), set(_positions(view, successor_id))
    return Effects(
        running=_number(view, mine.where(dossier.c.state.not_in(ended))),
        ended=_number(view, mine.where(dossier.c.state.in_(ended))),
        open_steps=_number(
            view,
            select(func.count()).where(
                user_task.c.office_id == office_id,
                user_task.c.state.in_([state.value for state in OPEN_TASK]),
            ),
        ),
        units=_number(view, select(func.count()).where(unit.c.office_id == office_id)),
        people=_number(view, select(func.count()).where(person.c.office_id == office_id)),
        sessions=_number(
            view,
            select(func.count()).where(
                council_session.c.office_id == office_id,
                council_session.c.state.in_(["planned", "open"]),
            ),
        ),
        waiting_above=_number(
            view,
            select(func.count(upward.c.id.distinct()))
            .select_from(upward)
            .join(dossier, dossier.c.id == upward.c.dossier_id)
            .outerjoin(
                superior_answer,
                (superior_answer.c.dossier_id == upward.c.dossier_id)
                & (superior_answer.c.received_at >= upward.c.sent_at),
            )
            .where(
                upward.c.office_id == office_id,
                superior_answer.c.id.is_(None),
                dossier.c.state.not_in(ended),
            ),
        ),
        offices_below=_number(view, select(func.count()).where(office.c.superior_id == office_id)),
        same_people=_number(
            view,
            select(func.count())
            .select_from(subject)
            .join(
                there,
                (there.c.kind == subject.c.kind) & (there.c.id_number == subject.c.id_number),
            )
            .where(subject.c.office_id == office_id, there.c.office_id == successor_id),
        ),
        own_values=_number(
            view,
            select(func.count()).where(
                law_value.c.office_id == office_id, law_value.c.approved_at.is_not(None)
            ),
        ),
        going_on=[one for one in held if one not in taken],
        ending=[one for one in held if one in taken],
        registers=_registers(view, office_id),
    )


def _number(view: View, query: Select[Any]) -> int:
    return int(view.connection.execute(query).scalar_one())


def _positions(view: View, office_id: str) -> Sequence[str]:
    rows = view.connection.execute(
        select(holding.c.position)
        .where(
            holding.c.office_id == office_id,
            holding.c.unit_id.is_(None),
            held_on(local(view.now).date()),
        )
        .distinct()
        .order_by(holding.c.position)
    )
    return list(rows.scalars())


def _registers(view: View, office_id: str) -> Sequence[tuple[str, str, int]]:
    year = str(local(view.now).year)
    rows = view.connection.execute(
        select(register.c.kind, register.c.period, register.c.last)
        .where(register.c.office_id == office_id, register.c.period == year)
        .order_by(register.c.kind)
    )
    return [(row.kind, row.period, row.last) for row in rows]
