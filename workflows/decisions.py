"""Decisions: signed with evidence, numbered in the register, and what they give to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.clock import local
from engine.context import Context
from engine.deadlines import ClockEvent, EventKind
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.reasons import SHORTEST_REASON
from engine.registry import Registry, Topic
from engine.text import search_key
from engine.view import View
from workflows import evidence, honours
from workflows.documents.asking import issue
from workflows.documents.kinds import DocumentKind
from workflows.dossiers import Dossier, DossierState, change, dossier_of
from workflows.editions import book, edition_of
from workflows.nominees import Nominee, Outcome, continuing, set_outcomes
from workflows.registers import Entry, RegisterKind, enter, symbol_of
from workflows.rewards import SubjectKind, reward
from workflows.submissions import Submission, day, handed_in, refuse, text
from workflows.tables.dossiers import nominee as nominee_table
from workflows.tables.registers import decision as decision_table

ISSUE_FORM = "phat_hanh"
EFFECT, REVOKES = "decision.effect", "revoke"
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
    registry.topic(Topic("register_decision", "Enter in the register", register_decision))


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


def register_decision(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Give the number, fix the rewards, award, and stop the clock: in this one transaction."""
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
    context.connection.execute(
        update(decision_table)
        .where(decision_table.c.id == decision.id)
        .values(
            number=entry.number,
            symbol=entry.symbol,
            dated=dated,
            issued_at=context.now,
            issued_by=context.actor.id,
        )
    )
    context.forget(("decision", dossier.id))
    _give_effect(context, dossier, entry, dated)
    change(context, dossier, state=DossierState.DECIDED)
    _stop_clock(context, live)
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


def _give_effect(context: Context, dossier: Dossier, entry: Entry, dated: date) -> None:
    """A decision awards those on its list; one that revokes takes their award back (R-PROC-12)."""
    if edition_of(context, dossier)[EFFECT].value == REVOKES:
        rows = continuing(context, dossier.id)
        set_outcomes(context, dossier.id, {row.id: (Outcome.REVOKED, "") for row in rows})
        honours.revoke(context, dossier.office_id, rows, entry.symbol)
    else:
        _award(context, dossier, entry.symbol, dated)
    issue(context, dossier, DocumentKind.DECISION, entry, dated)


def _award(context: Context, dossier: Dossier, symbol: str, dated: date) -> None:
    """Everybody still on the list is awarded, with the money of the day of the decision."""
    rows = continuing(context, dossier.id)
    money = {pair: _reward(context, dossier, *pair, dated) for pair in _pairs(rows)}
    rewards = {row.id: money[row.award, row.kind] for row in rows}
    context.connection.execute(
        update(nominee_table)
        .where(nominee_table.c.id == bindparam("nominee_id"))
        .values(outcome=Outcome.AWARDED.value, reward=bindparam("money")),
        [{"nominee_id": key, "money": amount} for key, amount in rewards.items()],
    )
    evidence.forget(context, dossier.id)
    context.forget(("nominees", dossier.id))
    honours.enter(context, dossier, rows, honours.Grant(symbol=symbol, dated=dated), rewards)


def _pairs(rows: Sequence[Nominee]) -> set[tuple[str, str]]:
    return {(row.award, row.kind) for row in rows}


def _reward(context: Context, dossier: Dossier, award: str, kind: str, dated: date) -> int | None:
    """The money in đồng; None where the law of the dossier gives none."""
    edition = edition_of(context, dossier)
    if edition.get("reward.multiplier", award=award, subject=kind) is None:
        return None
    return reward(edition, book(context), award, SubjectKind(kind), dated).amount


def _stop_clock(context: Context, live: LiveInstance) -> None:
    """The procedure's limit ends with the number; from here its class is known (R-TIME-10)."""
    ledger = context.clocks.of_instance(live.record)
    if ledger is not None:
        stop = ClockEvent(kind=EventKind.STOP, at=context.now, actor=context.actor.id)
        context.clocks.record(live.record, ledger, stop)


def _read(view: View, dossier_id: str) -> Decision | None:
    row: Row[tuple[object, ...]] | None = view.connection.execute(
        select(*COLUMNS).where(
            decision_table.c.dossier_id == dossier_id, decision_table.c.superseded_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else record_of(row)


def record_of(row: Row[tuple[object, ...]]) -> Decision:
    return Decision(**{column.name: row._mapping[column] for column in COLUMNS})
