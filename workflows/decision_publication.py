"""The decision, put up after it has its number (R-PUB-05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from engine.budgets import Budget
from engine.calendar import end_of_day
from engine.clock import local
from engine.context import Context
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.gates import Finding, Gate, GateContext, allow, refuse
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from workflows.decisions import issued_decision
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.law import Edition
from workflows.law.deadline_rules import typed
from workflows.nominees import Outcome, nominees_of
from workflows.publications import PublicationKind, period_end, put_up, require_not_before
from workflows.submissions import Submission, day, handed_in, required_words
from workflows.tables.publicity import publication as publication_table

DECISION_FORM = "cong_khai_quyet_dinh"

DISPLAY = {"board": "decision.board_display", "loudspeaker": "decision.loudspeaker"}
"""How long a decision is shown, by channel; other channels go by the board's time."""

DECIDED_ON = (Outcome.AWARDED, Outcome.REVOKED)
"""Whom a decision names: awarded by it, or their award taken back."""

Locals = Mapping[str, Scalar]


def register(registry: Registry) -> None:
    registry.topic(
        Topic(
            "record_decision_publication",
            "Record the publication of the decision",
            record_decision_publication,
        )
    )


def record_decision_publication(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Record where the decision was put up, and until when it has to stay (R-PUB-05)."""
    dossier = dossier_of(context, live.id)
    values = handed_in(live, DECISION_FORM)
    decision = issued_decision(context, dossier.id)
    if decision is None or decision.dated is None:
        raise ServiceTaskFailed("The decision has no number yet.")
    starts_on = day(values, "starts_on")
    require_not_before(starts_on, decision.dated)
    started_at = min(context.now, end_of_day(starts_on))
    put_up(
        context,
        live,
        dossier,
        PublicationKind.DECISION,
        values,
        rows=[row for row in nominees_of(context, dossier.id) if row.outcome in DECIDED_ON],
        started_at=started_at,
        ends_at=_shown_until(context, edition_of(context, dossier), values, started_at),
    )


def _shown_until(
    context: Context, edition: Edition, values: Submission, started_at: datetime
) -> datetime:
    calendar = context.registry.business.calendar(context)
    return max(
        period_end(started_at, typed(edition[key], Budget), calendar)
        for key in {
            DISPLAY.get(channel, DISPLAY["board"]) for channel in required_words(values, "channels")
        }
    )


def decision_published(context: GateContext) -> Finding:
    """The decision has been put up, with evidence (R-PUB-05)."""
    dossier = dossier_of(context.view, context.instance.id)
    started_at = context.view.connection.execute(
        select(func.min(publication_table.c.started_at)).where(
            publication_table.c.dossier_id == dossier.id,
            publication_table.c.kind == PublicationKind.DECISION.value,
            publication_table.c.withdrawn_at.is_(None),
        )
    ).scalar_one()
    if started_at is None:
        return refuse("not_published", who="award_officer")
    return allow(since=f"{local(started_at):%d/%m/%Y}")


DECISION_PUBLISHED = Gate(
    key="decision_published",
    title="Decision published",
    rule="R-PUB-05",
    law="decision.publish_within",
    predicate=decision_published,
    reasons={"not_published": "The decision has not been published yet."},
)
