"""Proposing a year of the calendar: the days that differ, each with its source, and the act."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert

from engine.clock import local
from engine.context import Context
from workflows.calendar_proposals.days import (
    LEAST_SOURCE,
    LONGEST_SOURCE,
    TypedDay,
    changed_before,
    sound_days,
    to_json,
)
from workflows.calendar_proposals.stored import standing_year, waits_for
from workflows.calendar_years import CalendarDay
from workflows.entries import Entries
from workflows.tables.calendar import calendar_proposal

LEAST_REASON, LONGEST_REASON = 10, 2000
YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeCalendarYear:
    """Propose which days of a year are off or worked; announced, or still a draft."""

    office_id: str
    year: int
    announced: bool
    days: tuple[TypedDay, ...]
    document: str
    """Number, date and issuer of the announcement; of a draft, what it rests on."""
    reason: str


def propose(context: Context, command: ProposeCalendarYear, _about: object) -> object:
    """Written down, and without any effect until a second person agrees."""
    entries = Entries()
    document = entries.line("document", command.document, least=LEAST_SOURCE, most=LONGEST_SOURCE)
    reason = entries.text("reason", command.reason, least=LEAST_REASON, most=LONGEST_REASON)
    days = require_sound_year(context, entries, command)
    if waits_for(context, command.year):
        entries.refuse("year", "waits", "A proposal for this waits for a decision already.")
    entries.require_sound()
    key = context.new_id()
    context.connection.execute(
        insert(calendar_proposal).values(
            id=key,
            office_id=command.office_id,
            year=command.year,
            announced=command.announced,
            days=to_json(days),
            based_on=standing_year(context, command.year).revision,
            document=document,
            reason=reason,
            proposed_by=context.actor.id,
            proposed_at=context.now,
            note="",
        )
    )
    context.record(
        "calendar.propose",
        "calendar_proposal",
        key,
        office_id=command.office_id,
        year=command.year,
        announced=command.announced,
        days=len(days),
        document=document,
    )
    return {"proposal": key}


def require_sound_year(
    context: Context, entries: Entries, command: ProposeCalendarYear
) -> tuple[CalendarDay, ...]:
    """The days of a proposal, when they can be the calendar of that year."""
    today = local(context.now).date()
    if not today.year <= command.year <= today.year + YEARS_AHEAD:
        entries.refuse(
            "year",
            "year_far",
            "Choose a year from %(first)s to %(last)s.",
            first=str(today.year),
            last=str(today.year + YEARS_AHEAD),
        )
    days = sound_days(entries, command.year, command.days)
    standing = standing_year(context, command.year)
    if standing.announced and not command.announced:
        entries.refuse("announced", "announced", "What was announced does not become a draft.")
    for day in changed_before(today, standing.days, days):
        entries.refuse(
            "days",
            "past",
            "%(day)s has passed: what was counted by it stands. Leave it as it is.",
            day=day,
        )
    return days
