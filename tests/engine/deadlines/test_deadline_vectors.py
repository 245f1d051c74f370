from __future__ import annotations

import pytest

from engine.budgets import Budget
from engine.calendar import end_of_day
from engine.deadlines import ClockState, explain
from engine.errors import InvalidData
from tests.engine.deadlines.office_time import CALENDAR, RULES, at, on, seen


@pytest.mark.parametrize(
    ("start", "budget", "due"),
    [
        # The vectors of the procedure law.
        ("2023-04-28 09:00", "10wd", "2023-05-17"),
        ("2023-04-28 16:30", "10wd", "2023-05-18"),
        ("2024-04-25 09:00", "10wd", "2024-05-13"),
        ("2023-01-18 09:00", "20wd", "2023-02-22"),
        ("2025-04-21 09:00", "5wd", "2025-04-26"),
        ("2026-08-20 09:00", "20wd", "2026-09-21"),
        # R-TIME-03: one minute and one microsecond before the last working hour.
        ("2023-04-28 16:29", "10wd", "2023-05-17"),
        ("2023-04-28 16:29:59.999999", "10wd", "2023-05-17"),
        ("2023-04-28 23:59", "10wd", "2023-05-18"),
        # The rule of the last hour speaks of working days only; a worked Saturday is one.
        ("2023-11-18 17:00", "1wd", "2023-11-20"),
        ("2024-05-04 16:29", "1wd", "2024-05-06"),
        ("2024-05-04 16:30", "1wd", "2024-05-07"),
        # R-TIME-02: a limit in calendar days that ends on a day off moves on.
        ("2023-11-20 09:00", "10d", "2023-11-30"),
        ("2023-11-20 09:00", "5d", "2023-11-27"),
        ("2023-01-10 09:00", "10d", "2023-01-27"),
        ("2023-11-20 16:30", "10d", "2023-12-01"),
        ("2024-04-24 09:00", "10d", "2024-05-04"),
        # Nothing to count: due by the end of the day of receipt.
        ("2023-11-20 09:00", "0wd", "2023-11-20"),
    ],
)
def test_limits_in_days_are_due_by_the_end_of_a_local_day(
    start: str, budget: str, due: str
) -> None:
    found, _ = explain(at(start), Budget.parse(budget), CALENDAR, RULES)

    assert found == end_of_day(on(due))


@pytest.mark.parametrize(
    ("start", "budget", "due"),
    [
        ("2023-11-20 09:00", "8wh", "2023-11-21 09:00"),
        ("2023-11-20 16:30", "8wh", "2023-11-21 16:30"),
        ("2023-11-20 07:30", "8wh", "2023-11-20 17:30"),
        ("2023-11-17 17:30", "4wh", "2023-11-20 11:30"),
        ("2023-11-18 09:00", "4wh", "2023-11-20 11:30"),
        ("2024-05-03 15:30", "4wh", "2024-05-04 09:30"),
        ("2023-11-20 09:00:30", "1wh", "2023-11-20 10:00:30"),
    ],
)
def test_limits_in_hours_are_due_at_their_working_minute(start: str, budget: str, due: str) -> None:
    found, _ = explain(at(start), Budget.parse(budget), CALENDAR, RULES)

    assert found == at(due)


def test_a_date_in_a_year_nobody_announced_is_provisional() -> None:
    start = ("start", "2026-12-25 09:00")

    provisional = seen("10wd", "2026-12-25 10:00", start)
    announced = seen("4wd", "2026-12-21 10:00", ("start", "2026-12-21 09:00"))

    assert provisional.state is ClockState.PROVISIONAL
    assert provisional.provisional
    assert provisional.due == end_of_day(on("2027-01-11"))
    assert provisional.explanation[-1].message.key == "clock_unannounced"
    assert announced.state is ClockState.ON_TRACK
    assert not announced.provisional


def test_the_explanation_can_be_recounted_by_hand() -> None:
    _, lines = explain(at("2024-04-26 16:45"), Budget.parse("10wd"), CALENDAR, RULES)

    told = [(line.message.key, line.rule, line.mark) for line in lines]
    assert told == [
        ("clock_last_hour", "R-TIME-03", "p"),
        ("clock_day_one", "R-TIME-02", "p"),
        ("clock_days_off", "R-TIME-01", "c"),
        ("clock_day_worked", "R-TIME-01", "c"),
        ("clock_limit_working_days", "", ""),
    ]
    assert lines[0].message.params == {
        "at": "16:45 26/04/2024",
        "from": "16:30",
        "day": "02/05/2024",
    }
    assert "03/05/2024" in str(lines[1])
    assert "29/04/2024 to 01/05/2024" in str(lines[2])
    assert "2450/VPCP-KGVX" in str(lines[2])
    assert "04/05/2024" in str(lines[3])
    assert "15/05/2024" in str(lines[4])


def test_a_moved_limit_says_from_where_to_where() -> None:
    _, lines = explain(at("2023-04-28 09:00"), Budget.parse("30d"), CALENDAR, RULES)

    moved = next(line for line in lines if line.message.key == "clock_moved")
    assert moved.message.params == {"end": "28/05/2023", "day": "29/05/2023"}


@pytest.mark.parametrize("year", ["1899", "9001", "9999"])
def test_a_year_without_a_calendar_is_refused(year: str) -> None:
    with pytest.raises(InvalidData) as refusal:
        explain(at(f"{year}-12-31 09:00"), Budget.parse("10wd"), CALENDAR, RULES)

    assert refusal.value.errors[0].message.key == "year_out_of_range"


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = at("2023-11-20 09:00").replace(tzinfo=None)

    with pytest.raises(InvalidData) as refusal:
        explain(naive, Budget.parse("10wd"), CALENDAR, RULES)

    assert refusal.value.errors[0].message.key == "instant_without_zone"
