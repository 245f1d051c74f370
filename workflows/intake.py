"""Intake: accepting a dossier, asking once for a supplement, refusing, closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.clock import local
from engine.context import Context
from engine.deadlines import EventKind
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from workflows import clock_events, editions, parts, slips
from workflows.dossiers import Dossier, DossierState, change, dossier_of, think
from workflows.in_force import require_procedure_on
from workflows.slips import SlipKind
from workflows.submissions import words

PROCEDURE_LIMIT = "procedure.limit"
"""Law key of the whole time that a procedure may take."""

CHECK_FORM = "kiem_tra_ho_so"

Locals = Mapping[str, Scalar]


def register(registry: Registry) -> None:
    for topic in (
        Topic("accept_dossier", "Accept the dossier", accept, sets=("intake_result",)),
        Topic("refuse_dossier", "Refuse the dossier", refuse, sets=("intake_result",)),
        Topic("close_dossier", "Close the dossier", close, sets=("intake_result",)),
        Topic("request_supplement", "Ask for a supplement", request_supplement),
        Topic(
            "receive_supplement",
            "Receive the supplement",
            receive_supplement,
            sets=("supplement_result",),
        ),
        Topic(
            "expire_supplement",
            "No supplement in time",
            expire_supplement,
            sets=("supplement_result",),
        ),
    ):
        registry.topic(topic)


def accept(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """Fix regime date and law, start the statutory clock, issue the receipt (R-REG-01, slip 01)."""
    dossier = dossier_of(context, live.id)
    today = local(context.now).date()
    require_procedure_on(context, dossier.procedure, dossier.office_id, today)
    edition = editions.freeze(
        context, procedure=dossier.procedure, office_id=dossier.office_id, on=today
    )
    accepted = {
        "accepted_at": context.now,
        "regime_date": today,
        "law_edition_id": edition.address,
        "state": DossierState.PROCESSING,
    }
    context.clocks.give_way(live.record)
    # The limit is that of the law which applies from now on.
    think(context, dossier, **accepted)
    due = context.clocks.start(live.record, PROCEDURE_LIMIT)
    change(context, dossier, **accepted, due_at=due)
    content = {"due": due, "lookup_code": dossier.lookup_code}
    slips.write(context, dossier, edition, SlipKind.RECEIPT, content)
    live.set("intake_result", "accepted")


def request_supplement(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Write slip 02 and stop the clock until the papers are complete (R-TIME-05)."""
    dossier = dossier_of(context, live.id)
    missing = newest_answer(live, "missing_papers")
    edition = editions.edition_of(context, dossier)
    content = {"missing": missing, "parts": list(_unticked(context, dossier, live))}
    slip = slips.write(context, dossier, edition, SlipKind.SUPPLEMENT, content)
    change(
        context,
        dossier,
        state=DossierState.SUPPLEMENT,
        supplements=dossier.supplements + 1,
    )
    clock_events.append(context, live, EventKind.PAUSE, reason=missing, document=slip.reference)


def _unticked(context: Context, dossier: Dossier, live: LiveInstance) -> Sequence[str]:
    """The parts that the check did not find; an appraisal that asks does not tick any."""
    checked = live.submissions.get(CHECK_FORM)
    return (
        ()
        if checked is None
        else parts.missing_from(context, dossier, words(checked, parts.TICKED))
    )


def receive_supplement(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """The complete papers are there: the clock starts from zero (R-TIME-05)."""
    dossier = dossier_of(context, live.id)
    clock_events.append(context, live, EventKind.RESTART)
    change(
        context,
        dossier,
        state=DossierState.PROCESSING if dossier.accepted_at else DossierState.FILED,
    )
    live.set("supplement_result", "received")


def expire_supplement(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Nothing came within the time of R-TIME-06."""
    live.set("supplement_result", "closed")


def refuse(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """Refuse with reason (R-TIME-07, slip 03)."""
    dossier = dossier_of(context, live.id)
    # What the superior refused has its reason from there.
    reason = newest_answer(live, "refusal_reason") or dossier.state_reason
    ground = newest_answer(live, "refusal_ground")
    edition = editions.edition_of(context, dossier)
    content = {"ground": ground, "reason": reason}
    slips.write(context, dossier, edition, SlipKind.REFUSAL, content)
    end_dossier(context, live, DossierState.REFUSED, reason)
    live.set("intake_result", "refused")


def close(context: Context, live: LiveInstance, _element: Element, _locals: Locals) -> None:
    """Close a dossier that was not supplemented in time (R-TIME-06)."""
    end_dossier(context, live, DossierState.CLOSED, "")
    live.set("intake_result", "closed")


def end_dossier(context: Context, live: LiveInstance, state: DossierState, reason: str) -> None:
    """Put a dossier into its last state and stop its clock."""
    dossier = dossier_of(context, live.id)
    clock_events.append(context, live, EventKind.STOP, reason=reason)
    change(context, dossier, state=state, state_reason=reason, ended_at=context.now)


def newest_answer(live: LiveInstance, field: str) -> str:
    """What the form handed in by this command says in a field; intake and appraisal share them."""
    for values in live.submissions.values():
        if values.get(field):
            return str(values[field])
    return ""
