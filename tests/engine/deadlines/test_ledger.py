from __future__ import annotations

from dataclasses import replace

import pytest

from engine.deadlines import ClockEvent, EventKind, project, with_event
from engine.errors import InvalidData, WrongState
from tests.engine.deadlines.office_time import CALENDAR, RULES, at, clock, event

START = event("start", "2023-11-06 09:00")


@pytest.mark.parametrize(
    ("before", "kinds"),
    [
        ([], "start"),
        (["start"], "pause restart extend stop"),
        (["start", "pause"], "resume restart stop"),
        (["start", "pause", "resume"], "pause restart extend stop"),
        (["start", "extend"], "pause restart extend stop"),
        (["start", "pause", "restart"], "pause restart extend stop"),
        (["start", "stop"], ""),
    ],
)
def test_only_what_can_follow_is_appended(before: list[str], kinds: str) -> None:
    events: tuple[ClockEvent, ...] = ()
    for day, kind in enumerate(before, start=1):
        events = with_event(events, _on(day, kind))

    for kind in EventKind:
        following = _on(len(before) + 1, kind)
        if kind in kinds.split():
            assert with_event(events, following) == (*events, following)
        else:
            with pytest.raises(WrongState):
                with_event(events, following)


def test_an_event_cannot_lie_before_the_last_one() -> None:
    with pytest.raises(WrongState) as refusal:
        with_event((START,), event("pause", "2023-11-06 08:59"))

    assert refusal.value.message.key == "clock_event_too_early"


def test_a_pause_names_reason_document_and_person() -> None:
    """R-TIME-12."""
    pause = replace(event("pause", "2023-11-07 09:00"), reason="", document="", actor="")

    with pytest.raises(InvalidData) as refusal:
        with_event((START,), pause)

    assert [error.field for error in refusal.value.errors] == ["reason", "document", "actor"]


@pytest.mark.parametrize("to", [None, "2023-11-07 09:00", "2023-11-01 09:00"])
def test_an_extension_names_a_date_that_lies_ahead(to: str | None) -> None:
    with pytest.raises(InvalidData) as refusal:
        with_event((START,), event("extend", "2023-11-07 09:00", to))

    assert [error.field for error in refusal.value.errors] == ["to"]


def test_a_damaged_ledger_is_still_read() -> None:
    """Rows that cannot follow one another change nothing, rather than break the page."""
    damaged = [
        event("pause", "2023-11-06 08:00"),
        START,
        event("resume", "2023-11-07 09:00"),
        event("extend", "2023-11-07 10:00"),
        event("stop", "2023-11-08 09:00"),
        event("restart", "2023-11-09 09:00"),
    ]
    whole = [START, event("stop", "2023-11-08 09:00")]

    now = at("2023-11-10 09:00")
    read = project(clock("10wd"), damaged, CALENDAR, now, RULES)

    assert read.due == project(clock("10wd"), whole, CALENDAR, now, RULES).due
    assert read.used == 2


def _on(day: int, kind: str) -> ClockEvent:
    to = "2023-12-20 09:00" if kind == "extend" else None
    return event(kind, f"2023-11-{day + 5:02d} 09:00", to)
