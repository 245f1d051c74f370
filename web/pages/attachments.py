"""Papers of a dossier, handed to those who may see it; never run or shown as pages of ours."""

from __future__ import annotations

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from web.requests import actor, blobs, signed_in, view
from workflows import attachments
from workflows.attachments import Attachment
from workflows.authority import may_see_instance

pages = Blueprint("attachments", __name__)

SANDBOX = "default-src 'none'; sandbox"


@pages.get("/tep/<attachment_id>")
@signed_in
def download(attachment_id: str) -> ResponseReturnValue:
    paper = attachments.get(view(), attachment_id)
    if not _may_see(paper):
        raise NotFound()
    path = blobs().path(paper.sha256)
    if not path.is_file():
        raise NotFound("The file %(name)s is missing in the store.", name=paper.name)
    answer = send_file(
        path,
        mimetype=paper.media_type,
        as_attachment=True,
        download_name=paper.name,
        conditional=True,
        etag=paper.sha256,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _may_see(paper: Attachment) -> bool:
    """A paper of a dossier is for those who may see the dossier, a loose one for its owner."""
    if paper.instance_id is None:
        return paper.uploaded_by == actor().id
    return may_see_instance(view(), actor(), paper.instance_id, paper.office_id)
