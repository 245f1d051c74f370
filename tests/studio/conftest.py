"""A township with somebody who draws, and somebody who looks at what was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scenario.world import World, found
from tests.studio.drawing import Drawer

BPMN = Path(__file__).parents[2] / "bpmn"


@pytest.fixture
def world() -> Iterator[World]:
    made = found()
    yield made
    made.engine.database.close()


@pytest.fixture
def admin(world: World) -> Drawer:
    """The administrator with a draft of the simplified procedure."""
    return Drawer.of(world, "admin", "giay_khen_dot_xuat.bpmn")
