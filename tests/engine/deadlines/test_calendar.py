from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from engine.calendar import Calendar, DayKind, SpecialDay, end_of_day
from engine.clock import local
from tests.engine.deadlines.office_time import CALENDAR, at, on
from workflows.calendar_years import seeded_years

# The test calendar: every weekday that is off and every Saturday that is worked (R-TIME-01).
OFF_WEEKDAYS = {
    2023: "0102 0120 0123 0124 0125 0126 0501 0502 0503 0901 0904",
    2024: "0101 0208 0209 0212 0213 0214 0418 0429 0430 0501 0902 0903",
    2025: "0101 0127 0128 0129 0130 0131 0407 0430 0501 0502 0901 0902",
    2026: "0101 0102 0216 0217 0218 0219 0220 0427 0430 0501 0831 0901 0902 1124",
}
WORKED_SATURDAYS = {2023: "", 2024: "0504", 2025: "0426", 2026: "0110 0822"}


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_each_announced_year_has_exactly_its_days_off_and_worked_saturdays(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [day for day in days if day.year == year]

    off = [f"{d:%m%d}" for d in days if d.weekday() < 5 and not CALENDAR.is_working_day(d)]
    worked = [f"{d:%m%d}" for d in days if d.weekday() >= 5 and CALENDAR.is_working_day(d)]

    assert " ".join(off) == OFF_WEEKDAYS[year]
    assert " ".join(worked) == WORKED_SATURDAYS[year]
    assert CALENDAR.is_published(days[0])


def test_a_year_nobody_announced_is_a_draft() -> None:
    assert not CALENDAR.is_published(on("2027-03-01"))
    assert not CALENDAR.is_published(on("2019-03-01"))


def test_every_special_day_names_its_reason_and_source() -> None:
    for year in seeded_years():
        for day in year.days:
            assert day.reason and day.reason_en and day.source
            assert day.mark == ("c" if year.published else "u")


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2025-04-25", 1, "2025-04-26"),  # the Saturday worked for 2 May
        ("2025-04-26", 1, "2025-04-28"),
        ("2023-01-19", 1, "2023-01-27"),  # over Tết
        ("2023-11-20", 0, "2023-11-20"),
        ("2023-11-18", 0, "2023-11-20"),
        ("2026-11-23", 1, "2026-11-25"),  # 24 November is off from 2026 on
        ("2025-11-21", 1, "2025-11-24"),
    ],
)
def test_working_days_are_added_over_days_off(day: str, count: int, expected: str) -> None:
    assert CALENDAR.add_working_days(on(day), count) == on(expected)


@pytest.mark.parametrize(
    ("start", "minutes", "expected"),
    [
        ("2023-11-20 07:30", 480, "2023-11-20 17:30"),  # a full day ends the same evening
        ("2023-11-20 07:30", 481, "2023-11-21 07:31"),
        ("2023-11-20 11:30", 1, "2023-11-20 13:31"),
        ("2023-11-20 12:15", 0, "2023-11-20 13:30"),
        ("2023-11-20 05:00", 60, "2023-11-20 08:30"),
        ("2023-11-17 17:29", 2, "2023-11-20 07:31"),  # Friday to Monday
        ("2023-11-18 10:00", 240, "2023-11-20 11:30"),  # a Saturday that is off
        ("2024-05-04 16:30", 90, "2024-05-06 08:00"),  # a Saturday that is worked
    ],
)
def test_working_time_passes_only_while_the_office_is_open(
    start: str, minutes: int, expected: str
) -> None:
    reached = CALENDAR.add_working_time(at(start), timedelta(minutes=minutes))

    assert reached == at(expected)
    assert CALENDAR.working_time_between(at(start), reached) == timedelta(minutes=minutes)


def test_no_working_time_lies_between_an_instant_and_an_earlier_one() -> None:
    assert CALENDAR.working_time_between(at("2023-11-21 09:00"), at("2023-11-20 09:00")) == (
        timedelta()
    )


def test_the_end_of_a_day_is_its_last_instant() -> None:
    end = end_of_day(on("2023-11-20"))

    assert local(end).date() == on("2023-11-20")
    assert end + timedelta(microseconds=1) == at("2023-11-21 00:00")


@pytest.mark.parametrize(
    "hours",
    [(), ((time(9), time(9)),), ((time(9), time(8)),), ((time(9), time(12)), (time(11), time(13)))],
)
def test_office_hours_out_of_order_are_refused(hours: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(ValueError, match="office hours"):
        Calendar({}, frozenset(), office_hours=hours)


def test_an_office_that_never_works_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Calendar({}, frozenset(), weekend=frozenset(range(7)))


def test_an_administrators_day_decides_over_the_weekday() -> None:
    day = on("2023-11-20")
    calendar = Calendar({day: SpecialDay(DayKind.OFF, "Bão")}, frozenset({2023}))

    assert not calendar.is_working_day(day)
    assert calendar.add_working_days(on("2023-11-17"), 1) == on("2023-11-21")
