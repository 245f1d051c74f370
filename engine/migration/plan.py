"""A plan: from which version of a process to which, and which element becomes which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definitions import Definition
from engine.errors import FieldError, InvalidData, Message
from engine.execution import WaitKind
from engine.model import Element, ElementKind, EventKind


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An element of a process of the deployment: of the process itself or of a part it calls."""

    process: str
    element: str

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read `process/element`; no id of BPMN can hold a slash."""
        process, slash, element = text.partition("/")
        if not (process and slash and element):
            raise ValueError(text)
        return cls(process, element)

    def __str__(self) -> str:
        return f"{self.process}/{self.element}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Elements with the same id follow one another; `mapping` names the others, as places."""

    source: str
    """Id of the version on which the instances run."""
    target: str
    mapping: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, source: str, target: str, mapping: Mapping[str, str] | None = None) -> Plan:
        """The plan with these exceptions, `process/element` to `process/element`."""
        return cls(source=source, target=target, mapping=tuple(sorted((mapping or {}).items())))

    def reversed(self) -> Plan:
        """The same road backwards; where two became one, the way back is the element's own id."""
        targets = [new for _, new in self.mapping]
        back = [(new, old) for old, new in self.mapping if targets.count(new) == 1]
        return Plan(source=self.target, target=self.source, mapping=tuple(sorted(back)))


@dataclass(frozen=True, slots=True)
class Pairing:
    """One element of the old version at which an instance can wait, and what it may become."""

    place: Place
    element: Element
    counterpart: Place | None
    """The element of the same id and kind; None when somebody has to choose."""
    choices: tuple[Place, ...]
    """Everything of the same kind in the new version."""


def pairings(source: Definition, target: Definition) -> tuple[Pairing, ...]:
    """What a person who plans has to look at: the places where instances wait."""
    return tuple(
        Pairing(
            place,
            element,
            _same(place, element, target),
            tuple(other for other, candidate in _places(target) if alike(element, candidate)),
        )
        for place, element in _places(source)
        if is_stop(element)
    )


def check_plan(plan: Plan, source: Definition, target: Definition) -> dict[Place, Place]:
    """The explicit mapping of a plan that can be followed; raises `InvalidData` with all faults."""
    faults = list(_version_faults(source, target))
    mapping: dict[Place, Place] = {}
    for old_text, new_text in plan.mapping:
        old, new = _known(old_text, source), _known(new_text, target)
        if old is None or new is None:
            text = old_text if old is None else new_text
            faults.append(_fault(old_text, "no_such_element", NO_SUCH_ELEMENT, place=text))
        elif not alike(_at(source, old), _at(target, new)):
            faults.append(_fault(old_text, "other_kind", OTHER_KIND, old=old_text, new=new_text))
        else:
            mapping[old] = new
    if faults:
        raise InvalidData(faults)
    return mapping


def alike(old: Element, new: Element) -> bool:
    """Whether one may become the other: what ends it and how often it is done are the same."""
    return (
        old.kind is new.kind
        and old.event is new.event
        and (old.loop is None) == (new.loop is None)
        and (old.loop is None or new.loop is None or old.loop.kind is new.loop.kind)
        and old.asynchronous == new.asynchronous
        and bool(old.attached_to) == bool(new.attached_to)
    )


NO_SUCH_ELEMENT = "There is no element %(place)s; write process/element."
OTHER_KIND = "%(old)s cannot become %(new)s: they are not of the same kind."
SAME_VERSION = "This is the version on which the cases already run."
OTHER_PROCESS = "Cases move between versions of one process only."


def _version_faults(source: Definition, target: Definition) -> Iterator[FieldError]:
    if source.id == target.id:
        yield _fault("target", "same_version", SAME_VERSION)
    elif (source.key, source.procedure) != (target.key, target.procedure):
        yield _fault("target", "other_process", OTHER_PROCESS)


def _fault(field: str, key: str, text: str, **params: object) -> FieldError:
    return FieldError(field, Message(key, text, params))


def _places(definition: Definition) -> Iterator[tuple[Place, Element]]:
    for process in definition.executable.processes.values():
        for element in process.elements.values():
            yield Place(process.id, element.id), element


def _same(place: Place, element: Element, target: Definition) -> Place | None:
    process = target.executable.processes.get(place.process)
    other = process.elements.get(place.element) if process else None
    return place if other is not None and alike(element, other) else None


def _known(text: str, definition: Definition) -> Place | None:
    try:
        place = Place.parse(text)
    except ValueError:
        return None
    process = definition.executable.processes.get(place.process)
    return place if process is not None and place.element in process.elements else None


def _at(definition: Definition, place: Place) -> Element:
    return definition.element(place.process, place.element)


STOPS = {
    ElementKind.USER_TASK: WaitKind.USER_TASK,
    ElementKind.MANUAL_TASK: WaitKind.USER_TASK,
    ElementKind.RECEIVE_TASK: WaitKind.MESSAGE,
}
PARTS = (ElementKind.CALL_ACTIVITY, ElementKind.SUB_PROCESS)
JOINS = (ElementKind.PARALLEL, ElementKind.INCLUSIVE, ElementKind.EVENT_BASED)


def is_stop(element: Element) -> bool:
    """Whether a token can stand here between two commands."""
    if element.kind in STOPS or element.kind in PARTS or element.kind in JOINS:
        return True
    if element.kind is ElementKind.CATCH:
        return element.event is not EventKind.NONE
    return element.asynchronous
