"""What waits for a signature, and who of an office may be entered as a signatory."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.lifecycle import OPEN_TASK
from engine.tables import user_task
from engine.view import View
from workflows import signing
from workflows.dossiers import COLUMNS, SOURCE, Dossier, record_of
from workflows.tables.dossiers import dossier
from workflows.tables.offices import person

MOST = 50


def dossiers_to_sign(view: View, office_id: str) -> Sequence[Dossier]:
    """The dossiers of an office at the step of signing, nearest deadline first."""
    rows = view.connection.execute(
        select(*COLUMNS)
        .select_from(SOURCE.join(user_task, user_task.c.instance_id == dossier.c.instance_id))
        .where(
            dossier.c.office_id == office_id,
            user_task.c.form_key == signing.FORM,
            user_task.c.state.in_(OPEN_TASK),
        )
        .order_by(dossier.c.due_at, dossier.c.id)
        .limit(MOST)
    )
    return [record_of(row) for row in rows]


def people_of_office(view: View, office_id: str) -> Sequence[tuple[str, str]]:
    """Key and name of the office's own people."""
    rows = view.connection.execute(
        select(person.c.id, person.c.name)
        .where(person.c.office_id == office_id, person.c.unit_id.is_(None))
        .order_by(person.c.name)
    )
    return [(row.id, row.name) for row in rows]
