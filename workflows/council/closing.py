"""Closing a session: the count becomes evidence, and who was voted down goes no further."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import bindparam, select, update

from engine.context import Context
from engine.errors import WrongState
from engine.registry import Registry
from engine.view import View
from workflows import evidence
from workflows.council import rules
from workflows.council.attendance import Attendance, Elector, electorate, note, presiding
from workflows.council.ballot_box import BallotBox
from workflows.council.counting import Base, Choice, Tally
from workflows.council.quorum import quorum_among
from workflows.council.ranking import Contender, Standing, standings
from workflows.council.sessions import (
    Session,
    SessionState,
    dossiers_of,
    lock,
    move,
    quotas_of,
    require_open,
)
from workflows.dossiers import Dossier
from workflows.editions import edition_of
from workflows.nominees import Nominee, Outcome, nominees_of, set_outcomes
from workflows.tables.council import open_vote, session_nominee

PASSES: Mapping[Standing, bool | None] = {
    Standing.OPEN: None,
    Standing.PASSED: True,
    Standing.BELOW: False,
    Standing.OVER: False,
    Standing.TIED: None,
}
"""What a standing says of whether the nominee goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSession:
    """Count the votes; nothing can be changed afterwards."""

    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """The count on one nominee."""

    nominee_id: str
    dossier_id: str
    content_hash: str
    members: int
    needed: int
    tally: Tally
    passed: bool | None
    standing: Standing = Standing.OPEN

    @property
    def ratio(self) -> str:
        """How minutes write it: yes votes of members."""
        return f"{self.tally.yes}/{self.members}"


class NoQuorum(WrongState):
    """%(attending)s of %(members)s take part; %(needed)s have to. Note who came, or call off."""


class VotesMissing(WrongState):
    """Not voted yet (%(count)s): %(names)s. Enter ballots on paper, or note who is absent."""


class MeetingNeeded(WrongState):
    """A written round cannot decide on %(name)s; the council has to meet."""


def register(registry: Registry, box: BallotBox) -> None:
    registry.command(
        CloseSession, action="council.close", locate=_locate, handle=partial(close_session, box)
    )


def close_session(
    box: BallotBox, context: Context, _command: CloseSession, about: Session
) -> object:
    require_open(about)
    electors = electorate(context, about.id)
    _require_votes(electors)
    dossiers = dossiers_of(context, about.id)
    # In one order everywhere, so that two closings never wait for each other.
    for instance_id in sorted(dossier.instance_id for dossier in dossiers):
        context.instance(instance_id)
    _require_quorum(context, dossiers, electors)
    ballots = {ballot.nominee_id: ballot for ballot in _cast(box, context, about, electors)}
    quotas, chair = quotas_of(context, about.id), _agreed_to_by_chair(context, about, electors)
    counted: list[Ballot] = []
    for dossier in dossiers:
        rows = [row for row in nominees_of(context, dossier.id) if row.id in ballots]
        figures = [
            _counted(context, about, dossier, row, ballots[row.id], electors) for row in rows
        ]
        by_chair = rules.chair_breaks_ties(edition_of(context, dossier))
        counted += _ranked(figures, quotas.get(dossier.id), chair, by_chair=by_chair)
    _write(context, about, electors, counted)
    for dossier in dossiers:
        _conclude(context, about, dossier, [b for b in counted if b.dossier_id == dossier.id])
    move(context, about, SessionState.CLOSED, closed_at=context.now)
    context.record("council.close", "session", about.id, office_id=about.office_id)
    return {
        "session": about.id,
        "passed": [ballot.nominee_id for ballot in counted if ballot.passed],
        "rejected": [ballot.nominee_id for ballot in counted if ballot.passed is False],
        "tied": [ballot.nominee_id for ballot in counted if ballot.passed is None],
    }


def ballots_of(view: View, session_id: str) -> Sequence[Ballot]:
    """The counts of a session; those of a secret one are made when it is closed."""
    rows = view.connection.execute(
        select(session_nominee).where(session_nominee.c.session_id == session_id)
    )
    return [
        Ballot(
            nominee_id=row.nominee_id,
            dossier_id=row.dossier_id,
            content_hash=row.content_hash,
            members=row.members,
            needed=row.needed,
            tally=Tally(yes=row.yes, no=row.no, blank=row.blank),
            passed=row.passed,
            standing=Standing(row.standing),
        )
        for row in rows
    ]


def _locate(context: Context, command: CloseSession) -> Session:
    return lock(context, command.session_id)


def _cast(
    box: BallotBox, context: Context, session: Session, electors: Sequence[Elector]
) -> Sequence[Ballot]:
    """The counts at the close: of a secret session, of what is in its box."""
    ballots = ballots_of(context, session.id)
    if not session.secret:
        return ballots
    tallies = box.count(
        context,
        session,
        before={ballot.nominee_id: ballot.tally for ballot in ballots},
        voters=sum(one.has_voted for one in electors),
    )
    return [replace(ballot, tally=tallies[ballot.nominee_id]) for ballot in ballots]


def _require_votes(electors: Sequence[Elector]) -> None:
    missing = [one.name for one in electors if one.takes_part and not one.has_voted]
    if missing:
        raise VotesMissing(count=len(missing), names=", ".join(missing))


def _require_quorum(
    context: Context, dossiers: Sequence[Dossier], electors: Sequence[Elector]
) -> None:
    quorum = quorum_among(context, dossiers, electors)
    if not quorum.is_reached:
        raise NoQuorum(attending=quorum.attending, members=quorum.members, needed=quorum.needed)


def _counted(
    context: Context,
    session: Session,
    dossier: Dossier,
    row: Nominee,
    ballot: Ballot,
    electors: Sequence[Elector],
) -> Ballot:
    """The figures of one nominee; what passing takes depends on who came."""
    edition = edition_of(context, dossier)
    met = any(one.is_present for one in electors)
    if not met and not rules.may_be_written(edition, row.award):
        raise MeetingNeeded(name=row.name)
    if session.repeats is not None:
        # They have the votes that the law asks from the ballot before; this one only ranks them.
        return ballot
    threshold = rules.threshold(edition, row.award)
    if threshold.base is Base.PRESENT:
        attending = sum(1 for one in electors if one.takes_part)
        return replace(ballot, members=attending, needed=threshold.needed(attending))
    return ballot


def _ranked(
    ballots: Sequence[Ballot],
    quota: int | None,
    chair: Mapping[str, bool],
    *,
    by_chair: bool,
) -> Sequence[Ballot]:
    """The ballots with their standing; who is tied has neither passed nor failed (R-COUN-07)."""
    contenders = [
        Contender(
            nominee_id=ballot.nominee_id,
            tally=ballot.tally,
            needed=ballot.needed,
            chair_agreed=chair.get(ballot.nominee_id),
        )
        for ballot in ballots
    ]
    found = standings(contenders, quota, by_chair=by_chair)
    return [
        replace(ballot, standing=standing, passed=PASSES[standing])
        for ballot in ballots
        for standing in [found[ballot.nominee_id]]
    ]


def _agreed_to_by_chair(
    context: Context, session: Session, electors: Sequence[Elector]
) -> Mapping[str, bool]:
    """Nominee id to whether whoever presides agreed; of a secret ballot nobody knows."""
    chair = presiding(electors)
    if chair is None or session.secret:
        return {}
    rows = context.connection.execute(
        select(open_vote.c.nominee_id, open_vote.c.choice).where(
            open_vote.c.session_id == session.id, open_vote.c.person_id == chair.person_id
        )
    )
    return {row.nominee_id: row.choice == Choice.YES for row in rows}


def _write(
    context: Context, session: Session, electors: Sequence[Elector], counted: Sequence[Ballot]
) -> None:
    note(
        context,
        session,
        {
            one.person_id: Attendance.ABSENT
            for one in electors
            if one.attendance is Attendance.EXPECTED
        },
    )
    context.connection.execute(
        update(session_nominee)
        .where(
            session_nominee.c.session_id == session.id,
            session_nominee.c.nominee_id == bindparam("on"),
        )
        .values(
            **{choice.value: bindparam(f"counted_{choice}") for choice in Choice},
            members=bindparam("counted_of"),
            needed=bindparam("counted_needed"),
            passed=bindparam("counted_passed"),
            standing=bindparam("counted_standing"),
        ),
        [
            {
                "on": ballot.nominee_id,
                "counted_yes": ballot.tally.yes,
                "counted_no": ballot.tally.no,
                "counted_blank": ballot.tally.blank,
                "counted_of": ballot.members,
                "counted_needed": ballot.needed,
                "counted_passed": ballot.passed,
                "counted_standing": ballot.standing.value,
            }
            for ballot in counted
        ],
    )


def _conclude(
    context: Context, session: Session, dossier: Dossier, counted: Sequence[Ballot]
) -> None:
    """Who did not pass is rejected; who is held meanwhile, or was changed, is left as they are."""
    if not dossier.is_ended:
        rows = {row.id: row for row in nominees_of(context, dossier.id)}
        set_outcomes(context, dossier.id, rejections(rows, counted))
    evidence.forget(context, dossier.id)
    context.touch(dossier.instance_id)
    context.record(
        "council.decide",
        "dossier",
        dossier.id,
        office_id=dossier.office_id,
        instance_id=dossier.instance_id,
        session=session.id,
        passed=sum(1 for ballot in counted if ballot.passed),
        rejected=sum(1 for ballot in counted if ballot.passed is False),
        tied=sum(1 for ballot in counted if ballot.passed is None),
    )


def rejections(
    rows: Mapping[str, Nominee], counted: Sequence[Ballot]
) -> Mapping[str, tuple[Outcome, str]]:
    """Who goes no further after a count, with the figures as minutes write them."""
    return {
        ballot.nominee_id: (Outcome.REJECTED, ballot.ratio)
        for ballot in counted
        if ballot.passed is False
        and rows[ballot.nominee_id].continues
        and rows[ballot.nominee_id].content_hash == ballot.content_hash
    }
