"""The end of a revocation: what was given is taken back, or it is said why not (R-PROC-12)."""

from __future__ import annotations

from collections.abc import Mapping

from engine.context import Context
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from workflows.archive import close
from workflows.dossiers import dossier_of
from workflows.honours import honours_of
from workflows.nominees import Outcome, nominees_of
from workflows.submissions import Submission, handed_in, refuse, text

FORM = "thu_hoi_hien_vat"

Locals = Mapping[str, Scalar]


def register(registry: Registry) -> None:
    registry.topic(
        Topic("archive_revocation", "Close and archive the revocation", archive_revocation)
    )


def archive_revocation(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Close the dossier as finished; money that is missing has its reason in the note."""
    dossier = dossier_of(context, live.id)
    values = handed_in(live, FORM)
    _require_all_recovered(context, dossier.id, values)
    close(context, dossier, live, values)


def _require_all_recovered(context: Context, dossier_id: str, values: Submission) -> None:
    given = money_given(context, dossier_id)
    if values.get("recovered_total") != given and not text(values, "recovery_note"):
        refuse(
            "recovered_total",
            "recovered_otherwise",
            "%(given)s đồng were paid with these awards: enter that, or say in the note what is "
            "missing and why.",
            given=f"{given:,}".replace(",", "."),
        )


def money_given(context: Context, dossier_id: str) -> int:
    """What was paid with the awards that the dossier revokes."""
    rows = [row for row in nominees_of(context, dossier_id) if row.outcome is Outcome.REVOKED]
    revoked = {(row.subject_id, row.award) for row in rows}
    return sum(
        one.reward or 0
        for one in honours_of(context, {row.subject_id for row in rows})
        if not one.stands and (one.subject_id, one.award) in revoked
    )
