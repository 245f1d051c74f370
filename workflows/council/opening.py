"""Opening a session: who votes on whom is frozen, and what a nominee needs is known beforehand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from engine.clock import local
from engine.context import Context
from engine.errors import GateClosed, WrongState
from engine.gates import GateContext, inspect
from engine.instances import get_instance, tasks_of_instance
from engine.registry import Registry
from workflows import evidence
from workflows.council import rules
from workflows.council.counting import can_reach
from workflows.council.members import Member, members_on
from workflows.council.sessions import (
    CAN_BE_VOTED_ON,
    NotForTheCouncil,
    Session,
    SessionState,
    dossiers_of,
    lock,
    move,
)
from workflows.dossiers import Dossier
from workflows.editions import edition_of
from workflows.law import Edition
from workflows.nominees import Nominee, continuing
from workflows.tables.council import recusal, session_member, session_nominee

OWN_GATES = frozenset({"council_quorum", "ballot_complete"})
"""What the session itself brings about; every other gate of the step has to be open before."""

WAITS_FOR_COUNCIL = "council_quorum"
"""A step with this gate is the one that waits for the council."""

SELF = "self"
"""Reason of a recusal: the row names the member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """Open a planned session: freeze the electorate and the lists."""

    session_id: str
    ahead: bool = False
    """Whoever opens it knows that its time has not come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A nominee on the agenda: who may not vote on them, how many yes votes they need of whom."""

    nominee: Nominee
    recused: Sequence[str]
    members: int
    needed: int
    voters: int

    @property
    def is_reachable(self) -> bool:
        return can_reach(self.needed, voters=self.voters)


class NotTimeYet(WrongState):
    """The session is planned for %(when)s; confirm that it opens ahead of its time."""


class NoCouncil(WrongState):
    """No council has been set up for %(day)s."""


class TwiceAMember(WrongState):
    """%(name)s is a member of the council twice; one person has one vote."""


class NotYetForTheCouncil(WrongState):
    """Dossier %(dossier)s has not come to the council yet."""


class NobodyToVoteOn(WrongState):
    """Nobody is left on the list of dossier %(dossier)s."""


class VotedOnAlready(WrongState):
    """The council has decided on dossier %(dossier)s; to vote anew, send it back with a reason."""


class SecretBallotNeeded(WrongState):
    """The ballot on %(name)s has to be secret; plan a session with secret ballots."""


def register(registry: Registry) -> None:
    registry.command(OpenSession, action="council.open", locate=_locate, handle=open_session)


def open_session(context: Context, command: OpenSession, about: Session) -> object:
    _require_time(context, command, about)
    day = local(context.now).date()
    members = members_on(context, about.office_id, day)
    if not members:
        raise NoCouncil(day=f"{day:%d/%m/%Y}")
    _require_different_people(members)
    move(context, about, SessionState.OPEN, opened_at=context.now)
    _seat_members(context, about, members)
    unreachable: list[Seat] = []
    for dossier in dossiers_of(context, about.id):
        asked_at = _require_ready(context, dossier)
        seats = _seats(context, about, dossier, members, asked_at)
        _seat_nominees(context, about, dossier, seats)
        unreachable += [seat for seat in seats if not seat.is_reachable]
    context.record(
        "council.open", "session", about.id, office_id=about.office_id, members=len(members)
    )
    return {
        "session": about.id,
        "members": len(members),
        "unreachable": [
            {
                "nominee": seat.nominee.id,
                "name": seat.nominee.name,
                "needed": seat.needed,
                "voters": seat.voters,
            }
            for seat in unreachable
        ],
    }


def _require_time(context: Context, command: OpenSession, session: Session) -> None:
    """Members who came at the time they were told must not find the electorate frozen."""
    if (
        session.state is SessionState.PLANNED
        and session.is_ahead(context.now)
        and not command.ahead
    ):
        raise NotTimeYet(when=f"{local(session.scheduled_at):%H:%M %d/%m/%Y}")


def _require_different_people(members: Sequence[Member]) -> None:
    """Whoever is entered twice is still one person."""
    known: set[str] = set()
    for member in members:
        if member.subject_id in known:
            raise TwiceAMember(name=member.name)
        known |= {member.subject_id} if member.subject_id else set()


def _locate(context: Context, command: OpenSession) -> Session:
    return lock(context, command.session_id)


def _require_ready(context: Context, dossier: Dossier) -> datetime:
    """The dossier waits for the council, and nothing else is missing (R-PUB-04, R-PUB-06).

    Returns since when it waits.
    """
    if dossier.state not in CAN_BE_VOTED_ON:
        raise NotForTheCouncil(dossier=dossier.code, state=dossier.state)
    for task in tasks_of_instance(context.connection, dossier.instance_id):
        if not task.is_open:
            continue
        definition = context.definitions.get(context, task.definition_id)
        gates = definition.element(task.process_key, task.element_id).gates
        if WAITS_FOR_COUNCIL in gates:
            _require_open(context, dossier, [key for key in gates if key not in OWN_GATES])
            return task.created_at
    raise NotYetForTheCouncil(dossier=dossier.code)


def _require_open(context: Context, dossier: Dossier, gates: Sequence[str]) -> None:
    instance = get_instance(context.connection, dossier.instance_id)
    findings = inspect(
        GateContext(context, instance), [context.registry.gates[key] for key in gates]
    )
    if not all(finding.passed for finding in findings):
        raise GateClosed(findings)


def _seats(
    context: Context,
    session: Session,
    dossier: Dossier,
    members: Sequence[Member],
    asked_at: datetime,
) -> Sequence[Seat]:
    edition = edition_of(context, dossier)
    listed = continuing(context, dossier.id)
    if not listed:
        raise NobodyToVoteOn(dossier=dossier.code)
    decided = _decided(context, dossier, asked_at)
    rows = [row for row in listed if row.id not in decided]
    if not rows:
        raise VotedOnAlready(dossier=dossier.code)
    for row in rows:
        if rules.has_to_be_secret(edition, row.award) and not session.secret:
            raise SecretBallotNeeded(name=row.name)
    return [seat(edition, row, members) for row in rows]


def _decided(context: Context, dossier: Dossier, asked_at: datetime) -> Collection[str]:
    """On whom the council has voted since it was asked: no ballot is repeated for its outcome."""
    return {
        proof.nominee_id
        for proof in evidence.continuing(context, dossier.id)
        if proof.has_passed is not None
        and proof.voted_until is not None
        and proof.voted_until > asked_at
    }


def seat(edition: Edition, row: Nominee, members: Sequence[Member]) -> Seat:
    """What the law makes of one nominee before this electorate (R-COUN-04, 05, 06, 10). Pure."""
    named = [member.person_id for member in members if member.subject_id == row.subject_id]
    recused = [] if rules.votes_on_self(edition) else named
    total = len(members) - (0 if rules.counts_self(edition) else len(named))
    return Seat(
        nominee=row,
        recused=recused,
        members=total,
        needed=rules.threshold(edition, row.award).needed(total),
        voters=len(members) - len(recused),
    )


def _seat_members(context: Context, session: Session, members: Sequence[Member]) -> None:
    context.connection.execute(
        insert(session_member),
        [
            {
                "session_id": session.id,
                "person_id": member.person_id,
                "name": member.name,
                "title": member.title,
                "role": member.role,
                "attendance": "expected",
            }
            for member in members
        ],
    )


def _seat_nominees(
    context: Context, session: Session, dossier: Dossier, seats: Sequence[Seat]
) -> None:
    context.connection.execute(
        insert(session_nominee),
        [
            {
                "session_id": session.id,
                "nominee_id": seat.nominee.id,
                "dossier_id": dossier.id,
                "content_hash": seat.nominee.content_hash,
                "members": seat.members,
                "needed": seat.needed,
            }
            for seat in seats
        ],
    )
    recusals = [
        {
            "session_id": session.id,
            "nominee_id": seat.nominee.id,
            "person_id": person_id,
            "reason": SELF,
        }
        for seat in seats
        for person_id in seat.recused
    ]
    if recusals:
        context.connection.execute(insert(recusal), recusals)
