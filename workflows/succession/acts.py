"""The acts by which an office ends and another goes on, as they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select

from engine.errors import NotFound
from engine.view import View
from workflows.tables.offices import office
from workflows.tables.successions import succession
from workflows.two_people import State, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """One act: which office ends, who goes on, from which day, and what became of it."""

    id: str
    office_id: str
    office_name: str
    successor_id: str
    successor_name: str
    takes_effect: date
    document: str
    proposed_at: datetime
    proposed_by: str
    state: State
    decided_at: datetime | None
    decided_by: str
    moved: Mapping[str, int]


def acts_of(view: View, *office_ids: str) -> Sequence[Succession]:
    """The acts in which an office ends or takes over, the newest first."""
    rows = view.connection.execute(
        _acts()
        .where(
            or_(succession.c.office_id.in_(office_ids), succession.c.successor_id.in_(office_ids))
        )
        .order_by(succession.c.id.desc())
    )
    return [_record(row) for row in rows]


def lineage(view: View, office_id: str) -> Mapping[str, str]:
    """Id to name of an office and of those it has succeeded, itself first."""
    found: dict[str, str] = {office_id: ""}
    ahead = [office_id]
    while ahead:
        rows = view.connection.execute(
            _acts().where(
                succession.c.successor_id.in_(ahead), succession.c.approved_at.is_not(None)
            )
        ).all()
        ahead = [row.office_id for row in rows if row.office_id not in found]
        found |= {row.office_id: row.office_name for row in rows if row.office_id not in found}
    return found


def others_of(view: View, office_id: str) -> Sequence[tuple[str, str]]:
    """(id, name) of the offices that could take over."""
    rows = view.connection.execute(
        select(office.c.id, office.c.name).where(office.c.id != office_id).order_by(office.c.name)
    )
    ended = set(
        view.connection.execute(
            select(succession.c.office_id).where(succession.c.approved_at.is_not(None))
        ).scalars()
    )
    return [(row.id, row.name) for row in rows if row.id not in ended]


def get_act(view: View, act_id: str) -> Succession:
    """One act; raises `NotFound`."""
    row = view.connection.execute(_acts().where(succession.c.id == act_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _record(row)


def _acts() -> Select[Any]:
    ends, goes_on = office.alias("ends"), office.alias("goes_on")
    return (
        select(succession, ends.c.name.label("office_name"), goes_on.c.name.label("successor_name"))
        .join(ends, ends.c.id == succession.c.office_id)
        .join(goes_on, goes_on.c.id == succession.c.successor_id)
    )


def _record(row: Row[Any]) -> Succession:
    return Succession(
        id=row.id,
        office_id=row.office_id,
        office_name=row.office_name,
        successor_id=row.successor_id,
        successor_name=row.successor_name,
        takes_effect=row.takes_effect,
        document=row.document,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        state=state_of(approved_at=row.approved_at, declined_at=row.declined_at),
        decided_at=row.approved_at or row.declined_at,
        decided_by=row.approved_by or row.declined_by or "",
        moved=row.moved,
    )
