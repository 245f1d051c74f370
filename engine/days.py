"""The calendar as rows, and a cheap way to know whether it has changed since it was last read."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from sqlalchemy import Engine, ScalarSelect, String, cast, func, select

from engine.calendar import Calendar, DayKind, SpecialDay
from engine.tables import calendar_day, calendar_year
from engine.view import View

CALENDAR_REVISION = "calendar revision"
"""Memo under which a view keeps the revision, when another statement brought it along."""

_known: WeakKeyDictionary[Engine, tuple[str, Calendar]] = WeakKeyDictionary()
"""Of each open database the revision read last: read once a process until a year changes."""


def calendar_revision() -> ScalarSelect[str]:
    """A subquery that changes whenever a year is added or published anew."""
    return select(
        cast(func.coalesce(func.sum(calendar_year.c.revision), 0), String)
        + "/"
        + cast(func.count(calendar_year.c.year), String)
    ).scalar_subquery()


def calendar_of(view: View) -> Calendar:
    """The calendar as published; a year that is only a draft counts as not announced."""
    return view.once("calendar", lambda: _known_or_read(view))


def _known_or_read(view: View) -> Calendar:
    revision = view.once(
        CALENDAR_REVISION,
        lambda: str(view.connection.execute(select(calendar_revision())).scalar_one()),
    )
    engine = view.connection.engine
    known = _known.get(engine)
    if known is None or known[0] != revision:
        known = _known[engine] = (revision, _read(view))
    return known[1]


def _read(view: View) -> Calendar:
    published = view.connection.execute(
        select(calendar_year.c.year).where(calendar_year.c.state == "published")
    ).scalars()
    days = view.connection.execute(select(calendar_day))
    return Calendar(
        days={
            row.day: SpecialDay(DayKind(row.kind), row.reason, row.source, row.reason_en)
            for row in days
        },
        published_years=frozenset(published),
    )
