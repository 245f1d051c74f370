"""What an office below has said of those it submits: how it appraised each, and by which letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine.view import View
from workflows.appraisal_words import Stated
from workflows.dossiers import Dossier, Origin
from workflows.eligibility import Criterion
from workflows.tables.packages import SUBMISSION, received_package
from workflows.tables.superiors import upward


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidBelow:
    """How one nominee was appraised below."""

    stated: Sequence[Stated]
    findings: Sequence[Criterion]
    """What the table of criteria said there, by the law of that dossier."""


def said_below(view: View, dossier: Dossier) -> Mapping[int, SaidBelow]:
    """By place on the list; nothing for what no office below has submitted."""
    if dossier.upward_id is None:
        return {}
    content = _content(view, dossier)
    rows = content.get("nominees") if isinstance(content, Mapping) else None
    if not isinstance(rows, list):
        return {}
    return {place: _said(row) for place, row in enumerate(rows, 1) if isinstance(row, Mapping)}


def _content(view: View, dossier: Dossier) -> object:
    """As it went up within the installation, else as it came in a package."""
    query = select(upward.c.content).where(upward.c.id == dossier.upward_id)
    if dossier.origin is Origin.PACKAGE:
        query = select(received_package.c.content).where(
            received_package.c.office_id == dossier.office_id,
            received_package.c.kind == SUBMISSION,
            received_package.c.upward_id == dossier.upward_id,
        )
    return view.connection.execute(query.limit(1)).scalar_one_or_none()


def _said(row: Mapping[str, object]) -> SaidBelow:
    """What came from elsewhere may lack everything; what cannot be read is left out."""
    return SaidBelow(
        stated=[
            {str(key): str(word) for key, word in one.items()} for one in _mappings(row, "stated")
        ],
        findings=[
            found for one in _mappings(row, "findings") if (found := _criterion(one)) is not None
        ],
    )


def _mappings(row: Mapping[str, object], key: str) -> Sequence[Mapping[str, object]]:
    found = row.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _criterion(raw: Mapping[str, object]) -> Criterion | None:
    try:
        return Criterion.from_json(raw)
    except (KeyError, ValueError):
        return None
