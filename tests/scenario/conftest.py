"""The nouns of a scenario: `office`, `clock`; a dossier is what `office.files` gives."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.office import Office
from tests.scenario.world import World, found


@pytest.fixture
def world() -> Iterator[World]:
    made = found()
    yield made
    made.engine.database.close()


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.fixture
def clock(world: World) -> CalendarClock:
    return CalendarClock(world)


@pytest.fixture
def council(world: World) -> Council:
    return Council(world)
