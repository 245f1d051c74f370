from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from engine.calendar import end_of_day
from engine.deadlines import ClockResult, ClockState, SegmentKind, project
from engine.errors import WrongState
from tests.engine.deadlines.office_time import CALENDAR, RULES, at, clock, event, on, seen

RECEIVED = ("start", "2023-11-06 09:00")  # day 1 is Tuesday the 7th


def test_a_running_clock_counts_today_apart() -> None:
    clock = seen("20wd", "2023-11-20 08:42", RECEIVED)

    assert clock.due == end_of_day(on("2023-12-04"))
    assert (clock.used, clock.remaining, clock.total) == (9, 10, 20)
    assert clock.state is ClockState.ON_TRACK


@pytest.mark.parametrize(
    ("now", "state", "remaining"),
    [
        ("2023-11-06 09:00", ClockState.ON_TRACK, 10),
        ("2023-11-16 23:59", ClockState.ON_TRACK, 2),
        ("2023-11-17 00:00", ClockState.DUE_SOON, 1),
        ("2023-11-20 23:59", ClockState.DUE_SOON, 0),
        ("2023-11-21 00:00", ClockState.OVERDUE, -1),
        ("2023-11-24 12:00", ClockState.OVERDUE, -4),
    ],
)
def test_amber_comes_before_the_due_day_and_red_the_moment_it_is_over(
    now: str, state: ClockState, remaining: int
) -> None:
    rules = replace(RULES, amber_working_days=1, amber_share=RULES.amber_share / 4)

    clock = seen("10wd", now, RECEIVED, rules=rules)

    assert clock.due == end_of_day(on("2023-11-20"))
    assert (clock.state, clock.remaining) == (state, remaining)


@pytest.mark.parametrize(
    ("budget", "now", "state"),
    [
        ("20wd", "2023-11-27 09:00", ClockState.ON_TRACK),  # 5 of 20 left
        ("20wd", "2023-11-28 09:00", ClockState.DUE_SOON),  # 4 of 20 left: 20 %
        ("5wd", "2023-11-08 09:00", ClockState.ON_TRACK),  # 3 left
        ("5wd", "2023-11-09 09:00", ClockState.DUE_SOON),  # 2 left
        ("8wh", "2023-11-06 16:23", ClockState.ON_TRACK),  # 97 minutes of 480 left
        ("8wh", "2023-11-06 16:24", ClockState.ON_TRACK),
        ("8wh", "2023-11-07 07:30", ClockState.DUE_SOON),
    ],
)
def test_amber_is_two_working_days_or_a_fifth_of_the_limit(
    budget: str, now: str, state: ClockState
) -> None:
    """R-TIME-11."""
    assert seen(budget, now, RECEIVED).state is state


def test_a_limit_in_hours_counts_minutes() -> None:
    clock = seen("8wh", "2023-11-06 14:00", RECEIVED)

    assert clock.due == at("2023-11-07 09:00")
    assert (clock.used, clock.remaining, clock.total) == (180, 300, 480)


def test_a_paused_clock_has_no_due_date_and_uses_nothing() -> None:
    events = [RECEIVED, ("pause", "2023-11-08 15:10")]

    clock = seen("10wd", "2023-12-20 09:00", *events)

    assert clock.state is ClockState.PAUSED
    assert clock.due is None
    assert (clock.used, clock.remaining) == (2, 8)
    assert [(pause.amount, pause.until) for pause in clock.pauses] == [(30, None)]


def test_counting_goes_on_the_working_day_after_a_resumption() -> None:
    events = [RECEIVED, ("pause", "2023-11-08 15:10"), ("resume", "2023-11-13 10:00")]

    clock = seen("10wd", "2023-11-13 10:00", *events)

    assert clock.due == end_of_day(on("2023-11-23"))
    assert [pause.amount for pause in clock.pauses] == [3]


def test_a_pause_within_one_day_costs_nothing() -> None:
    events = [RECEIVED, ("pause", "2023-11-08 08:00"), ("resume", "2023-11-08 17:00")]

    assert seen("10wd", "2023-11-09 09:00", *events).due == end_of_day(on("2023-11-20"))


def test_a_pause_over_tet_counts_its_working_days_only() -> None:
    received = ("start", "2023-01-16 09:00")
    events = [received, ("pause", "2023-01-18 09:00"), ("resume", "2023-01-30 09:00")]

    clock = seen("10wd", "2023-01-30 09:00", *events)

    assert [pause.amount for pause in clock.pauses] == [3]  # 19, 27 and 30 January
    assert clock.due == end_of_day(on("2023-02-09"))


def test_a_clock_paused_on_its_due_day_is_due_the_day_it_goes_on() -> None:
    events = [RECEIVED, ("pause", "2023-11-20 10:00")]

    paused = seen("10wd", "2023-11-27 09:00", *events)
    resumed = seen("10wd", "2023-11-29 09:00", *events, ("resume", "2023-11-29 08:00"))

    assert paused.state is ClockState.PAUSED
    assert resumed.due == end_of_day(on("2023-11-29"))


def test_a_pause_begun_too_late_does_not_hide_lateness() -> None:
    events = [RECEIVED, ("pause", "2023-11-21 10:00")]

    clock = seen("10wd", "2023-11-27 09:00", *events)

    assert clock.state is ClockState.OVERDUE
    assert clock.due == end_of_day(on("2023-11-20"))


@pytest.mark.parametrize(
    ("budget", "paused"),
    [
        ("9wd", "2023-11-18 10:00"),  # due on Friday, paused on Saturday
        ("8wh", "2023-11-07 12:00"),  # due at 09:00
        ("1wh", "2023-11-06 12:00"),
    ],
)
def test_a_pause_in_free_time_after_the_due_instant_does_not_either(
    budget: str, paused: str
) -> None:
    clock = seen(budget, "2023-11-27 09:00", RECEIVED, ("pause", paused))

    assert clock.state is ClockState.OVERDUE


def test_a_pause_before_a_moved_due_day_keeps_it_open() -> None:
    """Five days end on Saturday the 11th and move to Monday; the pause begins on Sunday."""
    paused = [RECEIVED, ("pause", "2023-11-12 10:00")]
    events = [*paused, ("resume", "2023-11-15 10:00")]

    still = seen("5d", "2023-11-14 09:00", *paused)
    again = seen("5d", "2023-11-15 10:00", *events)

    assert (still.state, still.remaining) == (ClockState.PAUSED, 0)
    assert (again.due, again.remaining) == (end_of_day(on("2023-11-15")), 0)


def test_a_supplement_restarts_the_clock_from_zero() -> None:
    """The worked example of the clock bar: two days used, five paused, one lost."""
    events = [
        ("start", "2023-10-24 08:35"),
        ("pause", "2023-10-26 15:10"),
        ("restart", "2023-11-02 16:42"),
    ]

    clock = seen("20wd", "2023-11-20 08:42", *events)

    assert clock.due == end_of_day(on("2023-12-01"))
    assert (clock.used, clock.remaining) == (10, 9)
    assert [pause.amount for pause in clock.pauses] == [5]
    bar = [(f"{cell.day:%d/%m}", cell.kind) for cell in clock.segments]
    assert bar[:9] == [
        ("25/10", SegmentKind.SUPERSEDED),
        ("26/10", SegmentKind.SUPERSEDED),
        ("27/10", SegmentKind.PAUSED),
        ("30/10", SegmentKind.PAUSED),
        ("31/10", SegmentKind.PAUSED),
        ("01/11", SegmentKind.PAUSED),
        ("02/11", SegmentKind.PAUSED),
        ("03/11", SegmentKind.WAITING),
        ("06/11", SegmentKind.USED),
    ]
    kinds = [kind for _, kind in bar[8:]]
    assert kinds == [SegmentKind.USED] * 10 + [SegmentKind.TODAY] + [SegmentKind.LEFT] * 9
    assert [cell.day for cell in clock.segments if cell.today] == [on("2023-11-20")]
    assert [cell.day for cell in clock.segments if cell.due] == [on("2023-12-01")]
    assert {c.cause.document for c in clock.segments if c.cause} == {"07/YCBS"}
    told = [(line.message.key, line.rule) for line in clock.explanation]
    assert told == [
        ("clock_day_one", "R-TIME-02"),
        ("clock_paused", "R-TIME-05"),
        ("clock_restarted", "R-TIME-05"),
        ("clock_last_hour", "R-TIME-03"),
        ("clock_day_one", "R-TIME-02"),
        ("clock_limit_working_days", "R-PROC-01"),
    ]


def test_a_restart_without_a_pause_puts_all_days_before_it_aside() -> None:
    events = [RECEIVED, ("restart", "2023-11-09 09:00")]

    clock = seen("10wd", "2023-11-10 09:00", *events)

    assert clock.due == end_of_day(on("2023-11-23"))
    assert [cell.kind for cell in clock.segments][:4] == [SegmentKind.SUPERSEDED] * 3 + [
        SegmentKind.TODAY
    ]


def test_an_extension_sets_the_announced_date_and_keeps_the_first() -> None:
    events = [RECEIVED, ("extend", "2023-11-16 09:00", "2023-11-28 00:00")]

    clock = seen("10wd", "2023-11-20 09:00", *events)

    assert clock.due == end_of_day(on("2023-11-28"))
    assert clock.first_due == end_of_day(on("2023-11-20"))
    kinds = [cell.kind for cell in clock.segments]
    assert kinds == [SegmentKind.USED] * 9 + [SegmentKind.TODAY] + [SegmentKind.EXTENDED] * 6


def test_an_extension_to_a_day_off_moves_to_the_next_working_day() -> None:
    events = [RECEIVED, ("extend", "2023-11-16 09:00", "2023-11-25 00:00")]

    assert seen("10wd", "2023-11-20 09:00", *events).due == end_of_day(on("2023-11-27"))
    assert seen("10d", "2023-11-20 09:00", *events).due == end_of_day(on("2023-11-27"))


def test_a_pause_after_an_extension_moves_the_announced_date() -> None:
    extended = [RECEIVED, ("extend", "2023-11-16 09:00", "2023-11-28 00:00")]
    events = [*extended, ("pause", "2023-11-20 09:00"), ("resume", "2023-11-22 09:00")]

    assert seen("10wd", "2023-11-22 09:00", *events).due == end_of_day(on("2023-11-30"))


def test_a_restart_drops_the_extension_of_the_run_before() -> None:
    extended = [RECEIVED, ("extend", "2023-11-16 09:00", "2023-12-28 00:00")]

    clock = seen("10wd", "2023-11-20 09:00", *extended, ("restart", "2023-11-20 09:00"))

    assert clock.due == clock.first_due == end_of_day(on("2023-12-04"))


@pytest.mark.parametrize(
    ("stopped", "result"),
    [
        ("2023-11-17 23:59", ClockResult.EARLY),
        ("2023-11-20 00:00", ClockResult.ON_TIME),
        ("2023-11-20 23:59:59.999999", ClockResult.ON_TIME),
        ("2023-11-21 00:00", ClockResult.OVERDUE),
    ],
)
def test_a_finished_clock_was_early_on_time_or_overdue(stopped: str, result: ClockResult) -> None:
    """R-TIME-10: early before the due date, on time on it, overdue after."""
    clock = seen("10wd", "2024-02-01 09:00", RECEIVED, ("stop", stopped))

    assert clock.state is ClockState.STOPPED
    assert clock.result is result


def test_a_finished_clock_does_not_change_any_more() -> None:
    events = [RECEIVED, ("stop", "2023-11-15 10:00")]

    then = seen("10wd", "2023-11-15 10:00", *events)
    later = seen("10wd", "2024-11-15 10:00", *events)

    assert then == later
    assert (later.used, later.remaining) == (7, 3)


def test_a_clock_stopped_while_paused_was_neither_early_nor_late() -> None:
    events = [RECEIVED, ("pause", "2023-11-08 15:10"), ("stop", "2023-12-08 15:10")]

    assert seen("10wd", "2023-12-09 09:00", *events).result is None


def test_days_past_due_are_drawn_up_to_today() -> None:
    clock = seen("5wd", "2023-11-16 09:00", RECEIVED)

    late = [cell for cell in clock.segments if cell.kind is SegmentKind.OVERDUE]
    assert [cell.day for cell in late] == [on("2023-11-14"), on("2023-11-15"), on("2023-11-16")]
    assert late[-1].today
    assert clock.remaining == -3


def test_a_limit_in_calendar_days_draws_and_counts_every_day() -> None:
    clock = seen("5d", "2023-11-08 09:00", RECEIVED)

    assert clock.due == end_of_day(on("2023-11-13"))  # the 11th is a Saturday
    assert (clock.used, clock.remaining) == (1, 5)
    assert len(clock.segments) == 7


def test_hours_are_drawn_as_the_days_they_touch() -> None:
    events = [RECEIVED, ("pause", "2023-11-07 07:30"), ("resume", "2023-11-09 07:30")]

    clock = seen("8wh", "2023-11-09 08:00", *events)

    assert [(cell.day.day, cell.kind) for cell in clock.segments] == [
        (6, SegmentKind.USED),
        (7, SegmentKind.PAUSED),
        (8, SegmentKind.PAUSED),
        (9, SegmentKind.TODAY),
    ]
    assert clock.due == at("2023-11-09 09:00")


def test_before_acceptance_a_clock_is_provisional() -> None:
    clocked = project(
        clock("20wd", provisional=True), [event(*RECEIVED)], CALENDAR, at("2023-11-07 09:00"), RULES
    )

    assert clocked.state is ClockState.PROVISIONAL
    assert clocked.explanation[-1].message.key == "clock_not_accepted"


def test_the_last_hour_is_law_not_habit() -> None:
    start = ("start", "2023-11-06 16:00")

    from_three = seen(
        "1wd", "2023-11-06 16:00", start, rules=replace(RULES, last_hour_from=time(15))
    )
    never = seen("1wd", "2023-11-06 16:00", start, rules=replace(RULES, last_hour_from=None))

    assert from_three.due == end_of_day(on("2023-11-08"))
    assert never.due == end_of_day(on("2023-11-07"))


def test_a_clock_that_was_never_started_cannot_be_read() -> None:
    with pytest.raises(WrongState):
        project(clock("10wd"), [], CALENDAR, at("2023-11-06 09:00"), RULES)
