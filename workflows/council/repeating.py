"""Equal votes at the cut: the council votes once more, and then the decider chooses (R-COUN-07).

A second ballot is a session of its own that repeats the first among those with equal votes: same
members, the places that are left as its quota. What the law asks of each they have already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Table, bindparam, insert, literal, select, update

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, WrongState
from engine.reasons import require_reason
from engine.registry import Registry
from engine.text import normalise
from engine.view import View
from workflows import evidence
from workflows.council import rules
from workflows.council.closing import Ballot, ballots_of, rejections
from workflows.council.ranking import Standing, places_left
from workflows.council.sessions import (
    LONGEST_LINE,
    Session,
    SessionState,
    dossiers_of,
    lock,
    quotas_of,
)
from workflows.dossiers import Dossier
from workflows.editions import edition_of
from workflows.nominees import nominees_of, set_outcomes
from workflows.tables.council import (
    council_session,
    recusal,
    session_dossier,
    session_member,
    session_nominee,
)

ONE_VOTE = 1
"""What a second ballot asks of each: it ranks those who have passed, nobody without a vote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteAgain:
    """Have the council vote once more on those with equal votes."""

    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseAmongEqual:
    """The decider chooses who takes the places for which the council was equally divided."""

    session_id: str
    nominee_ids: tuple[str, ...]
    reason: str


class NothingTied(WrongState):
    """This session has left nobody undecided."""


class RepeatedAlready(WrongState):
    """The council has been called to vote on them again already."""


class BallotsUsedUp(WrongState):
    """The council votes at most %(most)s times on the same; now the decider chooses."""


class BallotsLeft(WrongState):
    """The council votes once more before the decider chooses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Those of one dossier who have equal votes, and how many places there are for them."""

    dossier_id: str
    ballots: Sequence[Ballot]
    places: int


def register(registry: Registry) -> None:
    registry.command(VoteAgain, action="council.open", locate=_locate, handle=vote_again)
    registry.command(
        ChooseAmongEqual, action="council.choose", locate=_locate, handle=choose_among_equal
    )


def vote_again(context: Context, _command: VoteAgain, about: Session) -> object:
    ties = _require_ties(context, about)
    most = ballots_allowed(context, about)
    if about.ballot >= most:
        raise BallotsUsedUp(most=most)
    repeated = context.new_id()
    context.connection.execute(
        insert(council_session).values(
            id=repeated,
            office_id=about.office_id,
            title=about.title,
            place=about.place,
            scheduled_at=context.now,
            secret=about.secret,
            state=SessionState.OPEN.value,
            opened_at=context.now,
            created_by=context.actor.id,
            ballot=about.ballot + 1,
            repeats=about.id,
        )
    )
    _seat_again(context, about, repeated, ties)
    context.record(
        "council.vote_again",
        "session",
        about.id,
        office_id=about.office_id,
        session=repeated,
        ballot=about.ballot + 1,
    )
    return {"session": repeated}


def choose_among_equal(context: Context, command: ChooseAmongEqual, about: Session) -> object:
    ties = _require_ties(context, about)
    if about.ballot < ballots_allowed(context, about):
        raise BallotsLeft()
    require_reason(command.reason)
    chosen = frozenset(command.nominee_ids)
    _require_choice(ties, chosen)
    dossiers = {dossier.id: dossier for dossier in dossiers_of(context, about.id)}
    for tie in ties:
        _decide(context, about, dossiers[tie.dossier_id], tie, chosen)
    context.record(
        "council.choose",
        "session",
        about.id,
        office_id=about.office_id,
        chosen=sorted(chosen),
        reason=normalise(command.reason)[:LONGEST_LINE],
    )
    return {"session": about.id, "chosen": sorted(chosen)}


def ties_of(view: View, session: Session) -> Sequence[Tie]:
    """What a closed session left undecided, by dossier."""
    if session.state is not SessionState.CLOSED:
        return ()
    quotas, by_dossier = quotas_of(view, session.id), dict[str, list[Ballot]]()
    for ballot in ballots_of(view, session.id):
        by_dossier.setdefault(ballot.dossier_id, []).append(ballot)
    return [
        Tie(
            dossier_id=dossier_id,
            ballots=[one for one in ballots if one.standing is Standing.TIED],
            places=places_left([one.standing for one in ballots], quotas[dossier_id]),
        )
        for dossier_id, ballots in by_dossier.items()
        if any(one.standing is Standing.TIED for one in ballots)
    ]


def repeated_by(view: View, session_id: str) -> str | None:
    """The session that repeats the ballot of another, unless it was called off."""
    found: str | None = view.connection.execute(
        select(council_session.c.id).where(
            council_session.c.repeats == session_id,
            council_session.c.state != SessionState.CANCELLED.value,
        )
    ).scalar_one_or_none()
    return found


def ballots_allowed(view: View, session: Session) -> int:
    """How often the council may vote on these; of several laws the strictest."""
    return min(
        rules.ballots_per_round(edition_of(view, dossier))
        for dossier in dossiers_of(view, session.id)
    )


def _locate(context: Context, command: VoteAgain | ChooseAmongEqual) -> Session:
    return lock(context, command.session_id)


def _require_ties(context: Context, session: Session) -> Sequence[Tie]:
    ties = ties_of(context, session)
    if not ties:
        raise NothingTied()
    if repeated_by(context, session.id) is not None:
        raise RepeatedAlready()
    return ties


def _require_choice(ties: Sequence[Tie], chosen: frozenset[str]) -> None:
    """Exactly as many as there are places, of those who are tied, in every dossier."""
    offered = {ballot.nominee_id for tie in ties for ballot in tie.ballots}
    wrong = [
        tie
        for tie in ties
        if sum(ballot.nominee_id in chosen for ballot in tie.ballots) != tie.places
    ]
    if wrong or not chosen <= offered:
        message = Message(
            "ties.places",
            "Choose as many as there are places: %(places)s.",
            {"places": sum(tie.places for tie in ties)},
        )
        raise InvalidData([FieldError("nominee_ids", message)])


def _seat_again(context: Context, first: Session, repeated: str, ties: Sequence[Tie]) -> None:
    """The same members with the same attendance, and only those who are tied."""
    tied = [ballot for tie in ties for ballot in tie.ballots]
    context.connection.execute(
        insert(session_dossier),
        [
            {
                "session_id": repeated,
                "dossier_id": tie.dossier_id,
                "ordinal": ordinal,
                "quota": tie.places,
            }
            for ordinal, tie in enumerate(ties, start=1)
        ],
    )
    context.connection.execute(
        insert(session_nominee),
        [
            {
                "session_id": repeated,
                "nominee_id": ballot.nominee_id,
                "dossier_id": ballot.dossier_id,
                "content_hash": ballot.content_hash,
                "members": ballot.members,
                "needed": ONE_VOTE,
            }
            for ballot in tied
        ],
    )
    _copy(context, session_member, first.id, repeated)
    _copy(context, recusal, first.id, repeated, [ballot.nominee_id for ballot in tied])


def _copy(
    context: Context, table: Table, first: str, repeated: str, nominee_ids: Sequence[str] = ()
) -> None:
    """The rows of one session as rows of the one that repeats it."""
    columns = [column for column in table.c if column.name != "session_id"]
    wanted = select(literal(repeated), *columns).where(table.c.session_id == first)
    if nominee_ids:
        wanted = wanted.where(table.c.nominee_id.in_(nominee_ids))
    context.connection.execute(
        insert(table).from_select(["session_id", *(column.name for column in columns)], wanted)
    )


def _decide(
    context: Context, session: Session, dossier: Dossier, tie: Tie, chosen: frozenset[str]
) -> None:
    """Write the choice into the count; who was not chosen goes no further."""
    context.instance(dossier.instance_id)
    decided = [
        replace(
            ballot,
            passed=ballot.nominee_id in chosen,
            standing=Standing.PASSED if ballot.nominee_id in chosen else Standing.OVER,
        )
        for ballot in tie.ballots
    ]
    context.connection.execute(
        update(session_nominee)
        .where(
            session_nominee.c.session_id == session.id,
            session_nominee.c.nominee_id == bindparam("on"),
        )
        .values(passed=bindparam("now_passed"), standing=bindparam("now_standing")),
        [
            {
                "on": ballot.nominee_id,
                "now_passed": ballot.passed,
                "now_standing": ballot.standing.value,
            }
            for ballot in decided
        ],
    )
    if not dossier.is_ended:
        rows = {row.id: row for row in nominees_of(context, dossier.id)}
        set_outcomes(context, dossier.id, rejections(rows, decided))
    evidence.forget(context, dossier.id)
    context.touch(dossier.instance_id)
