"""Uploads that nobody came back for: files of refused and unfinished forms, after a time of grace.

A file is stored before its form is handed in, so that a refusal does not lose it. What has not
joined a case by the end of the grace, and stands in no draft and no ballot, goes with its row; and
what lies in the store without any row that names it goes too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, String, Text, cast, delete, exists, select, union

from engine.process_engine import ProcessEngine
from engine.tables import metadata
from workflows.attachments import INCOMING, BlobStore
from workflows.tables.accounts import attachment, draft
from workflows.tables.council import session_member, voted

GRACE = timedelta(days=7)
"""As long as somebody may take to finish a form that was refused."""

MOST_AT_ONCE = 200
"""Rows or files of one transaction, so that nobody waits for the cleaning."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What went."""

    rows: int
    files: int


def clear_abandoned(engine: ProcessEngine, blobs: BlobStore) -> Cleared:
    """Remove what was abandoned; any number of processes may do so at the same time."""
    rows = _clear_rows(engine)
    return Cleared(rows, _clear_files(engine, blobs, engine.clock.wall() - GRACE))


# -- rows


def _clear_rows(engine: ProcessEngine) -> int:
    """Delete attachments that joined nothing, the oldest first."""
    cleared = 0
    while True:
        with engine.database.write() as connection:
            ids = _abandoned(connection, engine.clock.now() - GRACE)
            if ids:
                connection.execute(delete(attachment).where(attachment.c.id.in_(ids)))
        cleared += len(ids)
        if len(ids) < MOST_AT_ONCE:
            return cleared


def _abandoned(connection: Connection, before: datetime) -> Sequence[str]:
    in_a_draft = exists().where(cast(draft.c.data, Text).contains(attachment.c.id))
    on_a_ballot = exists().where(voted.c.scan == attachment.c.id)
    as_a_mandate = exists().where(session_member.c.mandate == attachment.c.id)
    return (
        connection.execute(
            select(attachment.c.id)
            .where(
                attachment.c.instance_id.is_(None),
                attachment.c.uploaded_at < before,
                ~in_a_draft,
                ~on_a_ballot,
                ~as_a_mandate,
            )
            .order_by(attachment.c.uploaded_at)
            .limit(MOST_AT_ONCE)
        )
        .scalars()
        .all()
    )


# -- files


def _clear_files(engine: ProcessEngine, blobs: BlobStore, before: datetime) -> int:
    cleared = 0
    old = _old_files(blobs, before)
    while paths := list(islice(old, MOST_AT_ONCE)):
        # Storing takes the same lock, so that no row comes to a file while it goes.
        with engine.database.write() as connection:
            named = _named(connection, [path.name for path in paths])
            for path in paths:
                if path.name not in named and _is_old(path, before):
                    path.unlink(missing_ok=True)
                    cleared += 1
    return cleared


def _old_files(blobs: BlobStore, before: datetime) -> Iterator[Path]:
    """Files of the store that were written before an instant, half-written ones too."""
    for path in sorted(blobs.root.glob("*")):
        if path.is_dir():
            yield from (file for file in sorted(path.iterdir()) if _is_old(file, before))
        elif path.name.startswith(INCOMING) and _is_old(path, before):
            yield path


def _is_old(path: Path, before: datetime) -> bool:
    """By the clock of the file system; storing the same content again makes a file new."""
    try:
        written = path.stat().st_mtime
    except FileNotFoundError:
        return False
    return datetime.fromtimestamp(written, UTC) < before


def _named(connection: Connection, contents: Sequence[str]) -> frozenset[str]:
    """Which of these contents some row names, in whatever table."""
    columns = [column for table in metadata.tables.values() for column in table.c]
    queries = [
        select(column.label("content")).where(column.in_(contents))
        for column in columns
        if _holds_contents(column)
    ]
    return frozenset(connection.execute(union(*queries)).scalars())


def _holds_contents(column: Column[Any]) -> bool:
    return column.name.endswith("sha256") and isinstance(column.type, String)
