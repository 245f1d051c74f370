"""Sessions of the council: planned for some dossiers; their states, and how one finds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, func, insert, select, update

from engine.clock import local
from engine.context import Context
from engine.errors import NotFound, WrongState
from engine.registry import Registry
from engine.view import View
from workflows import evidence
from workflows.dossiers import COLUMNS, SOURCE, Dossier, DossierState, record_of
from workflows.entries import Entries
from workflows.tables.council import council_session, session_dossier
from workflows.tables.dossiers import dossier as dossier_table

SHORTEST_LINE, LONGEST_LINE = 3, 300
MOST_DOSSIERS = 100


class SessionState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    """The electorate is frozen; ballots are cast."""
    CLOSED = "closed"
    """Counted; what it decided is evidence."""
    CANCELLED = "cancelled"

    @classmethod
    def _missing_(cls, value: object) -> SessionState:
        """A damaged row that says none of these decides nothing: another session can be called."""
        return cls.CANCELLED


NEXT: Mapping[SessionState, frozenset[SessionState]] = {
    SessionState.PLANNED: frozenset({SessionState.OPEN, SessionState.CANCELLED}),
    SessionState.OPEN: frozenset({SessionState.CLOSED, SessionState.CANCELLED}),
    SessionState.CLOSED: frozenset(),
    SessionState.CANCELLED: frozenset(),
}

HELD_AT = func.coalesce(council_session.c.opened_at, council_session.c.scheduled_at)
"""As `Session.held_at`, for putting sessions in order."""

CAN_BE_VOTED_ON = (DossierState.FILED, DossierState.PROCESSING, DossierState.SUPPLEMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A meeting of the council, or its written round."""

    id: str
    office_id: str
    title: str
    place: str
    scheduled_at: datetime
    secret: bool
    state: SessionState
    opened_at: datetime | None
    closed_at: datetime | None
    created_by: str
    ballot: int
    """The first, or the one that repeats it among those with equal votes (R-COUN-07)."""
    repeats: str | None
    """The session before, when this ballot repeats one."""
    box_lock: str
    """What secret ballots are sealed with, once there is one; a half that tells nothing."""

    @property
    def held_at(self) -> datetime:
        """When it was opened, as minutes and decision say; until then when it is planned for."""
        return self.opened_at or self.scheduled_at

    @property
    def was_moved(self) -> bool:
        """Whether it was held on another day than planned."""
        return local(self.held_at).date() != local(self.scheduled_at).date()

    def is_ahead(self, now: datetime) -> bool:
        """Whether its time has not come."""
        return now < self.scheduled_at

    def is_missed(self, now: datetime) -> bool:
        """Whether its day has passed and nobody has opened it."""
        day = local(self.scheduled_at).date()
        return self.state is SessionState.PLANNED and day < local(now).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSession:
    """Call the council together for some dossiers of one office."""

    dossier_ids: tuple[str, ...]
    scheduled_at: datetime | None
    """None for what could not be read: the plan is refused, with everything else that is wrong."""
    title: str
    place: str
    secret: bool = False
    quotas: Mapping[str, int] = field(default_factory=dict)
    """Dossier id to how many of its list may be agreed on; others have no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What `may` is asked about: a session to be, of this office."""

    id: str
    office_id: str
    dossiers: Sequence[Dossier]


class SessionStands(WrongState):
    """This session is %(state)s."""


class NotForTheCouncil(WrongState):
    """Dossier %(dossier)s is %(state)s; the council cannot vote on it."""


class TiesOpen(WrongState):
    """Equal votes on dossier %(dossier)s wait for a second ballot or for the decider."""


class AlreadyPlanned(WrongState):
    """Dossier %(dossier)s is already on the agenda of another session."""


def register(registry: Registry) -> None:
    registry.command(PlanSession, action="council.plan", locate=_plan, handle=plan)


def plan(context: Context, command: PlanSession, about: Plan) -> object:
    entries = Entries()
    title = entries.line("title", command.title, least=SHORTEST_LINE, most=LONGEST_LINE)
    place = entries.line("place", command.place, least=SHORTEST_LINE, most=LONGEST_LINE)
    if command.scheduled_at is None:
        entries.refuse("scheduled_at", "needed", "Say on which day and at what time.")
    elif command.scheduled_at.tzinfo is None:
        entries.refuse("scheduled_at", "without_zone", "An instant needs its time zone.")
    elif local(command.scheduled_at).date() < local(context.now).date():
        entries.refuse("scheduled_at", "past", "A session is planned for today or later.")
    if not about.dossiers:
        entries.refuse("dossier_ids", "needed", "Choose at least one dossier.")
    _check_quotas(entries, command, about)
    entries.require_sound()
    _require_votable(context, about.dossiers)
    context.connection.execute(
        insert(council_session).values(
            id=about.id,
            office_id=about.office_id,
            title=title,
            place=place,
            scheduled_at=command.scheduled_at,
            secret=command.secret,
            state=SessionState.PLANNED.value,
            created_by=context.actor.id,
        )
    )
    context.connection.execute(
        insert(session_dossier),
        [
            {
                "session_id": about.id,
                "dossier_id": dossier.id,
                "ordinal": ordinal,
                "quota": command.quotas.get(dossier.id),
            }
            for ordinal, dossier in enumerate(about.dossiers, start=1)
        ],
    )
    context.record(
        "council.plan",
        "session",
        about.id,
        office_id=about.office_id,
        dossiers=[dossier.id for dossier in about.dossiers],
        secret=command.secret,
        quotas=dict(command.quotas),
    )
    return {"session": about.id}


def _check_quotas(entries: Entries, command: PlanSession, about: Plan) -> None:
    known = {dossier.id: dossier for dossier in about.dossiers}
    for dossier_id, quota in command.quotas.items():
        field_name = f"quotas.{dossier_id}"
        if dossier_id not in known:
            entries.refuse(field_name, "not_on_agenda", "This dossier is not on the agenda.")
        elif not 1 <= quota <= known[dossier_id].nominee_count:
            entries.refuse(
                field_name,
                "quota",
                "A quota is a number from 1 to %(most)s, as many as are nominated.",
                most=known[dossier_id].nominee_count,
            )


def move(context: Context, session: Session, to: SessionState, **values: object) -> None:
    """Bring a session into its next state; raises `SessionStands`."""
    if to not in NEXT[session.state]:
        raise SessionStands(state=session.state)
    context.connection.execute(
        update(council_session)
        .where(council_session.c.id == session.id)
        .values(state=to.value, **values)
    )


def require_open(session: Session) -> None:
    """Raises `SessionStands` unless ballots are being cast."""
    if session.state is not SessionState.OPEN:
        raise SessionStands(state=session.state)


def get_session(view: View, session_id: str) -> Session:
    """A session by its key; raises `NotFound`."""
    return _session(
        view.connection.execute(
            select(council_session).where(council_session.c.id == session_id)
        ).one_or_none()
    )


def lock(context: Context, session_id: str) -> Session:
    """The session, locked: votes are counted one after the other."""
    return _session(
        context.connection.execute(
            select(council_session).where(council_session.c.id == session_id).with_for_update()
        ).one_or_none()
    )


def sessions_of(view: View, office_id: str) -> Sequence[Session]:
    """The sessions of an office's council, newest first."""
    rows = view.connection.execute(
        select(council_session)
        .where(council_session.c.office_id == office_id)
        .order_by(HELD_AT.desc(), council_session.c.id.desc())
    )
    return [_session(row) for row in rows]


def dossiers_of(view: View, session_id: str) -> Sequence[Dossier]:
    """The dossiers on the agenda, in its order."""
    rows = view.connection.execute(
        select(*COLUMNS)
        .select_from(
            SOURCE.join(session_dossier, session_dossier.c.dossier_id == dossier_table.c.id)
        )
        .where(session_dossier.c.session_id == session_id)
        .order_by(session_dossier.c.ordinal)
    )
    return [record_of(row) for row in rows]


def _plan(context: Context, command: PlanSession) -> Plan:
    """The dossiers asked for, locked, of one office; others are as if they did not exist."""
    wanted = list(dict.fromkeys(command.dossier_ids))
    if not wanted:
        return Plan(id=context.new_id(), office_id=context.actor.office_id, dossiers=())
    if len(wanted) > MOST_DOSSIERS:
        entries = Entries()
        entries.refuse(
            "dossier_ids", "too_many", "One session takes at most %(most)s.", most=MOST_DOSSIERS
        )
        entries.require_sound()
    rows = context.connection.execute(
        select(*COLUMNS)
        .select_from(SOURCE)
        .where(dossier_table.c.id.in_(wanted))
        # In one order, so that two plans never wait for each other; the later one sees the first.
        .order_by(dossier_table.c.id)
        .with_for_update(of=dossier_table)
    )
    found = {row.id: record_of(row) for row in rows}
    offices = {dossier.office_id for dossier in found.values()}
    if len(found) != len(wanted) or len(offices) != 1:
        raise NotFound()
    return Plan(
        id=context.new_id(), office_id=offices.pop(), dossiers=[found[key] for key in wanted]
    )


def quotas_of(view: View, session_id: str) -> Mapping[str, int]:
    """Dossier id to the quota of its list, as far as there is one."""
    rows = view.connection.execute(
        select(session_dossier.c.dossier_id, session_dossier.c.quota).where(
            session_dossier.c.session_id == session_id, session_dossier.c.quota.is_not(None)
        )
    )
    return {row.dossier_id: row.quota for row in rows}


def _require_votable(context: Context, dossiers: Sequence[Dossier]) -> None:
    for dossier in dossiers:
        if dossier.state not in CAN_BE_VOTED_ON:
            raise NotForTheCouncil(dossier=dossier.code, state=dossier.state)
        if any(proof.is_tied for proof in evidence.continuing(context, dossier.id)):
            raise TiesOpen(dossier=dossier.code)
    elsewhere = (
        context.connection.execute(
            select(session_dossier.c.dossier_id)
            .join(council_session, council_session.c.id == session_dossier.c.session_id)
            .where(
                session_dossier.c.dossier_id.in_([dossier.id for dossier in dossiers]),
                council_session.c.state.in_([SessionState.PLANNED.value, SessionState.OPEN.value]),
            )
        )
        .scalars()
        .all()
    )
    for dossier in dossiers:
        if dossier.id in elsewhere:
            raise AlreadyPlanned(dossier=dossier.code)


def _session(row: Row[tuple[object, ...]] | None) -> Session:
    if row is None:
        raise NotFound()
    values = dict(row._mapping)
    values["state"] = SessionState(str(values["state"]))
    return Session(**values)
