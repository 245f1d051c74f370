"""What diagrams, task titles and tables may know of a dossier under `dossier.*`."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from engine.clock import local
from engine.instances import Instance
from engine.view import View
from workflows.dossiers import dossier_of
from workflows.tables.offices import office, unit

FACTS = frozenset(
    {
        "code",
        "title",
        "procedure",
        "unit",
        "unit_kind",
        "office",
        "nominees",
        "supplements",
        "filed_on",
        "event_date",
    }
)
"""The catalogue of facts: what admission lets expressions name."""


def facts_of(view: View, instance: Instance) -> Mapping[str, object]:
    """The facts of an instance's dossier; read once a view."""
    return view.once(("facts", instance.id), lambda: _read(view, instance))


def _read(view: View, instance: Instance) -> Mapping[str, object]:
    dossier = dossier_of(view, instance.id)
    names = view.connection.execute(
        select(unit.c.name, unit.c.kind, office.c.name.label("office"))
        .join(office, office.c.id == unit.c.office_id)
        .where(unit.c.id == dossier.unit_id)
    ).one()
    return {
        "code": dossier.code,
        "title": dossier.title,
        "procedure": dossier.procedure,
        "unit": names.name,
        "unit_kind": names.kind,
        "office": names.office,
        "nominees": dossier.nominee_count,
        "supplements": dossier.supplements,
        "filed_on": local(dossier.filed_at).date(),
        "event_date": dossier.event_date,
    }
