"""Gates: conditions that the law puts before a step, each with its own reasons for staying shut."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.errors import Message, ModelError
from engine.instances import Instance
from engine.overrides import Override, lifted
from engine.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a gate says about an instance at one instant."""

    passed: bool
    gate: str = ""
    reason: str = ""
    """Stable name of the refusal within the gate, e.g. `period_running`; empty when open."""
    message: Message | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    opens_at: datetime | None = None
    """When it may open by itself; None when somebody has to act."""
    who: str = ""
    """The position that can mend it."""
    looked_at: bool = True
    """False for an open gate whose matter nobody has answered yet: nothing has been checked."""
    override: Override | None = None
    """By which two people let the case pass; None when the gate is open by itself."""


@dataclass(frozen=True, slots=True)
class GateContext:
    """What a gate's predicate sees: the data, the instance, and the form being handed in."""

    view: View
    instance: Instance
    submission: Mapping[str, object] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.view.now


Predicate = Callable[[GateContext], Finding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate as the catalogue knows it. Sentences are English; the shell translates them."""

    key: str
    title: str
    rule: str
    """Rule id, e.g. `R-PUB-04`: what it is known by where no case says more."""
    predicate: Predicate
    reasons: Mapping[str, str]
    """Every reason it can refuse for, with its sentence; facts fill the `%(name)s` places."""
    law: str = ""
    """The law key whose rule, citation and mark stand beside the gate."""
    particular: str = ""
    """A key that stands in its place for each thing of a case of which the law has a value."""
    absolute: frozenset[str] = frozenset()
    """Reasons that nobody lifts: without what they ask for the step makes no sense."""


def allow(**facts: object) -> Finding:
    """The gate is open; the facts are its evidence."""
    return Finding(passed=True, facts=facts)


def not_yet() -> Finding:
    """The gate does not stand in the way, but what it judges has not been answered yet."""
    return Finding(passed=True, looked_at=False)


def refuse(
    reason: str, *, opens_at: datetime | None = None, who: str = "", **facts: object
) -> Finding:
    """The gate is shut for one of its declared reasons."""
    return Finding(passed=False, reason=reason, opens_at=opens_at, who=who, facts=facts)


def inspect(context: GateContext, gates: Iterable[Gate]) -> tuple[Finding, ...]:
    """Ask every gate, all of them, so that people see at once all that is missing."""
    findings = tuple(ask(gate, context) for gate in gates)
    if all(finding.passed for finding in findings):
        return findings
    by = lifted(context.view, context.instance.id)
    return tuple(_lifted(finding, by) for finding in findings)


def _lifted(finding: Finding, by: Mapping[tuple[str, str], Override]) -> Finding:
    """The finding, or that the gate is passed because two people let this very refusal be."""
    override = by.get((finding.gate, finding.reason))
    return finding if override is None else replace(finding, passed=True, override=override)


def ask(gate: Gate, context: GateContext) -> Finding:
    """What a gate says by itself, whoever may have let the case pass."""
    finding = gate.predicate(context)
    if finding.passed:
        return replace(finding, gate=gate.key)
    if finding.reason not in gate.reasons:
        raise ModelError(
            "Gate %(gate)s refused for an undeclared reason: %(reason)s.",
            gate=gate.key,
            reason=finding.reason,
        )
    message = Message(
        f"{gate.key}.{finding.reason}", gate.reasons[finding.reason], dict(finding.facts)
    )
    return replace(finding, gate=gate.key, message=message)
