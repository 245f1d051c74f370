"""The drawing a dossier follows: its elements in order, and which were passed or are open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine.admission import read
from engine.definitions import DIAGRAM_SUFFIX, Definition
from engine.errors import NotFound
from engine.flow_order import in_flow_order
from engine.instances import UserTask
from engine.lifecycle import TaskState, WaitState
from engine.model import Element, ElementKind, Process
from engine.tables import wait
from engine.view import View

SAID_IN_WORDS = (
    ElementKind.USER_TASK,
    ElementKind.CALL_ACTIVITY,
    ElementKind.SERVICE_TASK,
    ElementKind.SEND_TASK,
    ElementKind.MANUAL_TASK,
)
"""What the outline beside the drawing lists, gates that wait apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWait:
    """A gate event of the drawing that waits, or did."""

    process_key: str
    element_id: str
    state: WaitState


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far the dossier has come, as places (process key, element id)."""

    done: frozenset[tuple[str, str]]
    current: frozenset[tuple[str, str]]
    returned: frozenset[tuple[str, str]]
    """Done before and taken back: by a return, or because something interrupted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnStep:
    """A step of a drawing in words."""

    element: Element
    state: str
    """done, now, returned or later."""


def event_waits(view: View, instance_id: str) -> Sequence[EventWait]:
    """The gate events that an instance came to, oldest first."""
    rows = view.connection.execute(
        select(wait.c.process_key, wait.c.element_id, wait.c.state)
        .where(wait.c.instance_id == instance_id, wait.c.kind == "gate")
        .order_by(wait.c.id)
    )
    return [
        EventWait(
            process_key=row.process_key, element_id=row.element_id, state=WaitState(row.state)
        )
        for row in rows
    ]


def reached(
    definition: Definition, tasks: Iterable[UserTask], waits: Iterable[EventWait]
) -> Reached:
    """Where the dossier was and is; calls are open or passed as the steps of their part are."""
    known = definition.executable.processes
    places: list[tuple[tuple[str, str], str]] = [
        ((task.process_key, task.element_id), _of_task(task)) for task in tasks
    ]
    places += [((one.process_key, one.element_id), _of_wait(one)) for one in waits]
    stand = {place: state for place, state in places if place[0] in known}
    for process in known.values():
        for element in process.elements.values():
            inside = _inside(definition, element, stand)
            if inside:
                stand[process.id, element.id] = _of_part(inside)
    if stand:
        main = definition.executable.process
        starts = [e.id for e in main.elements.values() if e.kind is ElementKind.START]
        stand |= {(main.id, start): "done" for start in starts}
    return Reached(
        done=_with(stand, "done"),
        current=_with(stand, "now"),
        returned=_with(stand, "returned"),
    )


def walk(definition: Definition) -> Iterator[tuple[Process, Element]]:
    """Every element in the order of the flow; a part's elements stand where it is first called."""
    yield from _walk(definition, definition.executable.process, set())


def steps_in_words(definition: Definition, process_key: str, at: Reached) -> Sequence[DrawnStep]:
    """The steps of one drawing; raises `NotFound` when the version has no such process."""
    process = process_of(definition, process_key)
    return [
        DrawnStep(element=element, state=_state(at, (process.id, element.id)))
        for element in in_flow_order(process)
        if element.name and (element.kind in SAID_IN_WORDS or element.gates)
    ]


def process_of(definition: Definition, process_key: str) -> Process:
    process = definition.executable.processes.get(process_key)
    if process is None:
        raise NotFound()
    return process


def parts_of(definition: Definition) -> Sequence[Process]:
    """The main process and the parts it calls, in the order of the flow."""
    seen = {process.id: process for process, _ in walk(definition)}
    return tuple(seen.values())


def diagram_of(definition: Definition, process_key: str) -> bytes:
    """The file that draws a process, as it was deployed; raises `NotFound`."""
    process_of(definition, process_key)
    if process_key == definition.key:
        return definition.resources[definition.file]
    for name, content in definition.resources.items():
        if name.endswith(DIAGRAM_SUFFIX) and _draws(name, content, process_key):
            return content
    raise NotFound()


def _draws(name: str, content: bytes, process_key: str) -> bool:
    return any(process.id == process_key for process in read({name: content}).processes)


def _walk(
    definition: Definition, process: Process, seen: set[str]
) -> Iterator[tuple[Process, Element]]:
    seen.add(process.id)
    for element in in_flow_order(process):
        yield process, element
        called = definition.executable.processes.get(element.called_element)
        if called is not None and called.id not in seen:
            yield from _walk(definition, called, seen)


def _inside(
    definition: Definition, element: Element, stand: Mapping[tuple[str, str], str]
) -> list[str]:
    """How the steps of a called part stand, nested parts included."""
    called = definition.executable.processes.get(element.called_element)
    if called is None:
        return []
    within = {called.id, *_called_by(definition, called)}
    return [state for (process_key, _), state in stand.items() if process_key in within]


def _called_by(definition: Definition, process: Process) -> set[str]:
    known = definition.executable.processes
    found: set[str] = set()
    queue = [process]
    while queue:
        for element in queue.pop().elements.values():
            called = known.get(element.called_element)
            if called is not None and called.id not in found:
                found.add(called.id)
                queue.append(called)
    return found


def _of_task(task: UserTask) -> str:
    if task.is_open:
        return "now"
    return "done" if task.state is TaskState.COMPLETED else "returned"


def _of_wait(one: EventWait) -> str:
    if one.state in (WaitState.OPEN, WaitState.FAILED):
        return "now"
    return "done" if one.state is WaitState.DONE else "returned"


def _of_part(inside: Sequence[str]) -> str:
    if "now" in inside:
        return "now"
    return "done" if "done" in inside else "returned"


def _state(at: Reached, place: tuple[str, str]) -> str:
    if place in at.current:
        return "now"
    if place in at.done:
        return "done"
    return "returned" if place in at.returned else "later"


def _with(stand: Mapping[tuple[str, str], str], state: str) -> frozenset[tuple[str, str]]:
    return frozenset(place for place, found in stand.items() if found == state)
