"""The scenario's nouns, and the council."""

from __future__ import annotations

import pytest

from tests.scenario.conftest import clock, office, world
from tests.scenario.council import Council
from tests.scenario.world import World

__all__ = ["clock", "council", "office", "world"]


@pytest.fixture
def council(world: World) -> Council:
    return Council(world)
