"""Lateness: the apology with its reason (slip 04), the one new date, and the gate that asks for it.

R-TIME-08: whoever will be late says so before the due date and names a new one, once. What is late
all the same is not signed or issued without a reason on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import insert, select, update

from engine.budgets import Budget
from engine.calendar import end_of_day
from engine.clock import local
from engine.context import Context
from engine.deadlines import EventKind
from engine.errors import WrongState
from engine.gates import Finding, Gate, GateContext, allow, refuse
from engine.instances import Instance
from engine.ledgers import Ledger, ledgers, projection_of
from engine.reasons import SHORTEST_REASON
from engine.registry import Registry
from engine.view import View
from workflows import clock_events, notices, slips
from workflows.dossiers import Dossier, dossier_of, get_dossier
from workflows.editions import edition_of
from workflows.entries import Entries
from workflows.law import Edition
from workflows.law.deadline_rules import typed
from workflows.signing import unless_sent_back
from workflows.slips import SlipKind
from workflows.tables.dossiers import lateness as lateness_table
from workflows.tables.escalations import apology_draft

LONGEST_REASON = 2000

NEW_DATES = "extension.new_dates"
APOLOGY_BEFORE = "extension.apology_before"
SECOND_FAILURE_TO = "extension.second_failure_to"


class Cause(StrEnum):
    """Whose doing it is; shown apart from the office's own time (R-TIME-12)."""

    OWN = "own"
    APPLICANT = "applicant"
    SUPERIOR = "superior"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One apology: why, and the new date where one was announced in time."""

    id: str
    at: datetime
    by: str
    cause: Cause
    reason: str
    new_due_at: datetime | None
    after_due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainLateness:
    """Apologise to the proposer with the reason; before the due date with the one new date."""

    dossier_id: str
    cause: str
    reason: str
    new_due: date | None = None


class NothingIsLate(WrongState):
    """No time limit of this dossier runs any more."""


class OneNewDate(WrongState):
    """A new date has been announced already; the law allows %(most)s."""


class TooLateForANewDate(WrongState):
    """A new date is announced at least %(before)s before the due date %(due)s."""


def register(registry: Registry) -> None:
    registry.command(
        ExplainLateness, action="dossier.explain_lateness", locate=_locate, handle=explain
    )


def explain(context: Context, command: ExplainLateness, about: Dossier) -> object:
    """Write slip 04; before the due date the clock gets its new date."""
    live = context.instance(about.instance_id)
    ledger = context.clocks.of_instance(live.record)
    if ledger is None:
        raise NothingIsLate()
    due = projection_of(context, live.record, ledger).due
    if due is None:
        raise NothingIsLate("The time limit of this dossier is paused.", code="limit_paused")
    edition = edition_of(context, about)
    earlier = explanations(context, about.id)
    after_due = context.now > due
    cause, reason = _sound(command, due, needs_date=not after_due)
    if command.new_due is not None:
        _require_new_date(context, edition, earlier, due)
    new_due_at = end_of_day(command.new_due) if command.new_due is not None else None
    slip = slips.write(
        context,
        about,
        edition,
        SlipKind.APOLOGY,
        {"cause": cause.value, "reason": reason, "due": due, "new_due": new_due_at},
    )
    _keep(context, about, cause, reason, slip.id, new_due_at, after_due=after_due)
    if new_due_at is not None:
        clock_events.append(
            context,
            live,
            EventKind.EXTEND,
            reason=reason,
            document=slip.reference,
            to=new_due_at,
        )
    settle_drafts(context, about.id)
    notices.apologise(context, about, slip.id, reason=reason, due=due, new_due=new_due_at)
    if after_due and any(one.new_due_at is not None for one in earlier):
        notices.tell_of_second_failure(
            context, about, position=str(edition[SECOND_FAILURE_TO].value), reason=reason
        )
    context.touch(about.instance_id)
    context.record(
        "dossier.explain_lateness",
        "dossier",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
        cause=cause.value,
        slip=slip.reference,
        after_due=after_due,
        new_due=new_due_at,
    )
    return {"dossier": about.id, "slip": slip.id, "reference": slip.reference}


def explanations(view: View, dossier_id: str) -> Sequence[Explanation]:
    """Every apology of a dossier, oldest first; read once a view."""
    return view.once(("lateness", dossier_id), lambda: _read(view, dossier_id))


def settle_drafts(context: Context, dossier_id: str) -> None:
    """An apology was sent, or is drafted anew: what waits to be checked, waits no more."""
    context.connection.execute(
        update(apology_draft)
        .where(apology_draft.c.dossier_id == dossier_id, apology_draft.c.settled_at.is_(None))
        .values(settled_at=context.now)
    )


def _locate(context: Context, command: ExplainLateness) -> Dossier:
    return get_dossier(context, command.dossier_id)


def _sound(command: ExplainLateness, due: datetime, *, needs_date: bool) -> tuple[Cause, str]:
    entries = Entries()
    if command.cause not in list(Cause):
        entries.refuse("cause", "unknown_cause", "Choose whose doing it is.")
    reason = entries.text("reason", command.reason, least=SHORTEST_REASON, most=LONGEST_REASON)
    due_day = local(due).date()
    if needs_date and command.new_due is None:
        entries.refuse("new_due", "needed", "Before the due date, name the new date.")
    if command.new_due is not None and command.new_due <= due_day:
        entries.refuse(
            "new_due",
            "not_later",
            "The new date lies after the due date %(due)s.",
            due=f"{due_day:%d/%m/%Y}",
        )
    entries.require_sound()
    return Cause(command.cause), reason


def _require_new_date(
    context: Context, edition: Edition, earlier: Sequence[Explanation], due: datetime
) -> None:
    """In time, and not oftener than the law allows."""
    most = typed(edition[NEW_DATES], int)
    if sum(1 for one in earlier if one.new_due_at is not None) >= most:
        raise OneNewDate(most=most)
    before = typed(edition[APOLOGY_BEFORE], Budget)
    today, due_day = local(context.now).date(), local(due).date()
    if (due_day - today).days < before.amount:
        raise TooLateForANewDate(before=before, due=f"{due_day:%d/%m/%Y}")


def _keep(
    context: Context,
    dossier: Dossier,
    cause: Cause,
    reason: str,
    slip_id: str,
    new_due_at: datetime | None,
    *,
    after_due: bool,
) -> None:
    context.connection.execute(
        insert(lateness_table).values(
            id=context.new_id(),
            dossier_id=dossier.id,
            at=context.now,
            by=context.actor.id,
            cause=cause.value,
            reason=reason,
            new_due_at=new_due_at,
            apology_slip_id=slip_id,
            after_due=after_due,
        )
    )
    context.forget(("lateness", dossier.id))


def _read(view: View, dossier_id: str) -> Sequence[Explanation]:
    rows = view.connection.execute(
        select(lateness_table)
        .where(lateness_table.c.dossier_id == dossier_id)
        .order_by(lateness_table.c.id)
    )
    return [
        Explanation(
            id=row.id,
            at=row.at,
            by=row.by,
            cause=Cause(row.cause),
            reason=row.reason,
            new_due_at=row.new_due_at,
            after_due=row.after_due,
        )
        for row in rows
    ]


# -- the gate


@unless_sent_back
def lateness_explained(context: GateContext) -> Finding:
    """In time, or late with a reason that was given after the due date had passed."""
    ledger = _running(context.view, context.instance)
    if ledger is None:
        return allow()
    due = projection_of(context.view, context.instance, ledger).due
    if due is None or context.now <= due:
        return allow()
    dossier = dossier_of(context.view, context.instance.id)
    if any(one.at > due for one in explanations(context.view, dossier.id)):
        return allow(due=f"{local(due):%d/%m/%Y}")
    return refuse("not_explained", who="award_officer", due=f"{local(due):%d/%m/%Y}")


def _running(view: View, instance: Instance) -> Ledger | None:
    """The whole dossier's clock while it runs."""
    if isinstance(view, Context):
        return view.clocks.of_instance(instance)
    found = ledgers(view, instance.id)
    return next((one for one in found if one.task_id is None and not one.is_stopped), None)


LATENESS_EXPLAINED = Gate(
    key="lateness_explained",
    title="Lateness explained",
    rule="R-TIME-08",
    law=NEW_DATES,
    predicate=lateness_explained,
    reasons={
        "not_explained": "The dossier was due on %(due)s. Give the reason for the delay and the "
        "apology slip before it is signed or issued.",
    },
)
