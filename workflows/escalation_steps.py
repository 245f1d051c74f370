"""What is done when a limit runs out: how late it is, who is told, and the apology drafted in time.

The drawing says in which order (`bpmn/qua_han.bpmn`); versions that were published before it was
drawn there have the usual order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update

from engine.clock import local
from engine.context import Context
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.instances import UserTask, tasks_of_instance
from engine.ledgers import Ledger, ledgers
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from workflows import apology_drafts, notices
from workflows.dossiers import Dossier, dossier_of
from workflows.editions import edition_of
from workflows.lateness import SECOND_FAILURE_TO, explanations
from workflows.tables.escalations import escalation

HOLDERS = "holders"
DUE_TO, LATER_TO = "escalation.due_to", "escalation.later_to"

LEVEL, LIMIT = "lateness_level", "lateness_of"
MEMO = "newest_escalation"
OF_DOSSIER, OF_STEP = "dossier", "step"

Locals = Mapping[str, Scalar]


class Level(StrEnum):
    """How far the time has run out."""

    SOON = "soon"
    """Amber (R-TIME-11): told to whoever has the step."""
    DUE = "due"
    """Red: told to the head of office."""
    LATER = "later"
    """Still red after some days: told to the chairman."""


@dataclass(frozen=True, slots=True)
class Escalated:
    """What the newest escalation of a dossier is about."""

    id: str
    dossier: Dossier
    ledger: Ledger
    level: Level
    due_at: datetime
    tasks: tuple[UserTask, ...]
    """The open steps that it is about."""

    @property
    def is_whole(self) -> bool:
        return self.ledger.task_id is None

    @property
    def step(self) -> str:
        """Name of the step; empty for the limit of the whole dossier."""
        return "" if self.is_whole else next((task.name for task in self.tasks), "")


def register(registry: Registry) -> None:
    for topic in (
        Topic("find_lateness", "Find how late it is", find_lateness, sets=(LEVEL, LIMIT)),
        Topic("warn_holders", "Warn whoever has the step", warn_holders),
        Topic("report_lateness", "Report lateness upwards", report_lateness),
        Topic("draft_apology", "Draft the apology", draft_apology),
    ):
        registry.topic(topic)


def find_lateness(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """Say which level it is, and of which limit."""
    about = newest(context, live)
    live.set(LEVEL, about.level.value)
    live.set(LIMIT, OF_DOSSIER if about.is_whole else OF_STEP)


def warn_holders(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """Tell whoever has the step, or could take it, that its time is running out (R-TIME-11)."""
    _warn(context, newest(context, live))


def report_lateness(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Tell the position that the law names for this level, with who has the step."""
    _report(context, newest(context, live))


def draft_apology(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """Write slip 04 for an officer to check, while a new date may still be named (R-TIME-08)."""
    _draft(context, newest(context, live))


def in_usual_order(context: Context, live: LiveInstance) -> None:
    """The same for a version in whose drawing nothing hears of it."""
    about = newest(context, live)
    if about.level is not Level.SOON:
        _report(context, about)
        return
    _warn(context, about)
    if about.is_whole:
        _draft(context, about)


def newest(context: Context, live: LiveInstance) -> Escalated:
    """What runs out, by the row that says so."""
    dossier = dossier_of(context, live.id)
    return context.once(MEMO, lambda: _read(context, dossier))


def _read(context: Context, dossier: Dossier) -> Escalated:
    row = context.connection.execute(
        select(escalation)
        .where(escalation.c.dossier_id == dossier.id)
        .order_by(escalation.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise ServiceTaskFailed("No limit of this dossier has run out.")
    ledger = next(
        one for one in ledgers(context, dossier.instance_id) if one.clock.id == row.clock_id
    )
    known = tasks_of_instance(context.connection, dossier.instance_id)
    return Escalated(
        id=row.id,
        dossier=dossier,
        ledger=ledger,
        level=Level(row.level),
        due_at=row.due_at,
        tasks=tuple(task for task in known if task.is_open and ledger.task_id in (None, task.id)),
    )


# -- what is done


def _warn(context: Context, about: Escalated) -> None:
    _note(context, about, HOLDERS)
    notices.tell_doers(
        context,
        about.dossier,
        about.tasks,
        _mail("due_soon", about),
        step=about.step,
        due=_said(about.due_at),
    )


def _report(context: Context, about: Escalated) -> None:
    position = _position(context, about)
    _note(context, about, position)
    notices.tell_position(
        context,
        about.dossier,
        position,
        _mail("past_due", about),
        step=about.step,
        due=_said(about.due_at),
        holders=", ".join(notices.names_of_doers(context, about.tasks)) or "–",
    )


def _draft(context: Context, about: Escalated) -> None:
    edition = edition_of(context, about.dossier)
    apology_drafts.draft(context, about.dossier, edition, about.ledger, about.due_at)


def _position(context: Context, about: Escalated) -> str:
    """A new date that was missed too goes where the law says."""
    edition = edition_of(context, about.dossier)
    if about.level is Level.LATER:
        return str(edition[LATER_TO].value)
    again = any(one.new_due_at is not None for one in explanations(context, about.dossier.id))
    return str(edition[SECOND_FAILURE_TO if again and about.is_whole else DUE_TO].value)


def _note(context: Context, about: Escalated, told: str) -> None:
    """Keep in the row of the escalation who was told of it."""
    context.connection.execute(
        update(escalation).where(escalation.c.id == about.id).values(told=told)
    )


def _mail(key: str, about: Escalated) -> str:
    return f"{key}{'_whole' if about.is_whole else ''}"


def _said(due_at: datetime) -> str:
    return f"{local(due_at):%H:%M %d/%m/%Y}"
