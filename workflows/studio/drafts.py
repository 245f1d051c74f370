"""Drafts of procedures: files that somebody draws, kept every few seconds, never overwritten.

Drafts change nothing for anybody and are not journalled; the road from a draft to a published
version (`workflows.studio.road`) is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, Select, select, update

from engine.canonical import digest
from engine.definitions import DIAGRAM_SUFFIX
from engine.errors import NotFound
from workflows.studio.pen import AWAY_AFTER
from workflows.tables.offices import person
from workflows.tables.studio import procedure_draft, procedure_draft_file, procedure_draft_past

if TYPE_CHECKING:
    from engine.view import View


class DraftState(StrEnum):
    EDITING = "editing"
    """Somebody draws."""
    IN_REVIEW = "in_review"
    """A second person looks at it; nobody draws."""
    APPROVED = "approved"
    """May be published, at once or on its day."""
    PUBLISHED = "published"
    DISCARDED = "discarded"

    @classmethod
    def _missing_(cls, value: object) -> DraftState:
        """A damaged row that says none of these is drawn: nobody publishes it without a review."""
        return cls.EDITING


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as the studio shows it."""

    id: str
    office_id: str
    key: str
    title: str
    based_on: int
    state: DraftState
    created_by: str
    changed_at: datetime
    editor_id: str
    editor_name: str
    editor_seen: datetime | None
    submitted_by: str
    submitted_at: datetime | None
    reason: str
    digest: str
    reviewed_by: str
    reviewed_at: datetime | None
    review_note: str
    effective_at: datetime | None
    rehearsal: Mapping[str, object]
    deployment_id: str
    published_at: datetime | None

    @property
    def is_editable(self) -> bool:
        return self.state is DraftState.EDITING

    def drawn_by_another(self, person_id: str, wall: datetime) -> bool:
        """Whether somebody else has the pen and has been seen lately."""
        if self.editor_id in ("", person_id) or self.editor_seen is None:
            return False
        return wall - self.editor_seen < AWAY_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFile:
    """One file of a draft with its revision."""

    name: str
    content: bytes
    revision: int
    saved_by: str
    saved_by_name: str
    saved_at: datetime


def draft_of(view: View, draft_id: str) -> Draft:
    """A draft by its id; raises `NotFound`."""
    row = view.connection.execute(_drafts().where(procedure_draft.c.id == draft_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _draft(row)


def drafts_of(view: View, office_id: str, *, key: str = "") -> tuple[Draft, ...]:
    """The drafts of an office that are still on their way, the newest first."""
    open_states = (DraftState.EDITING, DraftState.IN_REVIEW, DraftState.APPROVED)
    query = _drafts().where(
        procedure_draft.c.office_id == office_id,
        procedure_draft.c.state.in_([state.value for state in open_states]),
    )
    if key:
        query = query.where(procedure_draft.c.key == key)
    ordered = query.order_by(procedure_draft.c.changed_at.desc(), procedure_draft.c.id)
    return tuple(_draft(row) for row in view.connection.execute(ordered.limit(200)))


def files_of(view: View, draft_id: str) -> tuple[DraftFile, ...]:
    """The files of a draft, diagrams first."""
    rows = view.connection.execute(files_in(procedure_draft_file, draft_id))
    found = [file_of(row) for row in rows]
    return tuple(sorted(found, key=lambda one: (not one.name.endswith(DIAGRAM_SUFFIX), one.name)))


def contents_of(view: View, draft_id: str) -> dict[str, bytes]:
    """What would be deployed."""
    return {each.name: each.content for each in files_of(view, draft_id)}


def note_rehearsal(
    connection: Connection, *, draft_id: str, rehearsal: Mapping[str, object]
) -> None:
    """Keep how the scenarios went on the files as they are; publishing asks for it."""
    connection.execute(
        update(procedure_draft)
        .where(procedure_draft.c.id == draft_id)
        .values(rehearsal=dict(rehearsal))
    )


def digest_of(files: Mapping[str, bytes]) -> str:
    """What stands for the files of a draft in a review and in a rehearsal."""
    return digest({name: hashlib.sha256(content).hexdigest() for name, content in files.items()})


def names_of(view: View, people: Iterable[str]) -> dict[str, str]:
    """What people are called, by their ids."""
    rows = view.connection.execute(
        select(person.c.id, person.c.name).where(person.c.id.in_(sorted({*people} - {""}) or [""]))
    )
    return {row.id: row.name for row in rows}


def _drafts() -> Select[tuple[object, ...]]:
    return select(procedure_draft, person.c.name.label("editor_name")).outerjoin(
        person, person.c.id == procedure_draft.c.editor_id
    )


def files_in(table: object, draft_id: str) -> Select[tuple[object, ...]]:
    columns = procedure_draft_file if table is procedure_draft_file else procedure_draft_past
    return (
        select(columns, person.c.name.label("saved_by_name"))
        .outerjoin(person, person.c.id == columns.c.saved_by)
        .where(columns.c.draft_id == draft_id)
    )


def _draft(row: Row[tuple[object, ...]]) -> Draft:
    return Draft(
        id=row.id,
        office_id=row.office_id,
        key=row.key,
        title=row.title,
        based_on=row.based_on,
        state=DraftState(row.state),
        created_by=row.created_by,
        changed_at=row.changed_at,
        editor_id=row.editor_id,
        editor_name=row.editor_name or "",
        editor_seen=row.editor_seen,
        submitted_by=row.submitted_by or "",
        submitted_at=row.submitted_at,
        reason=row.reason,
        digest=row.digest,
        reviewed_by=row.reviewed_by or "",
        reviewed_at=row.reviewed_at,
        review_note=row.review_note,
        effective_at=row.effective_at,
        rehearsal=row.rehearsal or {},
        deployment_id=row.deployment_id or "",
        published_at=row.published_at,
    )


def file_of(row: Row[tuple[object, ...]]) -> DraftFile:
    return DraftFile(
        name=row.name,
        content=row.content,
        revision=row.revision,
        saved_by=row.saved_by,
        saved_by_name=row.saved_by_name or "",
        saved_at=row.saved_at,
    )
