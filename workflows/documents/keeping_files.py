"""Entering the files that were made of a version; the journal keeps their hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select, update

from engine.context import Context
from engine.registry import Registry
from workflows.documents.sent_up import file_named, is_sent_letter, join_papers
from workflows.documents.store import Document, VersionState, get_document
from workflows.documents.telling import tell
from workflows.tables.documents import document_version as version_table


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFiles:
    """Enter the files that were made of a version; nothing if somebody else was quicker."""

    version_id: str
    tries: int
    content: Mapping[str, object] | None
    content_hash: str
    is_draft: bool
    pdf_sha256: str
    pdf_size: int
    word_sha256: str
    word_size: int
    pages: int
    pages_sha256: str
    template_id: str | None


def register(registry: Registry) -> None:
    registry.command(KeepFiles, action="document.keep_files", locate=_locate, handle=keep_files)


def keep_files(context: Context, command: KeepFiles, about: Document | None) -> object:
    """The version is ready; the journal keeps the hashes of its files."""
    if about is None:
        return None
    context.connection.execute(
        update(version_table)
        .where(version_table.c.id == command.version_id)
        .values(
            state=VersionState.READY.value,
            error="",
            ready_at=context.now,
            content=None if command.content is None else dict(command.content),
            content_hash=command.content_hash,
            is_draft=command.is_draft,
            pdf_sha256=command.pdf_sha256,
            pdf_size=command.pdf_size,
            word_sha256=command.word_sha256,
            word_size=command.word_size,
            pages=command.pages,
            pages_sha256=command.pages_sha256,
            template_id=command.template_id,
        )
    )
    tell(
        context,
        "document.made",
        about,
        pdf=command.pdf_sha256,
        word=command.word_sha256,
        draft=command.is_draft,
    )
    if is_sent_letter(about) and not command.is_draft and command.pdf_sha256:
        join_papers(context, about, file_named(about, command.pdf_sha256, command.pdf_size))
    return {"document": about.id, "version": command.version_id}


def _locate(context: Context, command: KeepFiles) -> Document | None:
    row = context.connection.execute(
        select(version_table.c.document_id)
        .where(
            version_table.c.id == command.version_id,
            version_table.c.state == VersionState.WAITING.value,
            version_table.c.tries == command.tries,
        )
        .with_for_update()
    ).one_or_none()
    return None if row is None else get_document(context, row.document_id)
