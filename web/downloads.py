"""Stored files as answers: always saved, never run or shown as pages of ours."""

from __future__ import annotations

from flask import send_file
from flask.typing import ResponseReturnValue

from engine.errors import NotFound
from web.requests import blobs
from workflows.attachments import Attachment

SANDBOX = "default-src 'none'; sandbox"


def handed_out(paper: Attachment, name: str = "") -> ResponseReturnValue:
    """The bytes of a file, for somebody who may have it; under its own name or a better one."""
    path = blobs().path(paper.sha256)
    if not path.is_file():
        raise NotFound("The file %(name)s is missing in the store.", name=paper.name)
    answer = send_file(
        path,
        mimetype=paper.media_type,
        as_attachment=True,
        download_name=name or paper.name,
        conditional=True,
        etag=paper.sha256,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
