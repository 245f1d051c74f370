"""Which decision of a dossier holds, and what a replacement put right in its list (R-DOC-05).

The rows of a decided dossier stay what was decided; certificates and the page on which anybody
checks one say what the decision says that is in force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from engine.view import View
from workflows.documents.content import tables_in
from workflows.documents.kinds import DocumentKind
from workflows.documents.replacement_paper import is_replacement
from workflows.documents.store import (
    Document,
    documents_of,
    find_document,
    get_version,
    holding_version,
    versions_of,
)

Mended = Mapping[str, str]
"""What stood in a row of the list to what stands there now."""


def decision_in_force(view: View, dossier_id: str) -> Document | None:
    """The one that went out last and was not withdrawn; without any, the last that went out."""
    known = [one for one in documents_of(view, dossier_id) if one.kind is DocumentKind.DECISION]
    gone_out = [one for one in known if one.issued_at is not None]
    standing = [one for one in gone_out if one.is_issued]
    return next(reversed(standing or gone_out), None)


def put_right(view: View, decision: Document, place: int) -> Mended:
    """What a replacement put right in the row of a place; nothing in every other decision."""
    first = find_document(view, decision.dossier_id, DocumentKind.DECISION)
    if first is None or not is_replacement(decision):
        return {}
    before, after = (_rows(view, document) for document in (first, decision))
    if not 0 < place <= min(len(before), len(after)):
        return {}
    pairs = zip(before[place - 1], after[place - 1], strict=False)
    return {old: new for old, new in pairs if old != new}


def _rows(view: View, document: Document) -> Sequence[Sequence[str]]:
    """The list of a decision as it went out; read once a view."""
    return view.once(("list of decision", document.id), lambda: _read(view, document))


def _read(view: View, document: Document) -> Sequence[Sequence[str]]:
    holds = holding_version(versions_of(view, [document.id])[document.id])
    content = get_version(view, holds.id).content if holds is not None else None
    tables = tables_in(content or {})
    return cast("Sequence[Sequence[str]]", tables[-1]["rows"]) if tables else ()
