"""Reading a clock: when it is due, how it stands, and how that was counted. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property, partial

from engine.budgets import Budget, Unit
from engine.calendar import Calendar
from engine.clock import local
from engine.deadlines.counting import Axis, CalendarDays, Point, WorkingDays, WorkingTime
from engine.deadlines.explanation import ExplanationLine, explanation
from engine.deadlines.ledger import ClockEvent, DeadlineClock, EventKind
from engine.deadlines.rules import DeadlineRules
from engine.deadlines.runs import Ends, History, history, starts, unannounced_years
from engine.deadlines.segments import Horizon, Segment, segments
from engine.errors import FieldError, InvalidData, Message, WrongState

_FIRST_YEAR, _LAST_YEAR = 1900, 9000
"""Outside these years there is no calendar to count on, and Python's own would end."""


class ClockState(StrEnum):
    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    PROVISIONAL = "provisional"
    """On track, by days off that nobody has announced, or before acceptance."""
    STOPPED = "stopped"


class ClockResult(StrEnum):
    """The class of a finished clock."""

    EARLY = "early"
    """Done before the due date."""
    ON_TIME = "on_time"
    """Done on it."""
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that is not the office's own time; `amount` as in the projection."""

    event: ClockEvent
    until: datetime | None
    amount: int


@dataclass(frozen=True, kw_only=True)
class Projection:
    """How a clock stands at an instant; its bar and its explanation are made for whoever looks.

    `used`, `remaining`, `total` and the pauses' amounts are in days of the limit's unit, for limits
    in working hours in minutes. Today is neither used nor remaining; below zero is days late.
    """

    unit: Unit
    due: datetime | None
    """The last instant in time (UTC); none while a pause leaves it open."""
    first_due: datetime | None
    """The due instant before a new date was announced; equal to `due` when none was."""
    state: ClockState
    result: ClockResult | None
    """Set when stopped; a clock that was stopped while paused was neither early nor late."""
    provisional: bool
    used: int
    remaining: int
    total: int
    pauses: tuple[Pause, ...]
    mark: str = ""
    """How far the limit itself is confirmed, as its clock says."""
    bar: Callable[[], tuple[Segment, ...]] = field(repr=False, compare=False)
    lines: Callable[[], tuple[ExplanationLine, ...]] = field(repr=False, compare=False)

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Its days as a bar."""
        return self.bar()

    @cached_property
    def explanation(self) -> tuple[ExplanationLine, ...]:
        """How the due instant was counted."""
        return self.lines()


def project(
    clock: DeadlineClock,
    events: Sequence[ClockEvent],
    calendar: Calendar,
    now: datetime,
    rules: DeadlineRules,
) -> Projection:
    """Derive how the clock stands from its events; the same events always give the same answer."""
    if not starts(events):
        raise WrongState("The clock has not been started.", code="clock_not_started")
    _refuse_impossible(instants=[now, *_instants(events)])
    unit = clock.budget.unit
    if unit is Unit.WORKING_HOURS:
        return _project(clock, events, WorkingTime(calendar), now, rules)
    if unit is Unit.WORKING_DAYS:
        return _project(clock, events, WorkingDays(calendar), now, rules)
    return _project(clock, events, CalendarDays(calendar), now, rules)


def due_of(
    clock: DeadlineClock, events: Sequence[ClockEvent], calendar: Calendar, rules: DeadlineRules
) -> datetime | None:
    """When a clock is due and nothing else about it; None while a pause leaves it open."""
    unit = clock.budget.unit
    if unit is Unit.WORKING_HOURS:
        return _due(clock, events, WorkingTime(calendar), rules)
    if unit is Unit.WORKING_DAYS:
        return _due(clock, events, WorkingDays(calendar), rules)
    return _due(clock, events, CalendarDays(calendar), rules)


def _due(
    clock: DeadlineClock, events: Sequence[ClockEvent], axis: Axis[Point], rules: DeadlineRules
) -> datetime | None:
    return Ends.of(history(events, budget=clock.budget, axis=axis, rules=rules)).due


def explain(
    start: datetime, budget: Budget, calendar: Calendar, rules: DeadlineRules
) -> tuple[datetime, tuple[ExplanationLine, ...]]:
    """When something received then is due under that limit, and the lines that say why."""
    clock = DeadlineClock(id="", budget=budget)
    seen = project(clock, [ClockEvent(kind=EventKind.START, at=start)], calendar, start, rules)
    if seen.due is None:
        raise AssertionError("a clock that was only started is never paused")
    return seen.due, seen.explanation


def _project(
    clock: DeadlineClock,
    events: Sequence[ClockEvent],
    axis: Axis[Point],
    now: datetime,
    rules: DeadlineRules,
) -> Projection:
    told = history(events, budget=clock.budget, axis=axis, rules=rules)
    ends = Ends.of(told)
    seen_at = now if told.stop is None else told.stop.at
    counted = told.run.counted(axis, axis.point(seen_at))
    used = counted if told.stop else told.run.counted(axis, axis.elapsed(seen_at))
    left = ends.left(told, axis.point(seen_at))
    provisional = clock.provisional or bool(unannounced_years(told, ends.due or seen_at))
    return Projection(
        unit=clock.budget.unit,
        due=ends.due,
        first_due=ends.first_due,
        state=_state(told, ends.due, seen_at, left=left, provisional=provisional),
        result=_result(told.stop, ends.due),
        provisional=provisional,
        used=axis.shown(used),
        remaining=axis.shown(left),
        total=axis.shown(told.run.target),
        pauses=_pauses(told, axis.point(seen_at)),
        mark=clock.mark,
        bar=partial(segments, told, _horizon(told, ends, seen_at)),
        lines=partial(explanation, clock, events, told, ends),
    )


def _state(
    told: History[Point], due: datetime | None, seen_at: datetime, *, left: int, provisional: bool
) -> ClockState:
    """Lateness is told first: a pause begun after the due instant does not hide it."""
    if told.stop is not None:
        return ClockState.STOPPED
    if due is None:
        return ClockState.PAUSED
    if seen_at > due:
        return ClockState.OVERDUE
    if _is_soon(told, due, seen_at, left):
        return ClockState.DUE_SOON
    return ClockState.PROVISIONAL if provisional else ClockState.ON_TRACK


def _is_soon(told: History[Point], due: datetime, seen_at: datetime, left: int) -> bool:
    """Limits in hours go by the share alone: most are shorter than the days of the other test."""
    if left <= told.rules.amber_share * told.run.target:
        return True
    if told.budget.unit is Unit.WORKING_HOURS:
        return False
    today, due_day = local(seen_at).date(), local(due).date()
    days_left = told.axis.calendar.working_days_between(today, due_day)
    return days_left <= told.rules.amber_working_days


def _result(stop: ClockEvent | None, due: datetime | None) -> ClockResult | None:
    if stop is None or due is None:
        return None
    if stop.at > due:
        return ClockResult.OVERDUE
    if local(stop.at).date() < local(due).date():
        return ClockResult.EARLY
    return ClockResult.ON_TIME


def _pauses(told: History[Point], here: Point) -> tuple[Pause, ...]:
    axis = told.axis
    return tuple(
        Pause(
            event=pause.event,
            until=pause.ended_by.at if pause.ended_by else None,
            amount=axis.shown(axis.measure(pause.begin, here if pause.end is None else pause.end)),
        )
        for pause in told.pauses
    )


def _horizon(told: History[Point], ends: Ends[Point], seen_at: datetime) -> Horizon:
    return Horizon(
        today=local(seen_at).date(),
        due=None if ends.due is None else local(ends.due).date(),
        first_due=None if ends.first_due is None else local(ends.first_due).date(),
        stopped=told.stop is not None,
    )


def _instants(events: Sequence[ClockEvent]) -> list[datetime]:
    return [at for event in events for at in (event.at, event.to) if at is not None]


def _refuse_impossible(instants: Sequence[datetime]) -> None:
    if any(at.tzinfo is None for at in instants):
        raise _refusal(Message("instant_without_zone", "An instant needs its time zone."))
    if any(not _FIRST_YEAR <= at.year <= _LAST_YEAR for at in instants):
        raise _refusal(Message("year_out_of_range", "There is no calendar for that year."))


def _refusal(message: Message) -> InvalidData:
    return InvalidData([FieldError("at", message)])
