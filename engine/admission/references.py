"""References between elements of one process: whatever is named must be there, and fit."""

from __future__ import annotations

from collections.abc import Mapping

from engine.admission.document import Document
from engine.model import Element, ElementKind, Flow, Problem, Severity

TASKS = frozenset(
    {
        ElementKind.TASK,
        ElementKind.USER_TASK,
        ElementKind.MANUAL_TASK,
        ElementKind.SERVICE_TASK,
        ElementKind.SEND_TASK,
        ElementKind.RECEIVE_TASK,
        ElementKind.BUSINESS_RULE_TASK,
    }
)
ACTIVITIES = TASKS | {ElementKind.CALL_ACTIVITY, ElementKind.SUB_PROCESS}


def check_references(
    document: Document, flow: Flow, elements: Mapping[str, Element], refused: set[str]
) -> bool:
    """Whether a flow joins two elements that may be joined; else the problem is noted."""
    ends = (flow.source, flow.target)
    unknown = [end for end in ends if end not in elements]
    if unknown:
        if not any(end in refused for end in unknown):
            _problem(
                document,
                flow,
                "The flow %(flow)s leads to or from %(missing)s, which is not in the process",
                "Draw the flow anew between the two elements.",
                missing=unknown[0] or "nothing",
            )
        return False
    source, target = elements[flow.source], elements[flow.target]
    if source.scope != target.scope:
        _problem(
            document,
            flow,
            "The flow %(flow)s crosses the border of a sub-process",
            "End it at the sub-process, or use a boundary event.",
        )
        return False
    if ElementKind.EVENT_SUB_PROCESS in (source.kind, target.kind):
        _problem(
            document,
            flow,
            "The flow %(flow)s leads to or from an event sub-process, which only its event begins",
            "Remove the flow; what comes after is drawn inside the event sub-process.",
        )
        return False
    if target.kind in (ElementKind.BOUNDARY, ElementKind.START):
        _problem(
            document,
            flow,
            "The flow %(flow)s leads into “%(target)s”, which no flow may enter",
            "Begin with an intermediate event instead, or let the flow end elsewhere.",
            target=target.name or target.id,
        )
        return False
    if source.kind is ElementKind.END:
        _problem(
            document,
            flow,
            "The flow %(flow)s leaves the end event “%(source)s”",
            "Draw an intermediate throw event instead of the end event.",
            source=source.name or source.id,
        )
        return False
    return True


def _problem(document: Document, flow: Flow, message: str, hint: str, **params: object) -> None:
    document.problems.append(
        Problem(
            severity=Severity.ERROR,
            rule="flow-reference",
            message=message,
            params={"flow": flow.name or flow.id, **params},
            hint=hint,
            element=flow.id,
            line=flow.line,
            file=document.file,
        )
    )
