"""The seeded calendar years: which days the public service is off or works, with a source each.

A year nobody has announced is a draft: it is counted with, and what is counted is provisional.
Administrators add to these days and correct them; the engine sees only the resulting calendar.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from engine.calendar import USUAL_HOURS, Calendar, DayKind, Hours, SpecialDay
from workflows.packs import TomlDate, read_pack

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One special day and who said so; `mark` tells how far that is confirmed."""

    date: date
    kind: DayKind
    reason: str
    reason_en: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """The special days of a year, announced or still a draft."""

    year: int
    published: bool
    days: tuple[CalendarDay, ...]


@cache
def seeded_years() -> tuple[CalendarYear, ...]:
    """Every year this product is delivered with, the oldest first."""
    return tuple(read_year(path) for path in sorted(_FOLDER.glob("*.toml")))


def read_year(path: Path) -> CalendarYear:
    """One year's file."""
    year = read_pack(path, _YearSchema())["year"]
    if not isinstance(year, CalendarYear):
        raise TypeError("the schema gives a calendar year")
    return year


def calendar_of(
    years: Iterable[CalendarYear] | None = None, *, office_hours: Hours = USUAL_HOURS
) -> Calendar:
    """The calendar that the years come to; of two rows for a date the later one holds."""
    chosen = seeded_years() if years is None else tuple(years)
    return Calendar(
        days={
            day.date: SpecialDay(day.kind, day.reason, day.source, day.reason_en)
            for year in chosen
            for day in year.days
        },
        published_years=frozenset(year.year for year in chosen if year.published),
        office_hours=office_hours,
    )


class _DaySchema(Schema):
    dates = fields.List(TomlDate(), required=True, validate=validate.Length(min=1))
    kind = fields.Enum(DayKind, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(min=1))
    reason_en = fields.String(required=True, validate=validate.Length(min=1))
    source = fields.String(required=True, validate=validate.Length(min=1))
    mark = fields.String(required=True, validate=validate.OneOf("cpud"))

    @post_load
    def _spread(self, group: dict[str, Any], **_: object) -> list[CalendarDay]:
        return [CalendarDay(date=day, **group) for day in group.pop("dates")]


class _YearSchema(Schema):
    year = fields.Integer(required=True, strict=True)
    published = fields.Boolean(required=True)
    day = fields.List(fields.Nested(_DaySchema), required=True)

    @post_load
    def _year(self, row: dict[str, Any], **_: object) -> dict[str, CalendarYear]:
        days = tuple(chain.from_iterable(row["day"]))
        stray = [str(day.date) for day in days if day.date.year != row["year"]]
        if stray:
            raise ValidationError({"day": [f"Days of another year: {', '.join(stray)}"]})
        return {"year": CalendarYear(row["year"], row["published"], days)}
