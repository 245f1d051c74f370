"""Word templates of an office: uploaded by its administrators, tried before they are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, NotFound
from engine.registry import Registry
from engine.view import View
from workflows.attachments import BlobStore
from workflows.documents.kinds import DESCRIBED, DocumentKind
from workflows.documents.word import DELIVERED
from workflows.entries import Entries
from workflows.tables.documents import document_template as template_table

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTemplate:
    """A template as an office uploaded it."""

    id: str
    office_id: str
    kind: str
    ordinal: int
    sha256: str
    size: int
    note: str
    is_delivered: bool
    uploaded_at: datetime
    uploaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadTemplate:
    """Use another template for a kind of document; the file was stored and tried before."""

    office_id: str
    kind: str
    sha256: str
    size: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreTemplate:
    """Use the delivered template again."""

    office_id: str
    kind: str
    note: str


def register(registry: Registry) -> None:
    registry.command(
        UploadTemplate, action="document.template", locate=_locate, handle=upload_template
    )
    registry.command(
        RestoreTemplate, action="document.template", locate=_locate, handle=restore_template
    )


def upload_template(context: Context, command: UploadTemplate, _about: object) -> object:
    return _add(
        context, command.office_id, command.kind, command.note, command.sha256, command.size
    )


def restore_template(context: Context, command: RestoreTemplate, _about: object) -> object:
    return _add(context, command.office_id, command.kind, command.note, "", 0)


def _add(context: Context, office_id: str, kind: str, note: str, sha256: str, size: int) -> object:
    entries = Entries()
    said = entries.text("note", note, least=3, most=LONGEST_NOTE)
    entries.require_sound()
    _require_kind(kind)
    key = context.new_id()
    ordinal = (
        select(func.coalesce(func.max(template_table.c.ordinal), 0) + 1)
        .where(template_table.c.office_id == office_id, template_table.c.kind == kind)
        .scalar_subquery()
    )
    context.connection.execute(
        insert(template_table).values(
            id=key,
            office_id=office_id,
            kind=kind,
            ordinal=ordinal,
            sha256=sha256,
            size=size,
            note=said,
            is_delivered=not sha256,
            uploaded_at=context.now,
            uploaded_by=context.actor.id,
        )
    )
    context.record(
        "document.template", "document_template", key, office_id=office_id, kind=kind, file=sha256
    )
    return {"template": key}


def templates_of(view: View, office_id: str) -> Sequence[OfficeTemplate]:
    """Every template an office has ever used, newest first."""
    rows = view.connection.execute(
        select(template_table)
        .where(template_table.c.office_id == office_id)
        .order_by(template_table.c.id.desc())
    )
    return [OfficeTemplate(**row._mapping) for row in rows]


def get_template(view: View, template_id: str) -> OfficeTemplate:
    row = view.connection.execute(
        select(template_table).where(template_table.c.id == template_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return OfficeTemplate(**row._mapping)


def template_for(
    view: View, blobs: BlobStore, office_id: str, kind: DocumentKind
) -> tuple[str | None, bytes]:
    """The template that holds for a kind of document: the office's newest, else the delivered."""
    row = view.connection.execute(
        select(template_table.c.id, template_table.c.sha256)
        .where(template_table.c.office_id == office_id, template_table.c.kind == kind.value)
        .order_by(template_table.c.ordinal.desc())
        .limit(1)
    ).one_or_none()
    if row is None or not row.sha256:
        return None, DELIVERED.read_bytes()
    return row.id, blobs.path(row.sha256).read_bytes()


def _require_kind(kind: str) -> None:
    with_files = {one.value for one, described in DESCRIBED.items() if described.has_word_file}
    if kind not in with_files:
        message = Message("document.unknown_kind", "Choose which document.")
        raise InvalidData([FieldError("kind", message)])


def _locate(_context: Context, command: UploadTemplate | RestoreTemplate) -> object:
    return command
