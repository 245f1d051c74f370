"""The list of those proposed: put up before the council meets, for as long as the law wants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, update

from engine.budgets import Budget
from engine.calendar import end_of_day
from engine.clock import local
from engine.context import Context
from engine.errors import ServiceTaskFailed, WrongState
from engine.execution import Scalar
from engine.gates import Finding, Gate, GateContext, allow, refuse
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from workflows import evidence
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.law.deadline_rules import typed
from workflows.nominees import continuing
from workflows.publications import PublicationKind, period_end, put_up, require_not_before
from workflows.signing import unless_sent_back
from workflows.submissions import Submission, day, handed_in, readable_day, text
from workflows.tables.publicity import publication as publication_table

LIST_FORM = "niem_yet"
CLOSING_FORM = "ket_thuc_cong_khai"

PERIOD = "publication.period"

Locals = Mapping[str, Scalar]


class NobodyLeft(WrongState):
    """Nobody is left on the list: everybody is held, ineligible or voted down."""


def register(registry: Registry) -> None:
    registry.topic(Topic("open_publication", "Open the publication of the list", open_publication))
    registry.topic(Topic("end_publication", "Record the end of the publication", end_publication))


def open_publication(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Record the list as posted; what was posted before and never closed is replaced by it."""
    dossier = dossier_of(context, live.id)
    values = handed_in(live, LIST_FORM)
    rows = continuing(context, dossier.id)
    if not rows:
        raise NobodyLeft()
    starts_on = day(values, "starts_on")
    require_not_before(starts_on, _list_came_to_be(live))
    started_at = min(context.now, end_of_day(starts_on))
    period = typed(edition_of(context, dossier)[PERIOD], Budget)
    _withdraw_unclosed(context, dossier.id)
    put_up(
        context,
        live,
        dossier,
        PublicationKind.LIST,
        values,
        rows=rows,
        started_at=started_at,
        ends_at=period_end(started_at, period, context.registry.business.calendar(context)),
    )


def end_publication(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Keep when and by whom the list was taken down, what was said, and the evidence."""
    dossier = dossier_of(context, live.id)
    values = handed_in(live, CLOSING_FORM)
    context.connection.execute(
        update(publication_table)
        .where(*_unclosed(dossier.id))
        .values(closed_at=context.now, closing=dict(values))
    )
    evidence.forget(context, dossier.id)
    context.record(
        "publication.close",
        "dossier",
        dossier.id,
        office_id=dossier.office_id,
        instance_id=live.id,
        ended_on=text(values, "ended_on"),
    )


def _list_came_to_be(live: LiveInstance) -> date:
    """The day on which publishing was asked for: the list cannot have been up before."""
    asked_at = live.asked_at(LIST_FORM)
    if asked_at is None:
        raise ServiceTaskFailed("Nobody was asked to publish the list.")
    return local(asked_at).date()


def _withdraw_unclosed(context: Context, dossier_id: str) -> None:
    context.connection.execute(
        update(publication_table).where(*_unclosed(dossier_id)).values(withdrawn_at=context.now)
    )


def _unclosed(dossier_id: str) -> tuple[ColumnElement[bool], ...]:
    table = publication_table.c
    return (
        table.dossier_id == dossier_id,
        table.kind == PublicationKind.LIST.value,
        table.withdrawn_at.is_(None),
        table.closed_at.is_(None),
    )


@unless_sent_back
def publication_complete(context: GateContext) -> Finding:
    """Every row that goes on was public, as it stands, for the whole period (R-PUB-04, 06)."""
    dossier = dossier_of(context.view, context.instance.id)
    rows = evidence.continuing(context.view, dossier.id)
    if not rows:
        return refuse("nobody_left", who="award_officer")
    missing = [row for row in rows if not row.was_published]
    if missing:
        return refuse("not_published", who="award_officer", **evidence.named(missing))
    changed = [row for row in rows if row.public_until is None]
    if changed:
        return refuse("changed_since", who="award_officer", **evidence.named(changed))
    until = max(row.public_until for row in rows if row.public_until is not None)
    last_day = local(until).date()
    if context.now < until:
        return refuse("period_running", opens_at=until, until=f"{last_day:%d/%m/%Y}")
    if _taken_down_early(context.submission, last_day):
        return refuse("taken_down_early", who="award_officer", until=f"{last_day:%d/%m/%Y}")
    return allow(until=f"{last_day:%d/%m/%Y}", nominees=len(rows))


def _taken_down_early(submission: Submission, last_day: date) -> bool:
    """What the closing form says, when it is this form that is handed in."""
    ended_on = readable_day(submission, "ended_on")
    return ended_on is not None and ended_on < last_day


PUBLICATION_COMPLETE = Gate(
    key="publication_complete",
    title="List published for the whole period",
    rule="R-PUB-04",
    law=PERIOD,
    predicate=publication_complete,
    reasons={
        "nobody_left": "Nobody is left on the list.",
        "not_published": "The list has not been published for %(count)s on it: %(names)s.",
        "changed_since": "Changed after the list was published, so to be published again "
        "(%(count)s): %(names)s.",
        "period_running": "The list stays up until the end of %(until)s.",
        "taken_down_early": "The list had to stay up through %(until)s; it was taken down "
        "earlier and has to be published again.",
    },
)
