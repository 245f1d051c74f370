"""What follows from a decision that has its number: whom it awards or revokes, book and paper.

The number is given in the act of whoever issues the decision. All that follows is one act of the
system right after: until then nobody is awarded anything, and the honour book says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, update

from engine.context import Context
from engine.deadlines import EventKind
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from workflows import clock_events, evidence, honours
from workflows.acts import Act
from workflows.decisions import issued_decision, number_decision
from workflows.documents.asking import issue
from workflows.documents.kinds import DocumentKind
from workflows.dossiers import Dossier, DossierState, change, dossier_of
from workflows.editions import book, edition_of
from workflows.nominees import Nominee, Outcome, continuing, set_outcomes
from workflows.registers import Entry, RegisterKind, entry_under
from workflows.rewards import SubjectKind, reward
from workflows.tables.dossiers import nominee as nominee_table

Locals = Mapping[str, Scalar]


@dataclass(frozen=True, slots=True)
class Issue:
    """Under which line of the register and which day a decision was issued, by whom and when."""

    entry: Entry
    dated: date
    act: Act


def register(registry: Registry) -> None:
    registry.topic(Topic("carry_out_decision", "Carry out the decision", carry_out_decision))
    registry.topic(
        Topic(
            "register_decision",
            "Enter in the register and carry out the decision",
            register_decision,
        )
    )


def carry_out_decision(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Fix the rewards, award or revoke, have the paper made, and stop the clock: all or nothing."""
    dossier = dossier_of(context, live.id)
    issued = _issue_of(context, dossier)
    if honours.revokes(edition_of(context, dossier)):
        _revoke(context, dossier, issued)
    else:
        _award(context, dossier, issued)
    issue(context, dossier, DocumentKind.DECISION, issued.entry, issued.dated, issued.act)
    change(context, dossier, state=DossierState.DECIDED)
    # The procedure's limit ends with the number; from there its class is known (R-TIME-10).
    clock_events.record(context, live, EventKind.STOP, act=issued.act)


def register_decision(
    context: Context, live: LiveInstance, element: Element, given: Locals
) -> None:
    """Number and carry out at once, as drawings of earlier releases have it."""
    number_decision(context, live, element, given)
    carry_out_decision(context, live, element, given)


def _issue_of(context: Context, dossier: Dossier) -> Issue:
    decision = issued_decision(context, dossier.id)
    if decision is None or decision.number is None or decision.dated is None:
        raise ServiceTaskFailed("The decision has no number yet.")
    if decision.content_hash != evidence.list_hash(evidence.continuing(context, dossier.id)):
        raise ServiceTaskFailed("The list has changed since the decision got its number.")
    entry = entry_under(
        context,
        dossier_id=dossier.id,
        kind=RegisterKind.DECISION.value,
        period=str(decision.dated.year),
        number=decision.number,
    )
    act = Act(decision.issued_at or context.now, decision.issued_by or "")
    return Issue(entry, decision.dated, act)


def _revoke(context: Context, dossier: Dossier, issued: Issue) -> None:
    """Those on its list lose their award (R-PROC-12)."""
    rows = continuing(context, dossier.id)
    set_outcomes(context, dossier.id, {row.id: (Outcome.REVOKED, "") for row in rows})
    honours.revoke(context, dossier.office_id, rows, issued.entry.symbol)


def _award(context: Context, dossier: Dossier, issued: Issue) -> None:
    """Everybody still on the list is awarded, with the money of the day of the decision."""
    rows = continuing(context, dossier.id)
    money = {pair: _reward(context, dossier, *pair, issued.dated) for pair in _pairs(rows)}
    rewards = {row.id: money[row.award, row.kind] for row in rows}
    context.connection.execute(
        update(nominee_table)
        .where(nominee_table.c.id == bindparam("nominee_id"))
        .values(outcome=Outcome.AWARDED.value, reward=bindparam("money")),
        [{"nominee_id": key, "money": amount} for key, amount in rewards.items()],
    )
    evidence.forget(context, dossier.id)
    context.forget(("nominees", dossier.id))
    grant = honours.Grant(symbol=issued.entry.symbol, dated=issued.dated)
    honours.enter(context, dossier, rows, grant, rewards, by=issued.act.by)


def _pairs(rows: Sequence[Nominee]) -> set[tuple[str, str]]:
    return {(row.award, row.kind) for row in rows}


def _reward(context: Context, dossier: Dossier, award: str, kind: str, dated: date) -> int | None:
    """The money in đồng; None where the law of the dossier gives none."""
    edition = edition_of(context, dossier)
    if edition.get("reward.multiplier", award=award, subject=kind) is None:
        return None
    return reward(edition, book(context), award, SubjectKind(kind), dated).amount
