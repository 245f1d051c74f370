"""The clock bar: one cell for every day that can count, from the first receipt to the due day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.calendar import ONE_DAY, days_between
from engine.deadlines.counting import Point
from engine.deadlines.ledger import ClockEvent
from engine.deadlines.runs import History, Pause, Run


class SegmentKind(StrEnum):
    SUPERSEDED = "superseded"
    """Counted in a run that a restart put aside."""
    PAUSED = "paused"
    WAITING = "waiting"
    """Received too late in the day before to count yet."""
    USED = "used"
    TODAY = "today"
    """Counting now; a pause or lateness of today shows as such, with `today` set."""
    LEFT = "left"
    EXTENDED = "extended"
    """Left only because a new date was announced."""
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Segment:
    """A cell of the bar; a pause carries the event that tells its reason and document."""

    day: date
    kind: SegmentKind
    today: bool = False
    due: bool = False
    cause: ClockEvent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The days the bar is drawn against."""

    today: date
    due: date | None
    first_due: date | None
    """The due day before any extension."""
    stopped: bool


def segments(told: History[Point], horizon: Horizon) -> tuple[Segment, ...]:
    begun = [told.axis.first_cell(run.event.at) for run in told.runs]
    last = max(horizon.due or horizon.today, horizon.today)
    cells = []
    for day in days_between(begun[0] - ONE_DAY, last):
        if told.axis.has_cell(day):
            position = max(i for i, first in enumerate(begun) if first <= day)
            cells.append(_cell(told, told.runs[position], day, horizon))
    return tuple(cells)


def _cell(told: History[Point], run: Run[Point], day: date, horizon: Horizon) -> Segment:
    pause = None
    if run.touches(told.axis, day):
        kind = _running_kind(run is told.run, day, horizon)
    else:
        pause = _pause_on(told, day)
        kind = SegmentKind.WAITING if pause is None else SegmentKind.PAUSED
    return Segment(
        day,
        kind,
        today=day == horizon.today and not horizon.stopped,
        due=day == horizon.due,
        cause=pause.event if pause else None,
    )


def _running_kind(is_last: bool, day: date, horizon: Horizon) -> SegmentKind:
    if not is_last:
        return SegmentKind.SUPERSEDED
    if horizon.due is not None and day > horizon.due:
        return SegmentKind.OVERDUE
    if day < horizon.today or (day == horizon.today and horizon.stopped):
        return SegmentKind.USED
    if day == horizon.today:
        return SegmentKind.TODAY
    if horizon.first_due is not None and day > horizon.first_due:
        return SegmentKind.EXTENDED
    return SegmentKind.LEFT


def _pause_on(told: History[Point], day: date) -> Pause[Point] | None:
    return next((pause for pause in told.pauses if pause.covers(told.axis, day)), None)
