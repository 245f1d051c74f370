"""The clock of the machine jumps: nothing fires twice, and no deadline moves."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from engine.clock import VIETNAM
from engine.ledgers import ledgers, projection_of
from engine.tables import journal
from tests.engine.core.plain_drawings import WAITS_A_DAY
from tests.engine.core.plain_office import FIRST_DAY, LeaveOffice

HOUR, DAY, YEAR = timedelta(hours=1), timedelta(days=1), timedelta(days=365)


def in_vietnam(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]  # year to minute


JUMPS = (
    FIRST_DAY + HOUR,
    FIRST_DAY - HOUR,
    FIRST_DAY + DAY,
    FIRST_DAY - DAY,
    FIRST_DAY + YEAR,
    FIRST_DAY - YEAR,
    # The day that most years do not have, seen from both of its sides.
    in_vietnam(2024, 2, 28, 23, 59),
    in_vietnam(2024, 2, 29, 12, 0),
    in_vietnam(2024, 3, 1, 0, 0),
    # The turn of the year, by the clock of Vietnam and by that of the machine.
    in_vietnam(2023, 12, 31, 23, 59),
    in_vietnam(2024, 1, 1, 0, 0),
    in_vietnam(2023, 12, 31, 6, 59),
)


# A10: 12 jumps, each there and back.
@pytest.mark.parametrize("to", JUMPS, ids=lambda to: f"{to:%Y-%m-%dT%H%M}")
def test_a_clock_that_jumps_there_and_back_fires_nothing_twice_and_moves_no_deadline(
    office: LeaveOffice, to: datetime
) -> None:
    office.deploys({"day.bpmn": WAITS_A_DAY})
    request, waiting = office.asks_fully(), office.asks("waits_a_day")
    due, told = office.task(request, "decide").due_at, explained(office, request)
    assert due is not None

    for _ in range(2):
        office.clock.set(to)
        office.sweeps()
        office.clock.set(FIRST_DAY)
        office.sweeps()

    assert office.task(request, "decide").due_at == due
    assert explained(office, request) == told
    office.clock.set(due - timedelta(microseconds=1))
    office.sweeps()
    assert office.effects("remind") == (1 if to >= due else 0)
    office.clock.set(due)
    office.sweeps()
    office.sweeps(after=YEAR)
    assert office.effects("remind") == 1
    assert office.instance(waiting).state == "completed"
    assert set(wakings(office).values()) == {1}
    assert office.incidents() == []


def explained(office: LeaveOffice, request: str) -> object:
    """How the deadline of the step was counted, line by line."""
    instance = office.instance(request)
    with office.engine.view() as view:
        (ledger,) = ledgers(view, request)
        return projection_of(view, instance, ledger).explanation


def wakings(office: LeaveOffice) -> Counter[str]:
    with office.engine.view() as view:
        return Counter(
            view.connection.execute(
                select(journal.c.object_id).where(journal.c.action == "wait.wake")
            ).scalars()
        )
