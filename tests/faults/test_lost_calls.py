"""The n-th call to the database fails: the command is done whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from random import Random

import pytest
from sqlalchemy.exc import OperationalError

from engine.actors import Actor
from engine.errors import Rejected
from engine.process_engine import ProcessEngine
from tests.engine.core.plain_office import LeaveOffice, contents, founded
from tests.engine.core.test_failing_work import ASKS_FOR_A_JOB
from tests.faults.breaking import (
    Execute,
    around_each_command,
    losing_call,
    lost_after_commit,
)
from tests.faults.oracle import violations
from tests.faults.random_days import RandomDays
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import World, found

STATIC = ("resource", "calendar_day", "calendar_year")


@pytest.fixture
def world() -> Iterator[World]:
    made = found()
    yield made
    made.engine.database.close()


class EveryCallLost:
    """Tries each command again and again, each time losing the next call, until none is hit."""

    def __init__(self, engine: ProcessEngine) -> None:
        self.engine = engine
        self.engine.begins_jobs = False  # Each job is a command that may lose calls of its own.
        self.lost = 0

    def __call__(self, execute: Execute, command: object, actor: Actor, key: str | None) -> object:
        before = self.look()
        number = 0
        while True:
            number += 1
            with losing_call(self.engine.database, number) as calls:
                try:
                    return execute(command, actor, key)
                except Rejected:
                    if not calls.was_hit:
                        raise
                except Exception:
                    assert calls.was_hit
            self.lost += 1
            assert self.look() == before, f"call {number} of {command} left something half-done"

    def look(self) -> dict[str, list[str]]:
        return contents(self.engine.database, but=STATIC)


def test_every_call_of_a_leave_request_may_be_lost(database_url: str) -> None:
    office = founded(database_url)
    losing = EveryCallLost(office.engine)
    around_each_command(office.engine, losing)

    request = office.asks_fully()
    office.returns(office.task(request, "decide"), "ask", by="chi")
    office.completes(request, "ask", by="an", days=1, cover="binh", why="x")
    office.sweeps(after=timedelta(days=9))
    office.claims(office.task(request, "decide"), by="chi")
    office.decides(request)
    office.sweeps()

    assert losing.lost > 60
    assert office.instance(request).state == "completed"
    assert (office.effects("remind"), office.effects("book")) == (1, 1)
    assert set(office.outcomes()) == {"done"}
    office.engine.database.close()


def test_every_call_of_an_award_may_be_lost(world: World) -> None:
    office, council = Office(world), Council(world)
    losing = EveryCallLost(world.engine)
    around_each_command(world.engine, losing)

    dossier = decided(office, council)

    assert losing.lost > 200
    assert dossier.state == "finished"
    assert violations(world.engine) == []


def test_calls_of_random_days_may_be_lost(scale: int) -> None:
    for seed in range(scale):
        world = found()
        around_each_command(world.engine, EveryCallLost(world.engine))

        RandomDays(world, Random(seed)).pass_on(10)

        assert violations(world.engine) == []
        world.engine.database.close()


def test_a_lost_call_in_the_sweep_costs_a_try_and_nothing_else(office: LeaveOffice) -> None:
    for number in count(1):
        request = office.asks_fully()
        office.decides(request)

        with losing_call(office.engine.database, number) as calls:
            try:
                office.sweeps()
            except OperationalError:  # What notes the failure may be lost as well.
                assert calls.was_hit
        assert office.effects("book") in (number - 1, number)

        office.sweeps(after=timedelta(minutes=11))
        assert office.effects("book") == number
        assert office.instance(request).state == "completed"
        if not calls.was_hit:
            break

    assert number > 10
    assert office.incidents() == []


def test_an_act_is_told_as_done_also_when_the_database_goes_away_right_after_it(
    database_url: str,
) -> None:
    office = founded(database_url)
    office.engine.begins_jobs = True
    office.deploys({"asks.bpmn": ASKS_FOR_A_JOB})
    asking = office.asks("asks_for_a_job")
    office.task(asking, "ask")

    with lost_after_commit(office.engine.database) as calls:
        office.completes(asking, "ask", by="an")

    assert calls.was_hit
    assert office.open_steps(asking) == ["work"]
    assert office.sweeps() == 1
    assert (office.instance(asking).state, office.effects("book")) == ("completed", 1)
    office.engine.database.close()


def decided(office: Office, council: Council) -> Dossier:
    """One dossier from the list to the archive."""
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    office.world.clock.pass_by(timedelta(days=9))
    office.world.sweep()
    office.closes_publication(dossier)
    council.meets(dossier)
    council.agrees(dossier)
    council.closes()
    office.writes_minutes(dossier)
    office.signs(dossier)
    office.issues(dossier)
    office.world.sweep()
    office.publishes_decision(dossier)
    office.hands_over(dossier)
    return dossier
