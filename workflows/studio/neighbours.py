"""Other offices that work by a procedure: its versions are theirs too, not published over them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from engine.errors import WrongState
from engine.tables import process_definition, process_instance
from engine.view import View
from workflows.tables.offices import office
from workflows.tables.successions import succession


class OthersWorkByIt(WrongState):
    """Other offices work by it too; the operator of the installation publishes it for all."""


def neighbours(view: View, office_id: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Names of the other offices, still standing, that have had dossiers on these processes."""
    worked = (
        select(process_instance.c.office_id)
        .join(process_definition, process_definition.c.id == process_instance.c.definition_id)
        .where(process_definition.c.key.in_(sorted(keys)))
    )
    rows = view.connection.execute(
        select(office.c.name)
        .where(
            office.c.id.in_(worked),
            office.c.id != office_id,
            office.c.id.not_in(
                select(succession.c.office_id).where(succession.c.approved_at.is_not(None))
            ),
        )
        .order_by(office.c.name)
    )
    return tuple(rows.scalars())
