"""The stage of a case: the newest of its open steps that names one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from engine.execution import Wait
from engine.model import Element, Stage

if TYPE_CHECKING:
    from engine.live import LiveInstance


def note_stage(live: LiveInstance, waits: Iterable[Wait]) -> None:
    """The stage shown for the instance is that of its newest wait that names one."""
    for wait in waits:
        found = stage_of(live, wait)
        live.stage = found if found.name else live.stage


def stage_of(live: LiveInstance, wait: Wait) -> Stage:
    """The stage of a step; a step of a part that names none is in the stage of the call."""
    around = _calls(live, wait.call_path) if wait.call_path else []
    places = [live.element_of(wait), *reversed(around)]
    return next((Stage(one.stage, one.stage_en) for one in places if one.stage), Stage())


def _calls(live: LiveInstance, path: Sequence[str]) -> list[Element]:
    """The call activities on the way into a part, outermost first."""
    process, calls = live.definition.executable.process, []
    for element_id in path:
        call = process.elements[element_id]
        calls.append(call)
        process = live.definition.executable.processes[call.called_element]
    return calls
