"""Which law a dossier goes by: a provisional edition before acceptance, a frozen one after."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, ScalarSelect, func, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.clock import local
from engine.context import Context
from engine.errors import ModelError
from engine.view import View
from workflows.dossiers import Dossier
from workflows.law import Edition, LawBook
from workflows.own_law.stored import OwnValue, approved_values, law_row
from workflows.tables.law import law_edition, law_value

LAW_REVISION = "law revision"
"""Memo under which a view keeps how new the law is, when another statement brought it along."""


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
    stored = _stored.setdefault(context.connection.engine, set())
    if edition.address in stored:
        return edition
    dialect = postgresql if context.connection.dialect.name == "postgresql" else sqlite
    context.connection.execute(
        dialect.insert(law_edition)
        .values(id=edition.address, content=edition.to_json(), frozen_at=context.now)
        .on_conflict_do_nothing()
    )
    context.after_commit.append(lambda: stored.add(edition.address))
    return edition


def _on(view: View, day: date, procedure: str, office_id: str) -> Edition:
    return _resolved(book(view), day, procedure, office_id)


@lru_cache(maxsize=256)
def _resolved(known: LawBook, day: date, procedure: str, office_id: str) -> Edition:
    """What a book says on a day: the same for every dossier, so resolved once."""
    return known.on(day, procedure=procedure, office=office_id)


_stored: WeakKeyDictionary[Engine, set[str]] = WeakKeyDictionary()
"""Of each open database the addresses of editions that it holds: none is ever taken out."""

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


_approved: WeakKeyDictionary[Engine, tuple[int, LawBook]] = WeakKeyDictionary()
"""Of each open database the book read last: read once a process until another value is approved."""


def law_revision() -> ScalarSelect[int]:
    """A subquery that changes whenever a value is approved; what is approved stays so."""
    return select(func.count(law_value.c.approved_at)).scalar_subquery()


def know_revision(view: View, revision: object) -> None:
    view.once(LAW_REVISION, lambda: revision)


def _with_published(view: View) -> LawBook:
    revision = view.once(
        LAW_REVISION, lambda: view.connection.execute(select(law_revision())).scalar_one()
    )
    engine = view.connection.engine
    known = _approved.get(engine)
    if known is None or known[0] != revision:
        published = approved_values(view)
        known = (len(published), _book_with(published) if published else seed_book())
        _approved[engine] = known
    return known[1]


@lru_cache(maxsize=4)
def _book_with(published: tuple[OwnValue, ...]) -> LawBook:
    seeds = seed_book()
    return seeds.with_published(law_row(seeds, own) for own in published)
