"""Whether the law of a day has a procedure at all: who asks for one that it has not is told why."""

from __future__ import annotations

from datetime import date

from engine.errors import WrongState
from engine.view import View
from workflows import editions
from workflows.law import Edition, LawValue

IN_FORCE = "procedure.in_force"


class ProcedureNotInForce(WrongState):
    """On %(day)s the law does not have this procedure: %(citation)s."""


def repeal(edition: Edition) -> LawValue | None:
    """The value that takes the procedure away; None while it applies, or nothing is said of it."""
    found = edition.get(IN_FORCE)
    return found if found is not None and found.value is False else None


def require_in_force(edition: Edition, day: date) -> None:
    against = repeal(edition)
    if against is not None:
        raise ProcedureNotInForce(day=f"{day:%d/%m/%Y}", citation=against.citation)


def require_procedure_on(view: View, procedure: str, office_id: str, day: date) -> None:
    """Before there is a dossier: by the law of the day on which it would be handed in."""
    require_in_force(editions.book(view).on(day, procedure=procedure, office=office_id), day)
