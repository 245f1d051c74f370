"""Which law a dossier goes by: a provisional edition before acceptance, a frozen one after."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.clock import local
from engine.context import Context
from engine.errors import ModelError
from engine.view import View
from workflows.dossiers import Dossier
from workflows.law import Edition, LawBook, LawRow, Mark
from workflows.tables.law import law_edition, law_value


@lru_cache(maxsize=1)
def seed_book() -> LawBook:
    """The law that the product is delivered with."""
    return LawBook.load()


def book(view: View) -> LawBook:
    """The seeds and everything that the office or the province has published."""
    return view.once("law book", lambda: _with_published(view))


def edition_of(view: View, dossier: Dossier) -> Edition:
    """The law of a dossier: as frozen at acceptance, or of today while it is not accepted."""
    if dossier.law_edition_id is not None:
        return frozen(view, dossier.law_edition_id)
    return view.once(
        ("edition", dossier.id),
        lambda: _on(view, local(view.now).date(), dossier.procedure, dossier.office_id),
    )


def freeze(context: Context, *, procedure: str, office_id: str, on: date) -> Edition:
    """The edition of a regime date, stored under its content's address; equal dossiers share it."""
    edition = _on(context, on, procedure, office_id)
    dialect = postgresql if context.connection.dialect.name == "postgresql" else sqlite
    context.connection.execute(
        dialect.insert(law_edition)
        .values(id=edition.address, content=edition.to_json(), frozen_at=context.now)
        .on_conflict_do_nothing()
    )
    return edition


def _on(view: View, day: date, procedure: str, office_id: str) -> Edition:
    known = book(view)
    if known is seed_book():
        return _as_delivered(day, procedure, office_id)
    return known.on(day, procedure=procedure, office=office_id)


@lru_cache(maxsize=128)
def _as_delivered(day: date, procedure: str, office_id: str) -> Edition:
    """What the delivered law says on a day: the same for every dossier, so resolved once."""
    return seed_book().on(day, procedure=procedure, office=office_id)


_frozen: dict[str, Edition] = {}
"""Editions by the hash of their content: whatever the database, the same key is the same law."""


def frozen(view: View, edition_id: str) -> Edition:
    """A frozen edition by address; it never changes, so that it is read from the database once."""
    known = _frozen.get(edition_id)
    if known is None:
        content = view.connection.execute(
            select(law_edition.c.content).where(law_edition.c.id == edition_id)
        ).scalar_one_or_none()
        if content is None:
            raise ModelError("Law edition %(id)s is missing.", id=edition_id)
        known = Edition.from_json(str(content))
        _frozen[edition_id] = known
    return known


def _with_published(view: View) -> LawBook:
    rows = view.connection.execute(
        select(law_value).where(law_value.c.approved_at.is_not(None)).order_by(law_value.c.id)
    ).all()
    if not rows:
        return seed_book()
    return seed_book().with_published(_law_row(row) for row in rows)


def _law_row(row: Row[tuple[object, ...]]) -> LawRow:
    """A published value in the words of the key's delivered rows."""
    seeds = seed_book()
    like = next(known for known in seeds.rows() if known.key == row.key)
    return LawRow(
        rule=like.rule,
        key=row.key,
        value=seeds.read(row.key, row.value),
        since=row.valid_from,
        citation=row.document,
        mark=Mark(row.mark),
        title=like.title,
        title_en=like.title_en,
        procedure=row.procedure,
        office=row.office_id,
        by=like.by,
    )
