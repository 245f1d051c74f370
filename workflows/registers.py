"""Registers: numbers without gaps, given in the transaction that uses them, and what they name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.context import Context
from engine.view import View
from workflows.law import Edition
from workflows.tables.offices import office
from workflows.tables.registers import register as register_table
from workflows.tables.registers import register_entry

NUMBER = "{number}"
"""What stands for the number in a symbol of the law, e.g. `{number}/QĐ-UBND`."""

DIGITS = 2
"""Numbers are written 01, 02, …: nothing can be put before a single digit later."""


class RegisterKind(StrEnum):
    """The registers of an office; each counts on its own."""

    DOSSIER = "dossier"
    """Serials of a day, for dossier codes."""
    INCOMING = "incoming"
    """What units and the superior send."""
    DECISION = "decision"
    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a register: its number and how that is printed."""

    id: str
    number: int
    symbol: str


def next_number(context: Context, *, office_id: str, kind: str, period: str) -> int:
    """The next number of a register; given back when the transaction is.

    The row stays locked until the end of the transaction, so that numbers have no gap and no two
    documents the same.
    """
    dialect = postgresql if context.connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(register_table).values(
        office_id=office_id, kind=kind, period=period, last=1
    )
    number = context.connection.execute(
        statement.on_conflict_do_update(
            index_elements=["office_id", "kind", "period"],
            set_={"last": register_table.c.last + 1},
        ).returning(register_table.c.last)
    ).scalar_one()
    return int(number)


def enter(
    context: Context,
    *,
    office_id: str,
    kind: str,
    period: str,
    symbol: str,
    summary: str,
    dossier_id: str | None = None,
    late_reason: str = "",
) -> Entry:
    """Enter a document under the next number; `symbol` is a template of the law.

    What went out before it was entered says why (`late_reason`).
    """
    number = next_number(context, office_id=office_id, kind=kind, period=period)
    entry = Entry(id=context.new_id(), number=number, symbol=printed(symbol, number))
    context.connection.execute(
        insert(register_entry).values(
            id=entry.id,
            office_id=office_id,
            kind=kind,
            period=period,
            number=number,
            symbol=entry.symbol,
            summary=summary,
            dossier_id=dossier_id,
            entered_at=context.now,
            entered_by=context.actor.id,
            late_reason=late_reason,
        )
    )
    return entry


def entry_under(view: View, *, dossier_id: str, kind: str, period: str, number: int) -> Entry:
    """The line under which a dossier was given a number, by whichever office had it then."""
    row = view.connection.execute(
        select(register_entry.c.id, register_entry.c.symbol)
        .where(
            # Any of the few offices, and so along the index: the one that counted may have ended.
            register_entry.c.office_id.in_(select(office.c.id)),
            register_entry.c.dossier_id == dossier_id,
            register_entry.c.kind == kind,
            register_entry.c.period == period,
            register_entry.c.number == number,
        )
        .order_by(register_entry.c.id.desc())
        .limit(1)
    ).one()
    return Entry(id=row.id, number=number, symbol=row.symbol)


def symbol_of(edition: Edition, document: str) -> str:
    """The symbol of a kind of document (R-DOC-03), with the place of its number."""
    return str(edition.value("document.symbol", subject=document).value)


def printed(symbol: str, number: int) -> str:
    """The symbol with its number: `07/QĐ-UBND`."""
    return symbol.replace(NUMBER, f"{number:0{DIGITS}}")
