"""Random well-formed procedures on random ways reach their end, saved and restored at each step."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.admission.graph import Graph
from engine.admission.reading import read
from engine.admission.token_game import play
from engine.errors import WrongState
from tests.conftest import SCALE
from tests.engine.spiff.blocks import Drawing, random_drawing
from tests.engine.spiff.drawing import compiled
from tests.engine.spiff.playing import FakeHost, Player

MAX_MOVES = 400


class WaveringHost(FakeHost):
    """Answers each condition by chance, and less and less often yes, so that loops end."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self.random = random
        self.asked = 0

    def evaluate(self, text, element, locals):
        self.asked += 1
        return self.random.random() < 0.7 - self.asked / 100


def play_to_the_end(content: bytes, drawing: Drawing, random: Random) -> None:
    player = Player(compiled(content), WaveringHost(random))
    closed: list[str] = []
    for _ in range(MAX_MOVES):
        if player.is_over():
            return
        wait = random.choice(list(player.execution.waits()))
        if drawing.spine and random.random() < 0.03:
            player.returns(wait.element_id, to=random.choice(drawing.spine)) if (
                wait.element_id in drawing.spine
            ) else player.completes(wait.element_id)
        else:
            player.execution.complete(wait.id, player.host)
            player._save_and_restore()
        closed.append(wait.id)
        with pytest.raises(WrongState):
            player.execution.complete(random.choice(closed), player.host)
    raise AssertionError(f"not over after {MAX_MOVES} moves; waiting are {player.waiting()}")


# A1 and A3: 10 drawings, 100 ways each.
@pytest.mark.parametrize("seed", range(10))
def test_a_random_procedure_reaches_its_end_on_every_way(seed, scale):
    for number in range(seed, 10 * scale, 10):
        content, drawing = random_drawing(Random(number))

        for way in range(100):
            play_to_the_end(content, drawing, Random(f"{number}.{way}"))


@settings(max_examples=60 * SCALE, deadline=None)
@given(seed=st.integers(min_value=0), way=st.integers(min_value=0))
def test_any_random_procedure_reaches_its_end(seed, way):
    content, drawing = random_drawing(Random(seed), depth=3)

    play_to_the_end(content, drawing, Random(way))


@settings(max_examples=60 * SCALE, deadline=None)
@given(seed=st.integers(min_value=0))
def test_the_bounded_play_finds_nothing_stuck_in_a_well_formed_drawing(seed):
    content, _ = random_drawing(Random(seed), depth=3)
    reading = read({"p.bpmn": content})
    graph = Graph.of(reading.processes[0])

    for start in (e for e in reading.processes[0].elements.values() if e.kind == "startEvent"):
        played = play(graph, start.id)

        assert (played.stuck, played.swarming, played.complete) == (frozenset(), False, True)
