"""Two thousand timers of one midnight and two workers, of which one is killed: each fires once."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.actors import OPERATOR
from engine.context import Context
from engine.deploying import deploy
from engine.tables import journal, wait
from tests.engine.core.plain_drawings import WAITS_A_DAY
from tests.faults.cloning import cloned
from tests.faults.endless_office import EndlessOffice
from tests.faults.fleet import GIVES_UP_AFTER, LOOKS_AGAIN_AFTER, Fleet

TIMERS = 2_000


class BeginWaiting:
    """Begin the one process that waits a day."""


def begin(context: Context, _command: BeginWaiting, _about: object) -> object:
    live = context.start_instance("waits_a_day", office_id="o", variables={})
    live.begin()
    return live.id


def due_timers(office: EndlessOffice, count: int) -> None:
    """So many instances that wait for a timer whose time has come."""
    engine = office.engine
    engine.registry.command(
        BeginWaiting, action="test.wait", locate=lambda _context, asked: asked, handle=begin
    )
    engine.execute(deploy({"day.bpmn": WAITS_A_DAY}), OPERATOR)
    model = str(engine.execute(BeginWaiting(), OPERATOR))
    cloned(engine, model, count, due_at=engine.clock.now() - timedelta(minutes=1))


def still_due(office: EndlessOffice) -> int:
    rows = select(func.count()).where(
        wait.c.state == "open", wait.c.due_at <= office.engine.clock.now()
    )
    with office.engine.view() as view:
        return int(view.connection.execute(rows).scalar_one())


def sinks_to(office: EndlessOffice, number: int) -> None:
    until = time.monotonic() + GIVES_UP_AFTER
    while still_due(office) > number:
        assert time.monotonic() < until
        time.sleep(5 * LOOKS_AGAIN_AFTER)


# A6: 2 schedulers × 2 000 timers, and one of the two dies on the way.
@pytest.mark.slow
def test_two_thousand_due_timers_fire_once_each_though_one_of_two_workers_is_killed(
    endless: EndlessOffice, together: Fleet, scale: int
) -> None:
    due_timers(endless, TIMERS * scale)
    together.starts_a_worker()
    together.starts_a_worker()

    sinks_to(endless, TIMERS * scale // 2)
    together.kills_a_worker()
    sinks_to(endless, 0)

    with endless.engine.view() as view:
        woken = Counter(
            view.connection.execute(
                select(journal.c.object_id).where(
                    journal.c.action == "wait.wake", journal.c.outcome == "done"
                )
            ).scalars()
        )
        states = Counter(view.connection.execute(select(wait.c.state)).scalars())
    assert len(woken) == TIMERS * scale
    assert set(woken.values()) == {1}
    assert states == {"done": TIMERS * scale, "open": 1}
