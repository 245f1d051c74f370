"""What the pages of documents show: those of a dossier, those of a register, one by its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from engine.actors import Actor
from engine.calendar import end_of_day
from engine.clock import local
from engine.errors import NotFound, NotTheirs
from engine.registry import Access
from engine.view import View
from workflows import authority
from workflows.documents.in_force import put_right
from workflows.documents.kinds import ASKS_ANEW, DocumentKind, papers_of_step
from workflows.documents.missing import Missing, missing_from_document
from workflows.documents.sent_up import is_sent_letter
from workflows.documents.store import (
    Document,
    Origin,
    Version,
    document_by_code,
    documents_of,
    get_document,
    get_version,
    holding_version,
    versions_of,
)
from workflows.dossiers import Dossier, get_dossier
from workflows.honours import Honour, record_of
from workflows.positions import names_of
from workflows.registers import DIGITS
from workflows.tables.documents import document_version as version_table
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.dossiers import slip as slip_table
from workflows.tables.honours import honour
from workflows.tables.offices import unit as unit_table
from workflows.tables.registers import register_entry


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """A document with its versions, newest first."""

    document: Document
    versions: Sequence[Version]

    @property
    def holds(self) -> Version | None:
        return holding_version(self.versions)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierDocuments:
    """The documents of a dossier that somebody may open, and who made them."""

    documents: Sequence[ShownDocument]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPaper:
    """A paper that a step makes: as it is, or what it would lack if it were made now."""

    kind: DocumentKind
    shown: ShownDocument | None
    missing: Sequence[Missing]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPapers:
    """The papers of a step that somebody may open."""

    papers: Sequence[StepPaper]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One number of a register, cancelled ones too."""

    id: str
    number: int
    symbol: str
    summary: str
    dossier_id: str | None
    dossier_code: str
    entered_at: datetime
    entered_by: str
    late_reason: str
    cancelled_at: datetime | None
    cancelled_by: str
    cancel_reason: str


def dossier_documents(view: View, actor: Actor, dossier: Dossier) -> DossierDocuments:
    """In two statements and one for the names."""
    known = [
        document
        for document in documents_of(view, dossier.id)
        if authority.may(view, actor, "document.open", document).access is Access.ALLOWED
    ]
    versions = versions_of(view, [document.id for document in known])
    people = {version.created_by for found in versions.values() for version in found}
    return DossierDocuments(
        documents=[
            ShownDocument(document=document, versions=versions[document.id]) for document in known
        ],
        names=names_of(view, people),
    )


def step_papers(
    view: View, actor: Actor, dossier: Dossier, document: str, *, is_open: bool
) -> StepPapers:
    """What a step makes by its drawing; gaps are looked for until a paper has been issued.

    A letter that went up stays as it is: an open step that asks for one makes the next.
    """
    kinds = papers_of_step(document)
    if not kinds or not actor.holds_at_office(dossier.office_id):
        return StepPapers(papers=(), names={})
    known = dossier_documents(view, actor, dossier)
    is_anew = is_open and document in ASKS_ANEW
    newest = {
        one.document.kind: one
        for one in known.documents
        if not (is_anew and is_sent_letter(one.document))
    }
    return StepPapers(
        papers=[_step_paper(view, dossier, kind, newest.get(kind)) for kind in kinds],
        names=known.names,
    )


def _step_paper(
    view: View, dossier: Dossier, kind: DocumentKind, shown: ShownDocument | None
) -> StepPaper:
    is_issued = shown is not None and shown.document.is_issued
    missing = () if is_issued else missing_from_document(view, dossier, kind)
    return StepPaper(kind=kind, shown=shown, missing=missing)


def opened_version(view: View, actor: Actor, version_id: str) -> tuple[Document, Version]:
    """A version that the actor may open; raises `NotFound` for any other."""
    version = get_version(view, version_id)
    document = get_document(view, version.document_id)
    if authority.may(view, actor, "document.open", document).access is not Access.ALLOWED:
        raise NotTheirs("document.open", document)
    return document, version


def issued_paper(
    view: View, actor: Actor, dossier: Dossier, kind: DocumentKind
) -> ShownDocument | None:
    """What went out last of this kind, where the actor may look at it; withdrawn or not."""
    gone_out = (one for one in documents_of(view, dossier.id) if one.issued_at is not None)
    document = max((one for one in gone_out if one.kind is kind), key=_when_issued, default=None)
    if document is None:
        return None
    if authority.may(view, actor, "document.open", document).access is not Access.ALLOWED:
        return None
    return ShownDocument(document=document, versions=versions_of(view, [document.id])[document.id])


def _when_issued(document: Document) -> tuple[datetime | None, str]:
    return document.issued_at, document.id


def checked_document(view: View, code: str) -> tuple[Document, Dossier]:
    """The issued document that bears a code; drafts are nobody's business."""
    document = document_by_code(view, code)
    if document.issued_at is None:
        raise NotFound()
    return document, get_dossier(view, document.dossier_id)


def certificate_at(view: View, decision: Document, place: int) -> Honour:
    """Whom a decision names at a place of its list, as the honour book has it (R-DOC-08)."""
    row = view.connection.execute(
        select(honour).where(
            honour.c.office_id == decision.office_id,
            honour.c.dossier_id == decision.dossier_id,
            honour.c.place == place,
        )
    ).one_or_none()
    if row is None or decision.kind is not DocumentKind.DECISION:
        raise NotFound()
    given, mended = record_of(row), put_right(view, decision, place)
    return replace(
        given,
        name=mended.get(given.name, given.name),
        achievement=mended.get(given.achievement, given.achievement),
    )


def is_issued_file(view: View, document: Document, sha256: str) -> bool:
    """Whether a file is, byte for byte, what was issued; of what was edited, the Word file too."""
    return (
        view.connection.execute(
            select(version_table.c.id).where(
                version_table.c.document_id == document.id,
                version_table.c.is_draft.is_(False),
                or_(
                    version_table.c.pdf_sha256 == sha256,
                    and_(
                        version_table.c.origin == Origin.EDITED.value,
                        version_table.c.word_sha256 == sha256,
                    ),
                ),
            )
        ).first()
        is not None
    )


def register_years(view: View, office_id: str, kind: str) -> Sequence[str]:
    return list(
        view.connection.execute(
            select(register_entry.c.period)
            .where(register_entry.c.office_id == office_id, register_entry.c.kind == kind)
            .distinct()
            .order_by(register_entry.c.period.desc())
        ).scalars()
    )


def register_lines(
    view: View, office_id: str, kind: str, year: str, *, below: int | None, most: int
) -> Sequence[RegisterLine]:
    """Numbers of a register and year, highest first."""
    query = (
        select(register_entry, dossier_table.c.code.label("dossier_code"))
        .outerjoin(dossier_table, dossier_table.c.id == register_entry.c.dossier_id)
        .where(
            register_entry.c.office_id == office_id,
            register_entry.c.kind == kind,
            register_entry.c.period == year,
        )
        .order_by(register_entry.c.number.desc())
        .limit(most)
    )
    if below is not None:
        query = query.where(register_entry.c.number < below)
    rows = view.connection.execute(query).all()
    names = names_of(view, {p for row in rows for p in (row.entered_by, row.cancelled_by) if p})
    return [
        RegisterLine(
            id=row.id,
            number=row.number,
            symbol=row.symbol,
            summary=row.summary,
            dossier_id=row.dossier_id,
            dossier_code=row.dossier_code or "",
            entered_at=row.entered_at,
            entered_by=names.get(row.entered_by, ""),
            late_reason=row.late_reason,
            cancelled_at=row.cancelled_at,
            cancelled_by=names.get(row.cancelled_by or "", ""),
            cancel_reason=row.cancel_reason,
        )
        for row in rows
    ]


def slip_years(view: View, office_id: str, kind: str) -> Sequence[str]:
    """The years in which slips of a kind were handed out, newest first."""
    first, last = view.connection.execute(
        _slips(office_id, kind).with_only_columns(
            func.min(slip_table.c.at), func.max(slip_table.c.at)
        )
    ).one()
    if first is None or last is None:
        return []
    return [str(year) for year in range(local(last).year, local(first).year - 1, -1)]


def slip_lines(
    view: View, office_id: str, kind: str, year: str, *, below: int | None, most: int
) -> Sequence[RegisterLine]:
    """Slips of a kind and year as lines of their register, highest number first."""
    before, last = end_of_day(date(int(year) - 1, 12, 31)), end_of_day(date(int(year), 12, 31))
    query = (
        _slips(office_id, kind)
        .where(slip_table.c.at > before, slip_table.c.at <= last)
        .order_by(slip_table.c.number.desc())
        .limit(most)
    )
    if below is not None:
        query = query.where(slip_table.c.number < below)
    rows = view.connection.execute(query).all()
    names = names_of(view, {row.by for row in rows})
    return [
        RegisterLine(
            id=row.id,
            number=row.number,
            symbol=f"{row.number:0{DIGITS}}",
            summary=f"{row.title} – {row.unit_name}",
            dossier_id=row.dossier_id,
            dossier_code=row.dossier_code,
            entered_at=row.at,
            entered_by=names.get(row.by, ""),
            late_reason="",
            cancelled_at=None,
            cancelled_by="",
            cancel_reason="",
        )
        for row in rows
    ]


def _slips(office_id: str, kind: str) -> Select[Any]:
    return (
        select(
            slip_table.c.id,
            slip_table.c.number,
            slip_table.c.at,
            slip_table.c.by,
            slip_table.c.dossier_id,
            dossier_table.c.title,
            dossier_table.c.code.label("dossier_code"),
            unit_table.c.name.label("unit_name"),
        )
        .join(dossier_table, dossier_table.c.id == slip_table.c.dossier_id)
        .join(unit_table, unit_table.c.id == dossier_table.c.unit_id)
        .where(slip_table.c.office_id == office_id, slip_table.c.kind == kind)
    )
