"""The register of what comes in (R-TIME-14): the letters of units, and what the superior answers.

A line is written in the transaction that takes the paper in, so that none is registered late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.clock import local
from engine.context import Context
from workflows.registers import NUMBER, Entry, RegisterKind, enter


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A paper from elsewhere: who sent it, under which number and day, what it is about."""

    sender: str
    symbol: str
    dated: date
    about: str


def register(context: Context, office_id: str, dossier_id: str, paper: Received) -> Entry:
    """Under the next number of the year; who sent it and what it says of itself stand with it."""
    return enter(
        context,
        office_id=office_id,
        kind=RegisterKind.INCOMING.value,
        period=str(local(context.now).year),
        symbol=NUMBER,
        summary=f"{paper.sender}: văn bản số {paper.symbol} ngày {paper.dated:%d/%m/%Y}. "
        f"{paper.about}",
        dossier_id=dossier_id,
    )
