"""Random days at the office on the delivered procedures: what must always hold does."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.oracle import violations
from tests.faults.random_days import RandomDays
from tests.scenario.world import found

STATIC = ("resource", "calendar_day", "calendar_year")
"""What no command of an officer changes, left out of comparisons because it is large."""


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_do_the_books_are_right(seed: int, scale: int) -> None:
    for number in range(scale):
        world = found()
        days = RandomDays(world, Random(seed * 1000 + number))

        for _ in range(12):
            days.pass_on(5)
            assert violations(world.engine) == [], days.tried

        world.engine.database.close()
