"""What a submission to the superior holds: the same text within an installation and between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.definitions import Definition
from engine.view import View
from workflows import attachments
from workflows.appraisal_words import Stated, columns_of, stated_of
from workflows.attachments import Attachment
from workflows.dossiers import Dossier
from workflows.nominees import Nominee
from workflows.queries.from_below import SaidBelow, said_below
from workflows.tables.dossiers import subject
from workflows.tables.offices import office

FORMAT = "vinhdanh/submission/1"

SHOWN = ("kind", "name", "title", "unit_name", "locality", "achievement", "award", "note")
"""Columns of a nominee that go up as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The submission letter as it was numbered."""

    id: str
    symbol: str
    dated: date
    addressee: str


def content_of(
    view: View,
    dossier: Dossier,
    definition: Definition,
    letter: Letter,
    rows: Sequence[Nominee],
) -> Mapping[str, object]:
    """The dossier as it goes up: its letter, who is on the list and how each was appraised, and
    what its papers are."""
    sender = view.connection.execute(
        select(office.c.name, office.c.agency_code).where(office.c.id == dossier.office_id)
    ).one()
    return {
        "format": FORMAT,
        "id": letter.id,
        "code": dossier.code,
        "office": {"name": sender.name, "agency_code": sender.agency_code},
        "title": dossier.title,
        "symbol": letter.symbol,
        "dated": letter.dated.isoformat(),
        "addressee": letter.addressee,
        "event_date": dossier.event_date.isoformat() if dossier.event_date else None,
        "nominees": _nominees(view, dossier, definition, rows),
        "files": [_file(one) for one in attachments.of_instance(view, dossier.instance_id)],
    }


def _nominees(
    view: View, dossier: Dossier, definition: Definition, rows: Sequence[Nominee]
) -> Sequence[Mapping[str, object]]:
    """With what tells one person from another: the superior keeps a registry of its own."""
    known = view.connection.execute(
        select(subject.c.id, subject.c.birth_date, subject.c.gender, subject.c.id_number).where(
            subject.c.id.in_([row.subject_id for row in rows])
        )
    )
    subjects = {row.id: row for row in known}
    columns, below = columns_of(definition), said_below(view, dossier)
    return [
        {
            "id": row.id,
            **{name: getattr(row, name) for name in SHOWN},
            "criteria": dict(row.criteria),
            **_appraised(stated_of(columns, row), row.findings, below.get(row.ordinal)),
            "birth_date": _day(subjects[row.subject_id].birth_date),
            "gender": subjects[row.subject_id].gender,
            "id_number": subjects[row.subject_id].id_number or "",
        }
        for row in rows
    ]


def _appraised(
    stated: Sequence[Stated], findings: Sequence[Mapping[str, object]], below: SaidBelow | None
) -> Mapping[str, object]:
    """In words, for those above; what an office only passes on is what those below it stated."""
    if not stated and below is not None:
        found = [one.to_json() for one in below.findings]
        return {"stated": [*below.stated], "findings": found}
    return {"stated": [*stated], "findings": [*findings]}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _file(kept: Attachment) -> Mapping[str, object]:
    return {
        "name": kept.name,
        "kind": kept.kind,
        "media_type": kept.media_type,
        "size": kept.size,
        "sha256": kept.sha256,
    }
