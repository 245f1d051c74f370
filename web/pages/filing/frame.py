"""What the pages of filing share: who may be there, and the parts of a dossier in words."""

from __future__ import annotations

from flask import Blueprint

from engine.errors import Forbidden, NotFound
from web.requests import actor, view
from web.wording import language
from workflows.law import LawValue
from workflows.parts import LIST, part_name
from workflows.queries.filing import (
    FILERS,
    FilingProcedure,
    FilingUnit,
    procedures_to_file,
    units_for,
)

pages = Blueprint("filing", __name__, url_prefix="/nop-ho-so")


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


def files_asked(parts: LawValue | None) -> list[str]:
    """The parts that are handed in as files; the list itself comes as the workbook."""
    if parts is None or not isinstance(parts.value, tuple):
        return []
    return [str(part) for part in parts.value if part != LIST]


def input_of(part: str) -> str:
    """The name of the field in which the files of a part are sent."""
    return f"tep-{part}" if part else "tep"


def parts_in_words(parts: LawValue | None) -> list[str]:
    """What the law wants in the dossier."""
    if parts is None or not isinstance(parts.value, tuple):
        return []
    return [part_name(str(part), language()) for part in parts.value]
