"""Timers: due when their clock says so, moved with it, fired once whoever sweeps."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import date, datetime, time, timedelta

import pysqlite3
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from engine.actors import Actor
from engine.calendar import end_of_day, instant
from engine.ids import Ids
from engine.ledgers import ledgers
from engine.process_engine import ProcessEngine
from engine.sharing import Piece, from_elsewhere
from engine.sweeping import run_due
from engine.tables import user_task
from tests.engine.core.plain_business import MoveReply, registry
from tests.engine.core.plain_drawings import WAITS_A_DAY, one_step, service, task, timer
from tests.engine.core.plain_office import LeaveOffice, founded, seen_again
from tests.engine.spiff.drawing import chain, document, node, process
from tests.faults.breaking import Execute, around_each_command
from tests.statements import counted

DAY = timedelta(days=1)
WEDNESDAY = end_of_day(date(2023, 11, 22))
"""Two working days after Monday 20/11/2023."""


def test_the_reminder_of_a_step_is_due_when_the_step_is(office: LeaveOffice) -> None:
    request = office.asks_fully()

    assert office.task(request, "decide").due_at == WEDNESDAY
    assert office.due(request, "late") == WEDNESDAY


def test_a_reminder_fires_once_and_the_step_goes_on(office: LeaveOffice) -> None:
    request = office.asks_fully()

    office.clock.set(WEDNESDAY)
    assert office.sweeps() == 1
    assert office.sweeps(after=30 * DAY) == 0

    assert office.effects("remind") == 1
    assert office.open_steps(request) == ["decide"]


def test_nobody_is_reminded_of_a_step_done_in_time(office: LeaveOffice) -> None:
    request = office.asks_fully()
    office.decides(request, "no")

    office.sweeps(after=30 * DAY)

    assert office.effects("remind") == 0


def test_a_timer_moves_with_the_clock_that_it_follows(office: LeaveOffice) -> None:
    request = office.asks_fully()
    friday = end_of_day(date(2023, 11, 24))
    command = MoveReply(task_id=office.task(request, "decide").id, to=friday)

    office.clock.set(WEDNESDAY - DAY / 2)
    office.engine.execute(command, office.people["chi"])

    assert office.due(request, "late") == friday
    assert office.task(request, "decide").due_at == friday
    office.clock.set(WEDNESDAY + DAY)
    assert office.sweeps() == 0
    office.clock.set(friday)
    assert office.sweeps() == 1


def test_the_clock_of_a_step_stops_with_the_step(office: LeaveOffice) -> None:
    request = office.asks_fully()
    office.clock.pass_by(DAY)
    office.decides(request, "no")

    with office.engine.view() as view:
        (ledger,) = ledgers(view, request)
        ended = view.connection.execute(
            select(user_task.c.ended_at).where(user_task.c.id == ledger.task_id)
        ).scalar_one()

    assert [event.kind for event in ledger.events] == ["start", "stop"]
    assert ledger.events[-1].at == ended == office.clock.now()


@pytest.mark.parametrize(
    ("kind", "text", "due"),
    [
        ("timeDuration", "P3D", date(2023, 11, 23)),
        # Months go by the calendar, and the hour stays that of Vietnam.
        ("timeDuration", "P3M", date(2024, 2, 20)),
        # A date without a zone is meant in Vietnam.
        ("timeDate", "2023-12-01T08:00:00", date(2023, 12, 1)),
        ("timeDate", 'deadline("leave.reply")', date(2023, 11, 22)),
    ],
)
def test_a_timer_in_the_flow_wakes_when_it_says(
    office: LeaveOffice, kind: str, text: str, due: date
) -> None:
    drawing = one_step(timer("pause", text, kind=kind), ids=("pause",), id_="pauses")
    office.deploys({"pauses.bpmn": drawing})
    pausing = office.asks("pauses")
    hour = time.max if "deadline" in text else time(8)

    assert office.due(pausing, "pause") == instant(due, hour)
    office.clock.set(instant(due, hour) - timedelta(microseconds=1))
    assert office.sweeps() == 0
    office.clock.set(instant(due, hour))
    assert office.sweeps() == 1
    assert office.instance(pausing).state == "completed"


def test_missed_rounds_of_a_cycle_are_told_once(office: LeaveOffice) -> None:
    late = timer("each_day", "R/P1D", 'attachedToRef="work" cancelActivity="false"', "timeCycle")
    office.deploys({"daily.bpmn": _reminding(late)})
    daily = office.asks("daily")

    office.sweeps(after=10 * DAY)
    assert office.effects("tell") == 1
    office.sweeps(after=DAY)

    assert office.effects("tell") == 2
    assert office.open_steps(daily) == ["each_day", "work"]


@pytest.mark.parametrize("back", [timedelta(hours=1), DAY, 365 * DAY])
def test_a_clock_set_back_fires_nothing_twice(office: LeaveOffice, back: timedelta) -> None:
    office.deploys({"day.bpmn": WAITS_A_DAY})
    office.asks("waits_a_day")
    office.sweeps(after=DAY)
    told = office.outcomes("wait.wake")

    office.clock.pass_by(-back)
    office.sweeps()
    office.sweeps(after=2 * back)

    assert office.outcomes("wait.wake") == told == ["done"]


def test_every_due_timer_fires_once_however_many_sweep(
    office_on_disk: LeaveOffice, scale: int
) -> None:
    office = office_on_disk
    office.deploys({"day.bpmn": WAITS_A_DAY})
    waiting = [office.asks("waits_a_day") for _ in range(40 * scale)]
    office.clock.pass_by(DAY)
    sweepers = [seen_again(office) for _ in range(4)]

    threads = [threading.Thread(target=sweeper.sweeps) for sweeper in sweepers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for sweeper in sweepers:
        sweeper.engine.database.close()
    office.sweeps()

    assert office.outcomes("wait.wake") == ["done"] * len(waiting)
    assert {office.instance(one).state for one in waiting} == {"completed"}
    assert office.incidents() == []


def test_many_timers_are_one_transaction_with_few_statements(office: LeaveOffice) -> None:
    office.deploys({"day.bpmn": WAITS_A_DAY})
    for _ in range(40):
        office.asks("waits_a_day")
    office.clock.pass_by(DAY)

    with counted(office.engine.database) as statements:
        office.sweeps()

    assert office.outcomes("wait.wake") == ["done"] * 40
    assert [len(written) for written in statements.written] == [5]


def test_a_database_that_does_not_answer_ends_a_sweep_and_no_case_is_to_blame(
    sqlite_url: str,
) -> None:
    office = founded(sqlite_url)
    office.deploys({"day.bpmn": WAITS_A_DAY})
    waiting = [office.asks("waits_a_day") for _ in range(8)]
    office.clock.pass_by(DAY)
    with office.engine.database.read() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
    tried: list[object] = []

    def counting(execute: Execute, command: object, actor: Actor, key: str | None) -> object:
        tried.append(command)
        return execute(command, actor, key)

    around_each_command(office.engine, counting)

    with closing(pysqlite3.connect(office.engine.database.url.database)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError):
            office.sweeps()
    office.sweeps()

    assert len(tried) == 1 + 1
    assert {office.instance(one).state for one in waiting} == {"completed"}
    assert office.incidents() == []


def _reminding(boundary: str) -> bytes:
    return document(
        process(
            node("startEvent", "start")
            + task("work", "employee")
            + boundary
            + service("tell", "tell")
            + node("endEvent", "told")
            + node("endEvent", "end")
            + chain("start", "work", "end")
            + chain("each_day", "tell", "told"),
            "daily",
        )
    )


@pytest.mark.parametrize(
    ("text", "due"),
    [
        # From Monday 20/11/2023 08:00 in Vietnam, days and months as the calendar has them.
        ('= duration("P3D")', instant(date(2023, 11, 23), time(8, 0))),
        ('= duration("PT36H")', instant(date(2023, 11, 21), time(20, 0))),
        ('= duration("P1M")', instant(date(2023, 12, 20), time(8, 0))),
        ("P3D", instant(date(2023, 11, 23), time(8, 0))),
    ],
)
def test_a_duration_in_feel_is_due_like_the_literal(
    office: LeaveOffice, text: str, due: datetime
) -> None:
    drawing = one_step(timer("pause", text), ids=("pause",), id_="waits_a_while")
    office.deploys({"while.bpmn": drawing})
    office.clock.set(instant(date(2023, 11, 20), time(8, 0)))

    request = office.asks("waits_a_while")

    assert office.due(request, "pause") == due


# -- several sweepers


def test_a_sweeper_that_meets_another_looks_anew_at_what_is_left(office: LeaveOffice) -> None:
    office.deploys({"day.bpmn": WAITS_A_DAY})
    waiting = [office.asks("waits_a_day") for _ in range(20)]
    office.clock.pass_by(DAY)
    engine, tried = office.engine, []
    another = ProcessEngine(engine.database, office.clock, Ids(seed=9), registry(office.business))
    execute = engine.execute

    def overtaken(command: object, actor: Actor, key: str | None = None) -> object:
        tried.append(command)
        if len(tried) == 2:
            run_due(another, limit=12)
        return execute(command, actor, key)

    engine.execute = overtaken  # type: ignore[method-assign]  # a watched door is still the door
    run_due(engine, together=1)

    assert {office.instance(one).state for one in waiting} == {"completed"}
    assert office.outcomes("wait.wake") == ["done"] * 20
    assert len(tried) == 1 + 1 + (20 - 1 - 12)


def test_waits_of_one_instance_keep_their_order_wherever_a_sweep_begins() -> None:
    due = [Piece(f"{instance}{n}", instance, n) for n in range(4) for instance in "abc"]

    for place in range(len(due)):
        found = [piece.key for piece in from_elsewhere(due, place)]

        assert sorted(found) == sorted(piece.key for piece in due)
        for instance in "abc":
            own = [key for key in found if key.startswith(instance)]
            assert own == sorted(own)


def test_a_sweep_begins_in_the_middle_where_nothing_stands_against_it() -> None:
    due = [Piece(instance, instance, 0) for instance in "abcdef"]

    assert "".join(piece.key for piece in from_elsewhere(due, 4)) == "efabcd"
