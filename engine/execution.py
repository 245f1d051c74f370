"""What the engine asks of an executor, in BPMN's words; `engine.spiff` answers.

An executor plays the token game and nothing else. It never reads a clock, a database or a gate: a
wait (user task, timer, gate event, job, message) ends when the engine says so through `complete`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from engine.model import Element, Process

Scalar = str | int | bool | None
"""What a process variable or loop local may hold: plain, flat and JSON."""


class WaitKind(StrEnum):
    """What ends a wait."""

    USER_TASK = "user_task"
    """A person completes it (user and manual tasks)."""
    JOB = "job"
    """The system performs its topic outside the transaction (`asyncBefore`)."""
    TIMER = "timer"
    """Its due instant comes (intermediate, boundary, behind an event-based gateway)."""
    GATE = "gate"
    """A conditional event: its gates open, or its condition becomes true."""
    MESSAGE = "message"
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """An open activity instance: the engine keeps one row for each and ends it by its id."""

    id: str
    kind: WaitKind
    element_id: str
    process_id: str
    """The process (of the same deployment set) in which the element stands."""
    attached_to: str = ""
    """For boundary events: id of the activity instance they are attached to."""
    call_path: tuple[str, ...] = ()
    """Ids of the call activities (elements, outermost first) through which the token came here."""
    locals: Mapping[str, Scalar] = field(default_factory=dict)
    """Loop locals and `camunda:in` parameters in scope."""


class Host(Protocol):
    """What an executing instance asks of the engine while it moves."""

    def new_id(self) -> str:
        """A key for an activity instance."""

    def evaluate(self, text: str, element: Element, locals: Mapping[str, Scalar]) -> object:
        """The value of a FEEL text of this element (condition, input, loop count)."""

    def perform(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        """Do a synchronous service, send or business-rule task; raises `ServiceTaskFailed`."""

    def throw(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        """A throw event or message end: hand it to the outbox."""

    def passed(self, process_id: str, places: Sequence[str]) -> None:
        """A token left an element by these flows: ids, the element's first."""


class Execution(Protocol):
    """A running instance in memory: restored, moved, saved within one command."""

    def run(self, host: Host) -> None:
        """Advance until only waits are left. Raises `LimitExceeded` past the step budget."""

    def waits(self) -> Sequence[Wait]:
        """All open waits in a stable order (creation)."""

    def complete(self, wait_id: str, host: Host) -> None:
        """End one wait (task done, timer due, gate open, job performed) and run on."""

    def fail(self, wait_id: str, code: str, host: Host) -> bool:
        """A job failed: take the error event drawn for it, if there is one; else nothing moves."""

    def return_to(self, wait_id: str, element_id: str, host: Host) -> None:
        """Cancel what is open in the scope of the wait and open `element_id` of the same process
        (or of the calling process, when the element is a call activity on the wait's call path)."""

    def cancel(self) -> None:
        """Cancel everything; nothing stays open."""

    def throw_event(self, kind: str, name: str, host: Host) -> int:
        """Deliver an escalation or signal by name to whoever waits for it; how many took it."""

    def escalate(self, wait_id: str, name: str, host: Host) -> bool:
        """Tell the nearest event that hears an escalation: on the activity of a wait, else around
        it; without a wait, around the whole. Whether there is one."""

    def is_completed(self) -> bool: ...

    def size(self) -> int:
        """Number of live token-tree nodes, for limits and metrics."""

    def snapshot(self) -> bytes:
        """Canonical JSON of the state alone: no definition, no variables."""


class Route(Protocol):
    """Where what an instance holds on one version belongs on another (`engine.migration`)."""

    def element(self, process_id: str, element_id: str, *, within: str) -> str | None:
        """The id of an element's counterpart in the process `within`; None when it has none."""

    def flow(self, process_id: str, flow_id: str, *, within: str) -> str | None:
        """The id of a sequence flow's counterpart."""

    def keeps(self, old: Element, new: Element) -> bool:
        """Whether the work of the step goes on as it is; else its activity gets a new key."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One token on its way to another version: where it stood and where it stands now.

    A path names (process, element) of the activities around, outermost first, then of the place.
    """

    old: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]
    scope: int | None = None
    """Number of the scope in which it is a branch; None for one round of an activity there."""
    arrived: Mapping[str, int] = field(default_factory=dict)
    """At a join: how many tokens have come by which flow of the new version."""
    old_wait: str = ""
    new_wait: str = ""
    """The key of the activity instance before and after; another one when it is done anew."""


@dataclass(frozen=True, slots=True)
class Stranded:
    """Why a token cannot stand on the other version."""

    reason: str
    """`gone` (no counterpart), `other_kind`, `elsewhere` (in another part), `flow_gone`."""
    process_id: str
    element_id: str


@dataclass(frozen=True, slots=True)
class Adoption:
    """What became of a state on another version; without `execution` it does not fit."""

    execution: Execution | None
    standing: tuple[Standing, ...] = ()
    stranded: tuple[Stranded, ...] = ()


class Executable(Protocol):
    """A process version ready to run, with the processes it calls; immutable and cached."""

    process: Process
    processes: Mapping[str, Process]
    """Itself and everything it calls, by process id."""

    def start(self, host: Host, at: str = "") -> Execution:
        """A new instance, begun plainly or at a start event, run up to its first waits."""

    def restore(self, state: bytes) -> Execution:
        """The instance as saved; raises `UnreadableState`."""

    def adopt(self, state: bytes, source: Executable, route: Route, host: Host) -> Adoption:
        """A state saved on another version, standing on this one; no token moves on."""
