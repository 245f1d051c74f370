"""That an office ends is proposed by one and agreed to by another; then everything moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select, update

from engine.clock import local
from engine.context import Context
from engine.errors import WrongState
from engine.registry import Registry
from engine.view import View
from workflows.entries import Entries
from workflows.succession.acts import Succession, acts_of, get_act, others_of
from workflows.succession.moving import move_everything
from workflows.tables.successions import succession
from workflows.two_people import State, require_open

LONGEST_DOCUMENT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeSuccession:
    """Put forward that another office takes over from a day on."""

    office_id: str
    successor_id: str
    takes_effect: date
    document: str


@dataclass(frozen=True, slots=True)
class ApproveSuccession:
    """Agree as the second person; everything moves at once."""

    succession_id: str


@dataclass(frozen=True, slots=True)
class DeclineSuccession:
    """Turn it down, or take it back."""

    succession_id: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """What `may` is asked about before there is an act: the office that would end."""

    id: str
    office_id: str


class NoSuccessor(WrongState):
    """An office does not take over from itself, nor from one that has ended."""


class OpenAct(WrongState):
    """Another act about this office waits for its decision."""


class NotYet(WrongState):
    """The act takes effect on %(day)s; agree to it from that day on."""


def register(registry: Registry) -> None:
    registry.command(
        ProposeSuccession, action="office.propose_succession", locate=_office, handle=propose
    )
    registry.command(
        ApproveSuccession, action="office.approve_succession", locate=_act, handle=approve
    )
    registry.command(
        DeclineSuccession, action="office.decline_succession", locate=_act, handle=decline
    )


def propose(context: Context, command: ProposeSuccession, about: Proposal) -> object:
    entries = Entries()
    text = entries.line("document", command.document, least=3, most=LONGEST_DOCUMENT)
    entries.require_sound()
    _require_two_offices(context, command.office_id, command.successor_id)
    if any(one.state is State.PROPOSED for one in acts_of(context, command.office_id)):
        raise OpenAct()
    context.connection.execute(
        insert(succession).values(
            id=about.id,
            office_id=command.office_id,
            successor_id=command.successor_id,
            takes_effect=command.takes_effect,
            document=text,
            proposed_at=context.now,
            proposed_by=context.actor.id,
        )
    )
    _tell(context, "office.propose_succession", about.id, command.office_id, document=text)
    return {"succession": about.id}


def approve(context: Context, _command: ApproveSuccession, about: Succession) -> object:
    """Move everything in this one transaction, and write down how much it was."""
    require_open(about)
    if local(context.now).date() < about.takes_effect:
        raise NotYet(day=f"{about.takes_effect:%d/%m/%Y}")
    _require_two_offices(context, about.office_id, about.successor_id)
    moved = move_everything(context, about)
    context.connection.execute(
        update(succession)
        .where(succession.c.id == about.id)
        .values(approved_at=context.now, approved_by=context.actor.id, moved=moved)
    )
    for office_id in (about.office_id, about.successor_id):
        _tell(
            context,
            "office.approve_succession",
            about.id,
            office_id,
            document=about.document,
            moved=moved,
        )
    return {"succession": about.id, "moved": moved}


def decline(context: Context, _command: DeclineSuccession, about: Succession) -> object:
    require_open(about)
    context.connection.execute(
        update(succession)
        .where(succession.c.id == about.id)
        .values(declined_at=context.now, declined_by=context.actor.id)
    )
    _tell(context, "office.decline_succession", about.id, about.office_id)
    return {"succession": about.id}


def _require_two_offices(view: View, office_id: str, successor_id: str) -> None:
    if successor_id not in dict(others_of(view, office_id)):
        raise NoSuccessor()
    if any(
        one.office_id == office_id and one.state is State.APPROVED
        for one in acts_of(view, office_id)
    ):
        raise NoSuccessor()


def _tell(context: Context, action: str, act_id: str, office_id: str, **details: object) -> None:
    context.record(action, "succession", act_id, office_id=office_id, instance_id="", **details)


def _office(context: Context, command: ProposeSuccession) -> Proposal:
    return Proposal(context.new_id(), command.office_id)


def _act(context: Context, command: ApproveSuccession | DeclineSuccession) -> Succession:
    """The act, its row locked: two people may decide at the same moment."""
    context.connection.execute(
        select(succession.c.id).where(succession.c.id == command.succession_id).with_for_update()
    )
    return get_act(context, command.succession_id)
