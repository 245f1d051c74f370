"""The journal as people read it: who did what to which dossier, and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import cast

from sqlalchemy import ColumnElement, Row, Select, false, or_, select

from engine.calendar import end_of_day, instant
from engine.journal import DONE
from engine.tables import journal
from engine.text import unwritable
from engine.view import View
from workflows.tables.dossiers import dossier
from workflows.tables.offices import person

PAGE = 50
LONGEST_FILTER = 100

_KEPT_OUT = ("answer", "command")
"""Kept in the row for repeated requests; an answer may hold a code that is somebody's alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rows: all parts narrow together."""

    office_id: str
    action: str = ""
    """How the action begins: `task`, `opinion.send`."""
    code: str = ""
    """Of a dossier."""
    person_id: str = ""
    on: date | None = None
    refused: bool = False
    below: int | None = None
    """Rows with smaller numbers only: the next page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """One row, with names in the place of keys."""

    seq: int
    at: datetime
    actor: str
    """Key of the actor: a person, `system`, `operator` or `citizen`."""
    name: str
    on_behalf_of: str
    action: str
    outcome: str
    object_type: str
    object_id: str
    code: str
    details: Mapping[str, object]
    hash: str

    @property
    def is_done(self) -> bool:
        return self.outcome == DONE


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Rows, the newest first, and where the next page begins."""

    rows: tuple[JournalRow, ...]
    next: int | None


def journal_page(view: View, asked: Asked) -> JournalPage:
    """One page in one statement."""
    found = view.connection.execute(
        _rows(asked.office_id)
        .where(*_conditions(asked))
        .order_by(journal.c.seq.desc())
        .limit(PAGE + 1)
    ).all()
    rows = tuple(_row(row) for row in found[:PAGE])
    return JournalPage(rows, rows[-1].seq if len(found) > PAGE else None)


def _rows(office_id: str) -> Select[tuple[object, ...]]:
    query: Select[tuple[object, ...]] = (
        select(journal, person.c.name, dossier.c.code)
        .outerjoin(person, person.c.id == journal.c.actor)
        # Who asked for a dossier of another office does not learn its code here.
        .outerjoin(
            dossier,
            (dossier.c.instance_id == journal.c.instance_id) & (dossier.c.office_id == office_id),
        )
    )
    return query


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    """What belongs to no office (deployments, the system's own acts) is for every office to see."""
    conditions: list[ColumnElement[bool]] = [journal.c.office_id.in_(["", asked.office_id])]
    if unwritable(asked.action + asked.code + asked.person_id):
        return [false()]
    if asked.action:
        whole = journal.c.action == asked.action
        conditions.append(
            or_(whole, journal.c.action.startswith(f"{asked.action}.", autoescape=True))
        )
    if asked.code:
        conditions.append(dossier.c.code == asked.code)
    if asked.person_id:
        conditions.append(journal.c.actor == asked.person_id)
    if asked.on is not None:
        conditions.append(journal.c.at.between(instant(asked.on, time.min), end_of_day(asked.on)))
    if asked.refused:
        conditions.append(journal.c.outcome != DONE)
    if asked.below is not None:
        conditions.append(journal.c.seq < asked.below)
    return conditions


def _row(row: Row[tuple[object, ...]]) -> JournalRow:
    details = cast("dict[str, object]", row.details)
    return JournalRow(
        seq=row.seq,
        at=row.at,
        actor=row.actor,
        name=row.name or "",
        on_behalf_of=row.on_behalf_of,
        action=row.action,
        outcome=row.outcome,
        object_type=row.object_type,
        object_id=row.object_id,
        code=row.code or "",
        details={name: value for name, value in details.items() if name not in _KEPT_OUT},
        hash=row.hash,
    )
