"""Slips of the one-stop unit: numbered by kind and year, kept as they were handed out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select

from engine.clock import local
from engine.context import Context
from engine.view import View
from workflows.documents.asking import hand_out
from workflows.documents.kinds import SLIPS
from workflows.dossiers import Dossier
from workflows.law import Edition
from workflows.registers import next_number
from workflows.tables.dossiers import slip as slip_table


class SlipKind(StrEnum):
    """What a slip tells the proposer; the law orders them (`slip.forms`)."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A slip as written: its key, its number, and how other papers cite it."""

    id: str
    number: int
    reference: str
    """Form and number, e.g. `04/7`."""


def write(
    context: Context,
    dossier: Dossier,
    edition: Edition,
    kind: SlipKind,
    content: Mapping[str, object],
) -> Slip:
    """Write a slip under the office's next number of that kind this year."""
    number = next_number(
        context,
        office_id=dossier.office_id,
        kind=kind.value,
        period=str(local(context.now).year),
    )
    written = Slip(
        id=context.new_id(), number=number, reference=f"{form_of(edition, kind):02}/{number}"
    )
    context.connection.execute(
        insert(slip_table).values(
            id=written.id,
            dossier_id=dossier.id,
            office_id=dossier.office_id,
            kind=kind.value,
            number=number,
            at=context.now,
            by=context.actor.id,
            content=dict(content),
        )
    )
    hand_out(context, dossier, SLIPS[kind.value], written.id, number=number)
    return written


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A slip as it was handed out."""

    number: int
    at: datetime
    content: Mapping[str, object]


def newest_slip(view: View, dossier_id: str, kind: SlipKind) -> Written | None:
    """The slip of a kind that a dossier got last."""
    row = view.connection.execute(
        select(slip_table.c.number, slip_table.c.at, slip_table.c.content)
        .where(slip_table.c.dossier_id == dossier_id, slip_table.c.kind == kind.value)
        .order_by(slip_table.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Written(number=row.number, at=row.at, content=row.content)


def form_of(edition: Edition, kind: SlipKind) -> int:
    """The number of the slip's form in the law of the dossier: the apology is form 04."""
    forms = edition["slip.forms"].value
    if not isinstance(forms, tuple):
        raise TypeError("slip.forms is a list of slips")
    return forms.index(kind.value) + 1
