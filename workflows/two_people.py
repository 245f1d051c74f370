"""What one person proposes a second one decides: agreed to, or turned down; nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Table, update

from engine.context import Context
from engine.errors import WrongState
from workflows.entries import Entries

LEAST_NOTE, LONGEST_NOTE = 10, 2000


class State(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    """Waits for a second person."""
    APPROVED = "approved"
    """Holds, from its day on."""
    DECLINED = "declined"
    """Turned down, or taken back by whoever proposed it."""


class DecidedAlready(WrongState):
    """Somebody has decided about this already; look at it again."""


class Proposal(Protocol):
    """What is decided about."""

    @property
    def id(self) -> str: ...

    @property
    def office_id(self) -> str: ...

    @property
    def proposed_by(self) -> str: ...

    @property
    def state(self) -> State: ...


AProposal = TypeVar("AProposal", bound=Proposal)


def state_of(*, approved_at: datetime | None, declined_at: datetime | None) -> State:
    """What became of a proposal, by when somebody decided about it."""
    if approved_at is not None:
        return State.APPROVED
    return State.PROPOSED if declined_at is None else State.DECLINED


def is_open(table: Table) -> ColumnElement[bool]:
    """The same in a query: nobody has decided about the row yet."""
    return table.c.approved_at.is_(None) & table.c.declined_at.is_(None)


def require_open(about: Proposal) -> None:
    if about.state is not State.PROPOSED:
        raise DecidedAlready()


def note_of_approval(entries: Entries, typed: str) -> str:
    """Whoever agrees may say why."""
    return entries.text("note", typed, most=LONGEST_NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals(Generic[AProposal]):
    """Where proposals of one kind are kept, and what the journal is told when they are decided."""

    table: Table
    approved: str
    """The action of agreeing, as the journal calls it."""
    declined: str
    told: Callable[[AProposal], Mapping[str, object]]

    def approve(self, context: Context, about: AProposal, note: str, **became: object) -> None:
        """Agreed to; `became` is what came of it, where the row keeps that."""
        decision = {"approved_by": context.actor.id, "approved_at": context.now}
        self._close(context, about, {**decision, "note": note, **became})
        self._tell(context, self.approved, about, note=note, **became)

    def decline(self, context: Context, about: AProposal, typed: str) -> None:
        """Turned down, or taken back; whoever does it says why."""
        require_open(about)
        entries = Entries()
        note = entries.text("note", typed, least=LEAST_NOTE, most=LONGEST_NOTE)
        entries.require_sound()
        decision = {"declined_by": context.actor.id, "declined_at": context.now}
        self._close(context, about, {**decision, "note": note})
        self._tell(context, self.declined, about, note=note)

    def _close(self, context: Context, about: AProposal, values: Mapping[str, object]) -> None:
        context.connection.execute(
            update(self.table).where(self.table.c.id == about.id).values(values)
        )

    def _tell(self, context: Context, action: str, about: AProposal, **details: object) -> None:
        context.record(
            action,
            self.table.name,
            about.id,
            office_id=about.office_id,
            instance_id="",
            **self.told(about),
            **details,
        )
