"""The library used as its documentation shows, beside our use of it: the same drawing, in turns.

Run as a program it prints `{stock_ms, own_ms, stock_bytes, own_bytes}`, medians a completion; in a
process of its own, so that the library's memory and caches are nobody else's.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from statistics import median
from time import perf_counter

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from engine.admission import read
from engine.errors import ServiceTaskFailed
from engine.execution import Executable, Scalar
from engine.model import Element
from engine.spiff import compile_set

PROCESS = "compared"
STEPS = 21
ROUNDS = 5

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><definitions id="d" targetNamespace="c" '
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
    f'<process id="{PROCESS}" isExecutable="true">'
)


def drawing(steps: int = STEPS) -> bytes:
    """Two branches at once, then steps one after the other: what a long case looks like."""
    nodes = [
        '<startEvent id="start"/><parallelGateway id="split"/><userTask id="left" name="left"/>',
        '<userTask id="right" name="right"/><parallelGateway id="join"/><endEvent id="end"/>',
        *(f'<userTask id="step{n}" name="step{n}"/>' for n in range(steps - 2)),
    ]
    row = ["join", *(f"step{n}" for n in range(steps - 2)), "end"]
    flows = [
        ("start", "split"),
        ("split", "left"),
        ("split", "right"),
        ("left", "join"),
        ("right", "join"),
        *pairwise(row),
    ]
    drawn = "".join(
        f'<sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}"/>'
        for source, target in flows
    )
    return f"{_HEAD}{''.join(nodes)}{drawn}</process></definitions>".encode()


@dataclass
class Plain:
    """Asks nothing of anybody (`engine.execution.Host`)."""

    _ids: count[int] = field(default_factory=lambda: count(1))

    def new_id(self) -> str:
        return f"w{next(self._ids)}"

    def evaluate(self, text: str, element: Element, locals: Mapping[str, Scalar]) -> object:
        return None

    def perform(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        raise ServiceTaskFailed()

    def throw(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        raise ServiceTaskFailed()

    def passed(self, process_id: str, places: Sequence[str]) -> None:
        """Nobody asks where it went."""


def stock(xml: bytes) -> tuple[list[float], int]:
    """(milliseconds of each completion, bytes of the largest state): load, run, step, save."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(xml))
    workflow = BpmnWorkflow(parser.get_spec(PROCESS), parser.get_subprocess_specs(PROCESS))
    workflow.do_engine_steps()
    serializer = BpmnWorkflowSerializer()
    taken: list[float] = []
    state, largest = serializer.serialize_json(workflow), 0
    while True:
        begun = perf_counter()
        workflow = serializer.deserialize_json(state)
        waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
        if not waiting:
            return taken, largest
        waiting[0].run()
        workflow.do_engine_steps()
        state = serializer.serialize_json(workflow)
        taken.append((perf_counter() - begun) * 1000)
        largest = max(largest, len(state))


def own(executable: Executable) -> tuple[list[float], int]:
    """The same of ours."""
    host = Plain()
    taken: list[float] = []
    state, largest = executable.start(host).snapshot(), 0
    while True:
        begun = perf_counter()
        execution = executable.restore(state)
        waits = execution.waits()
        if not waits:
            return taken, largest
        execution.complete(waits[0].id, host)
        state = execution.snapshot()
        taken.append((perf_counter() - begun) * 1000)
        largest = max(largest, len(state))


def compare(steps: int = STEPS, rounds: int = ROUNDS) -> dict[str, float]:
    """Both in turns, so that a busy moment of the machine hits both."""
    xml = drawing(steps)
    diagrams = {"compared.bpmn": xml}
    executable = compile_set(read(diagrams).processes, diagrams)[PROCESS]
    stock_taken: list[float] = []
    own_taken: list[float] = []
    stock_bytes = own_bytes = 0
    for _ in range(rounds):
        taken, stock_bytes = stock(xml)
        stock_taken += taken
        taken, own_bytes = own(executable)
        own_taken += taken
    return {
        "stock_ms": round(median(stock_taken), 3),
        "own_ms": round(median(own_taken), 3),
        "stock_bytes": stock_bytes,
        "own_bytes": own_bytes,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(compare()) + "\n")
