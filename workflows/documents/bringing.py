"""What officers do with files: bring back what they changed in Word, open, set up a printer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from engine.canonical import digest
from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, WrongState
from engine.registry import Registry
from engine.view import View
from workflows.documents.asking import add_finished
from workflows.documents.kinds import DESCRIBED
from workflows.documents.preparing import require_open
from workflows.documents.store import (
    Document,
    Origin,
    Version,
    get_document,
    get_version,
    holding_version,
    versions_of,
)
from workflows.documents.telling import tell
from workflows.entries import Entries
from workflows.tables.documents import printer as printer_table

FARTHEST = 200
"""Tenths of a millimetre that a printer may be off; more is a sheet fed in wrongly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BringDocument:
    """Take an edited file as the version that holds; the files were stored before."""

    document_id: str
    word_sha256: str
    word_size: int
    pdf_sha256: str = ""
    pdf_size: int = 0


class NeverEdited(WrongState):
    """Certificates are not edited by hand: put the list right and make them anew."""


class OnlyPdf(WrongState):
    """This document has been issued: only the PDF of its Word file can still be brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """Look at a version's file; who did is kept."""

    version_id: str
    form: str
    """pdf, word or page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPrinter:
    """Keep by how much a printer has to be moved, as its test sheet showed."""

    office_id: str
    name: str
    right_mm: int
    down_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """A printer that is fed with printed blanks."""

    id: str
    name: str
    right_mm: int
    down_mm: int


def register(registry: Registry) -> None:
    registry.command(
        BringDocument, action="document.prepare", locate=_document, handle=bring_document
    )
    registry.command(OpenDocument, action="document.open", locate=_opened, handle=open_document)
    registry.command(SetPrinter, action="document.printer", locate=_asked, handle=set_printer)


def bring_document(context: Context, command: BringDocument, about: Document) -> object:
    """From here the edited file holds, bound by its hash, until the document is made anew."""
    if not DESCRIBED[about.kind].has_word_file:
        raise NeverEdited()
    newest = holding_version(versions_of(context, [about.id])[about.id])
    if newest is not None and lacks_pdf(about, newest):
        return _bring_pdf(context, command, about, newest)
    require_open(context, about, newest)
    if not command.word_sha256 and not command.pdf_sha256:
        message = Message("document.no_file", "Choose the edited file.")
        raise InvalidData([FieldError("file", message)])
    version_id = add_finished(
        context,
        about,
        content_hash=digest([command.word_sha256, command.pdf_sha256]),
        is_draft=True,
        origin=Origin.EDITED,
        word_sha256=command.word_sha256,
        word_size=command.word_size,
        pdf_sha256=command.pdf_sha256,
        pdf_size=command.pdf_size,
    )
    return _brought(context, about, version_id, command)


def lacks_pdf(document: Document, holds: Version) -> bool:
    """Issued as a Word file alone: what is printed from it, with its number, may still come."""
    is_word = holds.origin is Origin.EDITED and holds.word_sha256 != ""
    return document.is_issued and not holds.is_draft and is_word and not holds.pdf_sha256


def _bring_pdf(context: Context, command: BringDocument, about: Document, holds: Version) -> object:
    """The Word file stays what it is; beside it comes the PDF by which anybody can check it."""
    if command.word_sha256 or not command.pdf_sha256:
        raise OnlyPdf()
    version_id = add_finished(
        context,
        about,
        content_hash=digest([holds.word_sha256, command.pdf_sha256]),
        origin=Origin.EDITED,
        word_sha256=holds.word_sha256,
        word_size=holds.word_size,
        pdf_sha256=command.pdf_sha256,
        pdf_size=command.pdf_size,
    )
    return _brought(context, about, version_id, command)


def _brought(context: Context, about: Document, version_id: str, command: BringDocument) -> object:
    tell(context, "document.bring", about, word=command.word_sha256, pdf=command.pdf_sha256)
    return {"document": about.id, "version": version_id}


def open_document(context: Context, command: OpenDocument, about: Document) -> object:
    tell(context, "document.open", about, form=command.form, version=command.version_id)
    return {"document": about.id}


def set_printer(context: Context, command: SetPrinter, _about: object) -> object:
    """A printer of a name is there once; set again, the new measures hold."""
    entries = Entries()
    name = entries.line("name", command.name, least=2, most=80)
    for field, found in (("right_mm", command.right_mm), ("down_mm", command.down_mm)):
        if abs(found) > FARTHEST:
            entries.refuse(field, "too_far", "At most %(most)s mm.", most=FARTHEST // 10)
    entries.require_sound()
    dialect = postgresql if context.connection.dialect.name == "postgresql" else sqlite
    measured = {
        "right_mm": command.right_mm,
        "down_mm": command.down_mm,
        "changed_at": context.now,
        "changed_by": context.actor.id,
    }
    key = context.connection.execute(
        dialect.insert(printer_table)
        .values(id=context.new_id(), office_id=command.office_id, name=name, **measured)
        .on_conflict_do_update(index_elements=["office_id", "name"], set_=measured)
        .returning(printer_table.c.id)
    ).scalar_one()
    context.record(
        "document.printer",
        "printer",
        str(key),
        office_id=command.office_id,
        name=name,
        right=command.right_mm,
        down=command.down_mm,
    )
    return {"printer": key}


def printers_of(view: View, office_id: str) -> list[Printer]:
    rows = view.connection.execute(
        select(
            printer_table.c.id,
            printer_table.c.name,
            printer_table.c.right_mm,
            printer_table.c.down_mm,
        )
        .where(printer_table.c.office_id == office_id)
        .order_by(printer_table.c.name)
    )
    return [Printer(**row._mapping) for row in rows]


def _document(context: Context, command: BringDocument) -> Document:
    return get_document(context, command.document_id)


def _opened(context: Context, command: OpenDocument) -> Document:
    return get_document(context, get_version(context, command.version_id).document_id)


def _asked(_context: Context, command: SetPrinter) -> SetPrinter:
    return command
