"""A supervisor's reminder: told to whoever has the open steps, kept in the journal, once a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from sqlalchemy import select

from engine.calendar import instant
from engine.clock import local
from engine.context import Context
from engine.errors import WrongState
from engine.instances import tasks_of_instance
from engine.registry import Registry
from engine.tables import journal
from workflows import notices
from workflows.dossiers import Dossier, get_dossier

ACTION = "dossier.remind"


@dataclass(frozen=True, slots=True)
class RemindHolders:
    """Tell whoever has the open steps of a dossier that it waits for them."""

    dossier_id: str


class NobodyToRemind(WrongState):
    """No step of this dossier waits for anybody now."""


class AlreadyReminded(WrongState):
    """A reminder was sent today at %(at)s; the next can be sent tomorrow."""


def register(registry: Registry) -> None:
    registry.command(RemindHolders, action=ACTION, locate=_dossier, handle=remind)


def remind(context: Context, command: RemindHolders, about: Dossier) -> object:
    known = tasks_of_instance(context.connection, about.instance_id)
    steps = [step for step in known if step.is_open]
    if not steps:
        raise NobodyToRemind()
    _require_first_today(context, about)
    # First, so that the row that carries the request's key is the act itself.
    context.record(
        ACTION,
        "dossier",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
        steps=[step.element_id for step in steps],
    )
    for step in steps:
        notices.remind(context, about, step)
    return {"dossier": about.id, "steps": len(steps)}


def _require_first_today(context: Context, about: Dossier) -> None:
    midnight = instant(local(context.now).date(), time.min)
    earlier = context.connection.execute(
        select(journal.c.at)
        .where(
            journal.c.instance_id == about.instance_id,
            journal.c.action == ACTION,
            journal.c.outcome == "done",
            journal.c.at >= midnight,
        )
        .limit(1)
    ).scalar_one_or_none()
    if earlier is not None:
        raise AlreadyReminded(at=f"{local(earlier):%H:%M}")


def _dossier(context: Context, command: RemindHolders) -> Dossier:
    """The dossier, its case locked: two supervisors may press the button at the same moment."""
    found = get_dossier(context, command.dossier_id)
    context.instance(found.instance_id)
    return found
