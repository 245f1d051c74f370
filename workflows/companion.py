"""What every command on a dossier's task needs: the dossier, its decision, how new the law is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Label, Row, and_

from engine.case_reading import Companion
from engine.tables import process_instance
from engine.view import View
from workflows import decisions, dossiers, editions
from workflows.documents import store
from workflows.documents.kinds import DocumentKind
from workflows.tables.documents import document
from workflows.tables.dossiers import dossier
from workflows.tables.offices import office, unit
from workflows.tables.registers import decision

_LAW_REVISION: Label[Any] = editions.law_revision().label("law_revision")

_IS_OF_INSTANCE = dossier.c.instance_id == process_instance.c.id
_HOLDS = and_(decision.c.dossier_id == dossier.c.id, decision.c.superseded_at.is_(None))
_IS_ITS_PAPER = and_(
    document.c.dossier_id == dossier.c.id,
    document.c.kind == DocumentKind.DECISION.value,
    document.c.about_id == "",
)


def _know(view: View, row: Row[tuple[object, ...]]) -> None:
    editions.know_revision(view, row._mapping[_LAW_REVISION])
    dossier_id = row._mapping[dossier.c.id]
    if dossier_id is None:
        return
    dossiers.know(view, dossiers.record_of(row))
    is_signed = row._mapping[decision.c.id] is not None
    decisions.know(view, dossier_id, decisions.record_of(row) if is_signed else None)
    has_paper = row._mapping[document.c.id] is not None
    paper = store.document_of(row) if has_paper else None
    store.know_document(view, dossier_id, DocumentKind.DECISION, paper)


COMPANION = Companion(
    joins=(
        (dossier, _IS_OF_INSTANCE),
        (unit, unit.c.id == dossier.c.unit_id),
        (office, office.c.id == dossier.c.office_id),
        (decision, _HOLDS),
        (document, _IS_ITS_PAPER),
    ),
    columns=(*dossiers.COLUMNS, *decisions.COLUMNS, *document.c, _LAW_REVISION),
    know=_know,
)
