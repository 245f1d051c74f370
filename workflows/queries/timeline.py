"""What happened to a dossier, the newest first: acts of people from the journal, and slips."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from engine.journal import DONE
from engine.tables import journal
from engine.view import View
from workflows.positions import names_of
from workflows.slips import SlipKind
from workflows.tables.dossiers import slip

PAGE = 50

UNSAID = ("wait.wake", "document.made", "document.open")
"""Acts of nobody, that went on by themselves, and who looked at a paper: the journal has them."""

ON_ITS_OWN_LINE = (SlipKind.RECEIPT, SlipKind.SUPPLEMENT, SlipKind.REFUSAL)
"""Slips that no journal row tells of; an apology has one."""

SLIP = "slip."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline."""

    id: str
    at: datetime
    actor: str
    on_behalf_of: str = ""
    action: str
    """Of the journal; `slip.` and the kind for a slip."""
    outcome: str = DONE
    object_id: str = ""
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def was_refused(self) -> bool:
        return self.outcome != DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A page of it, and by what its people are called."""

    entries: Sequence[Entry]
    names: Mapping[str, str]
    next: int | None
    """Sequence number of the journal below which the next page begins."""


def timeline_of(
    view: View,
    *,
    dossier_id: str,
    instance_id: str,
    before: int | None = None,
    also_named: Iterable[str] = (),
) -> Timeline:
    """One page of a dossier's timeline; `also_named` are other people whose names are needed."""
    rows = _acts(view, instance_id, before)
    above = rows.pop(0) if rows and rows[0].seq == before else None
    shown = rows[:PAGE]
    has_more = len(rows) > PAGE
    slips = [
        one
        for one in _slips(view, dossier_id)
        if (above is None or one.at < above.at) and (not has_more or one.at >= shown[-1].at)
    ]
    entries = sorted([*map(_act, shown), *slips], key=lambda one: one.at, reverse=True)
    return Timeline(
        entries=entries,
        names=names_of(view, {*_people(entries), *also_named} - {""}),
        next=shown[-1].seq if has_more else None,
    )


def _acts(view: View, instance_id: str, before: int | None) -> list[Row[Any]]:
    """A page and one more, led by the row it follows: that one bounds the slips."""
    query = select(journal).where(
        journal.c.instance_id == instance_id, journal.c.action.not_in(UNSAID)
    )
    if before is not None:
        query = query.where(journal.c.seq <= before)
    newest_first = query.order_by(journal.c.seq.desc()).limit(PAGE + 2)
    return list(view.connection.execute(newest_first))


def _act(row: Row[Any]) -> Entry:
    return Entry(
        id=str(row.seq),
        at=row.at,
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        action=row.action,
        outcome=row.outcome,
        object_id=row.object_id,
        details=row.details or {},
    )


def _slips(view: View, dossier_id: str) -> Sequence[Entry]:
    rows = view.connection.execute(
        select(slip)
        .where(
            slip.c.dossier_id == dossier_id,
            slip.c.kind.in_([kind.value for kind in ON_ITS_OWN_LINE]),
        )
        .order_by(slip.c.id)
    )
    return [
        Entry(
            id=row.id,
            at=row.at,
            actor=row.by,
            action=f"{SLIP}{row.kind}",
            object_id=row.id,
            details={**row.content, "number": row.number},
        )
        for row in rows
    ]


def _people(entries: Iterable[Entry]) -> set[str]:
    found: set[str] = set()
    for one in entries:
        found |= {one.actor, one.on_behalf_of}
        if one.action == "task.assign":
            found.add(str(one.details.get("to", "")))
    return found
