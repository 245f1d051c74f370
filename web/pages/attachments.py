"""Papers of a dossier, handed to those who may see it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from web.downloads import handed_out
from web.requests import actor, signed_in, view
from workflows import attachments
from workflows.attachments import Attachment
from workflows.authority import may_see_instance

pages = Blueprint("attachments", __name__)


@pages.get("/tep/<attachment_id>")
@signed_in
def download(attachment_id: str) -> ResponseReturnValue:
    paper = attachments.get(view(), attachment_id)
    if not _may_see(paper):
        raise NotFound()
    return handed_out(paper)


def _may_see(paper: Attachment) -> bool:
    """A paper of a dossier is for those who may see the dossier, a loose one for its owner."""
    if paper.instance_id is None:
        return paper.uploaded_by == actor().id
    return may_see_instance(view(), actor(), paper.instance_id, paper.office_id)
