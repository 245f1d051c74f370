"""The years of the calendar: which days are off or worked, by whose announcement."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from web.access import require
from web.pages.calendar.frame import may_propose, pages, shown_day, shown_proposal
from web.requests import actor, page, signed_in, view
from workflows.calendar_proposals.proposing import YEARS_AHEAD
from workflows.calendar_proposals.stored import proposed_years
from workflows.queries.calendar import Year, years


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("calendar.see")
    this_year = local(view().now).year
    known = years(view())
    proposes = may_propose()
    return page(
        "calendar/index.html",
        years=[_shown_year(year, proposes=proposes, this_year=this_year) for year in known],
        this_year=this_year,
        proposals=[shown_proposal(one) for one in proposed_years(view(), actor().office_id)],
        new_year=_new_year(known, this_year) if proposes else 0,
    )


def _shown_year(year: Year, *, proposes: bool, this_year: int) -> dict[str, Any]:
    is_open = proposes and this_year <= year.year <= this_year + YEARS_AHEAD
    return {
        "year": year.year,
        "published": year.published,
        "days": [shown_day(day) for day in year.days],
        "propose_url": url_for("calendar.new_proposal", year=year.year) if is_open else "",
    }


def _new_year(known: tuple[Year, ...], this_year: int) -> int:
    """The next year that nobody has entered, within reach; 0 when there is none."""
    entered = {year.year for year in known}
    ahead = range(this_year, this_year + YEARS_AHEAD + 1)
    return next((year for year in ahead if year not in entered), 0)
