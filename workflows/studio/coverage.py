"""How much of a procedure its scenarios go through: places passed, and places nobody has tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.admission import read
from engine.definitions import DIAGRAM_SUFFIX
from engine.flow_order import in_flow_order
from engine.model import Element, Flow, Process
from workflows.studio.drafts import Draft
from workflows.studio.scenarios import Scenario, is_current

Place = tuple[str, str]
"""A process and an element or flow of it."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One drawing with what the scenarios left out."""

    process: Process
    passed: frozenset[str]
    missed_steps: tuple[Element, ...]
    missed_ways: tuple[Flow, ...]
    """Ways that nobody took although their source was reached: answers nobody gave."""

    @property
    def all(self) -> int:
        return len(self.process.elements) + len(self.process.flows)

    @property
    def percent(self) -> int:
        """Whole percent; 100 only when nothing is left out."""
        return 100 * len(self.passed) // self.all if self.all else 100


def noted(draft: Draft, known: tuple[Scenario, ...], files: Mapping[str, bytes]) -> set[Place]:
    """Where the scenarios went when they were last played on just these files."""
    if not known or not is_current(draft, known, files):
        return set()
    went = draft.rehearsal.get("went")
    pairs = went if isinstance(went, list) else []
    return {(str(one[0]), str(one[1])) for one in pairs if isinstance(one, list) and len(one) == 2}


def coverage(files: Mapping[str, bytes], key: str, went: set[Place]) -> tuple[Coverage, ...]:
    """Coverage of the drawing of a process and of the parts it calls, in the order of the flow."""
    diagrams = {name: text for name, text in files.items() if name.endswith(DIAGRAM_SUFFIX)}
    by_id = {process.id: process for process in read(diagrams).processes}
    return tuple(_covered(process, went) for process in _called(by_id, key, set()))


def _covered(process: Process, went: set[Place]) -> Coverage:
    passed = frozenset(
        id_ for id_ in (*process.elements, *process.flows) if (process.id, id_) in went
    )
    return Coverage(
        process,
        passed,
        missed_steps=tuple(one for one in in_flow_order(process) if one.id not in passed),
        missed_ways=tuple(
            flow
            for flow in process.flows.values()
            if flow.id not in passed and flow.source in passed
        ),
    )


def _called(by_id: Mapping[str, Process], key: str, seen: set[str]) -> Iterator[Process]:
    process = by_id.get(key)
    if process is None or key in seen:
        return
    seen.add(key)
    yield process
    for element in in_flow_order(process):
        if element.called_element:
            yield from _called(by_id, element.called_element, seen)
