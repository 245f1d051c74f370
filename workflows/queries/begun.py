"""What the form of a step begins with, where the rest of the system knows the answer already."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.actors import Actor
from engine.view import View
from workflows import archive, decisions, list_publication, signing, submitting
from workflows.documents.decision import DEFAULT_RECIPIENTS
from workflows.dossiers import Dossier
from workflows.nominees import Outcome, nominees_of
from workflows.opinions import OpinionState, opinions_of
from workflows.queries.council import MINUTES_FORM
from workflows.queries.minutes_begun import minutes_begun


@dataclass(frozen=True, slots=True)
class Step:
    """Whose step it is, and since when the dossier is there."""

    dossier: Dossier
    actor: Actor
    since: datetime


def begun(view: View, form_key: str, step: Step) -> Mapping[str, object]:
    """Answers by field; an office may have adapted the form and ask for less."""
    known = _KNOWN.get(form_key)
    return known(view, step) if known else {}


def _minutes(view: View, step: Step) -> Mapping[str, object]:
    return minutes_begun(view, step.dossier.id, since=step.since)


def _closing(view: View, step: Step) -> Mapping[str, object]:
    """In Vietnamese, as documents are; petitions came after the period and are not of it."""
    states = [one.state for one in opinions_of(view, step.dossier.id)]
    received = [state for state in states if state is not OpinionState.PETITION]
    if not received:
        return {"opinions_summary": "Không nhận được ý kiến nào trong thời gian công khai."}
    counted = [f"{words} {received.count(state)}" for state, words in _HANDLED if state in received]
    return {"opinions_summary": f"Nhận {len(received)} ý kiến: {', '.join(counted)}."}


_HANDLED = (
    (OpinionState.ANSWERED, "đã trả lời"),
    (OpinionState.REJECTED, "không đúng nội dung công khai"),
    (OpinionState.ADMITTED, "chưa trả lời"),
    (OpinionState.RECEIVED, "chưa xem xét"),
)


def _signing(_view: View, step: Step) -> Mapping[str, object]:
    """As the one position signs that the signatory holds; who holds both has to say which."""
    held = [
        form
        for form, position in signing.POSITIONS.items()
        if step.actor.holds(position, office_id=step.dossier.office_id)
    ]
    return {"signature_form": held[0]} if len(held) == 1 else {}


def _issuing(_view: View, _step: Step) -> Mapping[str, object]:
    """Those whom the draft names."""
    return {"recipients": "\n".join(DEFAULT_RECIPIENTS)}


def _sending(view: View, step: Step) -> Mapping[str, object]:
    """Through the system where the superior is in it; its name is that of its office."""
    name = submitting.reachable_superior(view, step.dossier.office_id)
    return {"addressee": name, "delivery": submitting.THROUGH_SYSTEM} if name else {}


def _handing_over(view: View, step: Step) -> Mapping[str, object]:
    """What the decision gives."""
    rows = nominees_of(view, step.dossier.id)
    return {"paid_total": sum(row.reward or 0 for row in rows if row.outcome is Outcome.AWARDED)}


_KNOWN: Mapping[str, Callable[[View, Step], Mapping[str, object]]] = {
    MINUTES_FORM: _minutes,
    list_publication.CLOSING_FORM: _closing,
    signing.FORM: _signing,
    decisions.ISSUE_FORM: _issuing,
    submitting.SENDING_FORM: _sending,
    archive.FORM: _handing_over,
}
