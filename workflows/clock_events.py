"""The clock of a whole dossier: what happens to it is appended, the due column follows."""

from __future__ import annotations

from datetime import datetime

from engine.clocks import Ledger
from engine.context import Context
from engine.deadlines import ClockEvent, EventKind
from engine.live import LiveInstance
from workflows.dossiers import change, dossier_of


def append(
    context: Context,
    live: LiveInstance,
    kind: EventKind,
    *,
    reason: str = "",
    document: str = "",
    to: datetime | None = None,
) -> Ledger | None:
    """Record an event of the running clock and keep the dossier's due column in step.

    Nothing happens, and None is returned, when no clock runs any more.
    """
    ledger = context.clocks.of_instance(live.record)
    if ledger is None:
        return None
    event = ClockEvent(
        kind=kind,
        at=context.now,
        reason=reason,
        document=document,
        actor=context.actor.id,
        to=to,
    )
    after = context.clocks.record(live.record, ledger, event)
    change(context, dossier_of(context, live.id), due_at=context.clocks.due_of(live.record, after))
    return after
