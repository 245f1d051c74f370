"""The number that a step has given to a decision or submission, said where it was done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import url_for

from engine.instances import UserTask
from web.requests import view
from web.wording import gettext
from workflows.decisions import Decision, issued_decision
from workflows.digital_signatures.checks import found_in
from workflows.dossiers import Dossier
from workflows.submitting import SENDING_FORM, newest_submission
from workflows.superiors import SIGNER


def shown_number(task: UserTask, dossier: Dossier) -> dict[str, Any] | None:
    """Number and day, on the page of the step in which a paper got them."""
    if task.ended_at is None or task.completed_by is None:
        return None
    # What a step does happens at one instant, its own end, and is done by whoever ends it.
    done = (task.ended_at, task.completed_by)
    return _of_submission(done, dossier) if task.form_key == SENDING_FORM else _of(done, dossier)


Done = tuple[datetime, str]


def _of(done: Done, dossier: Dossier) -> dict[str, Any] | None:
    decision = issued_decision(view(), dossier.id)
    if decision is None or decision.dated is None or decision.symbol is None:
        return None
    if (decision.issued_at, decision.issued_by) != done or decision.signer_position == SIGNER:
        return None
    return {
        "sentence": _given(decision.symbol, decision.dated),
        "next": _next(decision),
        "paper": gettext("Decision on paper"),
        "paper_url": url_for("dossiers.decision", code=dossier.code),
        "dossier_url": url_for("dossiers.show", code=dossier.code),
    }


def _next(decision: Decision) -> str:
    """Nobody writes on a file that was signed digitally: its number stands in the office's seal."""
    if found_in(view(), decision.scan) is None:
        return gettext("Write the number on the signed paper, seal it, then send it.")
    return gettext("The signed file shows number and day with the office's seal, then it is sent.")


def _of_submission(done: Done, dossier: Dossier) -> dict[str, Any] | None:
    sent = newest_submission(view(), dossier.id)
    if sent is None or (sent.sent_at, sent.sent_by) != done:
        return None
    return {
        "sentence": _given(sent.symbol, sent.dated),
        "next": gettext("Write the number on the signed paper, seal it, then send it."),
        "paper": gettext("Papers of the dossier"),
        "paper_url": url_for("documents.of_dossier", code=dossier.code),
        "dossier_url": url_for("dossiers.show", code=dossier.code),
    }


def _given(symbol: str, day: date) -> str:
    return gettext("Number given: %(symbol)s of %(day)s", symbol=symbol, day=f"{day:%d/%m/%Y}")
