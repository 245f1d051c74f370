"""`/calendar`: days off and worked Saturdays, and when a limit would be due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from engine.budgets import Budget
from engine.clock import local
from engine.days import calendar_of
from engine.deadlines import explain
from engine.errors import FieldError, InvalidData, Message, NotFound
from web.access import require
from web.api.bodies import Values
from web.api.nouns.clocks import told_line
from web.api.operations import reads
from web.api.shapes import calendar as shapes
from web.requests import view
from workflows import editions
from workflows.law import deadline_rules
from workflows.queries.calendar import Year, years

FIRST, LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between them there is a law to count by, and a calendar ahead."""


@reads("/calendar", shapes.CalendarYears, summary="Every year of the business calendar")
def list_calendar(asked: Values) -> object:
    require("calendar.see")
    return {"items": [_year(year) for year in years(view())]}


@reads("/calendar/<int:year>", shapes.CalendarYear, summary="One year of the business calendar")
def get_calendar_year(year: int, asked: Values) -> object:
    require("calendar.see")
    for found in years(view()):
        if found.year == year:
            return _year(found)
    raise NotFound()


@reads(
    "/calendar/due",
    shapes.Due,
    query=shapes.DueQuery,
    summary="When a limit that begins at an instant is due, and how that is counted",
)
def get_due(asked: Values) -> object:
    require("calendar.see")
    start = cast(datetime, asked["start"]).astimezone(UTC)
    budget = _budget(cast(str, asked["budget"]))
    if not FIRST <= start < LAST:
        raise _unfit("start", "There is no law to count by at that time.")
    rules = deadline_rules(editions.book(view()).on(local(start).date()))
    due, lines = explain(start, budget, calendar_of(view()), rules)
    return {
        "start": start,
        "budget": str(budget),
        "due": due,
        "explanation": [told_line(line) for line in lines],
    }


def _budget(text: str) -> Budget:
    try:
        return Budget.parse(text)
    except ValueError:
        raise _unfit("budget", "Write a limit such as 10wd, 30d or 8wh.") from None


def _unfit(name: str, text: str) -> InvalidData:
    return InvalidData([FieldError(name, Message(f"api.{name}", text))])


def _year(year: Year) -> Mapping[str, object]:
    return {
        "year": year.year,
        "published": year.published,
        "days": [
            {
                "day": one.day,
                "kind": one.kind.value,
                "reason": one.reason,
                "reason_en": one.reason_en,
                "source": one.source,
                "mark": one.mark,
            }
            for one in year.days
        ],
    }
