"""What waits for a person beside tasks: ballots, opinions, delays, drafts; one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from engine.actors import Actor
from engine.database import Instant
from engine.tables import clock, user_task
from engine.view import View
from workflows.council.attendance import Attendance
from workflows.council.sessions import SessionState
from workflows.opinions import OpinionState
from workflows.queries.opinions import WAITING
from workflows.studio.drafts import DraftState
from workflows.tables.council import council_session, session_dossier, session_member, voted
from workflows.tables.dossiers import dossier
from workflows.tables.escalations import apology_draft, escalation
from workflows.tables.publicity import opinion
from workflows.tables.studio import procedure_draft, procedure_draft_saver

COUNCIL = ("council_member", "council_chair", "council_secretary")
HANDLERS = ("award_officer", "head_of_office")

SUPERVISORS = ("head_of_office", "chairman")
"""To whom delays are told."""

REVIEWERS = ("admin", "head_of_office", "chairman")
"""Who looks at drafts of procedures that others drew."""

BALLOT, OPINIONS, APOLOGY, DELAY = "ballot", "opinions", "apology", "delay"
DRAFT = "draft"
TO_REVIEW, TO_PUBLISH, TO_MEND = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDue:
    """An open session whose ballot the person has not cast."""

    session_id: str
    title: str
    opened_at: datetime
    dossiers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionsDue:
    """A dossier about which something was said that waits for whoever handles opinions."""

    dossier_code: str
    dossier_title: str
    to_moderate: int
    to_answer: int
    since: datetime
    """When the oldest of them was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierDue:
    """A dossier with a drafted apology to check, or one whose delay was told to the person."""

    dossier_code: str
    dossier_title: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDue:
    """A draft of a procedure that waits for the person's next step on its road."""

    draft_id: str
    title: str
    since: datetime
    step: int
    """`TO_REVIEW`, `TO_PUBLISH` or `TO_MEND`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideTasks:
    """All of it, the longest wait first."""

    ballots: Sequence[BallotDue] = ()
    opinions: Sequence[OpinionsDue] = ()
    apologies: Sequence[DossierDue] = ()
    delays: Sequence[DossierDue] = ()
    drafts: Sequence[DraftDue] = ()

    @property
    def is_empty(self) -> bool:
        everything = (self.ballots, self.opinions, self.apologies, self.delays, self.drafts)
        return not any(everything)


def beside_tasks(view: View, actor: Actor) -> BesideTasks:
    """What waits for a person that is no task; nothing is asked for whoever has no such work."""
    parts = []
    if actor.holds(*COUNCIL):
        parts.append(_ballots(actor))
    if actor.holds(*HANDLERS, office_id=actor.office_id):
        parts.append(_opinions(actor))
        parts.append(_apologies(actor, view.now))
    positions = [one for one in SUPERVISORS if actor.holds(one, office_id=actor.office_id)]
    if positions:
        parts.append(_delays(actor, positions, view.now))
    if actor.holds(*REVIEWERS, *HANDLERS, office_id=actor.office_id):
        parts.append(_drafts(actor))
    if not parts:
        return BesideTasks()
    rows = view.connection.execute(union_all(*parts).order_by("at", "key")).all()
    return BesideTasks(
        ballots=[_ballot(row) for row in rows if row.kind == BALLOT],
        opinions=[_due(row) for row in rows if row.kind == OPINIONS],
        apologies=[_of_dossier(row) for row in rows if row.kind == APOLOGY],
        delays=[_of_dossier(row) for row in rows if row.kind == DELAY],
        drafts=[_draft(row) for row in rows if row.kind == DRAFT],
    )


def _ballots(actor: Actor) -> Select[Any]:
    """Open sessions in which the person, or somebody they represent, has still to vote."""
    agenda = (
        select(func.count())
        .where(session_dossier.c.session_id == council_session.c.id)
        .scalar_subquery()
    )
    cast = exists().where(
        voted.c.session_id == council_session.c.id,
        voted.c.person_id == session_member.c.person_id,
    )
    own = (session_member.c.person_id == actor.id) & session_member.c.attendance.not_in(
        [Attendance.ABSENT.value, Attendance.PROXY.value]
    )
    by_mandate = session_member.c.proxy_id == actor.id
    return (
        select(
            literal(BALLOT).label("kind"),
            council_session.c.id.label("key"),
            council_session.c.title.label("title"),
            council_session.c.opened_at.label("at"),
            agenda.label("first"),
            literal(0).label("second"),
        )
        .join(session_member, session_member.c.session_id == council_session.c.id)
        .where(council_session.c.state == SessionState.OPEN.value, own | by_mandate, ~cast)
        .distinct()
    )


def _opinions(actor: Actor) -> Select[Any]:
    """Dossiers of the office with opinions to admit and to answer."""
    received = func.sum(case((opinion.c.state == OpinionState.RECEIVED.value, 1), else_=0))
    # Few opinions wait, and there are many dossiers: they are put together before those are asked.
    waiting = (
        select(
            opinion.c.dossier_id,
            func.min(opinion.c.sent_at).label("at"),
            received.label("first"),
            (func.count() - received).label("second"),
        )
        .where(opinion.c.state.in_([state.value for state in WAITING]))
        .group_by(opinion.c.dossier_id)
        .subquery()
    )
    return (
        select(
            literal(OPINIONS).label("kind"),
            dossier.c.code.label("key"),
            dossier.c.title.label("title"),
            waiting.c.at,
            waiting.c.first,
            waiting.c.second,
        )
        .select_from(waiting)
        .join(dossier, dossier.c.id == waiting.c.dossier_id)
        # With something joined to it the office names no index: SQLite would begin there.
        .where(dossier.c.office_id.concat("") == actor.office_id)
    )


def _apologies(actor: Actor, now: datetime) -> Select[Any]:
    """Drafted apologies of dossiers whose limit still runs: nothing was promised yet."""
    return (
        select(
            literal(APOLOGY).label("kind"),
            dossier.c.code.label("key"),
            dossier.c.title.label("title"),
            apology_draft.c.due_at.label("at"),
            literal(0).label("first"),
            literal(0).label("second"),
        )
        .join(dossier, dossier.c.id == apology_draft.c.dossier_id)
        .join(clock, clock.c.instance_id == dossier.c.instance_id)
        .where(
            apology_draft.c.office_id == actor.office_id,
            apology_draft.c.settled_at.is_(None),
            apology_draft.c.due_at >= literal(now, Instant()),
            clock.c.task_id.is_(None),
            clock.c.stopped_at.is_(None),
        )
    )


def _delays(actor: Actor, positions: Sequence[str], now: datetime) -> Select[Any]:
    """Dossiers with a clock that is past due still, and was told to the person's position."""
    return (
        select(
            literal(DELAY).label("kind"),
            dossier.c.code.label("key"),
            dossier.c.title.label("title"),
            func.min(clock.c.due_at).label("at"),
            literal(0).label("first"),
            literal(0).label("second"),
        )
        .select_from(escalation)
        .join(dossier, dossier.c.id == escalation.c.dossier_id)
        .join(clock, clock.c.id == escalation.c.clock_id)
        .outerjoin(user_task, user_task.c.id == clock.c.task_id)
        .where(
            escalation.c.office_id == actor.office_id,
            escalation.c.told.in_(positions),
            clock.c.stopped_at.is_(None),
            clock.c.paused.is_(False),
            clock.c.due_at < literal(now, Instant()),
            user_task.c.ended_at.is_(None),
        )
        .group_by(dossier.c.code, dossier.c.title)
    )


def _drafts(actor: Actor) -> Select[Any]:
    """Drafts to look at, to publish, or to mend after they were sent back."""
    draft, saver = procedure_draft, procedure_draft_saver
    drew = exists().where(saver.c.draft_id == draft.c.id, saver.c.person_id.in_(actor.selves))
    steps = [(draft.c.submitted_by.in_(actor.selves) & _is(DraftState.EDITING), TO_MEND)]
    if actor.holds(*REVIEWERS, office_id=actor.office_id):
        steps.append((~drew & _is(DraftState.IN_REVIEW), TO_REVIEW))
    if actor.holds("admin", office_id=actor.office_id):
        steps.append((draft.c.effective_at.is_(None) & _is(DraftState.APPROVED), TO_PUBLISH))
    return select(
        literal(DRAFT).label("kind"),
        draft.c.id.label("key"),
        draft.c.title.label("title"),
        draft.c.changed_at.label("at"),
        case(*steps).label("first"),
        literal(0).label("second"),
    ).where(draft.c.office_id == actor.office_id, or_(*(one for one, _step in steps)))


def _is(state: DraftState) -> ColumnElement[bool]:
    """In this state; one that is being drawn counts once somebody has said what to mend."""
    stands = procedure_draft.c.state == state.value
    return stands & (procedure_draft.c.review_note != "") if state is DraftState.EDITING else stands


def _draft(row: Row[Any]) -> DraftDue:
    return DraftDue(draft_id=row.key, title=row.title, since=row.at, step=row.first)


def _of_dossier(row: Row[Any]) -> DossierDue:
    return DossierDue(dossier_code=row.key, dossier_title=row.title, due_at=row.at)


def _ballot(row: Row[Any]) -> BallotDue:
    return BallotDue(session_id=row.key, title=row.title, opened_at=row.at, dossiers=row.first)


def _due(row: Row[Any]) -> OpinionsDue:
    return OpinionsDue(
        dossier_code=row.key,
        dossier_title=row.title,
        to_moderate=row.first,
        to_answer=row.second,
        since=row.at,
    )
