"""The process dies before or after any commit: what is opened again is as if it had not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from random import Random

from engine.errors import Rejected
from engine.process_engine import ProcessEngine
from engine.registry import Registry
from tests.conftest import SCALE
from tests.engine.core.plain_business import registry as leave_registry
from tests.engine.core.plain_office import founded
from tests.engine.spiff.blocks import random_drawing
from tests.faults.breaking import around_each_command
from tests.faults.crashing import CrashesEverywhere
from tests.faults.oracle import violations
from tests.faults.random_days import RandomDays
from tests.faults.test_lost_calls import decided
from tests.faults.ways import Ways
from tests.scenario.council import Council
from tests.scenario.office import Office
from tests.scenario.world import found
from workflows.registration import registry as award_registry


@contextmanager
def crashing(
    engine: ProcessEngine, make_registry: Callable[[], Registry], in_full: int = 1
) -> Iterator[CrashesEverywhere]:
    """Every command of the engine dies at each of its commits, elsewhere."""
    crashes = CrashesEverywhere(engine, make_registry, in_full)
    execute = engine.execute
    around_each_command(engine, crashes)
    yield crashes
    engine.execute = execute  # type: ignore[method-assign]  # as it was
    crashes.close()
    engine.database.close()


def test_a_leave_request_survives_a_crash_at_every_commit(sqlite_url: str) -> None:
    office = founded(sqlite_url)
    with crashing(office.engine, lambda: leave_registry(office.business)) as crashes:
        request = office.asks_fully()
        office.returns(office.task(request, "decide"), "ask", by="chi")
        office.completes(request, "ask", by="an", days=1, cover="binh", why="x")
        office.sweeps(after=timedelta(days=9))
        with suppress(Rejected):
            office.decides(request, by="an")
        office.decides(request)
        office.sweeps()

        assert crashes.points >= 14
        assert office.instance(request).state == "completed"
        assert (office.effects("remind"), office.effects("book")) == (1, 1)


def test_many_timers_of_one_moment_survive_a_crash_at_every_commit(sqlite_url: str) -> None:
    office = founded(sqlite_url)
    for _ in range(6):
        office.asks_fully()
    with crashing(office.engine, lambda: leave_registry(office.business)) as crashes:
        office.sweeps(after=timedelta(days=9))

        assert crashes.points > 0
        assert office.effects("remind") == 6


def test_an_award_survives_a_crash_at_every_commit() -> None:
    world = found()
    with crashing(world.engine, award_registry) as crashes:
        dossier = decided(Office(world), Council(world))

        assert crashes.points > 25
        assert dossier.state == "finished"
        assert violations(world.engine) == []


def test_random_days_survive_a_crash_at_every_commit(scale: int) -> None:
    for seed in range(scale):
        world = found()
        with crashing(world.engine, award_registry) as crashes:
            RandomDays(world, Random(500 + seed)).pass_on(8)

            assert crashes.points > 5
            assert violations(world.engine) == []


DRAWINGS = 60 * SCALE
WAYS = 20
DEEP_EACH = 20
"""One drawing in so many has blocks within blocks; it takes three times as long as another."""


# A2 and A3: 60 drawings nobody thought of, 20 ways each, every commit of every command.
def test_random_drawings_survive_a_crash_at_every_commit() -> None:
    office = founded()
    with crashing(office.engine, lambda: leave_registry(office.business), in_full=10) as crashes:
        ways = Ways(office)
        for seed in range(DRAWINGS):
            content, drawing = random_drawing(Random(seed), depth=1 + (seed % DEEP_EACH == 0))
            ways.draw(content, drawing.conditions)
            for way in range(WAYS):
                ways.go(Random(f"{seed}.{way}"))

        assert (ways.drawn, ways.gone) == (DRAWINGS, DRAWINGS * WAYS)
        assert crashes.points > 40 * DRAWINGS
        assert ways.faults == []
