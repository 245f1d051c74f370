"""What the public pages share: a row of a list, and the clock of a whole dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, Select, select

from engine.deadlines import Projection
from engine.instances import get_instance
from engine.ledgers import Ledger, ledgers_of, projection_of
from engine.view import View
from workflows.dossiers import Dossier
from workflows.tables.dossiers import nominee

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """What R-PUB-07 lets be published of a nominee."""

    id: str
    ordinal: int
    name: str
    unit: str
    locality: str
    award: str
    achievement: str


def page_of_rows(after: int) -> Select[tuple[object, ...]]:
    """What `list_row` reads, one page and a row more, behind the row of that number."""
    columns: Select[tuple[object, ...]] = select(
        nominee.c.id,
        nominee.c.ordinal,
        nominee.c.name,
        nominee.c.unit_name,
        nominee.c.locality,
        nominee.c.award,
        nominee.c.achievement,
    )
    return columns.where(nominee.c.ordinal > after).order_by(nominee.c.ordinal).limit(PAGE + 1)


def list_row(row: Row[tuple[object, ...]]) -> ListRow:
    return ListRow(
        id=row.id,
        ordinal=row.ordinal,
        name=row.name,
        unit=row.unit_name,
        locality=row.locality,
        award=row.award,
        achievement=row.achievement,
    )


def whole_clock(view: View, found: Dossier) -> Projection | None:
    """The clock of the whole dossier as it stands, running or read for the last time."""
    known: Sequence[Ledger] = ledgers_of(view, [found.instance_id], whole=True)
    if not known:
        return None
    return projection_of(view, get_instance(view.connection, found.instance_id), known[-1])
