"""Deciding about a proposed value: a second person sees what it would change, and agrees or not."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import update

from engine.context import Context
from engine.errors import WrongState
from workflows import editions
from workflows.entries import Entries
from workflows.own_law.effects import broken_by
from workflows.own_law.permitted import require_permitted
from workflows.own_law.proposing import LONGEST_REASON
from workflows.own_law.stored import OwnValue, State, law_row, own_value_to_decide
from workflows.tables.law import law_value

LEAST_NOTE = 10


class ValueDecided(WrongState):
    """Somebody has decided about this value already; look at it again."""


class WouldBreak(WrongState):
    """With this value these procedures could not be deployed: %(names)s. Mend them first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveLawValue:
    """Agree: from its day on the value holds for dossiers that are received then."""

    value_id: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineLawValue:
    """Turn a proposed value down, or take one's own proposal back; it stays readable."""

    value_id: str
    note: str


def locate(context: Context, command: ApproveLawValue | DeclineLawValue) -> OwnValue:
    return own_value_to_decide(context, command.value_id)


def approve(context: Context, command: ApproveLawValue, own: OwnValue) -> object:
    """Looked at once more: the law or a drawing may have moved on since it was proposed."""
    _require_open(own)
    entries = Entries()
    note = entries.text("note", command.note, most=LONGEST_REASON)
    book = editions.book(context)
    require_permitted(entries, book, own, law_row(book, own))
    entries.require_sound()
    broken = broken_by(context, own)
    if broken:
        raise WouldBreak(names=", ".join(one.name for one in broken))
    _close(context, own, approved_by=context.actor.id, approved_at=context.now, note=note)
    _record(context, "law.approve", own, note)
    return {"value": own.id}


def decline(context: Context, command: DeclineLawValue, own: OwnValue) -> object:
    _require_open(own)
    entries = Entries()
    note = entries.text("note", command.note, least=LEAST_NOTE, most=LONGEST_REASON)
    entries.require_sound()
    _close(context, own, declined_by=context.actor.id, declined_at=context.now, note=note)
    _record(context, "law.decline", own, note)
    return {"value": own.id}


def _require_open(own: OwnValue) -> None:
    if own.state is not State.PROPOSED:
        raise ValueDecided()


def _close(context: Context, own: OwnValue, **values: object) -> None:
    context.connection.execute(update(law_value).where(law_value.c.id == own.id).values(**values))
    context.forget("law book")


def _record(context: Context, action: str, own: OwnValue, note: str) -> None:
    context.record(
        action,
        "law_value",
        own.id,
        office_id=own.office_id,
        key=own.key,
        procedure=own.procedure,
        award=own.award,
        value=own.value,
        valid_from=own.valid_from,
        document=own.document,
        proposed_by=own.proposed_by,
        note=note,
    )
