"""How the deadlines of steps and dossiers stand, for lists and pages alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.deadlines import Projection
from engine.instances import Instance
from engine.ledgers import Ledger, ledgers_of, projection_of
from engine.view import View


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The two clocks of a task: of its step, and of the dossier as a whole."""

    step: Projection | None
    dossier: Projection | None

    @property
    def nearest(self) -> Projection | None:
        """The one by which a list is sorted."""
        both = [seen for seen in (self.step, self.dossier) if seen is not None]
        dated = [seen for seen in both if seen.due is not None]
        if dated:
            return min(dated, key=lambda seen: (seen.due is None, seen.due))
        return both[0] if both else None


def deadlines_of(view: View, tasks: Iterable[tuple[str, Instance]]) -> Mapping[str, Deadlines]:
    """By task id, in one query for all; the dossiers must be known to the view already."""
    pairs = list(tasks)
    found = ledgers_of(view, {instance.id for _, instance in pairs}, running=True) if pairs else ()
    steps = {ledger.task_id: ledger for ledger in found if ledger.task_id is not None}
    wholes = {ledger.instance_id: ledger for ledger in found if ledger.task_id is None}
    return {
        task_id: Deadlines(
            _seen(view, instance, steps.get(task_id)),
            _seen(view, instance, wholes.get(instance.id)),
        )
        for task_id, instance in pairs
    }


def _seen(view: View, instance: Instance, ledger: Ledger | None) -> Projection | None:
    return None if ledger is None else projection_of(view, instance, ledger)
