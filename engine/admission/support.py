"""What happens to each BPMN 2.0 element: it runs, or it is refused with what to draw instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.model import ElementKind, EventKind


@dataclass(frozen=True, slots=True)
class Support:
    """Verdict on an element; `instead` is empty when it runs."""

    what: str
    note: str = ""
    instead: str = ""

    @property
    def runs(self) -> bool:
        return not self.instead


_CALL = "Draw the steps as a sub-process or a called procedure."

ELEMENTS: Mapping[str, Support] = {
    "startEvent": Support("Start event", "See the table of events."),
    "endEvent": Support("End event", "See the table of events."),
    "intermediateCatchEvent": Support("Intermediate catch event", "See the table of events."),
    "intermediateThrowEvent": Support("Intermediate throw event", "See the table of events."),
    "boundaryEvent": Support("Boundary event", "Interrupting or not; see the table of events."),
    "task": Support("Task without a type", "Passed at once."),
    "userTask": Support("User task", "Waits until its person completes it."),
    "manualTask": Support("Manual task", "Waits until its person confirms it; has no form."),
    "serviceTask": Support("Service task", "Performs its `camunda:topic`."),
    "sendTask": Support("Send task", "Performs its `camunda:topic`, or sends its message."),
    "receiveTask": Support("Receive task", "Waits for its message."),
    "businessRuleTask": Support(
        "Business rule task",
        "Makes the decision `camunda:decisionRef` of a table deployed with it; results are "
        "variables.",
    ),
    "callActivity": Support("Call activity", "Runs another process as part of the instance."),
    "subProcess": Support("Embedded sub-process", "Runs in its own scope."),
    "exclusiveGateway": Support("Exclusive gateway", "Takes the first flow that holds."),
    "parallelGateway": Support("Parallel gateway", "Counts tokens for each incoming flow."),
    "inclusiveGateway": Support("Inclusive gateway", "Waits for whoever can still come."),
    "eventBasedGateway": Support("Event-based gateway", "The first event wins."),
    "scriptTask": Support(
        "Script task",
        instead="Draw a business rule task with a decision table, or a service task with a topic; "
        "scripts are never run.",
    ),
    "complexGateway": Support(
        "Complex gateway",
        instead="Draw an inclusive gateway, or a user task whose form counts what has come.",
    ),
    "transaction": Support(
        "Transaction",
        instead="Draw a sub-process with an error boundary event; every step is a transaction "
        "of its own.",
    ),
    "adHocSubProcess": Support(
        "Ad-hoc sub-process",
        instead="Draw the steps side by side after a parallel or inclusive gateway.",
    ),
    "callChoreography": Support("Call choreography", instead=_CALL),
    "choreographyTask": Support("Choreography task", instead=_CALL),
    "subChoreography": Support("Sub-choreography", instead=_CALL),
    "subConversation": Support("Sub-conversation", instead=_CALL),
    "callConversation": Support("Call conversation", instead=_CALL),
    "implicitThrowEvent": Support(
        "Implicit throw event", instead="Draw an intermediate throw event."
    ),
}
"""Flow nodes by local name."""

SPECIAL: Mapping[str, Support] = {
    "eventSubProcess": Support(
        "Event sub-process (`triggeredByEvent`)",
        "Begins with its start event while the scope around it is at work, instead of what is "
        "open there (interrupting) or beside it.",
    ),
    "multiInstance": Support(
        "Multi-instance, sequential or parallel (`multiInstanceLoopCharacteristics`)",
        "One round for each item, with `loopCounter` and the standard's counters as local names; "
        "ends early when its completion condition holds.",
    ),
    "standardLoop": Support(
        "Standard loop (`standardLoopCharacteristics`)",
        "Another round while its condition holds, up to its maximum.",
    ),
    "repeatedEventSubProcess": Support(
        "Event sub-process done more than once",
        instead="Let its start event not interrupt: it then begins anew with each event.",
    ),
    "compensation": Support(
        "Compensation (`isForCompensation`)",
        instead="Draw the undoing as ordinary steps after a gateway that asks for it.",
    ),
    "multipleEvents": Support(
        "Event with several definitions",
        instead="Draw one event for each, behind an event-based gateway or side by side.",
    ),
    "instantiatingGateway": Support(
        "Event-based gateway that starts the process (`instantiate`)",
        instead="Draw one start event for each message.",
    ),
}
"""Constructs that are more than an element's name."""

DEFINITIONS: Mapping[str, EventKind] = {
    "timerEventDefinition": EventKind.TIMER,
    "conditionalEventDefinition": EventKind.CONDITIONAL,
    "messageEventDefinition": EventKind.MESSAGE,
    "signalEventDefinition": EventKind.SIGNAL,
    "errorEventDefinition": EventKind.ERROR,
    "escalationEventDefinition": EventKind.ESCALATION,
    "terminateEventDefinition": EventKind.TERMINATE,
    "linkEventDefinition": EventKind.LINK,
}

REFUSED_DEFINITIONS: Mapping[str, str] = {
    "compensateEventDefinition": "Draw the undoing as ordinary steps after a gateway.",
    "cancelEventDefinition": "Draw an error event; transactions are not run.",
}

_PLAIN = EventKind.NONE

EVENTS: Mapping[ElementKind, frozenset[EventKind]] = {
    ElementKind.START: frozenset(
        {
            _PLAIN,
            EventKind.TIMER,
            EventKind.CONDITIONAL,
            EventKind.MESSAGE,
            EventKind.SIGNAL,
            EventKind.ERROR,
            EventKind.ESCALATION,
        }
    ),
    ElementKind.END: frozenset(
        {
            _PLAIN,
            EventKind.MESSAGE,
            EventKind.SIGNAL,
            EventKind.ERROR,
            EventKind.ESCALATION,
            EventKind.TERMINATE,
        }
    ),
    ElementKind.CATCH: frozenset(
        {
            EventKind.TIMER,
            EventKind.CONDITIONAL,
            EventKind.MESSAGE,
            EventKind.SIGNAL,
            EventKind.LINK,
        }
    ),
    ElementKind.THROW: frozenset(
        {_PLAIN, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION, EventKind.LINK}
    ),
    ElementKind.BOUNDARY: frozenset(
        {
            EventKind.TIMER,
            EventKind.CONDITIONAL,
            EventKind.MESSAGE,
            EventKind.SIGNAL,
            EventKind.ERROR,
            EventKind.ESCALATION,
        }
    ),
}
"""Which event may stand where."""

NOT_FLOW_NODES = frozenset(
    {
        "sequenceFlow",
        "laneSet",
        "documentation",
        "extensionElements",
        "ioSpecification",
        "property",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "textAnnotation",
        "association",
        "group",
        "incoming",
        "outgoing",
        "auditing",
        "monitoring",
        "artifact",
        "supports",
        "supportedInterfaceRef",
        "correlationSubscription",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "dataInputAssociation",
        "dataOutputAssociation",
        "dataInput",
        "dataOutput",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "completionCondition",
        "ioBinding",
        "script",
        "rendering",
    }
)
"""Other children of a process or sub-process: pictures, data and words that move no token."""
