"""The number that a step has given to a decision, said where the step was done."""

from __future__ import annotations

from typing import Any

from flask import url_for

from engine.instances import UserTask
from web.requests import view
from web.wording import gettext
from workflows.decisions import issued_decision
from workflows.dossiers import Dossier


def shown_number(task: UserTask, dossier: Dossier) -> dict[str, Any] | None:
    """Number and day of the decision, on the page of the step in which it got them."""
    if task.ended_at is None or task.completed_by is None:
        return None
    decision = issued_decision(view(), dossier.id)
    if decision is None or decision.dated is None:
        return None
    # What a step does happens at one instant, its own end, and is done by whoever ends it.
    if (decision.issued_at, decision.issued_by) != (task.ended_at, task.completed_by):
        return None
    return {
        "sentence": gettext(
            "Number given: %(symbol)s of %(day)s",
            symbol=decision.symbol,
            day=f"{decision.dated:%d/%m/%Y}",
        ),
        "next": gettext("Write the number on the signed paper, seal it, then send it."),
        "paper_url": url_for("dossiers.decision", code=dossier.code),
        "dossier_url": url_for("dossiers.show", code=dossier.code),
    }
