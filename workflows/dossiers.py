"""Dossiers: the record, its states, and how it is found from an instance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, select

from engine.context import Context
from engine.errors import NotFound
from engine.rows import values_of
from engine.view import View
from workflows.tables.dossiers import dossier
from workflows.tables.offices import office, unit


class DossierState(StrEnum):
    """Where a dossier stands towards the public: the statuses of R-PROC's spine."""

    FILED = "filed"
    """Handed in, not yet accepted: clock and law are provisional."""
    PROCESSING = "processing"
    SUPPLEMENT = "supplement"
    """Waiting for the proposer: the clock is paused."""
    DECIDED = "decided"
    """The decision has its number; publication, notice and hand-over follow."""
    FINISHED = "finished"
    REFUSED = "refused"
    CLOSED = "closed"
    """Not supplemented in time (R-TIME-06)."""
    RETURNED = "returned"
    """Sent back to the office below that submitted it (R-TIME-05)."""
    CANCELLED = "cancelled"

    @classmethod
    def _missing_(cls, value: object) -> DossierState:
        """A damaged row that says none of these is under way, as far as anybody can tell."""
        return cls.PROCESSING


class Origin(StrEnum):
    """By which way a dossier came to the office."""

    UNIT = ""
    """A unit of the office proposed it."""
    SYSTEM = "system"
    """An office below submitted it, in this installation."""
    PACKAGE = "package"
    """An office below submitted it as a signed package."""


ENDED = (
    DossierState.FINISHED,
    DossierState.REFUSED,
    DossierState.CLOSED,
    DossierState.RETURNED,
    DossierState.CANCELLED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """An award dossier: what a unit proposes, under which law, and how far it has come."""

    id: str
    instance_id: str
    office_id: str
    unit_id: str
    procedure: str
    definition_id: str
    code: str
    lookup_code: str
    title: str
    letter_number: str
    letter_date: date
    filed_at: datetime
    filed_by: str
    accepted_at: datetime | None
    regime_date: date | None
    law_edition_id: str | None
    state: DossierState
    state_reason: str
    supplements: int
    nominee_count: int
    event_date: date | None
    ended_at: datetime | None
    due_at: datetime | None
    origin: Origin
    """Where a submission from below came from; what a unit proposes has none."""
    origin_code: str
    upward_id: str | None
    unit_name: str
    unit_kind: str
    office_name: str

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED


COLUMNS = (
    *(column for column in dossier.c if column.name != "search_key"),
    unit.c.name.label("unit_name"),
    unit.c.kind.label("unit_kind"),
    office.c.name.label("office_name"),
)
"""With the names that every page and task title shows, so that one read is enough."""

SOURCE = dossier.join(unit, unit.c.id == dossier.c.unit_id).join(
    office, office.c.id == dossier.c.office_id
)


_BY = {
    name: select(*COLUMNS).select_from(SOURCE).where(dossier.c[name] == bindparam("value"))
    for name in ("id", "instance_id", "code")
}


def record_of(row: Row[tuple[object, ...]]) -> Dossier:
    values = values_of(row, COLUMNS)
    values["state"] = DossierState(values["state"])
    values["origin"] = Origin(values["origin"])
    return Dossier(**values)


def dossier_of(view: View, instance_id: str) -> Dossier:
    """The dossier that an instance carries; read once a view."""
    return view.once(("dossier", instance_id), lambda: _read(view, instance_id=instance_id))


def know(view: View, dossier: Dossier) -> None:
    """Let a view that has read a dossier in a list know it, so that nobody reads it again."""
    view.once(("dossier", dossier.instance_id), lambda: dossier)


def get_dossier(view: View, dossier_id: str) -> Dossier:
    """A dossier by its key; raises `NotFound`."""
    return _read(view, id=dossier_id)


def change(context: Context, current: Dossier, **values: Any) -> None:
    """Give a dossier other values; from here on it is known with them, at the end written."""
    written = {name: str(v) if isinstance(v, StrEnum) else v for name, v in values.items()}
    context.changes.note(dossier, current.id, written)
    think(context, current, **values)


def think(context: Context, current: Dossier, **values: Any) -> None:
    """Go on in this command as if the dossier had these values; who calls writes them later."""
    key = ("dossier", current.instance_id)
    changed = replace(context.once(key, lambda: current), **values)
    context.forget(key, ("facts", current.instance_id))
    know(context, changed)


def _read(view: View, **by: str) -> Dossier:
    ((name, value),) = by.items()
    row = view.connection.execute(_BY[name], {"value": value}).one_or_none()
    if row is None:
        raise NotFound()
    return record_of(row)
