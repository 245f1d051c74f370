"""What the pages of dossiers share: their place in the site, and words for states."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint

from engine.clock import local
from engine.definitions import Definition
from engine.instances import UserTask
from web.criteria_words import criteria_in_words
from web.wording import gettext, in_language
from workflows.dossiers import DossierState
from workflows.eligibility import Criterion
from workflows.nominees import Nominee, Outcome

pages = Blueprint("dossiers", __name__)

STATE_WORDS = {
    DossierState.FILED: ("prov", "Handed in"),
    DossierState.PROCESSING: ("plain", "In process"),
    DossierState.SUPPLEMENT: ("rest", "Waits for papers"),
    DossierState.DECIDED: ("done", "Decided"),
    DossierState.FINISHED: ("done", "Finished"),
    DossierState.REFUSED: ("refused", "Refused"),
    DossierState.CLOSED: ("refused", "Closed"),
    DossierState.RETURNED: ("refused", "Sent back"),
    DossierState.CANCELLED: ("refused", "Cancelled"),
}
"""State to the look of its pill and its word; English, the catalogue has the Vietnamese."""

OUTCOME_WORDS = {
    Outcome.PROPOSED: ("", ""),
    Outcome.ELIGIBLE: ("eligible", "Eligible"),
    Outcome.INELIGIBLE: ("refused", "Not eligible"),
    Outcome.HELD: ("held", "Held back"),
    Outcome.REJECTED: ("refused", "Voted down"),
    Outcome.AWARDED: ("eligible", "Awarded"),
    Outcome.REVOKED: ("refused", "Award revoked"),
}

KIND_WORDS = {
    "individual": "Individual",
    "collective": "Collective",
    "household": "Household",
}


def state_pill(state: DossierState) -> dict[str, str]:
    """The pill of a dossier's state."""
    look, word = STATE_WORDS[state]
    return {"state": look, "text": gettext(word)}


def shown_nominee(row: Nominee) -> dict[str, Any]:
    """What every table of nominees says of one."""
    look, word = OUTCOME_WORDS[row.outcome]
    # Where one lives is no unit; it tells those apart who have no such place.
    unit = "" if row.locality else row.unit_name
    return {
        "id": row.id,
        "no": row.ordinal,
        "name": row.name,
        "place": row.locality,
        "work": ", ".join(part for part in (row.title, unit) if part),
        "merit": row.achievement,
        "state": look,
        "verdict_text": gettext(word) if word else "",
        "note": row.outcome_note,
        "criteria": criteria_in_words([Criterion.from_json(one) for one in row.findings]),
    }


def procedure_name(definition: Definition) -> str:
    return in_language(definition.name, definition.name_en)


def step_name(task: UserTask) -> str:
    return in_language(task.name, task.name_en)


def shown_day(at: datetime | None) -> str:
    return "" if at is None else f"{local(at):%d/%m/%Y}"


def shown_instant(at: datetime | None) -> str:
    return "" if at is None else f"{local(at):%d/%m/%Y %H:%M}"


def shown_date(day: date | None) -> str:
    return "" if day is None else f"{day:%d/%m/%Y}"
