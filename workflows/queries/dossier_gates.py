"""The gates of a dossier's procedure, those that lie ahead too, each with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.definitions import Definition
from engine.gates import Finding, Gate, GateContext, inspect
from engine.instances import Instance, UserTask
from engine.lifecycle import LIVE_INSTANCE, TaskState, WaitState
from engine.model import Element
from engine.overrides import Override, overrides_of
from engine.overriding import can_be_overridden
from engine.view import View
from workflows.dossiers import Dossier
from workflows.queries.drawing import EventWait, walk
from workflows.queries.rules import RuleSeen, rules_of_gate
from workflows.queries.ways import papers_left_out

Place = tuple[str, str]
"""(process key, element id)."""

ASKED_BY_FORM = frozenset({"papers_complete", "one_supplement", "nominees_concluded"})
"""Gates that judge what a form says: until one is handed in they have nothing to say."""

PASSED, SHUT, AHEAD, WAIVED = "passed", "shut", "ahead", "waived"
LEFT_OUT = "left_out"
"""The dossier has ended, or gone on, by a way on which the gate does not stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierGate:
    """One gate as it stands for a dossier."""

    gate: Gate
    state: str
    finding: Finding
    rules: Sequence[RuleSeen]
    """On what it rests in the law of this dossier, the surest first."""
    guards: Sequence[Element]
    passed_at: datetime | None = None
    passed_by: str | None = None
    """Whoever completed the step that it guards."""
    overrides: Sequence[Override] = ()
    """What was proposed to let the dossier pass, and what came of it: it stays for ever."""
    can_be_overridden: bool = False

    @property
    def is_open(self) -> bool:
        return self.finding.passed


def gates_of(
    view: View,
    definition: Definition,
    instance: Instance,
    dossier: Dossier,
    tasks: Sequence[UserTask],
    waits: Sequence[EventWait],
) -> Sequence[DossierGate]:
    """Every gate of the procedure in the order in which the flow comes to it."""
    guarded = _guarded(definition)
    gates = [view.registry.gates[key] for key in guarded if key in view.registry.gates]
    context = GateContext(view, instance)
    findings = inspect(context, gates)
    overrides = overrides_of(view, instance.id)
    visits = _Visits.of(definition, tasks, waits)
    left_out = papers_left_out(view, dossier, definition)
    is_live = instance.state in LIVE_INSTANCE
    return [
        _with_overrides(
            _gate(
                gate,
                finding,
                guarded[gate.key],
                visits,
                rules_of_gate(view, dossier, gate),
                left_out,
                is_live=is_live,
            ),
            context,
            overrides,
        )
        for gate, finding in zip(gates, findings, strict=True)
    ]


def _with_overrides(
    seen: DossierGate, context: GateContext, overrides: Sequence[Override]
) -> DossierGate:
    own = tuple(one for one in overrides if one.gate == seen.gate.key)
    is_open_question = seen.state == SHUT and not any(one.is_pending for one in own)
    return replace(
        seen,
        state=WAIVED if seen.finding.override is not None else seen.state,
        overrides=own,
        can_be_overridden=is_open_question and can_be_overridden(context, seen.gate, seen.finding),
    )


def _gate(
    gate: Gate,
    finding: Finding,
    guarded: Mapping[Place, Element],
    visits: _Visits,
    rules: Sequence[RuleSeen],
    left_out: Collection[str],
    *,
    is_live: bool,
) -> DossierGate:
    task = visits.last_completed(guarded)
    return DossierGate(
        gate=gate,
        state=_state(gate, finding, guarded, visits, left_out, is_live=is_live),
        finding=finding,
        rules=rules,
        guards=tuple(guarded.values()),
        passed_at=None if task is None else task.ended_at,
        passed_by=None if task is None else task.completed_by,
    )


def _state(
    gate: Gate,
    finding: Finding,
    guarded: Mapping[Place, Element],
    visits: _Visits,
    left_out: Collection[str],
    *,
    is_live: bool,
) -> str:
    is_here, was_here = visits.open_at(guarded), visits.done_at(guarded)
    if is_here and is_live:
        if not finding.passed:
            return SHUT
        is_asked = gate.key not in ASKED_BY_FORM and finding.looked_at
        return PASSED if is_asked else AHEAD
    is_elsewhere = all(one.document in left_out for one in guarded.values())
    if not was_here and (is_elsewhere or not is_live or visits.went_past(guarded)):
        return LEFT_OUT
    if not was_here or visits.comes_again(guarded):
        return AHEAD
    # What was asked and passed is history, unless a step that asks again still lies ahead.
    asked_again = is_live and visits.unvisited(guarded)
    return SHUT if not finding.passed and asked_again else PASSED


@dataclass(frozen=True, slots=True)
class _Visits:
    """At which elements the dossier stands, and which it has passed."""

    open: frozenset[Place]
    done: frozenset[Place]
    completed: Sequence[UserTask] = field(default_factory=tuple)
    order: Mapping[Place, int] = field(default_factory=dict)
    """How far into the drawing each place lies."""

    @classmethod
    def of(
        cls, definition: Definition, tasks: Iterable[UserTask], waits: Iterable[EventWait]
    ) -> _Visits:
        tasks, waits = list(tasks), list(waits)
        completed = [task for task in tasks if task.state is TaskState.COMPLETED]
        return cls(
            open=frozenset(
                [_place(task) for task in tasks if task.is_open]
                + [_place(one) for one in waits if one.state is WaitState.OPEN]
            ),
            done=frozenset(
                [_place(task) for task in completed]
                + [_place(one) for one in waits if one.state is WaitState.DONE]
            ),
            completed=completed,
            order={
                (process.id, element.id): at
                for at, (process, element) in enumerate(walk(definition))
            },
        )

    def comes_again(self, guarded: Mapping[Place, Element]) -> bool:
        """Whether the dossier was sent back to before all that the gate guards."""
        return self.here is not None and all(self.order[one] > self.here for one in guarded)

    def went_past(self, guarded: Mapping[Place, Element]) -> bool:
        """Whether the dossier stands behind all that the gate guards."""
        return self.here is not None and all(self.order[one] < self.here for one in guarded)

    @property
    def here(self) -> int | None:
        """The first of the places at which the dossier stands; None once it has ended."""
        return min((self.order[one] for one in self.open if one in self.order), default=None)

    def open_at(self, guarded: Mapping[Place, Element]) -> bool:
        return not self.open.isdisjoint(guarded)

    def done_at(self, guarded: Mapping[Place, Element]) -> bool:
        return not self.done.isdisjoint(guarded)

    def unvisited(self, guarded: Mapping[Place, Element]) -> bool:
        return not guarded.keys() <= self.done

    def last_completed(self, guarded: Mapping[Place, Element]) -> UserTask | None:
        return next((t for t in reversed(self.completed) if _place(t) in guarded), None)


def _place(one: UserTask | EventWait) -> Place:
    return one.process_key, one.element_id


def _guarded(definition: Definition) -> dict[str, dict[Place, Element]]:
    """Gate key to the elements it guards."""
    found: dict[str, dict[Place, Element]] = {}
    for process, element in walk(definition):
        for key in element.gates:
            found.setdefault(key, {})[process.id, element.id] = element
    return found
