"""A clock and its append-only events: the facts from which everything else is derived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.budgets import Budget
from engine.errors import FieldError, InvalidData, Message, WrongState


class EventKind(StrEnum):
    START = "start"
    """The limit begins: the complete papers were received, or the step was opened."""
    PAUSE = "pause"
    """Someone else has to act: nothing is counted."""
    RESUME = "resume"
    """Counting goes on where it stopped."""
    RESTART = "restart"
    """Counting begins again from zero; what was used before is shown, not counted."""
    EXTEND = "extend"
    """A new date was announced."""
    STOP = "stop"
    """Done, refused or withdrawn: the clock is read for the last time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineClock:
    """A limit that runs for an instance or one of its steps."""

    id: str
    budget: Budget
    key: str = ""
    """The law key of the limit; empty when a step carries a literal budget."""
    rule: str = ""
    mark: str = ""
    provisional: bool = False
    """Runs before acceptance: neither its start nor its law is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEvent:
    """What happened to a clock, when (aware UTC), why, by which document, through whom."""

    kind: EventKind
    at: datetime
    reason: str = ""
    document: str = ""
    actor: str = ""
    to: datetime | None = None
    """The new date of an extension; a limit in days is due at the end of that day."""


_ALLOWED_AFTER = {
    EventKind.START: {EventKind.PAUSE, EventKind.RESTART, EventKind.EXTEND, EventKind.STOP},
    EventKind.PAUSE: {EventKind.RESUME, EventKind.RESTART, EventKind.STOP},
    EventKind.STOP: set(),
}
"""What may follow. Resumed, restarted and extended clocks run: they are as if started."""


def with_event(events: Sequence[ClockEvent], event: ClockEvent) -> tuple[ClockEvent, ...]:
    """The ledger with one more event, or a refusal that says why it cannot be the next."""
    if not events:
        if event.kind is not EventKind.START:
            raise WrongState("A clock has to be started first.", code="clock_not_started")
    elif event.kind not in _ALLOWED_AFTER.get(events[-1].kind, _ALLOWED_AFTER[EventKind.START]):
        raise WrongState(
            "The clock cannot %(kind)s after %(last)s.",
            code="clock_event_out_of_order",
            kind=event.kind,
            last=events[-1].kind,
        )
    if events and event.at < events[-1].at:
        raise WrongState(
            "The clock's last event is later than this one.", code="clock_event_too_early"
        )
    missing = _missing(event)
    if missing:
        raise InvalidData(missing)
    return (*events, event)


def _missing(event: ClockEvent) -> list[FieldError]:
    """A pause needs reason, document and person; an extension its reason and its new date."""
    wanted: dict[str, object] = {}
    if event.kind is EventKind.PAUSE:
        wanted = {"reason": event.reason, "document": event.document, "actor": event.actor}
    if event.kind is EventKind.EXTEND:
        wanted = {"reason": event.reason, "document": event.document, "to": event.to}
    said = [
        FieldError(name, Message("clock_event_lacks", "This is needed."))
        for name, value in wanted.items()
        if not value
    ]
    if event.to is not None and event.to <= event.at:
        said.append(FieldError("to", Message("clock_date_past", "The new date must lie ahead.")))
    return said
