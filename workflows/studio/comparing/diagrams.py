"""Two drawings compared: elements, flows and the process by our own reading, the rest as XML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from enum import StrEnum

from lxml import etree

from engine.admission import read, safe_xml
from engine.budgets import Budget
from engine.errors import Bilingual, Message
from engine.model import Element, ElementKind, Flow, Problem, Process
from workflows.studio.comparing.difference import Change, Difference, added, changed, removed

Words = Mapping[str, Bilingual | Message]
"""What keys that drawings name are called: time limits, gates, forms, topics, parts."""
Names = Mapping[str, Bilingual]
"""What elements and flows are called, by their ids."""

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
FILE = "x.bpmn"

STEP = Message("kind.step", "step")
CALL = Message("kind.call", "called part")
EVENT = Message("kind.event", "event")
GATEWAY = Message("kind.gateway", "gateway")
FLOW = Message("kind.flow", "flow")
PROCESS = Message("kind.process", "procedure")
PIECE = Message("kind.piece", "piece of the drawing")

ATTRIBUTES: Mapping[str, Message] = {
    "name": Message("attribute.name", "What it is called"),
    "name_en": Message("attribute.name_en", "English name"),
    "kind": Message("attribute.kind", "Kind"),
    "event": Message("attribute.event", "What it waits for or says"),
    "event_ref": Message("attribute.event_ref", "Message, signal or error"),
    "condition": Message("attribute.condition", "Condition"),
    "timer": Message("attribute.timer", "Timer"),
    "attached_to": Message("attribute.attached_to", "Where it is attached"),
    "interrupting": Message("attribute.interrupting", "Whether it takes the step away"),
    "default_flow": Message("attribute.default_flow", "Default flow"),
    "called_element": Message("attribute.called_element", "What is called"),
    "candidate_groups": Message("attribute.candidate_groups", "Who does it"),
    "assignee": Message("attribute.assignee", "Assignee"),
    "form_key": Message("attribute.form_key", "Form"),
    "topic": Message("attribute.topic", "What the system does"),
    "asynchronous": Message("attribute.asynchronous", "Whether it runs in the background"),
    "decision_ref": Message("attribute.decision_ref", "Decision"),
    "result_variable": Message("attribute.result_variable", "Where the result is kept"),
    "loop": Message("attribute.loop", "Repetition"),
    "inputs": Message("attribute.inputs", "What it is given"),
    "gates": Message("attribute.gates", "Gates"),
    "deadline": Message("attribute.deadline", "Time limit"),
    "stage": Message("attribute.stage", "Stage"),
    "stage_en": Message("attribute.stage_en", "Stage in English"),
    "return_to": Message("attribute.return_to", "Where it may be returned"),
    "task_title": Message("attribute.task_title", "Task title"),
    "task_title_en": Message("attribute.task_title_en", "Task title in English"),
    "legal_basis": Message("attribute.legal_basis", "Legal basis"),
    "four_eyes": Message("attribute.four_eyes", "Whose eyes must be others"),
    "document": Message("attribute.document", "Paper it makes"),
    "irreversible": Message("attribute.irreversible", "Whether it cannot be taken back"),
    "procedure": Message("attribute.procedure", "Key of the procedure"),
    "source": Message("attribute.source", "Where it begins"),
    "target": Message("attribute.target", "Where it leads"),
}
"""Everything that our reading knows of an element, a flow or a process, in words."""

CALLED_BY_KEY = frozenset({"gates", "form_key", "topic", "called_element"})
_PLACE = frozenset({"id", "line", "scope", "elements", "flows", "lanes", "lane_ids"})
_OTHER = Message("attribute.other", "Setting “%(name)s”")


def compare(old: bytes, new: bytes, words: Words) -> Iterator[Difference]:
    before, after = read({FILE: old}), read({FILE: new})
    known = {process.id: process for process in before.processes}
    coming = {process.id: process for process in after.processes}
    told: set[str] = set()
    for key in known.keys() | coming.keys():
        told.add(key)
        yield from _processes(known.get(key), coming.get(key), words, told)
    yield from _pieces(old, new, told)


def _processes(
    old: Process | None, new: Process | None, words: Words, told: set[str]
) -> Iterator[Difference]:
    if old is None or new is None:
        gone = old or new
        if gone is not None:
            say = removed if new is None else added
            yield say(gone.id, PROCESS, _called(gone, {}))
        return
    names = _names(new) | _names(old)
    yield from _attributes(old, new, PROCESS, words, names)
    for before, after in (
        (dict(old.elements), dict(new.elements)),
        (dict(old.flows), dict(new.flows)),
    ):
        told |= before.keys() | after.keys()
        yield from _things(before, after, words, names)
    for id_ in sorted(old.lanes.keys() & new.lanes.keys()):
        if old.lanes[id_] != new.lanes[id_] and id_ in new.elements:
            lane = Message("attribute.lane", "Lane")
            kind = _kind(new.elements[id_])
            yield changed(id_, lane, kind, names[id_], old.lanes[id_], new.lanes[id_])


def _things(
    before: Mapping[str, Element | Flow],
    after: Mapping[str, Element | Flow],
    words: Words,
    names: Names,
) -> Iterator[Difference]:
    for id_, thing in before.items():
        if id_ not in after:
            yield removed(id_, _kind(thing), _called(thing, names))
    for id_, thing in after.items():
        if id_ not in before:
            yield added(id_, _kind(thing), _called(thing, names))
        else:
            yield from _attributes(before[id_], thing, _kind(thing), words, names)


def _attributes(
    old: Element | Flow | Process,
    new: Element | Flow | Process,
    kind: Message,
    words: Words,
    names: Names,
) -> Iterator[Difference]:
    name = _called(new, names)
    for each in fields(new):
        if each.name in _PLACE:
            continue
        before, after = getattr(old, each.name, None), getattr(new, each.name)
        if before != after:
            attribute = ATTRIBUTES.get(each.name) or Message(
                _OTHER.key, _OTHER.text, {"name": each.name}
            )
            said = _said(each.name, before, words, names), _said(each.name, after, words, names)
            if said[0] == said[1]:
                # Another element of the same name: only the ids tell them apart.
                said = _said("", before, words, names), _said("", after, words, names)
            yield changed(new.id, attribute, kind, name, *said)


def _said(attribute: str, value: object, words: Words, names: Names) -> object:
    """A value as people say it."""
    if isinstance(value, bool):
        return Message("yes", "yes") if value else Message("no", "no")
    if attribute == "deadline" and isinstance(value, str) and value:
        return words.get(value) or _budget(value)
    if attribute in CALLED_BY_KEY:
        keys = value if isinstance(value, tuple) else (str(value or ""),)
        return tuple(words.get(key) or key for key in keys if key)
    if attribute in ("return_to", "four_eyes") and isinstance(value, tuple):
        return tuple(_name(names, id_) for id_ in value)
    if attribute in ("source", "target", "attached_to", "default_flow"):
        return _name(names, str(value)) if value else ""
    if attribute == "timer" and value is not None:
        return str(getattr(value, "text", value))
    if attribute == "loop" and value is not None:
        texts = getattr(value, "texts", ())
        return "; ".join([str(getattr(value, "kind", "")), *texts])
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {one}" for key, one in value.items())
    return "" if value is None else str(value)


def _budget(text: str) -> object:
    try:
        return Budget.parse(text)
    except ValueError:
        return text


def _kind(thing: Element | Flow | Process) -> Message:
    if isinstance(thing, Flow):
        return FLOW
    if isinstance(thing, Process):
        return PROCESS
    if thing.kind is ElementKind.CALL_ACTIVITY:
        return CALL
    if thing.kind.value.endswith("Event"):
        return EVENT
    return GATEWAY if thing.kind.value.endswith("Gateway") else STEP


def _called(thing: Element | Flow | Process, names: Names) -> Bilingual:
    if isinstance(thing, Flow) and not thing.name:
        source, target = (_name(names, end) for end in (thing.source, thing.target))
        return Bilingual(f"{source.vi} → {target.vi}", f"{source.en} → {target.en}")
    name = thing.name or thing.id
    return Bilingual(name, getattr(thing, "name_en", "") or name)


def _name(names: Names, id_: str) -> Bilingual:
    return names.get(id_) or Bilingual(id_, id_)


def _names(process: Process) -> dict[str, Bilingual]:
    names = {id_: _called(one, {}) for id_, one in process.elements.items()}
    return names | {id_: _called(one, names) for id_, one in process.flows.items()}


def _pieces(old: bytes, new: bytes, told: set[str]) -> Iterator[Difference]:
    """Pools, lanes, notes, foreign extensions: what our reading does not look at; and places."""
    before, after = safe_xml.parse(FILE, old), safe_xml.parse(FILE, new)
    if isinstance(before, Problem) or isinstance(after, Problem):
        return
    known, coming = _by_id(before), _by_id(after)
    for id_, node in known.items():
        if id_ not in coming and id_ not in told:
            yield removed(id_, PIECE, _label(node))
    for id_, node in coming.items():
        if id_ not in known:
            if id_ not in told:
                yield added(id_, PIECE, _label(node))
        elif _foreign(known[id_]) != _foreign(node) and id_ not in told:
            text = Message(
                "piece", "Changed: %(kind)s “%(name)s”", {"kind": PIECE, "name": _label(node)}
            )
            yield Difference(Change.CHANGED, id_, text)
    yield from _moves(before, after, coming)


def _by_id(root: etree._Element) -> dict[str, etree._Element]:
    """What stands in the drawing itself; shapes and edges only say where."""
    return {
        str(node.get("id")): node
        for node in root.iter(etree.Element)
        if node.get("id") and etree.QName(node).namespace not in (DI, DC)
    }


def _foreign(node: etree._Element) -> list[tuple[str, str]]:
    return sorted((str(name), str(value)) for name, value in node.attrib.items())


def _label(node: etree._Element) -> str:
    text = node.get("name") or " ".join("".join(map(str, node.itertext())).split())
    return (text or str(node.get("id")))[:80]


def _moves(
    before: etree._Element, after: etree._Element, coming: Mapping[str, etree._Element]
) -> Iterator[Difference]:
    known = _places(before)
    for id_, place in _places(after).items():
        if id_ in known and known[id_] != place and id_ in coming:
            text = Message("moved", "Moved: “%(name)s”", {"name": _label(coming[id_])})
            yield Difference(Change.MOVED, id_, text)


def _places(root: etree._Element) -> dict[str, tuple[str, ...]]:
    found = {}
    for shape in root.iter(f"{{{DI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        if bounds is not None:
            place = tuple(bounds.get(name, "") for name in ("x", "y", "width", "height"))
            found[shape.get("bpmnElement", "")] = place
    return found
