"""Letting a shut gate pass: proposed by one authorised person, confirmed by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from engine.errors import Forbidden, NotFound, WrongState
from engine.gates import Finding, Gate, GateContext, ask
from engine.instances import Instance, tasks_of_instance
from engine.lifecycle import WaitState
from engine.overrides import Override, gate_override, overrides_of
from engine.reasons import require_reason
from engine.tables import wait

if TYPE_CHECKING:
    from engine.context import Context
    from engine.live import LiveInstance
    from engine.registry import Registry

CONFIRMED = "c"
"""The mark of law that is confirmed: nobody lets a case pass by it."""


class ConfirmedLaw(Forbidden):
    """This gate rests on confirmed law; nobody can let a case pass by it."""


class NothingToOverride(WrongState):
    """This gate is not shut here, or what it asks for cannot be done without."""


class OverrideWaits(WrongState):
    """Somebody has proposed this already; a second person has to confirm it."""


class SamePerson(Forbidden):
    """You have proposed this yourself; somebody else has to confirm it."""


class OverrideIsOver(WrongState):
    """This proposal has been confirmed or withdrawn already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideGate:
    """Propose to let a case pass by a shut gate, with a reason that stays on record."""

    instance_id: str
    gate: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmOverride:
    """Agree to what another person has proposed; from then on the gate lets the case pass."""

    override_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawOverride:
    """Take back, or turn down, what nobody has confirmed yet."""

    override_id: str


@dataclass(frozen=True, slots=True)
class OverrideCase:
    """What `may` is asked about: an override and the instance it is for."""

    override: Override
    instance: Instance

    @property
    def id(self) -> str:
        return self.override.id

    @property
    def office_id(self) -> str:
        return self.instance.office_id

    @property
    def instance_id(self) -> str:
        return self.instance.id


def register(registry: Registry) -> None:
    registry.command(OverrideGate, action="gate.override", locate=_instance, handle=propose)
    registry.command(ConfirmOverride, action="gate.confirm", locate=_case, handle=confirm)
    registry.command(WithdrawOverride, action="gate.withdraw", locate=_case, handle=withdraw)


def can_be_overridden(context: GateContext, gate: Gate, finding: Finding) -> bool:
    """Whether two people may let the case pass: shut for a reason that is not beyond them."""
    if finding.passed or finding.reason in gate.absolute:
        return False
    return not _rests_on_confirmed_law(context, gate)


def propose(context: Context, command: OverrideGate, about: Instance) -> object:
    require_reason(command.reason)
    live = context.instance(about.id)
    gate = context.registry.gates.get(command.gate)
    if gate is None or gate.key not in _gates_here(context, live):
        raise NothingToOverride()
    finding = _shut(context, live, gate)
    if any(one.is_pending and one.gate == gate.key for one in overrides_of(context, about.id)):
        raise OverrideWaits()
    override_id = context.new_id()
    context.connection.execute(
        insert(gate_override).values(
            id=override_id,
            instance_id=about.id,
            gate=gate.key,
            refusal=finding.reason,
            reason=command.reason.strip(),
            proposed_by=context.actor.id,
            proposed_at=context.now,
        )
    )
    _tell(context, "gate.override", about, override_id, gate.key, reason=command.reason.strip())
    return {"override": override_id}


def confirm(context: Context, _command: ConfirmOverride, about: OverrideCase) -> object:
    override = _pending(about)
    if override.proposed_by in context.actor.selves:
        raise SamePerson()
    gate = context.registry.gates[override.gate]
    finding = _shut(context, context.instance(about.instance_id), gate)
    if finding.reason != override.refusal:
        raise NothingToOverride()
    _rewrite(context, about, confirmed_by=context.actor.id, confirmed_at=context.now)
    _tell(context, "gate.confirm", about.instance, about.id, gate.key, reason=override.reason)
    context.touch(about.instance_id)
    return {"override": about.id}


def withdraw(context: Context, _command: WithdrawOverride, about: OverrideCase) -> object:
    override = _pending(about)
    _rewrite(context, about, withdrawn_at=context.now)
    _tell(context, "gate.withdraw", about.instance, about.id, override.gate)
    return {"override": about.id}


# -- what is asked


def _shut(context: Context, live: LiveInstance, gate: Gate) -> Finding:
    """What the gate refuses for, where that may be lifted."""
    asked = GateContext(context, live.record)
    finding = ask(gate, asked)
    if finding.passed or finding.reason in gate.absolute:
        raise NothingToOverride()
    if _rests_on_confirmed_law(asked, gate):
        raise ConfirmedLaw()
    return finding


def _rests_on_confirmed_law(context: GateContext, gate: Gate) -> bool:
    view = context.view
    facts = view.registry.business.provisions(view, context.instance, gate)
    return any(fact.mark == CONFIRMED for fact in facts)


def _gates_here(context: Context, live: LiveInstance) -> set[str]:
    """The gates of the steps and events at which the case stands."""
    places = [
        (task.process_key, task.element_id)
        for task in tasks_of_instance(context.connection, live.id)
        if task.is_open
    ]
    rows = context.connection.execute(
        select(wait.c.process_key, wait.c.element_id).where(
            wait.c.instance_id == live.id, wait.c.state == WaitState.OPEN.value
        )
    )
    places += [(row.process_key, row.element_id) for row in rows]
    return {gate for place in places for gate in live.definition.element(*place).gates}


def _pending(about: OverrideCase) -> Override:
    if not about.override.is_pending:
        raise OverrideIsOver()
    return about.override


# -- rows and journal


def _rewrite(context: Context, about: OverrideCase, **values: object) -> None:
    context.connection.execute(
        update(gate_override).where(gate_override.c.id == about.id).values(**values)
    )
    context.forget(("overrides", about.instance_id))


def _tell(
    context: Context, action: str, about: Instance, override_id: str, gate: str, **details: object
) -> None:
    context.record(
        action,
        "gate_override",
        override_id,
        office_id=about.office_id,
        instance_id=about.id,
        gate=gate,
        **details,
    )


def _instance(context: Context, command: OverrideGate) -> Instance:
    return context.instance(command.instance_id).record


def _case(context: Context, command: ConfirmOverride | WithdrawOverride) -> OverrideCase:
    """The override, its case locked: a step that asks the gate may run at the same moment."""
    instance_id = context.connection.execute(
        select(gate_override.c.instance_id).where(gate_override.c.id == command.override_id)
    ).scalar_one_or_none()
    if instance_id is None:
        raise NotFound()
    live = context.instance(instance_id)
    known = overrides_of(context, instance_id)
    return OverrideCase(next(one for one in known if one.id == command.override_id), live.record)
