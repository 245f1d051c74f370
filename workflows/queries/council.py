"""What the council's pages show: sessions, what could go on an agenda, and the agenda itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from engine.lifecycle import OPEN_TASK
from engine.tables import user_task
from engine.view import View
from workflows.council.attendance import Elector, electorate
from workflows.council.counting import Tally
from workflows.council.ranking import Standing
from workflows.council.sessions import Session, SessionState, get_session, sessions_of
from workflows.tables.council import (
    council_session,
    open_vote,
    recusal,
    session_dossier,
    session_member,
    session_nominee,
    voted,
)
from workflows.tables.dossiers import dossier, nominee, subject
from workflows.tables.offices import unit
from workflows.workbooks.columns import Gender

MINUTES_FORM = "bien_ban_hop"
"""The form of the step at which a dossier waits for the council."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSession:
    """A session in the list, with what is on its agenda."""

    session: Session
    agenda: Sequence[tuple[str, str]]
    """Code and title of each dossier."""
    nominees: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDossier:
    """A dossier that waits for the council and is on no agenda yet."""

    id: str
    code: str
    title: str
    unit_name: str
    nominees: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """A nominee on the agenda; figures only once the session has been opened."""

    nominee_id: str
    ordinal: int
    name: str
    title: str
    unit_name: str
    achievement: str
    award: str
    members: int | None
    needed: int | None
    tally: Tally | None
    passed: bool | None
    standing: Standing
    recused: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """A dossier on the agenda with those to be voted on."""

    id: str
    code: str
    title: str
    unit_name: str
    rows: Sequence[AgendaRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """All of one session: four statements, whatever its size."""

    session: Session
    electors: Sequence[Elector]
    items: Sequence[AgendaItem]


def listed_sessions(view: View, office_id: str) -> Sequence[ListedSession]:
    """The sessions of the office's council, newest first."""
    agendas: dict[str, list[tuple[str, str, int]]] = {}
    for row in view.connection.execute(
        select(
            session_dossier.c.session_id, dossier.c.code, dossier.c.title, dossier.c.nominee_count
        )
        .join(dossier, dossier.c.id == session_dossier.c.dossier_id)
        .join(council_session, council_session.c.id == session_dossier.c.session_id)
        .where(council_session.c.office_id == office_id)
        .order_by(session_dossier.c.ordinal)
    ):
        agendas.setdefault(row.session_id, []).append((row.code, row.title, row.nominee_count))
    return [
        ListedSession(
            session=session,
            agenda=[(code, title) for code, title, _ in agendas.get(session.id, ())],
            nominees=sum(count for _, _, count in agendas.get(session.id, ())),
        )
        for session in sessions_of(view, office_id)
    ]


def waiting_dossiers(view: View, office_id: str) -> Sequence[WaitingDossier]:
    """Dossiers at the step of the council, nearest deadline first."""
    planned = (
        select(session_dossier.c.dossier_id)
        .join(council_session, council_session.c.id == session_dossier.c.session_id)
        .where(
            or_(
                council_session.c.state.in_([SessionState.PLANNED, SessionState.OPEN]),
                # Voted on since it came back to this step: what is left is to write the minutes.
                council_session.c.closed_at >= user_task.c.created_at,
            )
        )
        .correlate(user_task)
    )
    rows = view.connection.execute(
        select(
            dossier.c.id,
            dossier.c.code,
            dossier.c.title,
            unit.c.name.label("unit_name"),
            dossier.c.nominee_count.label("nominees"),
            dossier.c.due_at,
        )
        .join(user_task, user_task.c.instance_id == dossier.c.instance_id)
        .join(unit, unit.c.id == dossier.c.unit_id)
        .where(
            dossier.c.office_id == office_id,
            user_task.c.form_key == MINUTES_FORM,
            user_task.c.state.in_(OPEN_TASK),
            dossier.c.id.not_in(planned),
        )
        .order_by(dossier.c.due_at, dossier.c.id)
    )
    return [WaitingDossier(**row._mapping) for row in rows]


def session_called(view: View, dossier_id: str) -> str | None:
    """The session, planned or open, with a dossier on its agenda; there is one at most."""
    found = view.connection.execute(
        select(session_dossier.c.session_id)
        .join(council_session, council_session.c.id == session_dossier.c.session_id)
        .where(
            session_dossier.c.dossier_id == dossier_id,
            council_session.c.state.in_([SessionState.PLANNED.value, SessionState.OPEN.value]),
        )
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else str(found)


def meeting_of(view: View, session_id: str) -> Meeting:
    """A session with its electorate and agenda; raises `NotFound`."""
    return Meeting(
        session=get_session(view, session_id),
        electors=electorate(view, session_id),
        items=_agenda(view, session_id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesTask:
    """The open step at which the minutes of a dossier are written down."""

    id: str
    title: str
    title_en: str
    code: str
    """Of the dossier."""


def minutes_tasks(view: View, session_id: str) -> Sequence[MinutesTask]:
    """The steps that wait for the minutes of a session, in the order of its agenda."""
    rows = view.connection.execute(
        select(user_task.c.id, user_task.c.title, user_task.c.title_en, dossier.c.code)
        .join(dossier, dossier.c.instance_id == user_task.c.instance_id)
        .join(session_dossier, session_dossier.c.dossier_id == dossier.c.id)
        .where(
            session_dossier.c.session_id == session_id,
            user_task.c.form_key == MINUTES_FORM,
            user_task.c.state.in_(OPEN_TASK),
        )
        .order_by(session_dossier.c.ordinal)
    )
    return [MinutesTask(**row._mapping) for row in rows]


@dataclass(frozen=True, slots=True)
class Kept:
    """What an open ballot says on one nominee."""

    choice: str
    note: str


def ballot_kept(view: View, session_id: str, person_id: str) -> Mapping[str, Kept]:
    """Nominee id to what a member's open ballot says, for correcting it."""
    rows = view.connection.execute(
        select(open_vote.c.nominee_id, open_vote.c.choice, open_vote.c.note).where(
            open_vote.c.session_id == session_id, open_vote.c.person_id == person_id
        )
    )
    return {row.nominee_id: Kept(row.choice, row.note) for row in rows}


def women_among(view: View, nominee_ids: Sequence[str]) -> frozenset[str]:
    """Those of some nominees whom the list calls women."""
    rows = view.connection.execute(
        select(nominee.c.id)
        .join(subject, subject.c.id == nominee.c.subject_id)
        .where(nominee.c.id.in_(list(nominee_ids)), subject.c.gender == Gender.FEMALE.value)
    )
    return frozenset(rows.scalars())


def session_of_paper(view: View, attachment_id: str) -> Session | None:
    """The session to which a scan of a ballot or a mandate belongs."""
    found = view.connection.execute(
        select(voted.c.session_id)
        .where(voted.c.scan == attachment_id)
        .union(select(session_member.c.session_id).where(session_member.c.mandate == attachment_id))
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else get_session(view, str(found))


def _agenda(view: View, session_id: str) -> Sequence[AgendaItem]:
    recused = _recused(view, session_id)
    query = (
        select(
            dossier.c.id.label("dossier_id"),
            dossier.c.code,
            dossier.c.title.label("dossier_title"),
            unit.c.name.label("proposed_by"),
            nominee,
            session_nominee.c.members,
            session_nominee.c.needed,
            session_nominee.c.yes,
            session_nominee.c.no,
            session_nominee.c.blank,
            session_nominee.c.passed,
            session_nominee.c.standing,
        )
        .select_from(session_dossier)
        .join(dossier, dossier.c.id == session_dossier.c.dossier_id)
        .join(unit, unit.c.id == dossier.c.unit_id)
        .join(nominee, nominee.c.dossier_id == dossier.c.id)
        .outerjoin(
            session_nominee,
            (session_nominee.c.session_id == session_id)
            & (session_nominee.c.nominee_id == nominee.c.id),
        )
        .where(session_dossier.c.session_id == session_id)
        .order_by(session_dossier.c.ordinal, nominee.c.ordinal)
    )
    items: dict[str, tuple[AgendaItem, list[AgendaRow]]] = {}
    for row in view.connection.execute(query):
        rows: list[AgendaRow] = []
        _, rows = items.setdefault(
            row.dossier_id,
            (
                AgendaItem(
                    id=row.dossier_id,
                    code=row.code,
                    title=row.dossier_title,
                    unit_name=row.proposed_by,
                    rows=rows,
                ),
                rows,
            ),
        )
        rows.append(
            AgendaRow(
                nominee_id=row.id,
                ordinal=row.ordinal,
                name=row.name,
                title=row.title,
                unit_name=row.unit_name,
                achievement=row.achievement,
                award=row.award,
                members=row.members,
                needed=row.needed,
                tally=None
                if row.members is None
                else Tally(yes=row.yes, no=row.no, blank=row.blank),
                passed=row.passed,
                standing=Standing(row.standing or ""),
                recused=recused.get(row.id, frozenset()),
            )
        )
    return [item for item, _ in items.values()]


def _recused(view: View, session_id: str) -> Mapping[str, frozenset[str]]:
    """Nominee id to the members who do not vote on them."""
    found: dict[str, frozenset[str]] = {}
    for row in view.connection.execute(
        select(recusal.c.nominee_id, recusal.c.person_id).where(recusal.c.session_id == session_id)
    ):
        found[row.nominee_id] = found.get(row.nominee_id, frozenset()) | {row.person_id}
    return found
