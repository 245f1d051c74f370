"""The documents of a dossier: make them, look at them, take them along, bring them back edited."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import FieldError, InvalidData, Message, NotFound, Rejected
from web.pages.documents.frame import (
    ORIGIN_WORDS,
    STATE_PILLS,
    kind_name,
    pages,
    uploaded,
)
from web.pages.dossiers.frame import shown_date, shown_instant
from web.permissions import may
from web.requests import actor, execute, page, see_other, signed_in, view
from web.security import takes_bytes
from web.shown_files import file_size
from web.uploads import MOST_BYTES
from web.wording import gettext, say
from workflows.documents.bringing import BringDocument, printers_of
from workflows.documents.composing import COMPOSERS
from workflows.documents.issuing import NUMBERED_HERE, CorrectDocument, IssueDocument
from workflows.documents.kinds import SLIPS
from workflows.documents.preparing import PrepareDocument
from workflows.documents.store import Document, Version, VersionState, get_document
from workflows.file_types import FileType
from workflows.queries.documents import ShownDocument, dossier_documents
from workflows.queries.dossier_page import seen_dossier

ASKED_FOR = tuple(kind for kind in COMPOSERS if kind not in SLIPS.values())
"""Slips are made when they are written; these are made when somebody wants them."""


@pages.get("/ho-so/<code>/van-ban")
@signed_in
def of_dossier(code: str) -> ResponseReturnValue:
    """Every document of the dossier with its versions; those being made say so."""
    return _shown(code)


@pages.post("/ho-so/<code>/van-ban")
@signed_in
def prepare(code: str) -> ResponseReturnValue:
    """Have a document made; the page shows it as soon as it is there."""
    found = seen_dossier(view(), actor(), code)
    kind, about = request.form.get("kind", ""), request.form.get("about", "")
    try:
        execute(PrepareDocument(dossier_id=found.id, kind=kind, about_id=about))
    except Rejected as refusal:
        return _refused(code, refusal)
    return see_other(url_for("documents.of_dossier", code=code))


@pages.post("/ho-so/<code>/van-ban/<document_id>/ban-sua")
@takes_bytes(MOST_BYTES)
@signed_in
def bring(code: str, document_id: str) -> ResponseReturnValue:
    """Take an edited Word file, or the PDF printed from it, as the version that holds."""
    found = seen_dossier(view(), actor(), code)
    _of(found.id, document_id)
    try:
        word = uploaded("word", FileType.DOCX)
        pdf = uploaded("pdf", FileType.PDF)
        execute(
            BringDocument(
                document_id=document_id,
                word_sha256=word.sha256 if word else "",
                word_size=word.size if word else 0,
                pdf_sha256=pdf.sha256 if pdf else "",
                pdf_size=pdf.size if pdf else 0,
            )
        )
    except Rejected as refusal:
        return _refused(code, refusal)
    flash(gettext("The edited file is the version that holds now."), "done")
    return see_other(url_for("documents.of_dossier", code=code))


@pages.post("/ho-so/<code>/van-ban/<document_id>/cap-so")
@signed_in
def issue(code: str, document_id: str) -> ResponseReturnValue:
    """Give the document its number in the register."""
    found = seen_dossier(view(), actor(), code)
    _of(found.id, document_id)
    try:
        execute(
            IssueDocument(
                document_id=document_id,
                dated=_day("dated"),
                late_reason=request.form.get("late_reason", ""),
            )
        )
    except Rejected as refusal:
        return _refused(code, refusal)
    return see_other(url_for("documents.of_dossier", code=code))


@pages.post("/ho-so/<code>/van-ban/<document_id>/dinh-chinh")
@signed_in
def correct(code: str, document_id: str) -> ResponseReturnValue:
    """Put a slip of form right by a letter under a number of its own."""
    found = seen_dossier(view(), actor(), code)
    _of(found.id, document_id)
    try:
        execute(
            CorrectDocument(
                document_id=document_id,
                wrong=request.form.get("wrong", ""),
                right=request.form.get("right", ""),
                dated=_day("dated"),
            )
        )
    except Rejected as refusal:
        return _refused(code, refusal)
    return see_other(url_for("documents.of_dossier", code=code))


def _shown(code: str, refusal: Rejected | None = None) -> ResponseReturnValue:
    found = seen_dossier(view(), actor(), code)
    known = dossier_documents(view(), actor(), found)
    makes = may("document.prepare", found)
    printers = printers_of(view(), found.office_id) if makes else []
    there = {one.document.kind for one in known.documents if not one.document.about_id}
    waiting = any(
        version.state is VersionState.WAITING for one in known.documents for version in one.versions
    )
    shown = page(
        "documents/dossier.html",
        dossier=found,
        documents=[_document(one, known.names, makes=makes) for one in known.documents],
        kinds=[
            {"value": kind.value, "label": kind_name(kind)}
            for kind in ASKED_FOR
            if kind not in there
        ]
        if makes
        else [],
        printers=[{"value": one.id, "label": one.name} for one in printers],
        waiting=waiting,
        today=f"{view().now:%Y-%m-%d}",
        error=_sentences(refusal) if refusal else [],
        back=url_for("dossiers.show", code=code, phan="tai-lieu", _anchor="cac-phan"),
    )
    return shown if refusal is None else (shown, 422)


def _refused(code: str, refusal: Rejected) -> ResponseReturnValue:
    if isinstance(refusal, NotFound) and refusal.message.key in ("not_found", "hidden"):
        raise refusal
    return _shown(code, refusal)


def _sentences(refusal: Rejected) -> list[str]:
    if isinstance(refusal, InvalidData):
        return [say(one.message) for one in refusal.errors]
    return [say(refusal.message)]


def _document(one: ShownDocument, names: Any, *, makes: bool) -> dict[str, Any]:
    document, holds = one.document, one.holds
    newest = one.versions[0] if one.versions else None
    numbers = document.kind in NUMBERED_HERE and not document.symbol
    return {
        "id": document.id,
        "name": kind_name(document.kind),
        "kind": document.kind.value,
        "about": document.about_id,
        "symbol": document.symbol or "",
        "dated": shown_date(document.dated),
        "withdrawn": document.withdrawn_reason if document.withdrawn_at else "",
        "check_url": url_for("documents.check", code=document.code) if document.issued_at else "",
        "state": _state(newest),
        "error": newest.error if newest and newest.state is VersionState.FAILED else "",
        "holds": _version(document, holds, names) if holds else None,
        "earlier": [
            _version(document, version, names)
            for version in one.versions
            if version.state is VersionState.READY and version is not holds
        ],
        "can_make": makes and document.kind in ASKED_FOR and not document.issued_at,
        "can_bring": makes and not document.issued_at and document.kind in ASKED_FOR,
        "can_issue": numbers and may("document.issue", document),
        "can_correct": document.is_issued and may("document.correct", document),
    }


def _state(newest: Version | None) -> dict[str, str] | None:
    if newest is None:
        return None
    look, word = STATE_PILLS[newest.state]
    return {"state": look, "text": gettext(word)}


def _version(document: Document, version: Version, names: Any) -> dict[str, Any]:
    return {
        "id": version.id,
        "ordinal": version.ordinal,
        "origin": gettext(ORIGIN_WORDS[version.origin]),
        "draft": version.is_draft,
        "at": shown_instant(version.ready_at),
        "by": names.get(version.created_by, ""),
        "pages": version.pages,
        "pdf": file_size(version.pdf_size) if version.pdf_sha256 else "",
        "word": file_size(version.word_size) if version.word_sha256 else "",
        "fingerprint": version.pdf_sha256 or version.word_sha256,
    }


def _of(dossier_id: str, document_id: str) -> None:
    """A document of another dossier is not there."""
    if get_document(view(), document_id).dossier_id != dossier_id:
        raise NotFound()


def _day(field: str) -> date:
    try:
        return date.fromisoformat(request.form.get(field, ""))
    except ValueError:
        message = Message("submission.needed", "This is needed.")
        raise InvalidData([FieldError(field, message)]) from None
