"""Ways are tried out within one budget, and what takes long outside of this process."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from engine.admission import Catalogue, check, read
from engine.admission.exploring import MOST_TRIES, MOST_TRIES_HERE, Exploration
from engine.admission.graph import Graph
from engine.admission.outside import Game, Outside
from engine.admission.token_game import MAX_TRIES, Played, play
from engine.model import Process, Severity
from tests.engine.spiff.drawing import chain, document, event, flow, node, process, timer


def crowded(late: int = 0) -> bytes:
    """Four branches, each with two choices of six things, and events that begin yet more."""
    body = node("startEvent", "s") + node("parallelGateway", "split", 'name="?"')
    body += node("parallelGateway", "join") + node("endEvent", "e") + flow("s", "split")
    for branch in "abcd":
        before = "split"
        for part in "12":
            choice, end = f"choice_{branch}{part}", f"end_{branch}{part}"
            body += node("inclusiveGateway", choice, 'name="?"') + node("inclusiveGateway", end)
            body += flow(before, choice)
            for way in range(6):
                step = f"t_{branch}{part}{way}"
                body += node("userTask", step, 'name="x"') + flow(choice, step, "a")
                body += flow(step, end)
            before = end
        body += flow(before, "join")
    body += flow("join", "e")
    for number in range(late):
        attached = f'attachedToRef="t_a1{number % 6}" cancelActivity="false"'
        body += event("boundaryEvent", f"late{number}", "timer", attached, timer())
        body += flow(f"late{number}", "choice_b1")
    return document(process(body))


def drawn(content: bytes) -> Process:
    return read({"p.bpmn": content}).processes[0]


LONG = drawn(crowded())
SHORT = drawn(document(process(
    node("startEvent", "s") + node("task", "t") + node("endEvent", "e") + chain("s", "t", "e")
)))  # fmt: skip


class NotAsked(Outside):
    def play(self, game: Game) -> Played | None:
        raise AssertionError("nobody should be asked")


def test_what_is_soon_tried_out_is_tried_here() -> None:
    exploration = Exploration(outside=NotAsked())

    played = exploration.play(Graph.of(SHORT), "s")

    assert played.complete and played == Played()
    assert 0 < MOST_TRIES - exploration.left < MOST_TRIES_HERE


def test_what_takes_longer_is_tried_outside_and_says_the_same() -> None:
    outside = Outside(seconds=60)
    here = play(Graph.of(LONG), "s")

    there = outside.play(Game(LONG, "s", MAX_TRIES)) or Played(complete=True)
    pid = outside._player.pid if outside._player else 0
    again = outside.play(Game(SHORT, "s", MAX_TRIES))

    assert there == here and there.tried == here.tried
    assert again == Played()
    assert outside._player is not None and outside._player.pid == pid != os.getpid()


def test_a_game_that_takes_too_long_is_ended_and_the_next_one_played() -> None:
    outside = Outside(seconds=0)

    ended = outside.play(Game(LONG, "s", MAX_TRIES))
    outside.seconds = 60

    assert ended is None
    assert outside.play(Game(SHORT, "s", MAX_TRIES)) == Played()


def test_a_player_that_died_is_replaced() -> None:
    outside = Outside(seconds=60)
    outside.play(Game(SHORT, "s", MAX_TRIES))
    player = outside._player
    assert isinstance(player, subprocess.Popen)

    player.send_signal(signal.SIGKILL)
    player.wait()

    assert outside.play(Game(SHORT, "s", MAX_TRIES)) == Played()


def test_one_budget_is_for_all_ways_of_a_set() -> None:
    exploration = Exploration(left=MOST_TRIES_HERE, outside=NotAsked())

    first = exploration.play(Graph.of(LONG), "s")
    second = exploration.play(Graph.of(SHORT), "s")

    assert not first.complete and first.tried >= MOST_TRIES_HERE
    assert not second.complete and second.tried == 0


@pytest.mark.parametrize("copies", [1, 4])
def test_a_drawing_that_no_budget_can_try_out_is_told_so_once_a_process(copies: int) -> None:
    whole = crowded(late=60).decode()
    one = whole[whole.index("<bpmn:process") : whole.index("</bpmn:definitions>")]
    more = "".join(
        one.replace('Ref="', f'Ref="n{n}').replace('id="', f'id="n{n}') for n in range(copies)
    )
    content = whole.replace("</bpmn:definitions>", f"{more}</bpmn:definitions>").encode()

    problems = check({"p.bpmn": content}, Catalogue())

    told = [p for p in problems if p.message.startswith("Not every way")]
    assert told and all(p.severity is Severity.WARNING and p.line for p in told)
    assert len(told) <= copies + MOST_TRIES // MAX_TRIES + 1
