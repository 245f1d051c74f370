"""What the text of a deadline says: a law key or a literal, and when its limit ends."""

from __future__ import annotations

from datetime import datetime

from engine.budgets import Budget
from engine.deadlines import ClockEvent, DeadlineClock, EventKind
from engine.errors import ModelError
from engine.instances import Instance
from engine.ledgers import Ledger, projection_of
from engine.view import View


def resolve_budget(view: View, instance: Instance, text: str) -> tuple[str, Budget, str, str]:
    """(law key, budget, rule id, mark) of a `vd:deadline`: a law key or a literal budget."""
    try:
        return "", Budget.parse(text), "", "d"
    except ValueError:
        fact = view.registry.business.law(view, instance, text)
    try:
        return text, Budget.parse(str(fact.value)), fact.rule, fact.mark
    except ValueError:
        raise ModelError("The law value %(key)s is not a time limit.", key=text) from None


def due_from(view: View, instance: Instance, text: str, *, start: datetime) -> datetime:
    """When a limit that began at `start` would be due, without keeping a clock for it."""
    key, budget, rule, mark = resolve_budget(view, instance, text)
    made = DeadlineClock(id="", budget=budget, key=key, rule=rule, mark=mark)
    ledger = Ledger(made, (ClockEvent(kind=EventKind.START, at=start),), instance.id, None)
    return known_due(projection_of(view, instance, ledger).due)


def known_due(due: datetime | None) -> datetime:
    """A clock that was only started has a due instant; only a paused one has none."""
    if due is None:
        raise ModelError("A clock without a pause must have a due date.")
    return due
