"""Every rule has a lesson: its wrong drawing is told of, its right one is left in peace by it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.admission.rules import RULES
from engine.drawing import drawn_whole
from engine.model import Problem
from tests.scenario.world import World, found
from workflows.studio.lessons import lesson
from workflows.studio.verdicts import verdict

IDS = [rule.id for rule in RULES]


@pytest.fixture(scope="module")
def town() -> Iterator[World]:
    made = found()
    yield made
    made.engine.database.close()


def told(town: World, content: bytes, rule_id: str) -> list[Problem]:
    with town.engine.view() as view:
        problems = verdict(view, {"vi_du.bpmn": drawn_whole(content)})
    return [one for one in problems if one.rule == rule_id]


@pytest.mark.parametrize("rule_id", IDS)
def test_the_wrong_drawing_is_told_of_and_the_right_one_is_not(town: World, rule_id: str) -> None:
    learnt = lesson(rule_id)

    assert learnt is not None
    assert told(town, learnt.wrong, rule_id) != []
    assert told(town, learnt.right, rule_id) == []
