"""The files of a draft: begun, saved every few seconds, added, removed; never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from engine.drawing import all_drawn_whole
from engine.errors import Conflict, InvalidData, NotFound, WrongState
from workflows.studio.draft_past import keep_aside, keep_past, next_revision
from workflows.studio.drafts import DraftState
from workflows.studio.pen import note_editor
from workflows.studio.savers import note_saver
from workflows.studio.storable import MOST_FILES, require_storable, wrong_file
from workflows.tables.studio import procedure_draft, procedure_draft_file

if TYPE_CHECKING:
    from engine.ids import Ids


class DraftOvertaken(Conflict):
    """Somebody else saved this file after you opened it. Compare, then keep one or both."""


class DraftNotEditable(WrongState):
    """This draft is not being drawn any more; take it back or begin a new one."""


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
        note_editor(connection, draft_id, person_id, wall)
        return revision
    note_saver(connection, draft_id, person_id)
    keep_past(connection, known, person_id, now)
    connection.execute(
        update(procedure_draft_file)
        .where(procedure_draft_file.c.draft_id == draft_id, procedure_draft_file.c.name == name)
        .values(content=content, revision=revision + 1, saved_by=person_id, saved_at=now)
    )
    _touch(connection, draft_id, now)
    note_editor(connection, draft_id, person_id, wall)
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
        raise InvalidData(
            [wrong_file("too_many_files", "At most %(most)s files.", most=MOST_FILES)]
        )
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
    keep_past(connection, known, person_id, now, always=True)
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
    _locked_state(connection, draft_id)
    note_saver(connection, draft_id, person_id)
    keep_aside(
        connection,
        draft_id=draft_id,
        name=name,
        content=content,
        person_id=person_id,
        now=now,
    )


def _locked_state(connection: Connection, draft_id: str) -> DraftState:
    state = connection.execute(
        select(procedure_draft.c.state).where(procedure_draft.c.id == draft_id).with_for_update()
    ).scalar_one_or_none()
    if state is None:
        raise NotFound()
    return DraftState(state)


def _add_file(
    connection: Connection, draft_id: str, name: str, content: bytes, person_id: str, now: datetime
) -> None:
    connection.execute(
        insert(procedure_draft_file).values(
            draft_id=draft_id,
            name=name,
            content=content,
            revision=next_revision(connection, draft_id, name),
            saved_by=person_id,
            saved_at=now,
        )
    )


def _touch(connection: Connection, draft_id: str, now: datetime) -> None:
    connection.execute(
        update(procedure_draft).where(procedure_draft.c.id == draft_id).values(changed_at=now)
    )


def _free(name: str, taken: set[str]) -> str:
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    number, found = 2, name
    while found in taken:
        found, number = f"{stem}_{number}{suffix}", number + 1
    return found
