"""Correcting the ballot of a member who voted on paper: it was misread, or came in twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from engine.context import Context
from engine.errors import WrongState
from engine.reasons import require_reason
from engine.registry import Registry
from engine.text import normalise
from workflows.council.attendance import Elector, electorate
from workflows.council.ballots import (
    Choices,
    NotAMember,
    Notes,
    NotInWriting,
    accept,
    add,
    keep_open,
    require_paper,
)
from workflows.council.counting import Choice
from workflows.council.sessions import LONGEST_LINE, Session, lock, require_open
from workflows.tables.council import open_vote, voted


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectWrittenBallot:
    """Enter a written ballot anew in place of the one that was entered, with the reason."""

    session_id: str
    person_id: str
    reason: str
    choices: Choices = field(repr=False)
    notes: Notes = field(default_factory=dict, repr=False)
    scan: str = ""
    """Attachment id of another scan; empty keeps the one there is."""


class NothingToCorrect(WrongState):
    """No ballot of this member has been entered yet."""


class SecretCannotBeCorrected(WrongState):
    """A secret ballot cannot be taken out of the count; call the session off and vote anew."""


def register(registry: Registry) -> None:
    registry.command(
        CorrectWrittenBallot,
        action="council.correct_written_vote",
        locate=_locate,
        handle=correct_written_ballot,
    )


def correct_written_ballot(
    context: Context, command: CorrectWrittenBallot, about: Session
) -> object:
    require_open(about)
    require_reason(command.reason)
    if about.secret:
        raise SecretCannotBeCorrected()
    elector = _elector(context, about, command.person_id)
    require_paper(about, command.scan or elector.scan or "")
    before = _take_out(context, about, elector)
    # The paper that was looked at stays, unless another is given.
    kept = None if command.scan else elector.scan
    ballot = accept(
        context, about, elector, command.choices, command.notes, scan=command.scan, kept=kept
    )
    keep_open(context, about, elector, ballot)
    # First journal entry of who changed what an absent member said; open ballots are no secret.
    context.record(
        "council.correct_written_vote",
        "session",
        about.id,
        office_id=about.office_id,
        person=elector.person_id,
        reason=normalise(command.reason)[:LONGEST_LINE],
        before=dict(before),
    )
    return {"session": about.id, "corrected": elector.person_id}


def _locate(context: Context, command: CorrectWrittenBallot) -> Session:
    return lock(context, command.session_id)


def _elector(context: Context, session: Session, person_id: str) -> Elector:
    for elector in electorate(context, session.id):
        if elector.person_id == person_id:
            if not elector.votes_on_paper:
                raise NotInWriting()
            if not elector.has_voted:
                raise NothingToCorrect()
            return elector
    raise NotAMember()


def _take_out(context: Context, session: Session, elector: Elector) -> Mapping[str, str]:
    """Remove a ballot from the count; returns what it said, by nominee."""
    mine = (
        open_vote.c.session_id == session.id,
        open_vote.c.person_id == elector.person_id,
    )
    before = {
        row.nominee_id: row.choice
        for row in context.connection.execute(
            select(open_vote.c.nominee_id, open_vote.c.choice).where(*mine)
        )
    }
    for choice in Choice:
        made = [key for key, said in before.items() if said == choice]
        add(context, session, choice, made, votes=-1)
    context.connection.execute(delete(open_vote).where(*mine))
    context.connection.execute(
        delete(voted).where(
            voted.c.session_id == session.id, voted.c.person_id == elector.person_id
        )
    )
    return before
