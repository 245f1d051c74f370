"""The office's calendar from its published years, kept in memory until a year changes."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from engine.calendar import Calendar, DayKind, SpecialDay
from engine.tables import calendar_day, calendar_year
from engine.view import View
from workflows.calendar_years import seeded_years

_read_calendars: dict[tuple[int, str], Calendar] = {}
"""(revision, digest of the years) to calendar: a published calendar is read once a process."""


def calendar_of(view: View) -> Calendar:
    """The calendar as published; a year that is only a draft counts as not announced."""
    return view.once("calendar", lambda: _known_or_read(view))


def seed_years(connection: Connection) -> None:
    """Enter the delivered years into an empty database, published where their sources say so."""
    for year in seeded_years():
        connection.execute(
            insert(calendar_year).values(
                year=year.year, state="published" if year.published else "draft", revision=1
            )
        )
        if year.days:
            connection.execute(
                insert(calendar_day),
                [
                    {
                        "day": day.date,
                        "kind": day.kind.value,
                        "reason": day.reason,
                        "reason_en": day.reason_en,
                        "source": day.source,
                        "mark": day.mark,
                    }
                    for day in year.days
                ],
            )


def _known_or_read(view: View) -> Calendar:
    years = view.connection.execute(
        select(
            func.coalesce(func.sum(calendar_year.c.revision), 0),
            func.count(calendar_year.c.year),
        )
    ).one()
    key = (int(years[0]), f"{view.connection.engine.url}/{years[1]}")
    if key not in _read_calendars:
        _read_calendars[key] = _read(view)
    return _read_calendars[key]


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
