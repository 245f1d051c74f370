"""Whose time a dossier has taken: the office's own, or somebody's whom it waited for (R-TIME-12).

Every counted day of the limit belongs to exactly one part, so that the parts add up to the whole.
Counting is that of the ledger: what happens on a day takes effect on the day after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from engine.budgets import Unit
from engine.calendar import ONE_DAY, Calendar
from engine.clock import local
from engine.deadlines import ClockEvent, EventKind
from engine.ledgers import Ledger

SUPPLEMENT_FORM = "bo_sung"
ANSWER_FORM = "ket_qua_cap_tren"
COUNCIL_FORM = "bien_ban_hop"


class Part(StrEnum):
    """Who had the dossier."""

    OWN = "own"
    """The office's officers, heads and signatories."""
    APPLICANT = "applicant"
    """Whoever proposed it, while a supplement is asked for."""
    SUPERIOR = "superior"
    COUNCIL = "council"
    PUBLIC = "public"
    """The list was up for opinions, and nobody had anything to do but wait."""
    HOLD = "hold"
    """Nobody on the list goes on while something is being looked into (R-ELIG-14)."""


class Spell(Protocol):
    """A step while it was open: what attribution looks at of a task."""

    @property
    def form_key(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...

    @property
    def ended_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Attribution:
    """How many days of the limit's unit each part has had; together they are the whole."""

    unit: Unit
    whole: int
    days: Mapping[Part, int]

    @property
    def waiting(self) -> int:
        """What was not the office's own time."""
        return self.whole - self.days[Part.OWN]


def attribute(
    ledger: Ledger, spells: Sequence[Spell], calendar: Calendar, now: datetime
) -> Attribution:
    """Share out the days from acceptance to the end, or to yesterday while the clock runs."""
    first, last = _bounds(ledger.events, now)
    unit = ledger.clock.budget.unit
    days = dict.fromkeys(Part, 0)
    changes = sorted({day for day in _changes(ledger, spells) if first < day < last})
    for after, through in zip([first, *changes], [*changes, last], strict=True):
        days[_part(ledger, spells, after)] += _count(unit, calendar, after, through)
    return Attribution(unit=unit, whole=sum(days.values()), days=days)


def _bounds(events: Sequence[ClockEvent], now: datetime) -> tuple[date, date]:
    """The day of the start, which is not counted, and the last day that is."""
    first = local(events[0].at).date()
    end = events[-1]
    last = local(end.at).date() if end.kind is EventKind.STOP else local(now).date() - ONE_DAY
    return first, max(first, last)


def _count(unit: Unit, calendar: Calendar, after: date, through: date) -> int:
    if unit is Unit.CALENDAR_DAYS:
        return max((through - after).days, 0)
    return calendar.working_days_between(after, through)


def _changes(ledger: Ledger, spells: Sequence[Spell]) -> Iterator[date]:
    """The days after which somebody else may have it."""
    instants = [event.at for event in ledger.events]
    instants += [spell.created_at for spell in spells]
    instants += [spell.ended_at for spell in spells if spell.ended_at is not None]
    return (local(at).date() for at in instants)


def _part(ledger: Ledger, spells: Sequence[Spell], day: date) -> Part:
    """Who had it when a day was over: of what happened on it, the last holds."""
    forms = {spell.form_key for spell in spells if _is_open_after(spell, day)}
    if _is_paused_after(ledger.events, day):
        if SUPPLEMENT_FORM in forms:
            return Part.APPLICANT
        return Part.SUPERIOR if ANSWER_FORM in forms else Part.HOLD
    if COUNCIL_FORM in forms:
        return Part.COUNCIL
    return Part.OWN if forms else Part.PUBLIC


def _is_open_after(spell: Spell, day: date) -> bool:
    ended = None if spell.ended_at is None else local(spell.ended_at).date()
    return local(spell.created_at).date() <= day and (ended is None or ended > day)


def _is_paused_after(events: Sequence[ClockEvent], day: date) -> bool:
    until = [event for event in events if local(event.at).date() <= day]
    return bool(until) and until[-1].kind is EventKind.PAUSE
