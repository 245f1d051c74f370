"""Conflicts of interest: nobody decides about the row that names themselves."""

from __future__ import annotations

from sqlalchemy import select

from engine.errors import Forbidden
from engine.view import View
from workflows.tables.offices import person


class OwnRow(Forbidden):
    """This row names you; somebody else has to decide about it."""


def subject_of(view: View, person_id: str) -> str | None:
    """Who a person is in the registry of those who can be honoured; read once a view."""
    return view.once(
        ("subject", person_id),
        lambda: view.connection.execute(
            select(person.c.subject_id).where(person.c.id == person_id)
        ).scalar_one_or_none(),
    )


def require_disinterested(view: View, person_id: str, subject_id: str) -> None:
    """Raise `OwnRow` when the person is the one the row names."""
    if subject_of(view, person_id) == subject_id:
        raise OwnRow()
