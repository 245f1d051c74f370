"""The bounded play finds joins that would wait for ever, and says when it could not see all."""

from __future__ import annotations

import pytest

from engine.admission import read
from engine.admission.graph import Graph
from engine.admission.token_game import MAX_STATES, Played, play
from tests.engine.spiff.drawing import chain, document, event, flow, node, process, timer

S_E = node("startEvent", "s") + node("endEvent", "e")


def played(*parts: str, at: str = "s", max_states: int = MAX_STATES) -> Played:
    reading = read({"p.bpmn": document(process("".join(parts)))})
    assert reading.is_sound, reading.problems
    return play(Graph.of(reading.processes[0]), at, max_states=max_states)


def diamond(split: str, join: str, *, asks: bool = False) -> str:
    return (
        S_E
        + node(split, "split")
        + node(join, "join")
        + node("userTask", "a")
        + node("userTask", "b")
        + chain("s", "split")
        + flow("split", "a", "x" if asks else "")
        + flow("split", "b", "y" if asks else "")
        + chain("a", "join", "e")
        + chain("b", "join")
    )


PARALLEL, CHOICE, INCLUSIVE = "parallelGateway", "exclusiveGateway", "inclusiveGateway"


@pytest.mark.parametrize(
    ("split", "join", "stuck"),
    [
        (PARALLEL, PARALLEL, set()),
        (PARALLEL, INCLUSIVE, set()),
        (PARALLEL, CHOICE, set()),
        (CHOICE, CHOICE, set()),
        (CHOICE, INCLUSIVE, set()),
        (CHOICE, PARALLEL, {"join"}),
        (INCLUSIVE, INCLUSIVE, set()),
        (INCLUSIVE, PARALLEL, {"join"}),
    ],
)
def test_splits_and_joins_that_fit_come_to_the_end(split, join, stuck):
    assert played(diamond(split, join, asks=split != PARALLEL)).stuck == stuck


def test_a_boundary_event_that_takes_a_branch_away_starves_the_join():
    late = event("boundaryEvent", "late", "timer", 'attachedToRef="a"', timer())

    assert played(diamond(PARALLEL, PARALLEL), late, chain("late", "e")).stuck == {"join"}


def test_an_end_that_stops_everything_starves_nobody():
    late = event("boundaryEvent", "late", "timer", 'attachedToRef="a"', timer())
    stop = event("endEvent", "stop", "terminate")

    assert played(diamond(PARALLEL, PARALLEL), late, stop, chain("late", "stop")).stuck == set()


def test_play_may_begin_in_the_middle_as_a_return_does():
    assert played(diamond(PARALLEL, PARALLEL), at="a").stuck == {"join"}
    assert played(diamond(CHOICE, CHOICE, asks=True), at="a").stuck == set()


def test_a_loop_that_splits_without_joining_swarms():
    body = (
        S_E
        + node(CHOICE, "back")
        + node("userTask", "a")
        + node(PARALLEL, "split")
        + chain("s", "back", "a", "split", "e")
        + chain("split", "back")
    )
    loop = played(body)
    assert not loop.swarming  # One ends, one goes round: never more than two.

    # Two go round, and nobody ends.
    twice = played(body.replace('targetRef="e"', 'targetRef="back"'))
    assert twice.swarming


def test_the_play_says_when_it_did_not_see_everything():
    assert not played(diamond(PARALLEL, PARALLEL), max_states=3).complete


def test_many_parallel_branches_are_played_in_few_states():
    branches = 40
    body = S_E + node(PARALLEL, "split") + node(PARALLEL, "join") + chain("s", "split")
    for number in range(branches):
        names = [f"t{number}_{step}" for step in range(4)]
        body += "".join(node("userTask", name) for name in names)
        body += chain("split", *names, "join")

    assert played(body, chain("join", "e")) == Played()
