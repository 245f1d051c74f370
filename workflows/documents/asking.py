"""Having a document made: begun in the transaction of what it tells, its files made afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import RowMapping, func, insert, select, update

from engine.clock import local
from engine.context import Context
from workflows.acts import Act
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import (
    Document,
    Origin,
    VersionState,
    find_document,
    forget_document,
)
from workflows.dossiers import Dossier
from workflows.registers import DIGITS, Entry
from workflows.tables.documents import document as document_table
from workflows.tables.documents import document_version as version_table


def hand_out(
    context: Context, dossier: Dossier, kind: DocumentKind, about: str, *, number: int
) -> None:
    """Have a slip made of what has just been written: it has its number, and is given out now."""
    document = replace(
        _begun(context, dossier, kind, about),
        symbol=f"{number:0{DIGITS}}",
        dated=local(context.now).date(),
        issued_at=context.now,
    )
    _insert(context, document)
    add_version(context, document, content=None, content_hash="", is_draft=False)


def document_for(
    context: Context, dossier: Dossier, kind: DocumentKind, about: str = ""
) -> Document:
    """The dossier's document of a kind; begun when there is none."""
    found = find_document(context, dossier.id, kind, about)
    if found is not None:
        return found
    begun = _begun(context, dossier, kind, about)
    _insert(context, begun)
    return begun


def _begun(context: Context, dossier: Dossier, kind: DocumentKind, about: str) -> Document:
    return Document(
        id=context.new_id(),
        office_id=dossier.office_id,
        dossier_id=dossier.id,
        instance_id=dossier.instance_id,
        kind=kind,
        about_id=about,
        code=context.ids.code(),
        entry_id=None,
        symbol=None,
        dated=None,
        summary=dossier.title,
        issued_at=None,
        withdrawn_at=None,
        withdrawn_reason="",
        created_at=context.now,
        created_by=context.actor.id,
    )


def _insert(context: Context, begun: Document) -> None:
    names = [column.name for column in document_table.c]
    context.connection.execute(
        insert(document_table).values({name: getattr(begun, name) for name in names})
    )
    forget_document(context, begun)


def add_version(
    context: Context,
    document: Document,
    *,
    content: Mapping[str, object] | None,
    content_hash: str,
    is_draft: bool,
    origin: Origin = Origin.MADE,
    state: VersionState = VersionState.WAITING,
    **more: object,
) -> str:
    """The next version of a document; its key."""
    key = context.new_id()
    ordinal = (
        select(func.coalesce(func.max(version_table.c.ordinal), 0) + 1)
        .where(version_table.c.document_id == document.id)
        .scalar_subquery()
    )
    context.connection.execute(
        insert(version_table).values(
            id=key,
            document_id=document.id,
            ordinal=ordinal,
            origin=origin.value,
            state=state.value,
            due_at=context.now,
            is_draft=is_draft,
            content=dict(content) if content is not None else None,
            content_hash=content_hash,
            created_at=context.now,
            **{"created_by": context.actor.id, **more},
        )
    )
    return key


def add_finished(
    context: Context,
    document: Document,
    *,
    origin: Origin,
    content_hash: str,
    content: Mapping[str, object] | None = None,
    is_draft: bool = False,
    **files: object,
) -> str:
    """A version whose files are there already: changed, signed or sealed elsewhere; its key."""
    return add_version(
        context,
        document,
        content=content,
        content_hash=content_hash,
        is_draft=is_draft,
        origin=origin,
        state=VersionState.READY,
        ready_at=context.now,
        **files,
    )


def mark_issued(
    context: Context, document: Document, entry: Entry, dated: date, at: datetime | None = None
) -> Document:
    """The document has its number: from here it is corrected or replaced, never made anew."""
    at = at or context.now
    context.connection.execute(
        update(document_table)
        .where(document_table.c.id == document.id)
        .values(entry_id=entry.id, symbol=entry.symbol, dated=dated, issued_at=at)
    )
    forget_document(context, document)
    return _numbered(document, entry, dated, at)


def _numbered(document: Document, entry: Entry, dated: date, at: datetime) -> Document:
    return replace(document, entry_id=entry.id, symbol=entry.symbol, dated=dated, issued_at=at)


def issue(
    context: Context, dossier: Dossier, kind: DocumentKind, entry: Entry, dated: date, act: Act
) -> None:
    """Have the document made that an act has issued; what was signed digitally is sealed instead.

    What was edited by hand is what is issued: number and day are written into it.
    """
    document, newest = find_document(context, dossier.id, kind), None
    if document is None:
        begun = replace(_begun(context, dossier, kind, ""), created_by=act.by)
        document = _numbered(begun, entry, dated, act.at)
        _insert(context, document)
    else:
        mark_issued(context, document, entry, dated, act.at)
        newest = _newest(context, document)
    if newest is not None and newest["origin"] == Origin.EDITED.value:
        _keep_edited(context, document, newest, by=act.by)
        return
    is_signed = newest is not None and newest["origin"] == Origin.SIGNED.value
    origin = Origin.SEALED if is_signed else Origin.MADE
    add_version(
        context,
        document,
        content=None,
        content_hash="",
        is_draft=False,
        origin=origin,
        created_by=act.by,
    )


def _newest(context: Context, document: Document) -> RowMapping | None:
    """The version that came last, with the keys of its files."""
    rows = context.connection.execute(
        select(version_table.c.origin, version_table.c.content_hash, *FILES)
        .where(version_table.c.document_id == document.id)
        .order_by(version_table.c.ordinal.desc())
        .limit(1)
    )
    return rows.mappings().one_or_none()


def issue_edited(context: Context, document: Document) -> bool:
    """Issue what was edited by hand, where that is what holds."""
    newest = _newest(context, document)
    if newest is None or newest["origin"] != Origin.EDITED.value:
        return False
    _keep_edited(context, document, newest, by=context.actor.id)
    return True


def _keep_edited(context: Context, document: Document, edited: RowMapping, *, by: str) -> None:
    """Its Word file gets its number where files are made; a PDF alone stays as it is."""
    add_version(
        context,
        document,
        content=None,
        content_hash=edited["content_hash"],
        is_draft=False,
        origin=Origin.EDITED,
        state=VersionState.WAITING if edited["word_sha256"] else VersionState.READY,
        ready_at=None if edited["word_sha256"] else context.now,
        created_by=by,
        **{column.name: edited[column.name] for column in FILES},
    )


FILES = (
    version_table.c.pdf_sha256,
    version_table.c.pdf_size,
    version_table.c.word_sha256,
    version_table.c.word_size,
)
