"""Working days in expressions: counted on the calendar that the rooms above hand in."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import feel
from engine.as_feel import understood
from engine.calendar import Calendar, DayKind, SpecialDay, days_between
from engine.host_functions import FARTHEST, HOST_FUNCTIONS, working_days_on
from tests.engine.core.plain_drawings import task
from tests.engine.core.plain_office import LeaveOffice
from tests.engine.deadlines.office_time import CALENDAR
from tests.engine.spiff.drawing import chain, document, flow, node, process

README = Path(__file__).parents[3] / "bpmn" / "README.md"


def value(text: str, **names: object) -> object:
    expression = feel.compile(text, functions=HOST_FUNCTIONS)
    return expression.evaluate(names, functions=working_days_on(lambda: CALENDAR))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('working days(@"2023-11-20", @"2023-11-24")', 4),
        ('working days(@"2023-11-24", @"2023-11-20")', -4),
        ('working days(@"2023-01-19", @"2023-01-27")', 1),  # over Tết
        ('working days(@"2025-04-25", @"2025-04-26")', 1),  # a Saturday that is worked
        ('working days(from: @"2023-11-20", to: @"2023-11-20")', 0),
        ('add working days(@"2023-01-19", 1) = @"2023-01-27"', True),
        ('add working days(@"2023-01-27", -1) = @"2023-01-19"', True),
        ('add working days(@"2023-11-18", 0) = @"2023-11-20"', True),
        # 23:30 in London is the next day here.
        ('working days(@"2023-11-20T23:30:00Z", @"2023-11-21")', 0),
        ('working days(@"2023-11-20T23:30:00", @"2023-11-21")', 1),
    ],
)
def test_expressions_count_working_days(text: str, expected: object) -> None:
    assert value(text) == expected


def test_the_drawing_conventions_say_what_is_so() -> None:
    examples = re.findall(r"`((?:add )?working days\([^`]*\) = [^`]*)`", README.read_text("utf-8"))

    assert len(examples) == 2
    assert all(value(text) is True for text in examples)


@pytest.mark.parametrize(
    "text",
    [
        'working days("2023-11-20", @"2023-11-24")',
        'working days(null, @"2023-11-24")',
        'add working days(@"2023-11-20", 1.5)',
        'add working days(@"2023-11-20", "1")',
        f'add working days(@"2023-11-20", {FARTHEST + 1})',
        'add working days(@"9999-12-31", 3)',
        'add working days(@"0001-01-01", -1)',
    ],
)
def test_what_is_no_day_or_no_number_gives_null(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    "text", ["working days(1)", "add working days(a, 1, 2)", "law()", 'deadline("a", "b")']
)
def test_a_call_with_the_wrong_arguments_is_found_before_anything_runs(text: str) -> None:
    assert isinstance(understood(text), feel.FeelError)


@given(
    days=st.dictionaries(
        st.dates(date(2023, 1, 1), date(2023, 3, 31)),
        st.sampled_from([SpecialDay(kind) for kind in DayKind]),
        max_size=25,
    ),
    weekend=st.frozensets(st.integers(0, 6), max_size=3),
    start=st.dates(date(2022, 12, 1), date(2023, 5, 1)),
    count=st.integers(-60, 60),
)
def test_counting_is_the_same_as_going_from_day_to_day(
    days: dict[date, SpecialDay], weekend: frozenset[int], start: date, count: int
) -> None:
    calendar = Calendar(days=days, published_years=frozenset(), weekend=weekend)

    found = calendar.add_working_days(start, count)

    if count > 0:
        assert calendar.is_working_day(found)
        passed = [day for day in days_between(start, found) if calendar.is_working_day(day)]
        assert len(passed) == calendar.working_days_between(start, found) == count
    if count < 0:
        before = list(days_between(found, start - timedelta(days=1)))
        assert calendar.is_working_day(found)
        assert sum(map(calendar.is_working_day, before)) + 1 == -count
    if count == 0:
        assert found == calendar.roll_forward(start)


def test_a_gateway_goes_by_working_days(office: LeaveOffice) -> None:
    # Monday to Monday is five working days, though seven days.
    condition = 'working days(@"2023-11-20", @"2023-11-27") = 5'
    drawn = document(
        process(
            node("startEvent", "start")
            + node("exclusiveGateway", "how", 'name="Long?" default="how_short"')
            + task("long", "manager")
            + task("short", "manager")
            + node("endEvent", "end")
            + chain("start", "how")
            + flow("how", "long", condition)
            + flow("how", "short")
            + chain("long", "end")
            + chain("short", "end"),
            "counted",
        )
    )
    office.deploys({"counted.bpmn": drawn})

    leave = office.asks("counted")

    assert office.open_steps(leave) == ["long"]
