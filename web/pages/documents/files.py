"""Files of documents, handed to those who may open them; that they did is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from flask import Response, request, send_file
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from web.downloads import SANDBOX
from web.pages.documents.frame import file_name, pages
from web.requests import actor, blobs, close_view, engine, page, signed_in, view
from web.shown_documents import kind_name
from workflows.documents.bringing import OpenDocument
from workflows.documents.page_pictures import picture
from workflows.documents.printing import Sheaf, printed
from workflows.documents.store import Document, Version
from workflows.dossiers import get_dossier
from workflows.file_types import FileType
from workflows.queries.documents import dossier_documents, opened_version
from workflows.queries.dossier_page import seen_dossier


@pages.get("/van-ban/<version_id>/pdf")
@signed_in
def pdf(version_id: str) -> ResponseReturnValue:
    document, version = opened_version(view(), actor(), version_id)
    return _file(document, version, version.pdf_sha256, "pdf", FileType.PDF)


@pages.get("/van-ban/<version_id>/word")
@signed_in
def word(version_id: str) -> ResponseReturnValue:
    document, version = opened_version(view(), actor(), version_id)
    return _file(document, version, version.word_sha256, "docx", FileType.DOCX)


@pages.get("/van-ban/<version_id>")
@signed_in
def preview(version_id: str) -> ResponseReturnValue:
    """The pages as pictures, for phones and for a look before printing."""
    document, version = opened_version(view(), actor(), version_id)
    if not version.pages:
        raise NotFound()
    code = get_dossier(view(), document.dossier_id).code
    _tell(version, "page")
    return page(
        "documents/preview.html",
        name=kind_name(document.kind),
        document=document,
        code=code,
        version=version,
        numbers=range(1, version.pages + 1),
    )


@pages.get("/van-ban/<version_id>/trang/<int:number>")
@signed_in
def page_picture(version_id: str, number: int) -> ResponseReturnValue:
    """The first page of those shown beside the document's name tells that it was opened."""
    _, version = opened_version(view(), actor(), version_id)
    answer = Response(picture(blobs(), version, number), mimetype="image/png")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    if number == 1 and "mo" in request.args:
        _tell(version, "page")
    return answer


@pages.get("/ho-so/<code>/van-ban/tat-ca.zip")
@signed_in
def everything(code: str) -> ResponseReturnValue:
    """The version that holds of every document, as PDF and as Word."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for document, version in _holding(code):
            for sha256, ending in ((version.pdf_sha256, "pdf"), (version.word_sha256, "docx")):
                if sha256:
                    archive.write(blobs().path(sha256), file_name(document, version, ending))
            _tell(version, "all")
    target.seek(0)
    return send_file(
        target, mimetype="application/zip", as_attachment=True, download_name=f"{code}.zip"
    )


@pages.get("/ho-so/<code>/van-ban/in-tat-ca.pdf")
@signed_in
def print_all(code: str) -> ResponseReturnValue:
    """One PDF of everything that holds, to be printed at once."""
    sheaves = []
    for document, version in _holding(code):
        if version.pdf_sha256:
            content = blobs().path(version.pdf_sha256).read_bytes()
            sheaves.append(Sheaf(file_name(document, version, "pdf"), content))
            _tell(version, "all")
    made = printed(sheaves, at=engine().clock.now())
    return send_file(
        io.BytesIO(made),
        mimetype=FileType.PDF.media_type,
        as_attachment=True,
        download_name=f"{code}.pdf",
    )


def _holding(code: str) -> Sequence[tuple[Document, Version]]:
    found = seen_dossier(view(), actor(), code)
    known = dossier_documents(view(), actor(), found)
    holding = [(one.document, one.holds) for one in known.documents]
    there = [(document, version) for document, version in holding if version is not None]
    if not there:
        raise NotFound()
    return there


def _file(
    document: Document, version: Version, sha256: str, ending: str, kind: FileType
) -> ResponseReturnValue:
    if not sha256 or not blobs().path(sha256).is_file():
        raise NotFound()
    _tell(version, ending)
    answer = send_file(
        blobs().path(sha256),
        mimetype=kind.media_type,
        as_attachment=True,
        download_name=file_name(document, version, ending),
        conditional=True,
        etag=sha256,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _tell(version: Version, form: str) -> None:
    """Keep who opened what: reading a document is part of its history."""
    who = actor()
    close_view()
    engine().execute(OpenDocument(version_id=version.id, form=form), who)
