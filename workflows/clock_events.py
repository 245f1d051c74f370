"""The clock of a whole dossier: what happens to it is appended, the due column follows."""

from __future__ import annotations

from datetime import datetime

from engine.context import Context
from engine.deadlines import ClockEvent, EventKind
from engine.ledgers import Ledger
from engine.live import LiveInstance
from workflows.acts import Act
from workflows.dossiers import change, dossier_of


def append(
    context: Context,
    live: LiveInstance,
    kind: EventKind,
    *,
    reason: str = "",
    document: str = "",
    to: datetime | None = None,
    act: Act | None = None,
) -> Ledger | None:
    """Record an event of the running clock and keep the dossier's due column in step.

    Nothing happens, and None is returned, when no clock runs any more.
    """
    after = record(context, live, kind, reason=reason, document=document, to=to, act=act)
    if after is not None:
        due = context.clocks.due_of(live.record, after)
        change(context, dossier_of(context, live.id), due_at=due)
    return after


def record(
    context: Context,
    live: LiveInstance,
    kind: EventKind,
    *,
    reason: str = "",
    document: str = "",
    to: datetime | None = None,
    act: Act | None = None,
) -> Ledger | None:
    """The same, where the due column is written with something else."""
    ledger = context.clocks.of_instance(live.record)
    if ledger is None:
        return None
    act = act or Act(context.now, context.actor.id)
    event = ClockEvent(
        kind=kind,
        # What happened to the clock since the act stays: events follow one another.
        at=max(act.at, ledger.events[-1].at),
        reason=reason,
        document=document,
        actor=act.by,
        to=to,
    )
    return context.clocks.record(live.record, ledger, event)
