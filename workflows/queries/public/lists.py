"""Lists of those who are proposed, while they are up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, and_, func, select

from engine.clock import local
from engine.errors import NotFound
from engine.view import View
from workflows.dossiers import DossierState
from workflows.publications import PublicationKind
from workflows.queries.public.rows import PAGE, ListRow, list_row, page_of_rows
from workflows.tables.dossiers import dossier, nominee
from workflows.tables.offices import unit
from workflows.tables.publicity import publication, published_nominee

LISTS_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenList:
    """A list that is being published."""

    id: str
    title: str
    unit: str
    nominees: int
    started_at: datetime
    ends_at: datetime
    days_left: int
    """Working days after today, up to and with the last one."""

    @property
    def last_day(self) -> date:
        return local(self.ends_at).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """One list: open with a page of its rows, or over and without names."""

    list: OpenList
    is_open: bool
    rows: tuple[ListRow, ...]
    first: int
    next: int | None
    """Ordinal after which the next page begins."""


def open_lists(view: View) -> tuple[OpenList, ...]:
    """Every list that is up today, the one that ends first in front."""
    rows = view.connection.execute(
        _lists()
        .where(publication.c.ends_at >= view.now, dossier.c.state == DossierState.PROCESSING.value)
        .order_by(publication.c.ends_at, publication.c.id)
        .limit(LISTS_SHOWN)
    )
    return tuple(_open_list(view, row) for row in rows)


def list_of(view: View, dossier_id: str) -> OpenList | None:
    """The list of a dossier that is up today."""
    row = view.connection.execute(
        _lists()
        .where(
            publication.c.dossier_id == dossier_id,
            publication.c.ends_at >= view.now,
            dossier.c.state == DossierState.PROCESSING.value,
        )
        .order_by(publication.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _open_list(view, row)


def published_list(view: View, publication_id: str, *, after: int = 0) -> PublishedList:
    """A list by its key, with the rows after an ordinal; raises `NotFound`.

    Names are shown while the period runs and no longer.
    """
    row = view.connection.execute(_lists().where(publication.c.id == publication_id)).one_or_none()
    if row is None or row.state in (DossierState.CANCELLED.value, DossierState.CLOSED.value):
        raise NotFound()
    is_open = row.ends_at >= view.now and row.state == DossierState.PROCESSING.value
    rows = _rows(view, publication_id, after) if is_open else []
    shown = tuple(list_row(each) for each in rows[:PAGE])
    return PublishedList(
        list=_open_list(view, row),
        is_open=is_open,
        rows=shown,
        first=after + 1,
        next=shown[-1].ordinal if len(rows) > PAGE else None,
    )


def _lists() -> Select[tuple[object, ...]]:
    count = (
        select(func.count())
        .where(published_nominee.c.publication_id == publication.c.id)
        .scalar_subquery()
    )
    query: Select[tuple[object, ...]] = (
        select(
            publication.c.id,
            publication.c.started_at,
            publication.c.ends_at,
            dossier.c.title,
            dossier.c.state,
            unit.c.name.label("unit"),
            count.label("nominees"),
        )
        .join(dossier, dossier.c.id == publication.c.dossier_id)
        .join(unit, unit.c.id == dossier.c.unit_id)
        .where(
            publication.c.kind == PublicationKind.LIST.value,
            publication.c.withdrawn_at.is_(None),
            publication.c.closed_at.is_(None),
        )
    )
    return query


def _open_list(view: View, row: Row[tuple[object, ...]]) -> OpenList:
    calendar = view.registry.business.calendar(view)
    today, last = local(view.now).date(), local(row.ends_at).date()
    return OpenList(
        id=row.id,
        title=row.title,
        unit=row.unit,
        nominees=row.nominees,
        started_at=row.started_at,
        ends_at=row.ends_at,
        days_left=calendar.working_days_between(today, last) if last > today else 0,
    )


def _rows(view: View, publication_id: str, after: int) -> list[Row[tuple[object, ...]]]:
    """Rows as they were put up: one that was changed since has to be published anew."""
    as_published = and_(
        published_nominee.c.nominee_id == nominee.c.id,
        published_nominee.c.content_hash == nominee.c.content_hash,
    )
    query = (
        page_of_rows(after)
        .join(published_nominee, as_published)
        .where(published_nominee.c.publication_id == publication_id)
    )
    return list(view.connection.execute(query))
