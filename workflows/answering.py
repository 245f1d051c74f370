"""The superior's answer to whoever submitted: decided, sent back, or refused (R-AUTH-10).

It is written where the submitting office waits for it; the message that follows says that it is
there. What was submitted as a package is answered by a package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from engine.clock import local
from engine.context import Context
from engine.errors import ServiceTaskFailed
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from engine.view import View
from workflows import attachments, slips, superiors
from workflows.decisions import Decision, issued_decision
from workflows.dossiers import Dossier, DossierState, Origin, dossier_of, get_dossier
from workflows.editions import edition_of
from workflows.intake import end_dossier, newest_answer
from workflows.nominees import Nominee, Outcome, nominees_of
from workflows.procedures import ROLES
from workflows.slips import SlipKind
from workflows.superiors import Answer, Result
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.packages import received_package
from workflows.tables.superiors import upward

RESULTS = {
    DossierState.DECIDED: Result.DECIDED,
    DossierState.RETURNED: Result.RETURNED,
    DossierState.REFUSED: Result.REFUSED,
}
"""The state of the superior's dossier, and what that is to the one that was submitted."""

SLIPS = {Result.RETURNED: SlipKind.SUPPLEMENT, Result.REFUSED: SlipKind.REFUSAL}
"""By which paper the superior says it, where there is no decision."""

Locals = Mapping[str, Scalar]


def register(registry: Registry) -> None:
    registry.topic(
        Topic(
            "return_submission",
            "Send a submission back",
            return_submission,
            sets=("intake_result",),
        )
    )
    registry.topic(Topic("answer_submission", "Answer a submission", answer_submission))


def return_submission(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Say in writing what is missing (slip 02) and end the dossier; it may be submitted again."""
    dossier = dossier_of(context, live.id)
    missing = newest_answer(live, "missing_papers")
    edition = edition_of(context, dossier)
    slips.write(context, dossier, edition, SlipKind.SUPPLEMENT, {"missing": missing, "parts": []})
    end_dossier(context, live, DossierState.RETURNED, missing)
    live.set("intake_result", "returned")


def answer_submission(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Write the answer down where the office below waits for it, with copies of what was signed."""
    dossier = dossier_of(context, live.id)
    found = answer_of(context, dossier)
    context.record(
        "submission.decide",
        "dossier",
        dossier.id,
        office_id=dossier.office_id,
        instance_id=live.id,
        result=found.result.value,
        origin=dossier.origin_code,
        symbol=found.symbol,
    )
    if dossier.origin is not Origin.SYSTEM:
        return
    below = _submitted(context, dossier)
    files = attachments.copies(context, found.files, office_id=below.office_id)
    attachments.adopt(context, files, below.instance_id)
    superiors.receive(context, below, superiors.with_files(found, files))


def answer_of(view: View, dossier: Dossier) -> Answer:
    """What has become of a submission, nominee by nominee as the office below knows them."""
    result = RESULTS.get(dossier.state)
    if result is None:
        raise ServiceTaskFailed("Nothing has been decided about this submission yet.")
    if result is not Result.DECIDED:
        return _written_answer(view, dossier, result)
    decision = issued_decision(view, dossier.id)
    if decision is None or decision.symbol is None or decision.dated is None:
        raise ServiceTaskFailed("The decision has no number yet.")
    return Answer(
        result=result,
        authority=_authority(dossier, decision),
        symbol=decision.symbol,
        dated=decision.dated,
        files=tuple(decision.scan),
        answers=_answers(view, dossier),
    )


def _written_answer(view: View, dossier: Dossier, result: Result) -> Answer:
    slip = slips.newest_slip(view, dossier.id, SLIPS[result])
    if slip is None:
        raise ServiceTaskFailed("Nothing has been decided about this submission yet.")
    form = slips.form_of(edition_of(view, dossier), SLIPS[result])
    return Answer(
        result=result,
        authority=dossier.office_name,
        symbol=f"{form:02}/{slip.number}",
        dated=local(slip.at).date(),
        note=dossier.state_reason,
        answers={},
    )


def _authority(dossier: Dossier, decision: Decision) -> str:
    """Who decided: a chairman of this office, or whoever decided above it."""
    if decision.signer_position == superiors.SIGNER:
        return decision.signer_name
    title = ROLES.get(decision.signer_position, "")
    return f"{title.removesuffix(' UBND')} {dossier.office_name}".strip()


def _answers(view: View, dossier: Dossier) -> Mapping[str, str]:
    """`awarded` or `rejected`, by the keys under which the rows were submitted."""
    sent = select(upward.c.content).where(upward.c.id == dossier.upward_id)
    received = select(received_package.c.content).where(
        received_package.c.upward_id == dossier.upward_id,
        received_package.c.office_id == dossier.office_id,
        received_package.c.kind == "submission",
    )
    query = received if dossier.origin is Origin.PACKAGE else sent
    keys = _keys(view.connection.execute(query).scalar_one_or_none())
    rows = nominees_of(view, dossier.id)
    return {keys[row.ordinal - 1]: _said(row) for row in rows if row.ordinal <= len(keys)}


def _keys(content: object) -> Sequence[str]:
    if not isinstance(content, Mapping):
        raise ServiceTaskFailed("There is no submission that a superior could consider.")
    return [str(row["id"]) for row in content["nominees"]]


def _said(row: Nominee) -> str:
    awarded = row.outcome is Outcome.AWARDED
    return (Outcome.AWARDED if awarded else Outcome.REJECTED).value


def _submitted(context: Context, dossier: Dossier) -> Dossier:
    """The dossier of the office below."""
    below = context.connection.execute(
        select(dossier_table.c.id)
        .join(upward, upward.c.dossier_id == dossier_table.c.id)
        .where(upward.c.id == dossier.upward_id)
    ).scalar_one()
    return get_dossier(context, below)
