"""The end of a dossier: handed over, paid, filed, and closed as finished."""

from __future__ import annotations

from collections.abc import Mapping

from engine.context import Context
from engine.execution import Scalar
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from workflows.dossiers import Dossier, DossierState, change, dossier_of
from workflows.nominees import Outcome, nominees_of
from workflows.submissions import Submission, handed_in, refuse, required_text, text

FORM = "trao_thuong_luu_tru"

Locals = Mapping[str, Scalar]


def register(registry: Registry) -> None:
    registry.topic(Topic("archive_dossier", "Close and archive the dossier", archive_dossier))


def archive_dossier(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Close the dossier as finished and keep where its papers lie (R-DOC-10)."""
    dossier = dossier_of(context, live.id)
    values = handed_in(live, FORM)
    _require_paid_as_decided(context, dossier.id, values)
    close(context, dossier, live, values)


def close(context: Context, dossier: Dossier, live: LiveInstance, values: Submission) -> None:
    """The dossier is finished, and the journal says where its papers lie and for how long."""
    change(context, dossier, state=DossierState.FINISHED, ended_at=context.now)
    context.record(
        "dossier.archive",
        "dossier",
        dossier.id,
        office_id=dossier.office_id,
        instance_id=live.id,
        file_reference=required_text(values, "file_reference"),
        retention=text(values, "retention"),
    )


def _require_paid_as_decided(context: Context, dossier_id: str, values: Submission) -> None:
    """What is paid is what the decision gives; another sum needs its reason in the note."""
    rows = nominees_of(context, dossier_id)
    decided = sum(row.reward or 0 for row in rows if row.outcome is Outcome.AWARDED)
    if values.get("paid_total") != decided and not text(values, "handed_over_note"):
        refuse(
            "paid_total",
            "paid_otherwise",
            "The decision gives %(decided)s đồng: enter that, or say in the note why it differs.",
            decided=f"{decided:,}".replace(",", "."),
        )
