"""States and the like as sentences name them; English, the catalogue has the Vietnamese.

Each set has words of its own: an opinion that was rejected is something else than a nominee.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from engine.deadlines import EventKind
from engine.lifecycle import InstanceState, TaskState
from engine.model import ElementKind
from engine.model import EventKind as DrawnEvent
from workflows.council.sessions import SessionState
from workflows.dossiers import DossierState
from workflows.nominees import Outcome
from workflows.opinions import OpinionState

WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    ElementKind: {
        ElementKind.START: "beginning",
        ElementKind.END: "end",
        ElementKind.CATCH: "wait for an event",
        ElementKind.THROW: "message on the way",
        ElementKind.BOUNDARY: "event at the border of a step",
        ElementKind.TASK: "step nobody does",
        ElementKind.USER_TASK: "step of a person",
        ElementKind.MANUAL_TASK: "step by hand",
        ElementKind.SERVICE_TASK: "step of the system",
        ElementKind.SEND_TASK: "notice of the system",
        ElementKind.RECEIVE_TASK: "wait for a message",
        ElementKind.BUSINESS_RULE_TASK: "decision by a table",
        ElementKind.CALL_ACTIVITY: "called part",
        ElementKind.SUB_PROCESS: "part of the drawing",
        ElementKind.EVENT_SUB_PROCESS: "part begun by an event",
        ElementKind.EXCLUSIVE: "one of several ways",
        ElementKind.PARALLEL: "all ways at once",
        ElementKind.INCLUSIVE: "one or more ways",
        ElementKind.EVENT_BASED: "the way of whatever comes first",
    },
    DrawnEvent: {
        DrawnEvent.NONE: "nothing in particular",
        DrawnEvent.TIMER: "a moment",
        DrawnEvent.CONDITIONAL: "a gate or condition",
        DrawnEvent.MESSAGE: "a message",
        DrawnEvent.SIGNAL: "a signal",
        DrawnEvent.ERROR: "an error",
        DrawnEvent.ESCALATION: "an escalation",
        DrawnEvent.TERMINATE: "the end of everything",
        DrawnEvent.LINK: "another place of the drawing",
    },
    InstanceState: {
        InstanceState.RUNNING: "running",
        InstanceState.INCIDENT: "standing still for an administrator",
        InstanceState.COMPLETED: "finished",
        InstanceState.CANCELLED: "cancelled",
    },
    TaskState: {
        TaskState.OPEN: "still offered",
        TaskState.CLAIMED: "claimed",
        TaskState.COMPLETED: "completed",
        TaskState.CANCELLED: "no longer asked for",
    },
    EventKind: {
        EventKind.START: "start",
        EventKind.PAUSE: "pause",
        EventKind.RESUME: "go on",
        EventKind.RESTART: "begin again",
        EventKind.EXTEND: "get a new date",
        EventKind.STOP: "stop",
    },
    DossierState: {
        DossierState.FILED: "handed in and not yet accepted",
        DossierState.PROCESSING: "being processed",
        DossierState.SUPPLEMENT: "waiting for a supplement",
        DossierState.DECIDED: "decided",
        DossierState.FINISHED: "finished",
        DossierState.REFUSED: "refused",
        DossierState.CLOSED: "closed without a decision",
        DossierState.RETURNED: "sent back to the submitting office",
        DossierState.CANCELLED: "cancelled",
    },
    Outcome: {
        Outcome.PROPOSED: "not judged yet",
        Outcome.ELIGIBLE: "eligible",
        Outcome.INELIGIBLE: "not eligible",
        Outcome.HELD: "held back",
        Outcome.REJECTED: "voted down",
        Outcome.AWARDED: "awarded",
        Outcome.REVOKED: "revoked",
    },
    SessionState: {
        SessionState.PLANNED: "planned and not yet open",
        SessionState.OPEN: "open",
        SessionState.CLOSED: "closed",
        SessionState.CANCELLED: "called off",
    },
    OpinionState: {
        OpinionState.RECEIVED: "received and not yet looked at",
        OpinionState.ADMITTED: "admitted",
        OpinionState.REJECTED: "not admitted",
        OpinionState.ANSWERED: "answered",
        OpinionState.PETITION: "handled as a petition",
    },
}


def word_of(value: StrEnum) -> str:
    """The English word; the value itself where the set has no words."""
    return WORDS.get(type(value), {}).get(value, str(value))
