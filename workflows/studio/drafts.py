"""Drafts of procedures: files that somebody draws, kept every few seconds, never overwritten.

Drafts change nothing for anybody and are not journalled; the road from a draft to a published
version (`workflows.studio.road`) is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from engine.canonical import digest
from engine.definitions import DIAGRAM_SUFFIX, FORM_SUFFIX, TABLE_SUFFIX
from engine.drawing import all_drawn_whole
from engine.errors import Conflict, InvalidData, Message, NotFound, WrongState
from engine.errors import FieldError as Wrong
from workflows.studio.savers import note_saver
from workflows.tables.offices import person
from workflows.tables.studio import procedure_draft, procedure_draft_file, procedure_draft_past

if TYPE_CHECKING:
    from engine.ids import Ids
    from engine.view import View

KINDS = (DIAGRAM_SUFFIX, TABLE_SUFFIX, FORM_SUFFIX)
MOST_FILES = 60
LARGEST_FILE = 2 * 1024 * 1024
MOST_PAST = 40
"""Earlier contents kept of one file; the oldest go first."""

PAST_EVERY = timedelta(minutes=5)
"""How often one's own earlier content is kept; what somebody else saved is kept always."""

AWAY_AFTER = timedelta(seconds=40)
"""An editor whose page has been silent for so long has left."""


class DraftState(StrEnum):
    EDITING = "editing"
    """Somebody draws."""
    IN_REVIEW = "in_review"
    """A second person looks at it; nobody draws."""
    APPROVED = "approved"
    """May be published, at once or on its day."""
    PUBLISHED = "published"
    DISCARDED = "discarded"


class DraftOvertaken(Conflict):
    """Somebody else saved this file after you opened it. Compare, then keep one or both."""


class DraftNotEditable(WrongState):
    """This draft is not being drawn any more; take it back or begin a new one."""


class AnotherDraws(Conflict):
    """Somebody else is drawing in this draft; take over first."""


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


def begin(
    connection: Connection,
    ids: Ids,
    *,
    office_id: str,
    key: str,
    title: str,
    based_on: int,
    files: Mapping[str, bytes],
    person_id: str,
    now: datetime,
) -> str:
    """A new draft with these files, their drawings made whole; returns its id."""
    require_storable(files)
    draft_id = ids.new(now)
    connection.execute(
        insert(procedure_draft).values(
            id=draft_id,
            office_id=office_id,
            key=key,
            title=title,
            based_on=based_on,
            state=DraftState.EDITING.value,
            created_by=person_id,
            created_at=now,
            changed_at=now,
            rehearsal={},
        )
    )
    note_saver(connection, draft_id, person_id)
    for name, content in all_drawn_whole(files).items():
        _add_file(connection, draft_id, name, content, person_id, now)
    return draft_id


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
    rows = view.connection.execute(_files(procedure_draft_file, draft_id))
    found = [_file(row) for row in rows]
    return tuple(sorted(found, key=lambda one: (not one.name.endswith(DIAGRAM_SUFFIX), one.name)))


def contents_of(view: View, draft_id: str) -> dict[str, bytes]:
    """What would be deployed."""
    return {each.name: each.content for each in files_of(view, draft_id)}


def past_of(view: View, draft_id: str, name: str) -> tuple[DraftFile, ...]:
    """Earlier contents of a file, the newest first."""
    rows = view.connection.execute(
        _files(procedure_draft_past, draft_id)
        .where(procedure_draft_past.c.name == name)
        .order_by(procedure_draft_past.c.saved_at.desc(), procedure_draft_past.c.revision.desc())
    )
    return tuple(_file(row) for row in rows)


def save_file(
    connection: Connection,
    *,
    draft_id: str,
    name: str,
    content: bytes,
    revision: int,
    person_id: str,
    now: datetime,
    wall: datetime,
) -> int:
    """Keep what was drawn on top of `revision`; returns the new one.

    Raises `DraftOvertaken` when the file has gone on since: two people never overwrite each other.
    """
    require_storable({name: content})
    state = _locked_state(connection, draft_id)
    if state is not DraftState.EDITING:
        raise DraftNotEditable()
    known = connection.execute(
        select(procedure_draft_file).where(
            procedure_draft_file.c.draft_id == draft_id, procedure_draft_file.c.name == name
        )
    ).one_or_none()
    if known is None:
        raise NotFound()
    if known.revision != revision:
        raise DraftOvertaken()
    if known.content == content:
        _note_editor(connection, draft_id, person_id, wall)
        return revision
    note_saver(connection, draft_id, person_id)
    _keep_past(connection, known, person_id, now)
    connection.execute(
        update(procedure_draft_file)
        .where(procedure_draft_file.c.draft_id == draft_id, procedure_draft_file.c.name == name)
        .values(content=content, revision=revision + 1, saved_by=person_id, saved_at=now)
    )
    _touch(connection, draft_id, now)
    _note_editor(connection, draft_id, person_id, wall)
    return revision + 1


def add_file(
    connection: Connection,
    *,
    draft_id: str,
    name: str,
    content: bytes,
    person_id: str,
    now: datetime,
) -> str:
    """One more file; a name that is taken gets a number, so that nothing is overwritten."""
    require_storable({name: content})
    if _locked_state(connection, draft_id) is not DraftState.EDITING:
        raise DraftNotEditable()
    taken = set(
        connection.execute(
            select(procedure_draft_file.c.name).where(procedure_draft_file.c.draft_id == draft_id)
        ).scalars()
    )
    if len(taken) >= MOST_FILES:
        raise InvalidData([_wrong("too_many_files", "At most %(most)s files.", most=MOST_FILES)])
    name = _free(name, taken)
    note_saver(connection, draft_id, person_id)
    _add_file(connection, draft_id, name, content, person_id, now)
    _touch(connection, draft_id, now)
    return name


def remove_file(
    connection: Connection, *, draft_id: str, name: str, person_id: str, now: datetime
) -> None:
    """Take a file out of the draft; its content stays in the past."""
    if _locked_state(connection, draft_id) is not DraftState.EDITING:
        raise DraftNotEditable()
    known = connection.execute(
        select(procedure_draft_file).where(
            procedure_draft_file.c.draft_id == draft_id, procedure_draft_file.c.name == name
        )
    ).one_or_none()
    if known is None:
        raise NotFound()
    note_saver(connection, draft_id, person_id)
    _keep_past(connection, known, person_id, now, always=True)
    connection.execute(
        delete(procedure_draft_file).where(
            procedure_draft_file.c.draft_id == draft_id, procedure_draft_file.c.name == name
        )
    )
    _touch(connection, draft_id, now)


def set_aside(
    connection: Connection,
    *,
    draft_id: str,
    name: str,
    content: bytes,
    person_id: str,
    now: datetime,
) -> None:
    """Keep in the history what somebody drew and did not want to put over another's version."""
    require_storable({name: content})
    past = procedure_draft_past
    mine = (past.c.draft_id == draft_id) & (past.c.name == name)
    _locked_state(connection, draft_id)
    note_saver(connection, draft_id, person_id)
    lowest = connection.execute(select(func.min(past.c.revision)).where(mine)).scalar_one_or_none()
    connection.execute(
        insert(past).values(
            draft_id=draft_id,
            name=name,
            # Below zero: what was set aside never was the file itself.
            revision=min(lowest or 0, 0) - 1,
            content=content,
            saved_by=person_id,
            saved_at=now,
        )
    )
    _forget_oldest(connection, draft_id, name)


def take_pen(
    connection: Connection, *, draft_id: str, person_id: str, wall: datetime, over: bool
) -> None:
    """Say that one is drawing; with `over` also when somebody else still is."""
    row = connection.execute(
        select(procedure_draft.c.editor_id, procedure_draft.c.editor_seen).where(
            procedure_draft.c.id == draft_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound()
    other = row.editor_id not in ("", person_id)
    is_there = row.editor_seen is not None and wall - row.editor_seen < AWAY_AFTER
    if other and is_there and not over:
        raise AnotherDraws()
    _note_editor(connection, draft_id, person_id, wall)


def lay_down_pen(connection: Connection, *, draft_id: str, person_id: str) -> None:
    connection.execute(
        update(procedure_draft)
        .where(procedure_draft.c.id == draft_id, procedure_draft.c.editor_id == person_id)
        .values(editor_id="", editor_seen=None)
    )


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


def _locked_state(connection: Connection, draft_id: str) -> DraftState:
    state = connection.execute(
        select(procedure_draft.c.state).where(procedure_draft.c.id == draft_id).with_for_update()
    ).scalar_one_or_none()
    if state is None:
        raise NotFound()
    return DraftState(state)


def _keep_past(
    connection: Connection,
    known: Row[tuple[object, ...]],
    person_id: str,
    now: datetime,
    *,
    always: bool = False,
) -> None:
    """What is about to be replaced, unless it is one's own of a few minutes ago."""
    past = procedure_draft_past
    mine = (past.c.draft_id == known.draft_id) & (past.c.name == known.name)
    last = connection.execute(select(func.max(past.c.saved_at)).where(mine)).scalar_one_or_none()
    is_fresh = last is not None and now - last < PAST_EVERY
    if known.saved_by == person_id and is_fresh and not always:
        return
    if connection.execute(
        select(past.c.revision).where(mine, past.c.revision == known.revision)
    ).first():
        return
    connection.execute(
        insert(past).values(
            draft_id=known.draft_id,
            name=known.name,
            revision=known.revision,
            content=known.content,
            saved_by=known.saved_by,
            saved_at=known.saved_at,
        )
    )
    _forget_oldest(connection, known.draft_id, known.name)


def _forget_oldest(connection: Connection, draft_id: str, name: str) -> None:
    """Who saved what is forgotten here stays known: `savers_of`."""
    past = procedure_draft_past
    mine = (past.c.draft_id == draft_id) & (past.c.name == name)
    kept = connection.execute(
        select(past.c.revision)
        .where(mine)
        .order_by(past.c.saved_at.desc(), func.abs(past.c.revision).desc())
    ).scalars()
    if oldest := list(kept)[MOST_PAST:]:
        connection.execute(delete(past).where(mine, past.c.revision.in_(oldest)))


def _add_file(
    connection: Connection, draft_id: str, name: str, content: bytes, person_id: str, now: datetime
) -> None:
    # A file that comes back after it was removed goes on counting: revisions are never reused.
    last = connection.execute(
        select(func.max(procedure_draft_past.c.revision)).where(
            procedure_draft_past.c.draft_id == draft_id, procedure_draft_past.c.name == name
        )
    ).scalar_one_or_none()
    connection.execute(
        insert(procedure_draft_file).values(
            draft_id=draft_id,
            name=name,
            content=content,
            revision=(last or 0) + 1,
            saved_by=person_id,
            saved_at=now,
        )
    )


def _touch(connection: Connection, draft_id: str, now: datetime) -> None:
    connection.execute(
        update(procedure_draft).where(procedure_draft.c.id == draft_id).values(changed_at=now)
    )


def _note_editor(connection: Connection, draft_id: str, person_id: str, wall: datetime) -> None:
    connection.execute(
        update(procedure_draft)
        .where(procedure_draft.c.id == draft_id)
        .values(editor_id=person_id, editor_seen=wall)
    )


def _free(name: str, taken: set[str]) -> str:
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    number, found = 2, name
    while found in taken:
        found, number = f"{stem}_{number}{suffix}", number + 1
    return found


def require_storable(files: Mapping[str, bytes]) -> None:
    """Raise `InvalidData` for names and sizes that no draft keeps."""
    wrong = []
    for name, content in files.items():
        plain = PurePosixPath(name).name == name and name.isprintable() and len(name) <= 200
        if not plain or not name.endswith(KINDS) or name.startswith("."):
            wrong.append(
                _wrong(
                    "file_kind",
                    "%(name)s is none of %(kinds)s.",
                    name=name[:100],
                    kinds=", ".join(KINDS),
                )
            )
        if len(content) > LARGEST_FILE:
            wrong.append(_wrong("draft_file_large", "%(name)s is too large.", name=name[:100]))
    if wrong:
        raise InvalidData(wrong)


def _wrong(key: str, text: str, **params: object) -> Wrong:
    return Wrong("tep", Message(key, text, params))


def _drafts() -> Select[tuple[object, ...]]:
    return select(procedure_draft, person.c.name.label("editor_name")).outerjoin(
        person, person.c.id == procedure_draft.c.editor_id
    )


def _files(table: object, draft_id: str) -> Select[tuple[object, ...]]:
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


def _file(row: Row[tuple[object, ...]]) -> DraftFile:
    return DraftFile(
        name=row.name,
        content=row.content,
        revision=row.revision,
        saved_by=row.saved_by,
        saved_by_name=row.saved_by_name or "",
        saved_at=row.saved_at,
    )
