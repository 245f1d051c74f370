"""Dossier codes: `{agency code}-{yymmdd}-{daily serial}`, as the one-stop norms write them."""

from __future__ import annotations

from sqlalchemy import select

from engine.clock import local
from engine.context import Context
from workflows.registers import next_number
from workflows.tables.offices import office

SERIAL_DIGITS = 4


def next_code(context: Context, office_id: str) -> str:
    """The next code of the office on the day of the act (structure: Circular 01/2018 Art 19)."""
    day = local(context.now).strftime("%y%m%d")
    agency = context.connection.execute(
        select(office.c.agency_code).where(office.c.id == office_id)
    ).scalar_one()
    serial = next_number(context, office_id=office_id, kind="dossier", period=day)
    return f"{agency}-{day}-{serial:0{SERIAL_DIGITS}}"
