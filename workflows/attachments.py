"""Attachments: files kept by content outside the database, told apart by what they really are."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, Row, and_, case, insert, or_, select, update

from engine.actors import Actor
from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, NotFound, Rejected
from engine.ids import Ids
from engine.text import normalise
from engine.view import View
from workflows.file_types import FileType, recognise
from workflows.tables.accounts import attachment

LARGEST_FILE = 20 * 1024 * 1024
CHUNK = 256 * 1024
INCOMING = "incoming-"
"""How the names of files begin that are still being written."""
LONGEST_NAME = 150
LONGEST_KIND = 200


class FileTooLarge(Rejected):
    """The file is larger than %(most)s MB; make it smaller or split it."""


class UnknownFileType(Rejected):
    """%(name)s is none of the kinds taken here: PDF, Word, Excel, JPEG or PNG."""


class NoSpace(Rejected):
    """The server has no room for the file at the moment; nothing was stored, try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A stored file: what it is called, what it is, and the key of its content."""

    id: str
    office_id: str
    instance_id: str | None
    name: str
    media_type: str
    size: int
    sha256: str
    uploaded_by: str
    uploaded_at: datetime
    kind: str = ""
    """Which paper it is: a part of a dossier as the law names it, or `form.field`."""


class BlobStore:
    """Files by the hash of their content, under `blobs/ab/<sha256>` of the data directory."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / "blobs"

    def put(self, stream: BinaryIO) -> tuple[str, int, FileType]:
        """(hash, size, type) of a stream, stored whole or not at all."""
        self.root.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self.root, prefix=INCOMING)
        path = Path(temporary)
        try:
            with os.fdopen(handle, "wb") as target:
                sha256, size = _copy(stream, target)
            found = recognise(path)
            place = self.path(sha256)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
        except OSError as failure:
            raise NoSpace() from failure
        finally:
            path.unlink(missing_ok=True)
        return sha256, size, found

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256


def _copy(stream: BinaryIO, target: BinaryIO) -> tuple[str, int]:
    """Copy while counting and hashing; stops at the first byte too many."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > LARGEST_FILE:
            raise FileTooLarge(most=LARGEST_FILE // (1024 * 1024))
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def store(
    connection: Connection,
    blobs: BlobStore,
    stream: BinaryIO,
    *,
    name: str,
    actor: Actor,
    office_id: str,
    ids: Ids,
    now: datetime,
) -> Attachment:
    """Store an uploaded file; it joins a case when a form that names it is handed in."""
    shown = safe_name(name)
    sha256, size, found = blobs.put(stream)
    if found is FileType.UNKNOWN:
        raise UnknownFileType(name=shown)
    kept = Attachment(
        id=ids.new(now),
        office_id=office_id,
        instance_id=None,
        name=shown,
        media_type=found.media_type,
        size=size,
        sha256=sha256,
        uploaded_by=actor.id,
        uploaded_at=now,
    )
    connection.execute(
        insert(attachment).values(
            id=kept.id,
            office_id=kept.office_id,
            name=kept.name,
            media_type=kept.media_type,
            size=kept.size,
            sha256=kept.sha256,
            uploaded_by=kept.uploaded_by,
            uploaded_at=kept.uploaded_at,
        )
    )
    return kept


def bind(
    context: Context,
    ids: Collection[str],
    instance_id: str,
    *,
    kinds: Mapping[str, str] | None = None,
) -> None:
    """Make files part of a case. Only one's own, and only such as belong to no other case.

    `kinds` says by id which paper a file is; the others stay what they were.
    """
    if not ids:
        return
    wanted = set(ids)
    told = {key: kind[:LONGEST_KIND] for key, kind in (kinds or {}).items() if key in wanted}
    named = {"kind": case(told, value=attachment.c.id, else_=attachment.c.kind)} if told else {}
    bound = context.connection.execute(
        update(attachment)
        .where(
            attachment.c.id.in_(wanted),
            or_(
                attachment.c.instance_id == instance_id,
                and_(
                    attachment.c.instance_id.is_(None),
                    attachment.c.uploaded_by == context.actor.id,
                ),
            ),
        )
        .values(instance_id=instance_id, **named)
    )
    if bound.rowcount != len(wanted):
        message = Message("attachment_unknown", "One of the files is not there; upload it again.")
        raise InvalidData([FieldError("attachments", message)])


def copies(context: Context, ids: Collection[str], *, office_id: str) -> Sequence[str]:
    """The same files as those of another office, in the order asked; they join a case later."""
    kept = {one.id: one for one in get_many(context, ids)}
    rows = [
        {
            "id": context.new_id(),
            "office_id": office_id,
            "name": kept[key].name,
            "media_type": kept[key].media_type,
            "size": kept[key].size,
            "sha256": kept[key].sha256,
            "uploaded_by": kept[key].uploaded_by,
            "uploaded_at": context.now,
            "kind": kept[key].kind,
        }
        for key in ids
        if key in kept
    ]
    if rows:
        context.connection.execute(insert(attachment), rows)
    return [str(row["id"]) for row in rows]


def rename(context: Context, told: Mapping[str, tuple[str, str]]) -> None:
    """Name files, and say which paper each is, as whoever sent them did."""
    for key, (name, kind) in told.items():
        context.connection.execute(
            update(attachment)
            .where(attachment.c.id == key)
            .values(name=safe_name(name), kind=kind[:LONGEST_KIND])
        )


def adopt(context: Context, ids: Collection[str], instance_id: str) -> None:
    """Make copies part of a case."""
    if ids:
        context.connection.execute(
            update(attachment)
            .where(attachment.c.id.in_(list(ids)), attachment.c.instance_id.is_(None))
            .values(instance_id=instance_id)
        )


def loose_of(context: Context, attachment_id: str, *, field: str) -> str:
    """The id of one's own file that belongs to no case, for a row that refers to it."""
    found = get_many(context, [attachment_id])
    if not found or found[0].instance_id is not None or found[0].uploaded_by != context.actor.id:
        message = Message("attachment_unknown", "One of the files is not there; upload it again.")
        raise InvalidData([FieldError(field, message)])
    return found[0].id


def get(view: View, attachment_id: str) -> Attachment:
    """A file by key; raises `NotFound`."""
    found = get_many(view, [attachment_id])
    if not found:
        raise NotFound()
    return found[0]


def get_many(view: View, ids: Collection[str]) -> Sequence[Attachment]:
    rows = view.connection.execute(select(attachment).where(attachment.c.id.in_(list(ids))))
    return [_record(row) for row in rows]


def of_instance(view: View, instance_id: str) -> Sequence[Attachment]:
    """The files of a case, oldest first."""
    rows = view.connection.execute(
        select(attachment)
        .where(attachment.c.instance_id == instance_id)
        .order_by(attachment.c.uploaded_at, attachment.c.id)
    )
    return [_record(row) for row in rows]


def safe_name(name: str) -> str:
    """The name to show and to offer when downloading: no path, no control characters."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(letter for letter in base if letter.isprintable() and letter not in '"<>|:*?')
    return normalise(visible)[-LONGEST_NAME:] or "tep"


def _record(row: Row[tuple[object, ...]]) -> Attachment:
    return Attachment(**row._mapping)
