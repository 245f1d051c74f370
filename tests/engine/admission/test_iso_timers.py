"""Timer literals are read strictly when a drawing is checked (F11)."""

from __future__ import annotations

import pytest

from engine.admission.iso_timers import fault_of, is_literal
from engine.model import Timer, TimerKind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TimerKind.DURATION, "P3D"),
        (TimerKind.DURATION, "PT4H30M"),
        (TimerKind.DURATION, "P1Y2M3W"),
        (TimerKind.DURATION, "PT0S"),
        (TimerKind.DATE, "2023-11-20"),
        (TimerKind.DATE, "2023-11-20T08:00:00"),
        (TimerKind.DATE, "2024-02-29T08:00:00+07:00"),
        (TimerKind.DATE, "2023-11-20T08:00Z"),
        (TimerKind.CYCLE, "R3/P1D"),
        (TimerKind.CYCLE, "R/PT1H"),
    ],
)
def test_right_literals_have_no_fault(kind, text):
    assert fault_of(Timer(kind, text)) is None
    assert is_literal(text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TimerKind.DURATION, ""),
        (TimerKind.DURATION, "P"),
        (TimerKind.DURATION, "PT"),
        (TimerKind.DURATION, "P1X"),
        (TimerKind.DURATION, "-P1D"),
        (TimerKind.DURATION, "P-1D"),
        (TimerKind.DURATION, "P1.5D"),
        (TimerKind.DURATION, "P1D2"),
        (TimerKind.DURATION, "P3D "[::-1]),
        (TimerKind.DURATION, "P" + "9" * 400 + "D"),
        (TimerKind.DURATION, "P99999Y"),
        (TimerKind.DURATION, "P٣D"),
        (TimerKind.DATE, "2023-02-31"),
        (TimerKind.DATE, "2023-02-29T08:00:00"),
        (TimerKind.DATE, "2023-11-20T25:00:00"),
        (TimerKind.DATE, "20/11/2023"),
        (TimerKind.DATE, "2023-W12-1"),
        (TimerKind.DATE, "0000-01-01"),
        (TimerKind.DATE, "0001-01-01T00:00:00+07:00"),
        (TimerKind.CYCLE, "P1D"),
        (TimerKind.CYCLE, "R/PT0S"),
        (TimerKind.CYCLE, "R0/P1D"),
        (TimerKind.CYCLE, "R1000000/PT1S"),
        (TimerKind.CYCLE, "R-1/P1D"),
        (TimerKind.CYCLE, "R3/2023-11-20T08:00:00Z/P1D"),
        (TimerKind.CYCLE, "R3/P1X"),
        (TimerKind.CYCLE, "0 0 * * *"),
    ],
)
def test_odd_literals_are_faults(kind, text):
    assert fault_of(Timer(kind, text))


@pytest.mark.parametrize("text", ['deadline("step.appraise")', '"P3D"', "due", "now()"])
def test_anything_else_is_an_expression(text):
    assert not is_literal(text)
