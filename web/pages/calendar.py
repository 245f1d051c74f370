"""The business calendar: which days are off or worked, by whose announcement."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from engine.calendar import DayKind
from engine.clock import local
from web.access import require
from web.requests import page, signed_in, view
from web.wording import gettext, language
from workflows.queries.calendar import Day, Year, years

pages = Blueprint("calendar", __name__, url_prefix="/lich")

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("calendar.see")
    return page(
        "calendar/index.html",
        years=[_shown_year(year) for year in years(view())],
        this_year=local(view().now).year,
    )


def _shown_year(year: Year) -> dict[str, Any]:
    return {
        "year": year.year,
        "published": year.published,
        "days": [_shown_day(day) for day in year.days],
    }


def _shown_day(day: Day) -> dict[str, Any]:
    return {
        "day": f"{day.day:%d/%m/%Y}",
        "weekday": gettext(WEEKDAYS[day.day.weekday()]),
        "off": day.kind is DayKind.OFF,
        "reason": day.reason_en if language() == "en" else day.reason,
        "source": day.source,
        "mark": day.mark,
    }
