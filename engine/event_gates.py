"""Event gates: an instance waits before them until nothing speaks against going on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import LimitExceeded
from engine.execution import Execution, Wait, WaitKind
from engine.gates import Finding, GateContext, inspect

if TYPE_CHECKING:
    from engine.live import LiveInstance

MAX_GATE_ROUNDS = 100
"""More event gates in a row than this open only in a drawing that runs in circles."""


def pass_open_gates(live: LiveInstance, execution: Execution) -> dict[str, tuple[Finding, ...]]:
    """Let an instance go on through every event gate that is open; what the shut ones say."""
    for _ in range(MAX_GATE_ROUNDS):
        shut: dict[str, tuple[Finding, ...]] = {}
        opened = False
        for wait in execution.waits():
            if wait.kind is not WaitKind.GATE:
                continue
            findings = _ask(live, wait)
            if findings is not None and all(finding.passed for finding in findings):
                live.complete(wait.id)
                opened = True
                break
            shut[wait.id] = findings or ()
        if not opened:
            return shut
    raise LimitExceeded("Event gates open in circles.")


def _ask(live: LiveInstance, wait: Wait) -> tuple[Finding, ...] | None:
    """What the gates of a conditional event say; None while its condition is not true."""
    element, host = live.element_of(wait), live.host
    if element.condition and host.evaluate(element.condition, element, wait.locals) is not True:
        return None
    gates = [live.context.registry.gates[key] for key in element.gates]
    return inspect(GateContext(live.context, live.record), gates)
