"""Slip 04 drafted before it is needed: cause, reason and new date, for an officer to check.

Nothing is promised to anybody by a draft: it becomes an apology when an officer sends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select

from engine.budgets import Budget
from engine.clock import local
from engine.context import Context
from engine.instances import tasks_of_instance
from engine.ledgers import Ledger
from engine.view import View
from workflows import notices
from workflows.delays import Attribution, Part, attribute
from workflows.dossiers import Dossier
from workflows.editions import edition_of
from workflows.lateness import APOLOGY_BEFORE, NEW_DATES, Cause, explanations, settle_drafts
from workflows.law import Edition
from workflows.law.deadline_rules import typed
from workflows.tables.escalations import apology_draft

PROPOSAL = "extension.proposal"
OFFICER = "award_officer"

CAUSES: Mapping[Part, Cause] = {
    Part.APPLICANT: Cause.APPLICANT,
    Part.SUPERIOR: Cause.SUPERIOR,
    Part.COUNCIL: Cause.COUNCIL,
}
"""Whom the time went to, as an apology names it; everything else is the office's own."""

WORDS: Mapping[Cause, str] = {
    Cause.OWN: "cần thêm thời gian thẩm định, hoàn thiện hồ sơ",
    Cause.APPLICANT: "phải chờ đơn vị đề nghị bổ sung hồ sơ",
    Cause.SUPERIOR: "phải chờ kết quả của cấp có thẩm quyền",
    Cause.COUNCIL: "phải chờ Hội đồng họp xét",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An apology that waits to be checked."""

    id: str
    cause: Cause
    reason: str
    due_at: datetime
    new_due: date


def draft(
    context: Context, dossier: Dossier, edition: Edition, ledger: Ledger, due_at: datetime
) -> None:
    """Write it while a new date may still be announced; an earlier one gives way."""
    announced = sum(1 for one in explanations(context, dossier.id) if one.new_due_at is not None)
    if announced >= typed(edition[NEW_DATES], int):
        return
    calendar = context.registry.business.calendar(context)
    tasks = tasks_of_instance(context.connection, dossier.instance_id)
    cause = _cause(attribute(ledger, tasks, calendar, context.now))
    steps = ", ".join(task.name for task in tasks if task.is_open)
    new_due = calendar.add_working_days(
        local(due_at).date(), typed(edition[PROPOSAL], Budget).amount
    )
    settle_drafts(context, dossier.id)
    context.connection.execute(
        insert(apology_draft).values(
            id=context.new_id(),
            dossier_id=dossier.id,
            office_id=dossier.office_id,
            cause=cause.value,
            reason=f"Hồ sơ đang ở bước {steps or 'chờ'}; {WORDS[cause]}.",
            due_at=due_at,
            new_due=new_due,
            drafted_at=context.now,
        )
    )
    notices.tell_position(
        context,
        dossier,
        OFFICER,
        "apology_drafted",
        due=f"{local(due_at):%d/%m/%Y}",
        new_due=f"{new_due:%d/%m/%Y}",
    )


def waiting_draft(view: View, dossier_id: str) -> Draft | None:
    """What was drafted for a dossier and nobody has sent."""
    row = view.connection.execute(
        select(apology_draft)
        .where(apology_draft.c.dossier_id == dossier_id, apology_draft.c.settled_at.is_(None))
        .order_by(apology_draft.c.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Draft(
        id=row.id,
        cause=Cause(row.cause),
        reason=row.reason,
        due_at=row.due_at,
        new_due=row.new_due,
    )


def may_name_a_date(view: View, dossier: Dossier, waiting: Draft) -> bool:
    """Whether there is still time to announce the new date (R-TIME-08)."""
    before = typed(edition_of(view, dossier)[APOLOGY_BEFORE], Budget)
    left = local(waiting.due_at).date() - local(view.now).date()
    return left.days >= before.amount


def _cause(found: Attribution) -> Cause:
    """Whoever beside the office had it longest, when that was longer than the office itself."""
    longest = max(CAUSES, key=lambda part: found.days[part])
    return CAUSES[longest] if found.days[longest] > found.days[Part.OWN] else Cause.OWN
