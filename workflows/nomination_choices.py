"""What the cells of a list of nominations may choose from: awards by law, units by register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.view import View
from forms.definition import Caption
from workflows import editions
from workflows.awards import AWARDS
from workflows.law import Edition
from workflows.tables.offices import unit
from workflows.workbooks import WorkbookChoices

PROPOSED_AWARDS = "procedure.awards"
DECIDER = "authority.decider"
ABOLISHED = "abolished"
RESIDENTIAL = "residential"


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    is_residential: bool


def choices_for(view: View, *, procedure: str, office_id: str, on: date) -> WorkbookChoices:
    """The choices of a list for a procedure of an office, by the law of the day."""
    places = _places(view, office_id)
    edition = editions.book(view).on(on, procedure=procedure, office=office_id)
    return WorkbookChoices(
        awards=awards_of(edition),
        units=[place.name for place in places],
        localities=[place.name for place in places if place.is_residential],
    )


def awards_of(edition: Edition) -> Mapping[str, Caption]:
    """The awards that the procedure can propose; where the law names none, all that are granted."""
    named = edition.get(PROPOSED_AWARDS)
    wanted = named.value if named is not None and isinstance(named.value, tuple) else tuple(AWARDS)
    return {key: AWARDS[key] for key in wanted if key in AWARDS and _is_granted(edition, key)}


def _is_granted(edition: Edition, award: str) -> bool:
    """Somebody decides about the award today."""
    decider = edition.get(DECIDER, award=award)
    return decider is not None and decider.value != ABOLISHED


def _places(view: View, office_id: str) -> Sequence[_Place]:
    rows = view.connection.execute(
        select(unit.c.name, unit.c.kind)
        .where(unit.c.office_id == office_id)
        .order_by(unit.c.sort_key, unit.c.id)
    )
    return [_Place(row.name, row.kind == RESIDENTIAL) for row in rows]
