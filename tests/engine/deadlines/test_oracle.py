"""`project()` against a clerk who counts on her fingers: day by day, minute by minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.clock import VIETNAM
from engine.deadlines import (
    ClockEvent,
    ClockResult,
    ClockState,
    EventKind,
    SegmentKind,
    due_of,
    project,
    with_event,
)
from engine.errors import WrongState
from tests.engine.deadlines.office_time import CALENDAR, RULES, clock

assert settings.default is not None, "hypothesis always has a profile"
MOST_EXAMPLES = settings.default.max_examples
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
HOURS = [*range(7 * 60 + 30, 11 * 60 + 30), *range(13 * 60 + 30, 17 * 60 + 30)]


@dataclass
class Clerk:
    """Counts by crossing off days on the wall calendar."""

    every_day: bool
    limit: int
    count: int = 0
    target: int = 0
    begin: date = date.min
    running: bool = False
    due: date | None = None
    last: date = date.min
    stopped: datetime | None = None
    paused_days: int = 0
    used: dict[date, int] = field(default_factory=dict)

    def lives_through(self, day: date, events: list[ClockEvent]) -> None:
        if self.running and day > self.begin and self._counts(day) and self.stopped is None:
            self.count, self.last = self.count + 1, day
            if self.count == self.target:
                self.due = day
        for event in events:
            self._hears(event, day)
        self.used[day] = self.count

    def settled(self) -> date | None:
        day = self.due
        while day is not None and not _worked(day):
            day += DAY
        return day

    def remaining(self, today: date) -> int:
        due = self.settled()
        if due is None:
            return max(self.target - self.used[today], 0)
        if today > due:
            return self.used[due] - self.used[today]
        days = [self.begin + n * DAY for n in range(1, 400)]
        return sum(1 for day in days if today < day <= due and self._counts(day))

    def _counts(self, day: date) -> bool:
        return self.every_day or _worked(day)

    def _hears(self, event: ClockEvent, day: date) -> None:
        moment = event.at.astimezone(VIETNAM)
        if event.kind in (EventKind.START, EventKind.RESTART):
            self.count, self.target, self.running = 0, self.limit, True
            self.begin = day
            if _worked(day) and moment.time() >= time(16, 30):
                self.begin = _next_worked(day)
            self.last = self.begin
            self.due = self.begin if self.limit == 0 else None
        elif event.kind is EventKind.PAUSE:
            self.running = False
            settled = self.settled()
            if settled is not None and day <= settled:
                self.due = None  # the pause began in time
        elif event.kind is EventKind.RESUME:
            self.running = True
            if self.due is None and self.count >= self.target:
                self.due = self.last = max(day, self.begin)
        elif event.kind is EventKind.EXTEND:
            assert event.to is not None
            last = event.to.astimezone(VIETNAM).date()
            while not _worked(last):
                last += DAY
            here = max(day, self.begin)
            more = [here + n * DAY for n in range(1, 400)]
            self.target = self.count + sum(1 for d in more if d <= last and self._counts(d))
            self.due = None if self.target > self.count else self.last
        elif event.kind is EventKind.STOP:
            self.stopped = event.at


def _worked(day: date) -> bool:
    special = CALENDAR.days.get(day)
    return day.weekday() < 5 if special is None else special.kind == "work"


def _next_worked(day: date) -> date:
    day += DAY
    while not _worked(day):
        day += DAY
    return day


@st.composite
def ledgers(draw: st.DrawFn, *, longest_gap_minutes: int) -> tuple[ClockEvent, ...]:
    """A start and up to eight events that may follow one another, none more than a gap apart."""
    first = datetime(2023, 1, 3, tzinfo=VIETNAM) + draw(st.integers(0, 1400)) * DAY
    now = first + draw(st.integers(0, 24 * 60 - 1)) * MINUTE
    events: tuple[ClockEvent, ...] = with_event((), _event(EventKind.START, now))
    for _ in range(draw(st.integers(0, 8))):
        now += draw(st.integers(0, longest_gap_minutes)) * MINUTE
        kind = draw(st.sampled_from(list(EventKind)))
        to = now + draw(st.integers(1, 40)) * DAY
        try:
            events = with_event(events, _event(kind, now, to))
        except WrongState:
            continue
    return events


def _event(kind: EventKind, at: datetime, to: datetime | None = None) -> ClockEvent:
    to = to if kind is EventKind.EXTEND else None
    return ClockEvent(kind=kind, at=at, reason="hold", document="1", actor="lan", to=to)


@settings(max_examples=9 * MOST_EXAMPLES)
@given(
    events=ledgers(longest_gap_minutes=9 * 24 * 60),
    limit=st.integers(0, 30),
    every_day=st.booleans(),
    look_after=st.integers(0, 60 * 24 * 60),
)
def test_days_agree_with_the_clerk(
    events: tuple[ClockEvent, ...], limit: int, every_day: bool, look_after: int
) -> None:
    now = events[-1].at + look_after * MINUTE
    clerk = Clerk(every_day, limit)
    first, today = (moment.astimezone(VIETNAM).date() for moment in (events[0].at, now))
    for n in range((today - first).days + 250):
        day = first + n * DAY
        clerk.lives_through(day, [e for e in events if e.at.astimezone(VIETNAM).date() == day])
    if clerk.stopped is not None:
        today = clerk.stopped.astimezone(VIETNAM).date()

    limited = clock(f"{limit}{'d' if every_day else 'wd'}")
    seen = project(limited, events, CALENDAR, now, RULES)
    assert due_of(limited, events, CALENDAR, RULES) == seen.due

    found = seen.due.astimezone(VIETNAM).date() if seen.due else None
    if clerk.stopped is None:
        assert found == clerk.settled()
        late = found is not None and today > found
        assert (seen.state is ClockState.OVERDUE) == late
        assert (seen.state is ClockState.PAUSED) == (found is None)
        assert seen.remaining == clerk.remaining(today)
        assert seen.used == clerk.used.get(today - DAY, 0) or _restarted_on(events, today)
    else:
        assert seen.state is ClockState.STOPPED
        assert seen.used == clerk.used[today]
        assert seen.result is _result(today, found)
    _check_bar(seen.segments, seen.used, today, every_day, found)


def _restarted_on(events: tuple[ClockEvent, ...], today: date) -> bool:
    """On the day of a restart the clerk's page of yesterday still shows the run before."""
    return any(
        event.kind is EventKind.RESTART and event.at.astimezone(VIETNAM).date() == today
        for event in events
    )


def _result(stopped: date, due: date | None) -> ClockResult | None:
    if due is None:
        return None
    if stopped == due:
        return ClockResult.ON_TIME
    return ClockResult.EARLY if stopped < due else ClockResult.OVERDUE


def _check_bar(
    segments: tuple[object, ...], used: int, today: date, every_day: bool, due: date | None
) -> None:
    """The bar has each day once, the used cells are the used days, and the due day is marked."""
    days = [cell.day for cell in segments]  # type: ignore[attr-defined]
    assert days == sorted(set(days))
    assert every_day or all(_worked(day) for day in days)
    kinds = [cell.kind for cell in segments]  # type: ignore[attr-defined]
    shown = [
        day
        for day, kind in zip(days, kinds, strict=True)
        if kind is SegmentKind.USED or (kind is SegmentKind.OVERDUE and day < today)
    ]
    if not every_day:
        assert len(shown) in (
            used,
            used - (today in days and kinds[days.index(today)] == "overdue"),
        )
    marked = [cell.day for cell in segments if cell.due]  # type: ignore[attr-defined]
    assert marked in ([], [due])


@settings(max_examples=3 * MOST_EXAMPLES)
@given(
    events=ledgers(longest_gap_minutes=2 * 24 * 60),
    limit=st.integers(0, 40),
    look_after=st.integers(0, 5 * 24 * 60),
)
def test_hours_agree_with_a_stopwatch(
    events: tuple[ClockEvent, ...], limit: int, look_after: int
) -> None:
    now = events[-1].at + look_after * MINUTE
    events = tuple(event for event in events if event.kind is not EventKind.EXTEND)
    watch = _stopwatch(events, limit * 60, now)

    seen = project(clock(f"{limit}wh"), events, CALENDAR, now, RULES)

    assert (seen.due, seen.used) == watch


def _stopwatch(
    events: tuple[ClockEvent, ...], limit: int, now: datetime
) -> tuple[datetime | None, int]:
    """Walk over all working minutes: when the limit was full, and how full it is now."""
    count, running, due, used = 0, False, None, 0
    waiting = list(events)
    stopped = next((event.at for event in events if event.kind is EventKind.STOP), None)
    read_at = stopped or now
    day = events[0].at.astimezone(VIETNAM).date()
    for n in range(120):
        for minute in _minutes(day + n * DAY):
            while waiting and waiting[0].at <= minute:
                event = waiting.pop(0)
                if event.kind in (EventKind.START, EventKind.RESTART):
                    count, running, due, used = 0, True, None, 0
                elif event.kind is EventKind.PAUSE:
                    running = False
                    due = None if due is not None and due >= event.at else due
                elif event.kind is EventKind.RESUME:
                    running = True
                if running and count == limit and due is None and _open(event.at):
                    due = event.at  # nothing was left, not even the minute that closes the office
            if not running:
                continue
            if limit == count and due is None:
                due = minute
            if minute < read_at:
                used += 1
            count += 1
            if count == limit and due is None:
                due = minute + MINUTE
    return due, used


def _open(at: datetime) -> bool:
    moment = at.astimezone(VIETNAM)
    minute = moment.hour * 60 + moment.minute
    return _worked(moment.date()) and (minute in HOURS or minute - 1 in HOURS)


def _minutes(day: date) -> list[datetime]:
    if not _worked(day):
        return []
    midnight = datetime.combine(day, time(), VIETNAM)
    return [midnight + minute * MINUTE for minute in HOURS]
