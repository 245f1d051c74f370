"""The documents of a dossier: make them, look at them, take them along, bring them back edited."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from engine.errors import FieldError, InvalidData, Message, NotFound, Rejected
from web.days import typed_day
from web.errors import status_again
from web.pages.documents.frame import Stored, pages, uploaded
from web.permissions import may
from web.requests import (
    actor,
    blobs,
    close_view,
    engine,
    execute,
    page,
    see_other,
    settings,
    signed_in,
    view,
)
from web.security import takes_bytes
from web.shown_documents import asked_for, asks_again, shown_document, shown_waiting
from web.uploads import MOST_BYTES
from web.wording import gettext, say
from workflows import signing
from workflows.digital_signatures.checks import check_file
from workflows.documents.bringing import BringDocument, printers_of
from workflows.documents.issuing import NUMBERED, CorrectDocument, IssueDocument
from workflows.documents.kinds import FOR_ASKING
from workflows.documents.letterhead import rooms_of
from workflows.documents.preparing import PrepareDocument
from workflows.documents.printing import require_printable
from workflows.documents.replacement_paper import is_replacement
from workflows.documents.replacing import DraftReplacement, IssueReplacement, SignReplacement
from workflows.documents.sealing import SealDocument, waits_for_seal
from workflows.documents.signature_places import drawn_number
from workflows.documents.store import Document, get_document, get_version, versions_of
from workflows.documents.word_numbering import require_room
from workflows.file_types import FileType
from workflows.queries.documents import dossier_documents
from workflows.queries.dossier_page import seen_dossier

SIGNED_AS = {
    signing.CHAIRMAN: "The chairman",
    signing.FOR_CHAIRMAN: "A vice chairman, for the chairman",
}
"""English; the catalogue has the Vietnamese."""


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
    task_id = request.form.get("task", "")
    if task_id:
        return see_other(url_for("tasks.show", task_id=task_id, _anchor="van-ban"))
    return see_other(url_for("documents.of_dossier", code=code))


@pages.post("/ho-so/<code>/van-ban/<document_id>/ban-sua")
@takes_bytes(MOST_BYTES)
@signed_in
def bring(code: str, document_id: str) -> ResponseReturnValue:
    """Take an edited Word file, or the PDF printed from it, as the version that holds."""
    found = seen_dossier(view(), actor(), code)
    document = _of(found.id, document_id)
    try:
        word = uploaded("word", FileType.DOCX)
        pdf = uploaded("pdf", FileType.PDF)
        if word is not None and document.kind in NUMBERED:
            room = next(iter(rooms_of(view(), found, document)))
            require_room(blobs().path(word.sha256).read_bytes(), room)
        if pdf is not None:
            require_printable(blobs().path(pdf.sha256).read_bytes())
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
    document = _of(found.id, document_id)
    issues = IssueReplacement if is_replacement(document) else IssueDocument
    try:
        execute(
            issues(
                document_id=document_id,
                dated=typed_day("dated", request.form.get("dated", "")),
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
                dated=typed_day("dated", request.form.get("dated", "")),
            )
        )
    except Rejected as refusal:
        return _refused(code, refusal)
    return see_other(url_for("documents.of_dossier", code=code))


@pages.post("/ho-so/<code>/van-ban/<document_id>/thay-the")
@signed_in
def replace(code: str, document_id: str) -> ResponseReturnValue:
    """Write an equal document in which what was wrong is right."""
    found = seen_dossier(view(), actor(), code)
    _of(found.id, document_id)
    try:
        execute(
            DraftReplacement(
                document_id=document_id,
                wrong=request.form.get("wrong", ""),
                right=request.form.get("right", ""),
                reason=request.form.get("reason", ""),
                form=request.form.get("form", ""),
            )
        )
    except Rejected as refusal:
        return _refused(code, refusal)
    return see_other(url_for("documents.of_dossier", code=code))


@pages.post("/ho-so/<code>/van-ban/<document_id>/ky")
@takes_bytes(MOST_BYTES)
@signed_in
def sign_replacement(code: str, document_id: str) -> ResponseReturnValue:
    """Take the signed replacement: a scan, or the file with its digital signature."""
    found = seen_dossier(view(), actor(), code)
    _of(found.id, document_id)
    try:
        pdf = _checked_pdf()
        execute(
            SignReplacement(
                document_id=document_id,
                form=request.form.get("form", ""),
                pdf_sha256=pdf.sha256,
                pdf_size=pdf.size,
            )
        )
    except Rejected as refusal:
        return _refused(code, refusal)
    flash(gettext("The signed paper is kept; the registry can give it its number."), "done")
    return see_other(url_for("documents.of_dossier", code=code))


@pages.get("/ho-so/<code>/van-ban/<document_id>/so-va-ngay.png")
@signed_in
def number_picture(code: str, document_id: str) -> ResponseReturnValue:
    """Number and day as a picture, for whoever seals the issued file elsewhere."""
    found = seen_dossier(view(), actor(), code)
    document = _of(found.id, document_id)
    signed = waits_for_seal(document, versions_of(view(), [document.id])[document.id])
    if signed is None or not may("document.issue", document):
        raise NotFound()
    content = get_version(view(), signed.id).content or {}
    close_view()
    return Response(drawn_number(content, at=signed.created_at), mimetype="image/png")


@pages.post("/ho-so/<code>/van-ban/<document_id>/dau")
@takes_bytes(MOST_BYTES)
@signed_in
def seal(code: str, document_id: str) -> ResponseReturnValue:
    """Take the issued file with the office's signature, which was put on it elsewhere."""
    found = seen_dossier(view(), actor(), code)
    _of(found.id, document_id)
    try:
        pdf = _checked_pdf()
        execute(SealDocument(document_id=document_id, pdf_sha256=pdf.sha256, pdf_size=pdf.size))
    except Rejected as refusal:
        return _refused(code, refusal)
    flash(gettext("The sealed file is the document from now on."), "done")
    return see_other(url_for("documents.of_dossier", code=code))


def _checked_pdf() -> Stored:
    """The signed file of the form, stored, its signatures examined outside of any transaction."""
    pdf = uploaded("pdf", FileType.PDF)
    if pdf is None:
        message = Message("document.no_file", "Choose the signed PDF file.")
        raise InvalidData([FieldError("pdf", message)])
    close_view()
    check_file(engine(), blobs(), pdf.sha256, settings().trust)
    return pdf


def _shown(code: str, refusal: Rejected | None = None) -> ResponseReturnValue:
    found = seen_dossier(view(), actor(), code)
    known = dossier_documents(view(), actor(), found)
    makes = may("document.prepare", found)
    printers = printers_of(view(), found.office_id) if makes else []
    there = {one.document.kind for one in known.documents if not one.document.about_id}
    documents = [shown_document(one, known.names, found, makes=makes) for one in known.documents]
    shown = page(
        "documents/dossier.html",
        dossier=found,
        documents=documents,
        kinds=asked_for([one for one in FOR_ASKING if one not in there]) if makes else [],
        printers=[{"value": one.id, "label": one.name} for one in printers],
        waiting=shown_waiting(documents),
        again=asks_again(),
        today=f"{local(view().now):%d/%m/%Y}",
        forms=[{"value": key, "label": gettext(word)} for key, word in SIGNED_AS.items()],
        error=_sentences(refusal) if refusal else [],
        back=url_for("dossiers.show", code=code, phan="tai-lieu", _anchor="cac-phan"),
    )
    return shown if refusal is None else (shown, status_again(refusal))


def _refused(code: str, refusal: Rejected) -> ResponseReturnValue:
    if isinstance(refusal, NotFound) and refusal.message.key in ("not_found", "hidden"):
        raise refusal
    return _shown(code, refusal)


def _sentences(refusal: Rejected) -> list[str]:
    if isinstance(refusal, InvalidData):
        return [say(one.message) for one in refusal.errors]
    return [say(refusal.message)]


def _of(dossier_id: str, document_id: str) -> Document:
    """A document of another dossier is not there."""
    document = get_document(view(), document_id)
    if document.dossier_id != dossier_id:
        raise NotFound()
    return document
