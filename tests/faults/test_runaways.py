"""Drawings that never come to rest are refused, or stand still by a budget; nobody else notices."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from statistics import quantiles

import pytest

from engine.deploying import NotAdmitted
from engine.process_engine import NeedsAdmin
from tests.engine.core.plain_drawings import OPENS_IN_CIRCLES, RUNS_AWAY, task, timer
from tests.engine.core.plain_office import LeaveOffice
from tests.engine.spiff.drawing import chain, document, event, flow, node, process
from tests.faults.cloning import cloned


def after_a_step(*inside: str, first: str = "g", id_: str = "away") -> bytes:
    """start → a step of somebody's → whatever runs away."""
    body = node("startEvent", "start") + task("before", "employee") + "".join(inside)
    return document(process(body + node("endEvent", "end") + chain("start", "before", first), id_))


def many(count: str, inside: str = "") -> str:
    repeated = (
        '<bpmn:multiInstanceLoopCharacteristics isSequential="false">'
        f"<bpmn:loopCardinality>{count}</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    return node("userTask", "g", 'name="g" camunda:candidateGroups="employee"', repeated) + inside


def condition(text: str) -> bytes:
    return after_a_step(
        node("exclusiveGateway", "g", 'name="Which?" default="g_end"'),
        node("endEvent", "other"),
        flow("g", "end"),
        flow("g", "other", text),
    )


ROUND = node("exclusiveGateway", "g") + node("exclusiveGateway", "q", 'name="Out?" default="q_g"')
STOPS = "runaway"
"""It may be deployed: only what is put in makes it run away, and then a budget stops it."""

KINDS: Mapping[str, tuple[str, bytes]] = {
    "a loop without a wait": ("busy-loop", after_a_step(
        ROUND, chain("g", "q"), flow("q", "g"), flow("q", "end", "days = 99"),
    )),
    "a loop of tasks that nobody does": ("busy-loop", after_a_step(
        ROUND, node("task", "t", 'name="t"'), chain("g", "t", "q"), flow("q", "g"),
        flow("q", "end", "days = 99"),
    )),
    "a signal that goes round": ("busy-loop", after_a_step(
        ROUND, event("intermediateThrowEvent", "t", "signal"), chain("g", "t", "q"),
        flow("q", "g"), flow("q", "end", "days = 99"),
    )),
    "tokens that multiply": ("busy-loop", after_a_step(
        node("exclusiveGateway", "g"), node("parallelGateway", "fork"), task("w", "employee"),
        chain("g", "fork", "w", "end"), flow("fork", "g"),
    )),
    "a process that calls itself": ("calls-known", after_a_step(
        node("callActivity", "g", 'name="g" calledElement="away"'), chain("g", "end"),
    )),
    "a hundred million at once": ("loops-planned", after_a_step(
        many("100000000"), chain("g", "end"),
    )),
    "a timer without a pause": ("timers-written", after_a_step(
        timer("late", "R/PT0S", 'attachedToRef="g" cancelActivity="false"', "timeCycle"),
        task("g", "employee"), node("endEvent", "told"), chain("g", "end"), chain("late", "told"),
    )),
    "a function that calls itself": ("expressions-understood", condition(
        "{f: function(n) f(n + 1), r: f(1)}.r = 1"
    )),
    "a text without end": ("expressions-understood", condition(
        'string join(for i in 1..9999, j in 1..9999 return "x") != ""'
    )),
    "as many as somebody says": (STOPS, after_a_step(
        many("days * 100000000"), chain("g", "end"),
    )),
    "more steps than a command may take": (STOPS, RUNS_AWAY.replace(b"runs_away", b"away")),
    "a gate that opens in circles": (
        STOPS, OPENS_IN_CIRCLES.replace(b"opens_in_circles", b"away")
    ),
    "a condition that asks for more the more days": (STOPS, condition(
        "count(for a in 1..(days * 3000), b in 1..9000 return a) = 1"
    )),
    "a function that calls itself as often as days": (STOPS, condition(
        "{f: function(n) if n = 0 then 0 else f(n - 1), r: f(days * 3000)}.r = 1"
    )),
}  # fmt: skip


# A16: more than ten kinds, each refused for what it does, or stopped by a budget of ours.
@pytest.mark.parametrize("kind", KINDS)
def test_what_runs_away_is_refused_or_stands_still_and_others_work_on(
    office: LeaveOffice, kind: str
) -> None:
    rule, drawing = KINDS[kind]
    other = office.asks_fully()

    if rule == STOPS:
        office.deploys({"away.bpmn": drawing})
        runaway = office.asks("away", days=3)
        began = time.perf_counter()
        with pytest.raises(NeedsAdmin):
            office.completes(runaway, "before", by="an")
        print(f"{kind}: an incident in {time.perf_counter() - began:.2f} s")  # noqa: T201

        assert office.incidents() == [(runaway, "runaway")]
        assert office.task(runaway, "before").is_open
    else:
        with pytest.raises(NotAdmitted) as refused:
            office.deploys({"away.bpmn": drawing})

        found = [one for one in refused.value.problems if one.rule == rule]
        assert found and all(one.element and one.line and one.hint for one in found)

    office.decides(other)
    office.sweeps()
    assert office.instance(other).state == "completed"


OTHERS = 100


# A16: how long the others wait meanwhile is printed, to be set beside how long they do alone.
def test_others_go_on_while_something_runs_away(office_on_disk: LeaveOffice, scale: int) -> None:
    office = office_on_disk
    stopped = [drawing for rule, drawing in KINDS.values() if rule == STOPS]
    runaways = [ready_to_run_away(office, drawing) for drawing in stopped]
    model = office.asks_fully()
    alone, beside = (cloned(office.engine, model, OTHERS * scale) for _ in range(2))

    before = decided(office, alone)
    running = threading.Thread(target=run_away, args=(office, runaways))
    running.start()
    meanwhile = decided(office, beside)
    running.join()

    assert sorted(office.incidents()) == sorted((one, "runaway") for one in runaways)
    assert not any(office.task(one, "decide").is_open for one in (*alone, *beside))
    print(f"95 % of the others within {p95(before):.1f} ms alone, {p95(meanwhile):.1f} ms beside")  # noqa: T201


def ready_to_run_away(office: LeaveOffice, drawing: bytes) -> str:
    office.deploys({"away.bpmn": drawing})
    return office.asks("away", days=3)


def run_away(office: LeaveOffice, runaways: Sequence[str]) -> None:
    for one in runaways:
        with pytest.raises(NeedsAdmin):
            office.completes(one, "before", by="an")


def decided(office: LeaveOffice, requests: Sequence[str]) -> Sequence[float]:
    """Milliseconds that each took."""
    took = []
    for one in requests:
        began = time.perf_counter()
        office.decides(one)
        took.append((time.perf_counter() - began) * 1000)
    return took


def p95(milliseconds: Sequence[float]) -> float:
    return quantiles(milliseconds, n=20)[-1]
