"""Word templates: which holds for which document, download, upload a changed one, go back."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, request, send_file, url_for
from flask.typing import ResponseReturnValue

from engine.errors import FieldError, InvalidData, Message, NotFound, Rejected
from web.access import require
from web.errors import status_again
from web.pages.documents.frame import content_of, pages, stored_bytes
from web.pages.dossiers.frame import shown_instant
from web.requests import actor, blobs, execute, page, see_other, signed_in, view
from web.security import takes_bytes
from web.shown_documents import kind_name
from web.uploads import MOST_BYTES
from web.wording import gettext, say
from workflows.documents import word
from workflows.documents.kinds import DESCRIBED, DocumentKind
from workflows.documents.samples import sample
from workflows.documents.word_templates import (
    OfficeTemplate,
    RestoreTemplate,
    UploadTemplate,
    get_template,
    template_for,
    templates_of,
)
from workflows.file_types import FileType
from workflows.positions import names_of

WITH_TEMPLATE = tuple(kind for kind, one in DESCRIBED.items() if one.has_word_file)


@pages.get("/mau-van-ban")
@signed_in
def templates() -> ResponseReturnValue:
    require("document.template")
    return _shown()


@pages.get("/mau-van-ban/<kind>/tai-ve")
@signed_in
def download_template(kind: str) -> ResponseReturnValue:
    """The template that holds, or an earlier one, to be changed in Word."""
    require("document.template")
    known = _kind(kind)
    asked = request.args.get("ban", "")
    content = _file_of(asked) if asked else _holding_file(known)
    return send_file(
        io.BytesIO(content),
        mimetype=FileType.DOCX.media_type,
        as_attachment=True,
        download_name=f"mau-{known.value}.docx",
    )


@pages.post("/mau-van-ban/<kind>")
@takes_bytes(MOST_BYTES)
@signed_in
def upload_template(kind: str) -> ResponseReturnValue:
    """Try the uploaded template on a sample; a bad one is refused and named, none is kept."""
    require("document.template")
    known = _kind(kind)
    note = request.form.get("note", "")
    try:
        if request.form.get("back"):
            execute(RestoreTemplate(office_id=actor().office_id, kind=known, note=note))
        else:
            content = _tried(known)
            kept = stored_bytes(content)
            execute(
                UploadTemplate(
                    office_id=actor().office_id,
                    kind=known,
                    sha256=kept.sha256,
                    size=kept.size,
                    note=note,
                )
            )
    except Rejected as refusal:
        return _shown(known, refusal), status_again(refusal)
    flash(gettext("The template holds from now on."), "done")
    return see_other(url_for("documents.templates"))


def _tried(kind: DocumentKind) -> bytes:
    file = request.files.get("file")
    if file is None or not file.filename:
        message = Message("document.no_file", "Choose the edited file.")
        raise InvalidData([FieldError("file", message)])
    content = content_of(file)
    word.fill(content, sample(kind).plain(), word.TRIED)
    return content


def _shown(kind: DocumentKind | None = None, refusal: Rejected | None = None) -> str:
    known = templates_of(view(), actor().office_id)
    names = names_of(view(), {one.uploaded_by for one in known})
    rows = [_row(one, [t for t in known if t.kind == one], names) for one in WITH_TEMPLATE]
    errors = []
    if refusal is not None:
        found = [one.message for one in getattr(refusal, "errors", ())] or [refusal.message]
        errors = [say(one) for one in found]
    return page("documents/templates.html", rows=rows, errors=errors, wrong=kind or "")


def _row(kind: DocumentKind, versions: list[OfficeTemplate], names: Any) -> dict[str, Any]:
    newest = versions[0] if versions else None
    return {
        "kind": kind.value,
        "name": kind_name(kind),
        "own": newest is not None and not newest.is_delivered,
        "versions": [
            {
                "id": one.id,
                "ordinal": one.ordinal,
                "delivered": one.is_delivered,
                "note": one.note,
                "at": shown_instant(one.uploaded_at),
                "by": names.get(one.uploaded_by, ""),
            }
            for one in versions
        ],
    }


def _holding_file(kind: DocumentKind) -> bytes:
    return template_for(view(), blobs(), actor().office_id, kind)[1]


def _file_of(template_id: str) -> bytes:
    found = get_template(view(), template_id)
    if found.office_id != actor().office_id or not found.sha256:
        raise NotFound()
    return blobs().path(found.sha256).read_bytes()


def _kind(name: str) -> DocumentKind:
    known = {kind.value: kind for kind in WITH_TEMPLATE}
    if name not in known:
        raise NotFound()
    return known[name]
