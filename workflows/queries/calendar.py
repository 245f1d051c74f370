"""The business calendar: each year with its days off and worked Saturdays, and who said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.calendar import DayKind
from engine.tables import calendar_day, calendar_year
from engine.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that differs from its weekday."""

    day: date
    kind: DayKind
    reason: str
    reason_en: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class Year:
    """A year, announced or still a draft by which nothing certain can be counted."""

    year: int
    published: bool
    days: tuple[Day, ...]


def years(view: View) -> tuple[Year, ...]:
    """Every year with its days, the newest first."""
    known = view.connection.execute(
        select(calendar_year.c.year, calendar_year.c.state).order_by(calendar_year.c.year.desc())
    ).all()
    days = [
        Day(
            day=row.day,
            kind=DayKind(row.kind),
            reason=row.reason,
            reason_en=row.reason_en,
            source=row.source,
            mark=row.mark,
        )
        for row in view.connection.execute(select(calendar_day).order_by(calendar_day.c.day))
    ]
    return tuple(
        Year(
            row.year,
            row.state == "published",
            tuple(day for day in days if day.day.year == row.year),
        )
        for row in known
    )
