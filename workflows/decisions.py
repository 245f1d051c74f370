"""Decisions: signed with evidence, numbered in the register when they are issued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.clock import local
from engine.context import Context
from engine.errors import Overtaken, ServiceTaskFailed
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.reasons import SHORTEST_REASON
from engine.registry import Registry, Topic
from engine.rows import values_of
from engine.text import search_key
from engine.view import View
from workflows.dossiers import dossier_of
from workflows.editions import edition_of
from workflows.honours import honoured_meanwhile
from workflows.registers import RegisterKind, enter, symbol_of
from workflows.submissions import Submission, day, handed_in, refuse, text
from workflows.tables.registers import decision as decision_table

ISSUE_FORM = "phat_hanh"
SYMBOL = "decision"
"""Under which name the law has the symbol of decisions."""

Locals = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A signed decision; number, symbol and date come when it is issued."""

    id: str
    dossier_id: str
    office_id: str
    content_hash: str
    signed_at: datetime
    signed_by: str
    signer_name: str
    signer_position: str
    scan: Sequence[str]
    summary: str
    number: int | None = None
    symbol: str | None = None
    dated: date | None = None
    issued_at: datetime | None = None
    issued_by: str | None = None
    superseded_at: datetime | None = None


COLUMNS = [decision_table.c[field.name] for field in fields(Decision)]

_WRITE = {
    dialect: (written := made.insert(decision_table)).on_conflict_do_update(
        index_elements=["id"], set_={"superseded_at": written.excluded.superseded_at}
    )
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}


def register(registry: Registry) -> None:
    registry.topic(Topic("number_decision", "Enter in the register", number_decision))


def signed_decision(view: View, dossier_id: str) -> Decision | None:
    """The decision that holds for a dossier: signed and not signed anew since."""
    return view.once(("decision", dossier_id), lambda: _read(view, dossier_id))


def hold(context: Context, decision: Decision) -> None:
    """From now on this decision holds for its dossier; an earlier one gives way to it."""
    earlier = signed_decision(context, decision.dossier_id)
    rows = [_row(decision)]
    if earlier is not None:
        rows.append(_row(replace(earlier, superseded_at=context.now)))
    context.connection.execute(_WRITE[context.connection.dialect.name], rows)
    context.forget(("decision", decision.dossier_id))
    know(context, decision.dossier_id, decision)


def _row(decision: Decision) -> dict[str, object]:
    row = {field.name: getattr(decision, field.name) for field in fields(Decision)}
    return {**row, "summary_key": search_key(decision.summary)}


def know(view: View, dossier_id: str, decision: Decision | None) -> None:
    """Let a view that has read it beside something else know the decision; None when unsigned."""
    view.once(("decision", dossier_id), lambda: decision)


def issued_decision(view: View, dossier_id: str) -> Decision | None:
    """The decision once it has its number."""
    found = signed_decision(view, dossier_id)
    return found if found is not None and found.number is not None else None


def number_decision(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Give the next number of the register, in the act of whoever issues the decision."""
    dossier = dossier_of(context, live.id)
    decision = signed_decision(context, dossier.id)
    if decision is None:
        raise ServiceTaskFailed("There is no signed decision to register.")
    values = handed_in(live, ISSUE_FORM)
    dated = day(values, "dated")
    signed_on = local(decision.signed_at).date()
    if dated < signed_on:
        refuse(
            "dated",
            "before_signature",
            "The decision was signed on %(day)s; it cannot be dated before.",
            day=f"{signed_on:%d/%m/%Y}",
        )
    entry = enter(
        context,
        office_id=dossier.office_id,
        kind=RegisterKind.DECISION.value,
        period=str(dated.year),
        symbol=symbol_of(edition_of(context, dossier), SYMBOL),
        summary=decision.summary,
        dossier_id=dossier.id,
        late_reason=_late_reason(context, values, dated),
    )
    if honoured_meanwhile(context, dossier):
        # Others number only after this one now: what they had not committed at the gate is seen.
        raise Overtaken()
    issued: dict[str, Any] = {
        "number": entry.number,
        "symbol": entry.symbol,
        "dated": dated,
        "issued_at": context.now,
        "issued_by": context.actor.id,
    }
    context.connection.execute(
        update(decision_table).where(decision_table.c.id == decision.id).values(issued)
    )
    context.forget(("decision", dossier.id))
    know(context, dossier.id, replace(decision, **issued))
    context.record(
        "decision.register",
        "decision",
        decision.id,
        office_id=dossier.office_id,
        instance_id=live.id,
        number=entry.number,
        dated=dated,
    )


def _late_reason(context: Context, values: Submission, dated: date) -> str:
    """Why it is entered on a later day than its own; nothing when it is entered on its day."""
    if dated >= local(context.now).date():
        return ""
    reason = text(values, "late_reason")
    if len(reason) < SHORTEST_REASON:
        refuse(
            "late_reason",
            "late_entry",
            "It bears a day that has passed: say why it is entered only now (at least %(least)s "
            "characters).",
            least=SHORTEST_REASON,
        )
    return reason


def _read(view: View, dossier_id: str) -> Decision | None:
    row: Row[tuple[object, ...]] | None = view.connection.execute(
        select(*COLUMNS).where(
            decision_table.c.dossier_id == dossier_id, decision_table.c.superseded_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else record_of(row)


def record_of(row: Row[tuple[object, ...]]) -> Decision:
    return Decision(**values_of(row, COLUMNS))
