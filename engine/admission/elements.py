"""A flow node of the file, read into the engine's words."""

from __future__ import annotations

from lxml import etree

from engine.admission import support
from engine.admission.document import Document
from engine.admission.event_elements import (
    condition_of,
    condition_text,
    event_of,
    event_ref_of,
    expression_text,
    refuse,
    timer_of,
)
from engine.admission.names import bpmn, camunda, line_of, local, text_of, vd
from engine.admission.references import ACTIVITIES
from engine.model import (
    Element,
    ElementKind,
    Loop,
    LoopKind,
    Severity,
)

KINDS = {kind.value: kind for kind in ElementKind if kind is not ElementKind.EVENT_SUB_PROCESS}

LOOPS = ("standardLoopCharacteristics", "multiInstanceLoopCharacteristics")

IGNORED = (
    "class", "delegateExpression", "expression", "executionListener", "taskListener",
    "inputOutput", "script", "connector", "failedJobRetryTimeCycle", "out",
)  # fmt: skip
"""Camunda's attributes and extensions that would do something there, and do nothing here."""

OUR_ATTRIBUTES = frozenset(
    {
        "gate", "deadline", "stage", "stageEn", "returnTo", "taskTitle", "taskTitleEn", "nameEn",
        "legalBasis", "fourEyes", "document", "irreversible", "correlationKey",
    }
)  # fmt: skip


def read_element(document: Document, node: etree._Element, scope: str) -> Element | None:
    """The flow node, or None when it is refused (the problem is noted)."""
    name = local(node)
    verdict = support.ELEMENTS.get(name)
    if verdict is None:
        refuse(document, node, f"<{name}>", "Draw it with the elements of the palette.")
        return None
    if not verdict.runs:
        refuse(document, node, verdict.what, verdict.instead)
        return None
    for special in _specials(node):
        verdict = support.SPECIAL[special]
        refuse(document, node, verdict.what, verdict.instead)
        return None
    check_our_attributes(document, node, OUR_ATTRIBUTES)
    warn_of_ignored(document, node)
    kind = _kind_of(node, name)
    event, definition = event_of(document, node, kind)
    if event is None:
        return None
    return Element(
        id=node.get("id", ""),
        kind=kind,
        name=single_line(node.get("name")),
        name_en=single_line(node.get(vd("nameEn"))),
        line=line_of(node),
        scope=scope,
        event=event,
        event_ref=event_ref_of(document, node, definition),
        condition=condition_of(definition),
        correlation=expression_text(node.get(vd("correlationKey"))),
        timer=timer_of(definition),
        attached_to=document.refer(node.get("attachedToRef")),
        interrupting=_interrupts(node, kind),
        default_flow=document.refer(node.get("default")),
        called_element=document.refer(node.get("calledElement")),
        candidate_groups=_list(node.get(camunda("candidateGroups"))),
        assignee=node.get(camunda("assignee"), "").strip(),
        form_key=(node.get(camunda("formKey")) or node.get(camunda("formRef")) or "").strip(),
        topic=_topic(node, definition),
        asynchronous=node.get(camunda("asyncBefore"), "") in ("true", "1"),
        decision_ref=node.get(camunda("decisionRef"), "").strip(),
        result_variable=node.get(camunda("resultVariable"), "").strip(),
        result_mapping=node.get(camunda("mapDecisionResult"), "").strip(),
        loop=_loop(node) if kind in ACTIVITIES else None,
        inputs=_inputs(node),
        gates=tuple(node.get(vd("gate"), "").split()),
        deadline=node.get(vd("deadline"), "").strip(),
        stage=single_line(node.get(vd("stage"))),
        stage_en=single_line(node.get(vd("stageEn"))),
        return_to=tuple(node.get(vd("returnTo"), "").split()),
        task_title=single_line(node.get(vd("taskTitle"))),
        task_title_en=single_line(node.get(vd("taskTitleEn"))),
        legal_basis=single_line(node.get(vd("legalBasis"))),
        four_eyes=tuple(node.get(vd("fourEyes"), "").split()),
        document=single_line(node.get(vd("document"))),
        irreversible=node.get(vd("irreversible"), "") in ("true", "1"),
    )


def single_line(text: str | None) -> str:
    """A name as people read it: line breaks of the drawing are only layout."""
    return " ".join((text or "").split())


def _kind_of(node: etree._Element, name: str) -> ElementKind:
    kind = KINDS[name]
    if kind is ElementKind.SUB_PROCESS and node.get("triggeredByEvent") in ("true", "1"):
        return ElementKind.EVENT_SUB_PROCESS
    return kind


def _interrupts(node: etree._Element, kind: ElementKind) -> bool:
    """Boundary events say it in one attribute, start events of event sub-processes in another."""
    attribute = "isInterrupting" if kind is ElementKind.START else "cancelActivity"
    return node.get(attribute, "true") not in ("false", "0")


def _specials(node: etree._Element) -> list[str]:
    """Constructs that change what an element means and are not run."""
    found = []
    is_on_event = node.get("triggeredByEvent") in ("true", "1")
    if is_on_event and any(node.find(bpmn(name)) is not None for name in LOOPS):
        found.append("repeatedEventSubProcess")
    if node.get("isForCompensation") in ("true", "1"):
        found.append("compensation")
    if node.get("instantiate") in ("true", "1"):
        found.append("instantiatingGateway")
    return found


def _topic(node: etree._Element, definition: etree._Element | None) -> str:
    """Camunda writes the topic of a message event on its definition."""
    topic = node.get(camunda("topic")) or (
        "" if definition is None else definition.get(camunda("topic"))
    )
    return (topic or "").strip()


def _inputs(node: etree._Element) -> dict[str, str]:
    """`camunda:in`: local names a called procedure gets, with the FEEL of their values."""
    extensions = node.find(bpmn("extensionElements"))
    if extensions is None:
        return {}
    inputs = {}
    for given in extensions.iterchildren(camunda("in")):
        target = given.get("target", "").strip()
        source = (given.get("source") or given.get("sourceExpression") or "").strip()
        if target and source:
            inputs[target] = source
    return inputs


def _loop(node: etree._Element) -> Loop | None:
    """How often an activity is done, in the standard's words or in Camunda's."""
    standard = node.find(bpmn("standardLoopCharacteristics"))
    if standard is not None:
        maximum = standard.get("loopMaximum", "").strip()
        return Loop(
            kind=LoopKind.STANDARD,
            condition=condition_text(standard.find(bpmn("loopCondition"))),
            maximum=int(maximum) if maximum.isascii() and maximum.isdigit() else None,
            test_before=standard.get("testBefore") in ("true", "1"),
        )
    several = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if several is None:
        return None
    sequential = several.get("isSequential") in ("true", "1")
    item = several.find(bpmn("inputDataItem"))
    return Loop(
        kind=LoopKind.SEQUENTIAL if sequential else LoopKind.PARALLEL,
        cardinality=condition_text(several.find(bpmn("loopCardinality"))),
        collection=several.get(camunda("collection"))
        or text_of(several.find(bpmn("loopDataInputRef"))),
        item=several.get(camunda("elementVariable"), "")
        or ("" if item is None else item.get("name", "")),
        condition=condition_text(several.find(bpmn("completionCondition"))),
    )


def _list(text: str | None) -> tuple[str, ...]:
    """Groups are separated by commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def check_our_attributes(document: Document, node: etree._Element, known: frozenset[str]) -> None:
    for attribute in node.attrib:
        name = etree.QName(str(attribute))
        if name.namespace == vd("").strip("{}") and name.localname not in known:
            document.problem(
                "unknown-attribute",
                "“%(name)s” carries vd:%(attribute)s, which means nothing",
                node,
                severity=Severity.WARNING,
                hint="Known are: %(known)s",
                known=", ".join(sorted(known)),
                attribute=name.localname,
            )


def warn_of_ignored(document: Document, node: etree._Element) -> None:
    """Say what another engine would do here and ours does not."""
    found = {name for name in IGNORED if node.get(camunda(name)) is not None}
    for extensions in node.iterchildren(bpmn("extensionElements")):
        found |= {name for name in IGNORED if extensions.find(camunda(name)) is not None}
    for name in sorted(found):
        document.problem(
            "ignored-extension",
            "“%(name)s” carries camunda:%(extension)s, which does nothing here",
            node,
            severity=Severity.WARNING,
            hint="Use a topic, a decision table or another step for what it did.",
            extension=name,
        )
