"""Casting ballots: once a member, on everybody but oneself.

A secret ballot leaves two things only: that the member voted, and totals. It is put into a sealed
box (`council.ballot_box`); neither rows nor journal tell what anybody chose or how the count stood
at a moment, so that it cannot be recounted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import insert, select, update

from engine.context import Context
from engine.errors import Conflict, Forbidden, WrongState
from engine.registry import Registry
from workflows import attachments
from workflows.council.attendance import Attendance, Elector, electorate, note
from workflows.council.ballot_box import BallotBox
from workflows.council.counting import Choice
from workflows.council.sessions import Session, lock, require_open
from workflows.entries import Entries
from workflows.interests import OwnRow
from workflows.tables.council import open_vote, recusal, session_nominee, voted

LONGEST_NOTE = 1000
CHOICES = frozenset(choice.value for choice in Choice)

Choices = Mapping[str, str]
"""Nominee id to `counting.Choice`, as it was typed."""

Notes = Mapping[str, str]
"""Nominee id to a dissent that goes into the minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CastBallot:
    """Vote on everybody on the agenda at once."""

    session_id: str
    # Kept out of `repr`: the journal's digest of a command would give a secret choice away.
    choices: Choices = field(repr=False)
    notes: Notes = field(default_factory=dict, repr=False)
    on_behalf_of: str = ""
    """The absent member whose mandate one has; empty for one's own ballot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWrittenBallot:
    """Enter the paper ballot of a member who was asked in writing or has no account."""

    session_id: str
    person_id: str
    choices: Choices = field(repr=False)
    notes: Notes = field(default_factory=dict, repr=False)
    scan: str = ""
    """Attachment id of the paper, in an open ballot."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's word on one nominee, as it was typed or kept."""

    nominee_id: str
    choice: Choice
    note: str


class NotAMember(Forbidden):
    """Only members who belonged to the council when the session was opened vote in it."""


class AlreadyVoted(Conflict):
    """This ballot has been cast already; nobody votes twice."""


class NotTakingPart(WrongState):
    """This member is noted as absent."""


class NotYourMandate(Forbidden):
    """You have no mandate to vote for this member."""


class ScanBreaksSecrecy(WrongState):
    """A scan would show what a secret ballot said; keep the paper under seal instead."""


class NotInWriting(WrongState):
    """Only members asked in writing, or there without an account, have their ballot entered."""


def register(registry: Registry, box: BallotBox) -> None:
    registry.command(
        CastBallot, action="council.vote", locate=_locate, handle=partial(cast_ballot, box)
    )
    registry.command(
        RecordWrittenBallot,
        action="council.written_vote",
        locate=_locate,
        handle=partial(record_written_ballot, box),
    )


def cast_ballot(box: BallotBox, context: Context, command: CastBallot, about: Session) -> object:
    require_open(about)
    elector = _elector(context, about, command.on_behalf_of or context.actor.id)
    if command.on_behalf_of:
        _require_mandate(context, elector)
    elif elector.attendance in (Attendance.ABSENT, Attendance.PROXY):
        raise NotTakingPart()
    elif elector.attendance is Attendance.EXPECTED:
        note(context, about, {elector.person_id: Attendance.PRESENT})
    ballot = accept(context, about, elector, command.choices, command.notes)
    _put(box, context, about, elector, ballot)
    by_proxy = {"person": elector.person_id} if command.on_behalf_of else {}
    context.record("council.vote", "session", about.id, office_id=about.office_id, **by_proxy)
    return {"session": about.id, "voted": elector.person_id}


def record_written_ballot(
    box: BallotBox, context: Context, command: RecordWrittenBallot, about: Session
) -> object:
    require_open(about)
    elector = _elector(context, about, command.person_id)
    if not elector.votes_on_paper:
        raise NotInWriting()
    require_paper(about, command.scan)
    ballot = accept(context, about, elector, command.choices, command.notes, scan=command.scan)
    _put(box, context, about, elector, ballot)
    context.record(
        "council.written_vote",
        "session",
        about.id,
        office_id=about.office_id,
        person=elector.person_id,
    )
    return {"session": about.id, "voted": elector.person_id}


def _locate(context: Context, command: CastBallot | RecordWrittenBallot) -> Session:
    return lock(context, command.session_id)


def require_paper(session: Session, scan: str) -> None:
    """An open ballot that somebody else enters is shown by the paper that the member filled in."""
    if not session.secret and not scan:
        entries = Entries()
        entries.refuse("scan", "no_paper", "Attach the paper that the member filled in and signed.")
        entries.require_sound()


def _require_mandate(context: Context, elector: Elector) -> None:
    if elector.attendance is not Attendance.PROXY or elector.proxy_id != context.actor.id:
        raise NotYourMandate()


def _elector(context: Context, session: Session, person_id: str) -> Elector:
    for elector in electorate(context, session.id):
        if elector.person_id == person_id:
            if elector.has_voted:
                raise AlreadyVoted()
            return elector
    raise NotAMember()


def accept(
    context: Context,
    session: Session,
    elector: Elector,
    choices: Choices,
    notes: Notes,
    *,
    scan: str = "",
    kept: str | None = None,
) -> Sequence[Vote]:
    """Read one ballot and keep that it was cast, with its new scan or the one that is kept."""
    if scan and session.secret:
        raise ScanBreaksSecrecy()
    recused = _recused(context, session, elector)
    if recused & choices.keys():
        raise OwnRow()
    ballot = _read(session, _on_agenda(context, session) - recused, choices, notes)
    context.connection.execute(
        insert(voted).values(
            session_id=session.id,
            person_id=elector.person_id,
            at=context.now,
            scan=attachments.loose_of(context, scan, field="scan") if scan else kept,
        )
    )
    return ballot


def _put(
    box: BallotBox,
    context: Context,
    session: Session,
    elector: Elector,
    ballot: Sequence[Vote],
) -> None:
    if session.secret:
        box.put(context, session, {vote.nominee_id: vote.choice for vote in ballot})
    else:
        keep_open(context, session, elector, ballot)


def keep_open(context: Context, session: Session, elector: Elector, ballot: Sequence[Vote]) -> None:
    """Count an open ballot at once, and keep it as it was cast."""
    for choice in Choice:
        made = [vote.nominee_id for vote in ballot if vote.choice is choice]
        add(context, session, choice, made)
    if ballot:
        _keep(context, session, elector, ballot)


def _read(
    session: Session, expected: frozenset[str], choices: Choices, notes: Notes
) -> Sequence[Vote]:
    """The votes on exactly the expected people; raises with everything that is wrong."""
    entries = Entries()
    for nominee_id in sorted((choices.keys() | notes.keys()) - expected):
        entries.refuse(f"choices.{nominee_id}", "not_on_list", "This person is not on the list.")
    ballot = []
    for nominee_id in sorted(expected):
        note_typed = notes.get(nominee_id, "")
        said = entries.text(f"notes.{nominee_id}", note_typed, most=LONGEST_NOTE)
        if session.secret and said:
            entries.refuse(f"notes.{nominee_id}", "secret", "A secret ballot carries no notes.")
        if choices.get(nominee_id) not in CHOICES:
            entries.refuse(f"choices.{nominee_id}", "no_vote", "Vote on everybody on the list.")
            continue
        ballot.append(Vote(nominee_id, Choice(choices[nominee_id]), said))
    entries.require_sound()
    return ballot


def _keep(context: Context, session: Session, elector: Elector, ballot: Sequence[Vote]) -> None:
    """An open ballot is kept as it was cast, with its dissent."""
    context.connection.execute(
        insert(open_vote),
        [
            {
                "session_id": session.id,
                "nominee_id": vote.nominee_id,
                "person_id": elector.person_id,
                "choice": vote.choice.value,
                "note": vote.note,
            }
            for vote in ballot
        ],
    )


def add(
    context: Context,
    session: Session,
    choice: Choice,
    nominee_ids: Sequence[str],
    *,
    votes: int = 1,
) -> None:
    """Move the counters of some nominees; back, when a ballot is taken out."""
    if not nominee_ids:
        return
    column = session_nominee.c[choice.value]
    context.connection.execute(
        update(session_nominee)
        .where(
            session_nominee.c.session_id == session.id,
            session_nominee.c.nominee_id.in_(nominee_ids),
        )
        .values({column: column + votes})
    )


def _on_agenda(context: Context, session: Session) -> frozenset[str]:
    found = context.connection.execute(
        select(session_nominee.c.nominee_id).where(session_nominee.c.session_id == session.id)
    )
    return frozenset(found.scalars())


def _recused(context: Context, session: Session, elector: Elector) -> frozenset[str]:
    found = context.connection.execute(
        select(recusal.c.nominee_id).where(
            recusal.c.session_id == session.id,
            # A proxy decides on their own row no more than anybody else.
            recusal.c.person_id.in_([elector.person_id, elector.proxy_id or ""]),
        )
    )
    return frozenset(found.scalars())
