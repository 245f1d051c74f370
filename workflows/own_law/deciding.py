"""Deciding about a proposed value: a second person sees what it would change, and agrees or not."""

from __future__ import annotations

from dataclasses import dataclass

from engine.context import Context
from engine.errors import WrongState
from workflows import editions
from workflows.entries import Entries
from workflows.own_law.effects import broken_by
from workflows.own_law.permitted import require_permitted
from workflows.own_law.stored import OwnValue, law_row, own_value_to_decide
from workflows.tables.law import law_value
from workflows.two_people import Proposals, note_of_approval, require_open


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
    require_open(own)
    entries = Entries()
    note = note_of_approval(entries, command.note)
    book = editions.book(context)
    require_permitted(entries, book, own, law_row(book, own))
    entries.require_sound()
    broken = broken_by(context, own)
    if broken:
        raise WouldBreak(names=", ".join(one.name for one in broken))
    _PROPOSALS.approve(context, own, note)
    context.forget("law book")
    return {"value": own.id}


def decline(context: Context, command: DeclineLawValue, own: OwnValue) -> object:
    _PROPOSALS.decline(context, own, command.note)
    return {"value": own.id}


def _told(own: OwnValue) -> dict[str, object]:
    return {
        "key": own.key,
        "procedure": own.procedure,
        "award": own.award,
        "value": own.value,
        "valid_from": own.valid_from,
        "document": own.document,
        "proposed_by": own.proposed_by,
    }


_PROPOSALS: Proposals[OwnValue] = Proposals(
    table=law_value, approved="law.approve", declined="law.decline", told=_told
)
