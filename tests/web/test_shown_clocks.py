"""Deadlines as pages show them: chips, bars and their words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from tests.engine.deadlines.office_time import seen
from web.shown_clocks import shown_bar, shown_deadline, shown_lines

START = ("start", "2023-11-06 09:00")


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    app = Flask("clocks")
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


def test_a_chip_tells_the_days_left_and_the_due_day() -> None:
    shown = shown_deadline(seen("20wd", "2023-11-08 09:00", START), how_url="#how")

    assert shown["state"] == "on_track"
    assert (shown["left"], shown["unit"], shown["how_url"]) == (18, "wd", "#how")
    assert shown["due"] == "04/12/2023"


def test_a_chip_on_the_last_day_says_today() -> None:
    shown = shown_deadline(seen("2wd", "2023-11-08 09:00", START))

    assert shown["state"] == "due_soon"
    assert shown["today"] is True


def test_a_chip_counts_the_days_late() -> None:
    shown = shown_deadline(seen("2wd", "2023-11-13 09:00", START))

    assert (shown["state"], shown["left"]) == ("overdue", 3)


# Seven hours and a half remain of a working day of eight: nearly eight, and not yet one hour late.
@pytest.mark.parametrize(
    ("now", "state", "hours"),
    [("2023-11-06 09:30", "on_track", 8), ("2023-11-07 09:30", "overdue", 0)],
)
def test_hours_are_shown_in_favour_of_the_officer(now: str, state: str, hours: int) -> None:
    shown = shown_deadline(seen("8wh", now, START))

    assert (shown["state"], shown["left"], shown["due"]) == (state, hours, "07/11/2023 09:00")


# From 09:00 on Monday: a whole working day is said as a day, whatever more there is as well.
@pytest.mark.parametrize(
    ("budget", "now", "unit", "left"),
    [
        ("82wh", "2023-11-06 09:00", "wd", 10),
        ("8wh", "2023-11-06 09:00", "wd", 1),
        ("8wh", "2023-11-06 09:01", "wh", 8),
        ("8wh", "2023-11-08 08:59", "wh", 7),
        ("8wh", "2023-11-08 09:00", "wd", 1),
        ("8wh", "2023-11-14 10:00", "wd", 5),
    ],
)
def test_hours_that_fill_working_days_are_said_in_days(
    budget: str, now: str, unit: str, left: int
) -> None:
    shown = shown_deadline(seen(budget, now, START))

    assert (shown["unit"], shown["left"]) == (unit, left)


def test_a_finished_clock_says_how_it_ended() -> None:
    stop = ("stop", "2023-11-07 10:00")

    shown = shown_deadline(seen("5wd", "2023-11-20 10:00", START, stop))

    assert (shown["state"], shown["text"]) == ("early", "Done early")


def test_a_bar_groups_the_earlier_run_the_pause_and_the_new_count() -> None:
    pause = ("pause", "2023-11-08 15:00")
    again = ("restart", "2023-11-14 09:00")

    bar = shown_bar(seen("5wd", "2023-11-16 09:00", START, pause, again))

    groups = [(cell["label"], cell["kind"]) for cell in bar["cells"] if cell.get("starts")]
    assert groups == [
        ("Earlier run, not counted", "old"),
        ("Paused: hold", "paused"),
        ("Counted again from day 1", "used"),
    ]
    assert [cell["day"] for cell in bar["cells"] if cell["due"]] == ["21"]
    assert [cell["day"] for cell in bar["cells"] if cell["today"]] == ["16"]
    assert "07/YCBS" in next(cell["note"] for cell in bar["cells"] if cell["kind"] == "paused")
    assert (bar["due"], bar["today"]) == ("21/11/2023", "day 2")


def test_a_paused_bar_has_no_due_line() -> None:
    pause = ("pause", "2023-11-08 15:00")
    now = seen("5wd", "2023-11-10 09:00", START, pause)

    assert shown_deadline(now)["since"] == "08/11"
    assert shown_bar(now)["due"] == ""
    assert not any(cell["due"] for cell in shown_bar(now)["cells"])


def test_lines_of_the_computation_keep_their_rule_and_mark() -> None:
    lines = shown_lines(seen("5wd", "2023-11-07 09:00", START), say=str)

    assert lines
    assert all(set(line) == {"text", "rule", "mark", "citation"} for line in lines)
    assert any("5wd" in line["text"] or "5" in line["text"] for line in lines)
