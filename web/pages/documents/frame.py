"""What the pages of documents share: their place in the site, names of kinds, stored uploads."""

from __future__ import annotations

import io
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.datastructures import FileStorage

from engine.errors import FieldError, InvalidData, Message
from web.requests import blobs
from workflows.attachments import LARGEST_FILE, FileTooLarge
from workflows.documents.kinds import DESCRIBED
from workflows.documents.store import Document, Version
from workflows.file_types import FileType

pages = Blueprint("documents", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An uploaded file, kept by its content."""

    sha256: str
    size: int
    kind: FileType


def file_name(document: Document, version: Version, ending: str) -> str:
    """What a downloaded file is called: the paper, its number where it has one, its version."""
    name = DESCRIBED[document.kind].name.vi.replace(",", "")
    number = (document.symbol or "").replace("/", "-")
    draft = " du thao" if version.is_draft else ""
    return " ".join(f"{name} {number}{draft} v{version.ordinal}".split()) + f".{ending}"


def uploaded(field: str, *wanted: FileType) -> Stored | None:
    """The file of a form field, stored; None without one, refused when of another kind."""
    file = request.files.get(field)
    if file is None or not file.filename:
        return None
    sha256, size, found = blobs().put(file.stream)  # type: ignore[arg-type]  # reads as a file
    if found not in wanted:
        message = Message("document.file_kind", "This is not a file of the kind asked for.")
        raise InvalidData([FieldError(field, message)])
    return Stored(sha256=sha256, size=size, kind=found)


def content_of(file: FileStorage) -> bytes:
    """The bytes of an upload that is looked at once and not kept."""
    content = file.stream.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(most=LARGEST_FILE // (1024 * 1024))
    return content


def stored_bytes(content: bytes) -> Stored:
    sha256, size, kind = blobs().put(io.BytesIO(content))
    return Stored(sha256=sha256, size=size, kind=kind)
