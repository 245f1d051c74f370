"""The submission letter under its number: finished, and among the papers that go up.

Each sending has a letter of its own, known by the key of the sending: what comes back to be
supplemented goes up again under another number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from sqlalchemy import insert, select, update

from engine.context import Context
from engine.view import View
from workflows import attachments
from workflows.documents.asking import add_version, document_for, issue_edited, mark_issued
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import (
    Document,
    VersionState,
    find_document,
    forget_document,
    holding_version,
    versions_of,
)
from workflows.dossiers import Dossier, Origin
from workflows.registers import Entry
from workflows.tables.accounts import attachment
from workflows.tables.documents import document as document_table
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.superiors import upward

PART = "submission"
"""Which part of a dossier the letter is for the superior."""

PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """The file of a letter that was made."""

    name: str
    sha256: str
    size: int

    def as_paper(self) -> Mapping[str, object]:
        """As packages tell of it."""
        return {
            "name": self.name,
            "kind": PART,
            "media_type": PDF,
            "size": self.size,
            "sha256": self.sha256,
        }


def issue_letter(
    context: Context, dossier: Dossier, upward_id: str, entry: Entry, dated: date
) -> None:
    """Finish what was drafted, with number and day in their places; what was edited by hand too."""
    issued = mark_issued(context, _letter_of(context, dossier, upward_id), entry, dated)
    if issue_edited(context, issued):
        _join_if_ready(context, issued)
        return
    add_version(context, issued, content=None, content_hash="", is_draft=False)


def _letter_of(context: Context, dossier: Dossier, upward_id: str) -> Document:
    """The draft of this sending, from now on known by it; begun when nobody had it made."""
    drafted = find_document(context, dossier.id, DocumentKind.SUBMISSION)
    if drafted is None or drafted.issued_at is not None:
        return document_for(context, dossier, DocumentKind.SUBMISSION, upward_id)
    context.connection.execute(
        update(document_table).where(document_table.c.id == drafted.id).values(about_id=upward_id)
    )
    forget_document(context, drafted)
    return replace(drafted, about_id=upward_id)


def join_papers(context: Context, letter: Document, file: LetterFile) -> None:
    """Put the file that was made among the papers that went up, wherever they are by now."""
    row = context.connection.execute(
        select(upward.c.content, upward.c.sent_by).where(upward.c.id == letter.about_id)
    ).one_or_none()
    if row is None:
        return
    content = cast("Mapping[str, object]", row.content)
    papers = [*cast("list[object]", content.get("files", [])), file.as_paper()]
    context.connection.execute(
        update(upward)
        .where(upward.c.id == letter.about_id)
        .values(content={**content, "files": papers})
    )
    for superior in context.connection.execute(
        select(dossier_table.c.instance_id, dossier_table.c.office_id).where(
            dossier_table.c.upward_id == letter.about_id,
            dossier_table.c.origin == Origin.SYSTEM.value,
        )
    ):
        key = _copied(context, file, superior.office_id, by=row.sent_by)
        attachments.adopt(context, [key], superior.instance_id)


def is_sent_letter(about: Document) -> bool:
    return about.kind is DocumentKind.SUBMISSION and about.is_issued and about.about_id != ""


def file_named(letter: Document, sha256: str, size: int) -> LetterFile:
    name = f"Tờ trình {(letter.symbol or '').replace('/', '-')}.pdf"
    return LetterFile(name=name, sha256=sha256, size=size)


def copy_of_letter(context: Context, upward_id: str, *, office_id: str, by: str) -> list[str]:
    """The letter of a sending as a file of the superior, where it has been made already."""
    letter = _letter(context, upward_id)
    file = _made(context, letter) if letter else None
    return [] if file is None else [_copied(context, file, office_id, by=by)]


def is_being_made(view: View, upward_id: str) -> bool:
    """Whether the letter of a sending is not there yet, and will be."""
    letter = _letter(view, upward_id)
    newest = next(iter(versions_of(view, [letter.id])[letter.id]), None) if letter else None
    return newest is not None and newest.state is VersionState.WAITING


def _letter(view: View, upward_id: str) -> Document | None:
    dossier_id = view.connection.execute(
        select(upward.c.dossier_id).where(upward.c.id == upward_id)
    ).scalar_one_or_none()
    if dossier_id is None:
        return None
    return find_document(view, dossier_id, DocumentKind.SUBMISSION, upward_id)


def _join_if_ready(context: Context, letter: Document) -> None:
    """A PDF that was brought alone is not made again: it is there at once."""
    file = _made(context, letter)
    if file is not None:
        join_papers(context, letter, file)


def _made(view: View, letter: Document) -> LetterFile | None:
    holds = holding_version(versions_of(view, [letter.id])[letter.id])
    if holds is None or holds.is_draft or not holds.pdf_sha256:
        return None
    return file_named(letter, holds.pdf_sha256, holds.pdf_size)


def _copied(context: Context, file: LetterFile, office_id: str, *, by: str) -> str:
    key = context.new_id()
    context.connection.execute(
        insert(attachment).values(
            id=key,
            office_id=office_id,
            name=attachments.safe_name(file.name),
            media_type=PDF,
            size=file.size,
            sha256=file.sha256,
            uploaded_by=by,
            uploaded_at=context.now,
            kind=PART,
        )
    )
    return key
