"""What the pages of filing share: who may be there, and the parts of a dossier in words."""

from __future__ import annotations

from flask import Blueprint

from engine.errors import Forbidden, NotFound
from web.requests import actor, view
from web.wording import gettext
from workflows.law import LawValue
from workflows.queries.filing import (
    FILERS,
    FilingProcedure,
    FilingUnit,
    procedures_to_file,
    units_for,
)

pages = Blueprint("filing", __name__, url_prefix="/nop-ho-so")

PARTS = {
    "proposal": "Letter of proposal",
    "nominee_list": "List of those proposed",
    "achievement_report": "Report of achievements",
    "summary_report": "Short report of achievements",
    "minutes": "Minutes of the meeting that chose them",
    "submission": "Submission letter (tờ trình)",
    "ballot_result": "Result of the ballot",
    "initiative_proof": "Proof of the initiative or of excellent completion",
    "proofs": "Proofs",
    "conclusion": "Written conclusion",
    "form_01": "Form 01",
    "form_02": "Form 02",
    "form_03": "Form 03",
    "form_04": "Form 04",
    "form_05": "Form 05",
    "form_06": "Form 06",
}
"""The words of the law's keys; English, the catalogue has the Vietnamese."""


def require_filer() -> None:
    """Only proposing units and intake clerks hand in."""
    if not actor().holds(*FILERS):
        raise Forbidden(
            "This is for %(positions)s.",
            code="not_your_position",
            positions=", ".join(FILERS),
        )


def units() -> list[FilingUnit]:
    """The units for which the person hands in; nobody without one is here."""
    require_filer()
    found = list(units_for(view(), actor()))
    if not found:
        raise NotFound()
    return found


def procedure(key: str, office_id: str) -> FilingProcedure:
    """A procedure that can be started; raises `NotFound`."""
    known = procedures_to_file(view(), office_id)
    found = next((one for one in known if one.key == key), None)
    if found is None:
        raise NotFound()
    return found


def parts_in_words(parts: LawValue | None) -> list[str]:
    """What the law wants in the dossier."""
    if parts is None or not isinstance(parts.value, tuple):
        return []
    return [gettext(PARTS.get(part, part)) for part in parts.value]
