"""What an event of the file waits for or says, read into the engine's words."""

from __future__ import annotations

from lxml import etree

from engine.admission import support
from engine.admission.document import Document
from engine.admission.names import bpmn, is_bpmn, local, text_of
from engine.model import ElementKind, EventKind, Timer, TimerKind


def event_of(
    document: Document, node: etree._Element, kind: ElementKind
) -> tuple[EventKind | None, etree._Element | None]:
    """What an event waits for or says; None when it is refused."""
    allowed = support.EVENTS.get(kind)
    if allowed is None:
        return EventKind.NONE, None
    definitions = [child for child in node if is_bpmn(child) and _is_definition(child)]
    if len(definitions) > 1:
        verdict = support.SPECIAL["multipleEvents"]
        refuse(document, node, verdict.what, verdict.instead)
        return None, None
    if not definitions:
        event, definition = EventKind.NONE, None
    else:
        definition = definitions[0]
        named = support.DEFINITIONS.get(local(definition))
        if named is None:
            instead = support.REFUSED_DEFINITIONS.get(local(definition), "Draw another event.")
            refuse(document, node, local(definition), instead)
            return None, None
        event = named
    if event not in allowed:
        document.problem(
            "event-not-here",
            "%(name)s: a %(kind)s cannot be of type %(event)s here",
            node,
            hint="It may be: %(allowed)s",
            allowed=", ".join(sorted(allowed)),
            event=event.value,
            kind=kind.value,
        )
        return None, None
    return event, definition


def _is_definition(node: etree._Element) -> bool:
    return local(node).endswith("EventDefinition") or local(node) == "eventDefinitionRef"


def event_ref_of(
    document: Document, node: etree._Element, definition: etree._Element | None
) -> str:
    """Name by which a message, signal, error or escalation is matched."""
    if definition is not None and local(definition) == "linkEventDefinition":
        return (definition.get("name") or node.get("name") or "").strip()
    source = node if definition is None else definition
    for attribute in ("messageRef", "signalRef", "errorRef", "escalationRef"):
        reference = source.get(attribute)
        if not reference:
            continue
        id_ = document.refer(reference)
        if id_ not in document.globals:
            document.problem(
                "unknown-reference",
                "“%(name)s” refers to %(reference)s, which is not in the file",
                node,
                hint="Choose the message, signal, error or escalation anew in the modeler.",
                reference=reference,
            )
        return document.globals.get(id_, id_)
    return ""


def condition_of(definition: etree._Element | None) -> str:
    if definition is None or local(definition) != "conditionalEventDefinition":
        return ""
    return condition_text(definition.find(bpmn("condition")))


def timer_of(definition: etree._Element | None) -> Timer | None:
    if definition is None or local(definition) != "timerEventDefinition":
        return None
    for kind in TimerKind:
        node = definition.find(bpmn(kind.value))
        if node is not None:
            return Timer(kind, condition_text(node))
    return Timer(TimerKind.DURATION, "")


def condition_text(node: etree._Element | None) -> str:
    """FEEL of a condition; Camunda 8 writes a leading `=`."""
    return expression_text(text_of(node))


def expression_text(text: str | None) -> str:
    stripped = (text or "").strip()
    return stripped[1:].strip() if stripped.startswith("=") else stripped


def refuse(document: Document, node: etree._Element, what: str, instead: str) -> None:
    """Note that something drawn cannot be run, with what to draw instead."""
    document.problem(
        "unsupported-element",
        "%(what)s “%(name)s” cannot be run",
        node,
        hint=instead,
        what=what,
    )
