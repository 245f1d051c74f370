from __future__ import annotations

import pytest

from engine.budgets import Budget, Unit


@pytest.mark.parametrize("text", ["10wd", "30d", "8wh", "0wd", "9999d"])
def test_the_notation_reads_back_as_it_was_written(text: str) -> None:
    assert str(Budget.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            "10",
            "wd",
            "P10D",
            "-1wd",
            "+1wd",
            "1.5wd",
            "01wd",
            "10 wd",
            "10WD",
            "10wd ",
            "10wd\n",
        ],
        *["٣wd", "10000d", "99999999999999999999wd", "1e3d", "10wdd"],
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="such as 10wd, 30d or 8wh"):
        Budget.parse(text)


def test_days_and_hours_compare_in_hours() -> None:
    assert Budget.parse("10wd").working_hours(hours_per_day=8) == 80
    assert Budget.parse("56wh").working_hours(hours_per_day=8) == 56
    with pytest.raises(ValueError, match="calendar days"):
        Budget(30, Unit.CALENDAR_DAYS).working_hours(hours_per_day=8)
