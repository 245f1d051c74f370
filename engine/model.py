"""A process as drawn: our own reading of the BPMN file, on which checks and execution agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ElementKind(StrEnum):
    """What a flow node is. Values are the local names of the BPMN elements, boundaries apart."""

    START = "startEvent"
    END = "endEvent"
    CATCH = "intermediateCatchEvent"
    THROW = "intermediateThrowEvent"
    BOUNDARY = "boundaryEvent"
    TASK = "task"
    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    SERVICE_TASK = "serviceTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    BUSINESS_RULE_TASK = "businessRuleTask"
    CALL_ACTIVITY = "callActivity"
    SUB_PROCESS = "subProcess"
    EVENT_SUB_PROCESS = "eventSubProcess"
    """A sub-process with `triggeredByEvent`: no flow leads to it, its start event begins it."""
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_BASED = "eventBasedGateway"


class EventKind(StrEnum):
    """What an event waits for or says."""

    NONE = "none"
    TIMER = "timer"
    CONDITIONAL = "conditional"
    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    TERMINATE = "terminate"
    LINK = "link"
    """The flow goes on at the event of the same name."""


SCOPES = frozenset({ElementKind.SUB_PROCESS, ElementKind.EVENT_SUB_PROCESS})
"""Elements that hold others."""


class TimerKind(StrEnum):
    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Timer:
    """When a timer event wakes: an ISO 8601 literal or FEEL such as `deadline("key")`."""

    kind: TimerKind
    text: str


class LoopKind(StrEnum):
    """How an activity is done more than once."""

    STANDARD = "standard"
    """Again and again while a condition holds."""
    SEQUENTIAL = "sequential"
    """Once for each of several, one after the other."""
    PARALLEL = "parallel"
    """Once for each of several, side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """That an activity is done more than once; texts are FEEL."""

    kind: LoopKind
    cardinality: str = ""
    """How many rounds; empty when a collection says it."""
    collection: str = ""
    """A list of plain values, one for each round."""
    item: str = ""
    """Local name under which a round sees its value."""
    condition: str = ""
    """Standard: another round while it holds. Else: no more rounds once it holds."""
    maximum: int | None = None
    test_before: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The FEEL texts there are."""
        return tuple(t for t in (self.cardinality, self.collection, self.condition) if t)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of a process as the strip shows it; told apart by its name."""

    name: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A flow node with what our conventions hang on it; absent attributes are empty."""

    id: str
    kind: ElementKind
    name: str = ""
    name_en: str = ""
    line: int = 0
    """Line of the element in its file, for messages."""
    scope: str = ""
    """Id of the embedded sub-process that holds the element; empty at the top."""
    event: EventKind = EventKind.NONE
    event_ref: str = ""
    """Name of the message, signal, error or escalation."""
    condition: str = ""
    """FEEL of a conditional event; empty when a gate is what it waits for."""
    correlation: str = ""
    """FEEL of the key by which a message finds the instance it is for."""
    timer: Timer | None = None
    attached_to: str = ""
    interrupting: bool = True
    default_flow: str = ""
    called_element: str = ""
    candidate_groups: tuple[str, ...] = ()
    assignee: str = ""
    form_key: str = ""
    topic: str = ""
    asynchronous: bool = False
    decision_ref: str = ""
    result_variable: str = ""
    result_mapping: str = ""
    """`camunda:mapDecisionResult`: `singleEntry`, `singleResult`, or one that gives a list."""
    loop: Loop | None = None
    inputs: Mapping[str, str] = field(default_factory=dict)
    """`camunda:in` of a call activity: target name to FEEL source."""
    gates: tuple[str, ...] = ()
    deadline: str = ""
    """A law key, or for an internal step budget a literal such as `16wh`."""
    stage: str = ""
    stage_en: str = ""
    return_to: tuple[str, ...] = ()
    task_title: str = ""
    task_title_en: str = ""
    legal_basis: str = ""
    four_eyes: tuple[str, ...] = ()
    document: str = ""
    irreversible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A sequence flow; `condition` is FEEL, empty when unconditional."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """One executable process: its elements and flows by id, in the order of the file."""

    id: str
    name: str
    name_en: str = ""
    procedure: str = ""
    """`vd:procedure`: the catalogue key of the procedure; business rules apply then."""
    deadline: str = ""
    """`vd:deadline` on the process: the law key of the whole procedure's limit."""
    line: int = 0
    elements: Mapping[str, Element] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    lanes: Mapping[str, str] = field(default_factory=dict)
    """Element id to lane name: the picture, which the lint compares with candidate groups."""
    lane_ids: Mapping[str, str] = field(default_factory=dict)
    """Element id to lane id; an id that ends in a role's key says whose lane it is."""


class Severity(StrEnum):
    ERROR = "error"
    """Blocks deployment."""
    WARNING = "warning"
    """Deploys, with a reason asked of the admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a file: where it is, what it is, what to do."""

    severity: Severity
    rule: str
    """Stable name of the rule, e.g. `duplicate-id`."""
    message: str
    """English sentence with `%(name)s` places; the shell translates it."""
    params: Mapping[str, object] = field(default_factory=dict)
    hint: str = ""
    """What to do, with the same places; empty when the message says it all."""
    element: str = ""
    line: int = 0
    file: str = ""
