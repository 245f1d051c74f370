"""What the pages of the calendar share: their blueprint, a day, and the dates that move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, url_for

from engine.calendar import DayKind
from engine.registry import Access
from web.access import Office
from web.requests import actor, view
from web.wording import day_text, gettext, language
from workflows.authority import may
from workflows.calendar_proposals.preview import MovedDate
from workflows.calendar_proposals.stored import ProposedYear
from workflows.calendar_years import CalendarDay
from workflows.positions import names_of
from workflows.queries.calendar import Day
from workflows.two_people import State

pages = Blueprint("calendar", __name__, url_prefix="/lich")

WEEKDAY_WORDS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STATE_WORDS = {
    State.PROPOSED: "waits for a second person",
    State.APPROVED: "approved",
    State.DECLINED: "declined",
}
TONES = {State.PROPOSED: "soon", State.APPROVED: "done", State.DECLINED: "plain"}

MOST_SHOWN = 500
"""Dates that move, on one page; the count is of all of them."""


def may_propose() -> bool:
    who = actor()
    about = Office(who.office_id)
    return may(view(), who, "calendar.propose", about).access is Access.ALLOWED


def weekday(day: date) -> str:
    return gettext(WEEKDAY_WORDS[day.weekday()])


def shown_day(day: Day | CalendarDay) -> dict[str, Any]:
    on = day.day if isinstance(day, Day) else day.date
    return {
        "day": f"{on:%d/%m/%Y}",
        "weekday": weekday(on),
        "off": day.kind is DayKind.OFF,
        "reason": day.reason_en if language() == "en" else day.reason,
        "source": day.source,
        "mark": day.mark,
    }


def shown_moves(moved: Sequence[MovedDate]) -> dict[str, Any]:
    """Every date that moves; of other offices only how many."""
    mine = [one for one in moved if one.office_id == actor().office_id]
    return {
        "dossiers": len({one.code for one in mine}),
        "dates": len(mine),
        "elsewhere": len(moved) - len(mine),
        "rows": [
            {
                "code": one.code,
                "title": one.title,
                "href": url_for("dossiers.show", code=one.code),
                "step": one.step,
                "is_list": one.is_list,
                "before": day_text(one.before),
                "after": day_text(one.after),
            }
            for one in mine[:MOST_SHOWN]
        ],
        "more": max(0, len(mine) - MOST_SHOWN),
    }


def shown_proposal(proposed: ProposedYear) -> dict[str, Any]:
    people = {proposed.proposed_by, proposed.approved_by or "", proposed.declined_by or ""}
    names = names_of(view(), people - {""})
    decided_by = proposed.approved_by or proposed.declined_by or ""
    return {
        "id": proposed.id,
        "href": url_for("calendar.proposal", proposal_id=proposed.id),
        "year": proposed.year,
        "announced": proposed.announced,
        "state": proposed.state.value,
        "state_word": gettext(STATE_WORDS[proposed.state]),
        "tone": TONES[proposed.state],
        "document": proposed.document,
        "reason": proposed.reason,
        "note": proposed.note,
        "moved": proposed.moved,
        "proposed_by": names.get(proposed.proposed_by, ""),
        "proposed_at": day_text(proposed.proposed_at),
        "decided_by": names.get(decided_by, ""),
        "decided_at": day_text(proposed.approved_at or proposed.declined_at),
    }
