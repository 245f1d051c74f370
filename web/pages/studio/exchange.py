"""Files in and out: what other editors made becomes a draft, a draft becomes a bundle."""

from __future__ import annotations

from pathlib import PurePosixPath

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import FieldError, InvalidData, Message
from engine.leaning import completed
from web.access import require
from web.pages.studio.drafts import begin_with
from web.pages.studio.frame import pages, seen_draft
from web.requests import actor, page, see_other, signed_in, view
from web.security import takes_bytes
from web.wording import say
from workflows.studio.bundles import LARGEST_BUNDLE, Bundle, packed, unpacked
from workflows.studio.drafts import contents_of
from workflows.studio.leaning import with_leaning
from workflows.studio.proposing import named_after, newest_number
from workflows.studio.rights import EditingOf
from workflows.studio.storable import require_storable

BUNDLE_SUFFIX = ".zip"


@pages.get("/<draft_id>/goi.zip")
@signed_in
def bundle(draft_id: str) -> ResponseReturnValue:
    """The draft with everything it leans on and whatever leans on it, as one file."""
    draft = seen_draft(draft_id)
    files = completed(view(), with_leaning(view(), contents_of(view(), draft.id)))
    answer = Response(packed(Bundle(draft.key, draft.title, files)), mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{draft.key}.zip")
    return answer


@pages.post("/nhap-tep")
@takes_bytes(LARGEST_BUNDLE + 1024 * 1024)
@signed_in
def import_files() -> ResponseReturnValue:
    """Files of any BPMN editor, or one bundle, become a new draft."""
    require("procedure.import", EditingOf("", actor().office_id))
    try:
        got = _received()
        require_storable(got.files)
    except InvalidData as invalid:
        return page("studio/refused.html", errors=[say(e.message) for e in invalid.errors]), 422
    draft_id = begin_with(got.key, got.title, newest_number(view(), got.key), dict(got.files))
    return see_other(url_for("studio.show", draft_id=draft_id))


def _received() -> Bundle:
    files: dict[str, bytes] = {}
    for sent in request.files.getlist("tep"):
        name = PurePosixPath((sent.filename or "").replace("\\", "/")).name
        if not name:
            continue
        content = sent.read()
        if name.lower().endswith(BUNDLE_SUFFIX):
            return unpacked(content)
        files[name] = content
    if not files:
        text = "Choose at least one file."
        raise InvalidData([FieldError("tep", Message("no_files", text))])
    return Bundle(*named_after(files), files)
