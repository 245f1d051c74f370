"""Returns: what is open in the scope closes, one step opens anew, and nothing grows."""

from __future__ import annotations

import pytest

from engine.errors import ModelError, WrongState
from tests.engine.spiff.drawing import chain, compiled, event, node, timer
from tests.engine.spiff.playing import Player
from tests.engine.spiff.test_token_game import CALLED, FORK, START_END, SUB_PROCESS, drawn

LINE = drawn(
    START_END,
    node("userTask", "a"),
    node("userTask", "b"),
    event("boundaryEvent", "late", "timer", 'attachedToRef="b" cancelActivity="false"', timer()),
    node("endEvent", "told"),
    chain("s", "a", "b", "e"),
    chain("late", "told"),
)


def test_return_opens_an_earlier_step_as_a_new_activity():
    player = Player(compiled(LINE))
    first = player.wait("a").id

    player.completes("a").returns("b", to="a")

    assert player.waiting() == ["a"]
    assert player.wait("a").id != first
    assert player.completes("a", "b").is_over()


def test_return_closes_the_other_branches_of_the_scope():
    player = Player(compiled(drawn(FORK)))

    player.returns("a", to="b")

    # Only one branch goes on, so the join would wait for ever: admission refuses such returns,
    # and the instance does not hang silently.
    assert player.waiting() == ["b"]
    with pytest.raises(ModelError, match="join still waits for a branch"):
        player.completes("b")


def test_return_inside_a_sub_process_leaves_the_outside_alone():
    player = Player(compiled(SUB_PROCESS)).completes("x")
    outside = player.wait("b").id

    player.returns("y", to="x")

    assert player.wait("b").id == outside
    assert sorted(player.waiting()) == ["b", "x"]


def test_return_out_of_a_called_part_to_the_call_does_the_part_again():
    player = Player(compiled(CALLED))
    first = player.wait("inner").id

    player.returns("inner", to="call")

    assert player.wait("inner").id != first
    assert player.completes("inner", "after").is_over()


def test_return_to_what_is_not_around_is_refused_and_changes_nothing():
    player = Player(compiled(CALLED)).completes("inner")
    before = player.execution.snapshot()

    for element in ("inner", "nothing"):
        with pytest.raises(WrongState):
            player.execution.return_to(player.wait("after").id, element, player.host)

    assert player.execution.snapshot() == before


def test_two_thousand_returns_leave_the_state_as_small_as_before():
    player = Player(compiled(LINE)).completes("a")
    before = len(player.execution.snapshot())

    for _ in range(2_000):
        player.returns("b", to="a").completes("a")

    # Numbers have grown by some digits; nothing else has.
    assert len(player.execution.snapshot()) <= before + 30
    assert player.execution.size() == 2
    assert player.completes("b").is_over()
