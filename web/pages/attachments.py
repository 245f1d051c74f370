"""Papers of a dossier, handed to those who may see it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from engine.errors import NotTheirs
from web.downloads import handed_out
from web.permissions import may
from web.requests import actor, signed_in, view
from workflows import attachments
from workflows.attachments import Attachment
from workflows.authority import may_see_instance
from workflows.queries.council import session_of_paper

pages = Blueprint("attachments", __name__)


@pages.get("/tep/<attachment_id>")
@signed_in
def download(attachment_id: str) -> ResponseReturnValue:
    paper = attachments.get(view(), attachment_id)
    if not _may_see(paper):
        raise NotTheirs("attachment.see", paper)
    return handed_out(paper)


def _may_see(paper: Attachment) -> bool:
    """For those who may see its dossier or session; a loose one for its owner."""
    if paper.instance_id is None:
        if paper.uploaded_by == actor().id:
            return True
        session = session_of_paper(view(), paper.id)
        return session is not None and may("council.see", session)
    return may_see_instance(view(), actor(), paper.instance_id, paper.office_id)
