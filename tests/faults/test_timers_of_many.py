"""Two thousand timers of one midnight and two workers, of which one is killed: each fires once."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from engine.actors import OPERATOR
from engine.context import Context
from engine.deploying import deploy
from engine.tables import journal, process_instance, wait
from tests.engine.core.plain_drawings import WAITS_A_DAY
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
    """So many instances as one that was begun, its keys exchanged in its stored state as well."""
    engine = office.engine
    engine.registry.command(
        BeginWaiting, action="test.wait", locate=lambda _context, asked: asked, handle=begin
    )
    engine.execute(deploy({"day.bpmn": WAITS_A_DAY}), OPERATOR)
    model = str(engine.execute(BeginWaiting(), OPERATOR))
    now = engine.clock.now()
    with engine.database.write() as connection:
        own = select(process_instance).where(process_instance.c.id == model)
        instance = connection.execute(own).one()
        timer = connection.execute(select(wait).where(wait.c.instance_id == model)).one()
        instances, waits = [], []
        for _ in range(count):
            key, wait_key = engine.ids.new(now), engine.ids.new(now)
            state = instance.snapshot.replace(timer.id.encode(), wait_key.encode())
            stored = {"snapshot": state, "snapshot_sha256": hashlib.sha256(state).hexdigest()}
            instances.append({**instance._mapping, "id": key, "snapshot_copy": state, **stored})
            due = {"due_at": now - timedelta(minutes=1)}
            waits.append({**timer._mapping, "id": wait_key, "instance_id": key, **due})
        connection.execute(insert(process_instance), instances)
        connection.execute(insert(wait), waits)


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
