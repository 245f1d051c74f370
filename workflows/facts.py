"""What diagrams, task titles and tables may know of a dossier under `dossier.*`."""

from __future__ import annotations

from collections.abc import Mapping

from engine.clock import local
from engine.instances import Instance
from engine.view import View
from workflows.dossiers import dossier_of

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
        "origin",
        "origin_code",
    }
)
"""The catalogue of facts: what admission lets expressions name."""


def facts_of(view: View, instance: Instance) -> Mapping[str, object]:
    """The facts of an instance's dossier; read once a view."""
    return view.once(("facts", instance.id), lambda: _read(view, instance))


def _read(view: View, instance: Instance) -> Mapping[str, object]:
    dossier = dossier_of(view, instance.id)
    return {
        "code": dossier.code,
        "title": dossier.title,
        "procedure": dossier.procedure,
        "unit": dossier.unit_name,
        "unit_kind": dossier.unit_kind,
        "office": dossier.office_name,
        "nominees": dossier.nominee_count,
        "supplements": dossier.supplements,
        "filed_on": local(dossier.filed_at).date(),
        "event_date": dossier.event_date,
        "origin": dossier.origin.value,
        "origin_code": dossier.origin_code,
    }
