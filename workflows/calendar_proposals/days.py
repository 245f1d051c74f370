"""The days of a proposed year: each of that year, said once, with who announced it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import cast

from engine.calendar import SATURDAY_SUNDAY, DayKind
from workflows.calendar_years import CalendarDay
from workflows.entries import Entries

MOST_DAYS = 120
LEAST_REASON, LONGEST_REASON = 3, 200
LEAST_SOURCE, LONGEST_SOURCE = 5, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDay:
    """A day that differs from its weekday, as somebody typed it."""

    day: date
    kind: str
    reason: str
    source: str
    mark: str
    reason_en: str = ""


def sound_days(entries: Entries, year: int, typed: Sequence[TypedDay]) -> tuple[CalendarDay, ...]:
    """The days in order; what is wrong is told of the field of its row."""
    if len(typed) > MOST_DAYS:
        entries.refuse("days", "too_many", "Enter at most %(most)s days.", most=MOST_DAYS)
        return ()
    seen: set[date] = set()
    found = []
    for number, one in enumerate(typed):
        found.append(_sound(entries, year, one, number, seen))
        seen.add(one.day)
    return tuple(sorted(found, key=lambda day: day.date))


def _sound(entries: Entries, year: int, one: TypedDay, number: int, seen: set[date]) -> CalendarDay:
    field = f"days.{number}"
    if one.day.year != year:
        entries.refuse(f"{field}.day", "other_year", "This day is not of %(year)s.", year=year)
    if one.day in seen:
        entries.refuse(f"{field}.day", "day_twice", "This day stands there twice.")
    kind = DayKind.WORK if one.kind == DayKind.WORK.value else DayKind.OFF
    if kind is DayKind.WORK and one.day.weekday() not in SATURDAY_SUNDAY:
        entries.refuse(
            f"{field}.kind", "worked_anyway", "Only days of a weekend can be worked instead."
        )
    if one.kind not in set(DayKind) or one.mark not in "cpud":
        entries.refuse(f"{field}.kind", "no_choice", "Choose one of the values offered.")
    reason = entries.line(f"{field}.reason", one.reason, least=LEAST_REASON, most=LONGEST_REASON)
    source = entries.line(f"{field}.source", one.source, least=LEAST_SOURCE, most=LONGEST_SOURCE)
    reason_en = entries.line(f"{field}.reason_en", one.reason_en, most=LONGEST_REASON)
    return CalendarDay(
        date=one.day,
        kind=kind,
        reason=reason,
        reason_en=reason_en or reason,
        source=source,
        mark=one.mark or "u",
    )


def changed_before(
    today: date, standing: Iterable[CalendarDay], proposed: Iterable[CalendarDay]
) -> list[date]:
    """Days that have passed and would be worked, or off, after all: they are not changed."""
    before, after = (
        {day.date: day.kind for day in days if day.date < today} for days in (standing, proposed)
    )
    return sorted(day for day in {*before, *after} if before.get(day) != after.get(day))


def to_json(days: Iterable[CalendarDay]) -> list[dict[str, str]]:
    return [{**asdict(day), "date": day.date.isoformat(), "kind": day.kind.value} for day in days]


def from_json(rows: object) -> tuple[CalendarDay, ...]:
    return tuple(
        CalendarDay(
            date=date.fromisoformat(row["date"]),
            kind=DayKind(row["kind"]),
            reason=row["reason"],
            reason_en=row["reason_en"],
            source=row["source"],
            mark=row["mark"],
        )
        for row in cast("list[Mapping[str, str]]", rows)
    )
