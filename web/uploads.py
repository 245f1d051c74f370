"""Files that come with a form: stored at once, and kept even when the form is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask import request
from werkzeug.datastructures import FileStorage

from engine.errors import FieldError, Rejected
from forms import FieldKind, FormDefinition
from web.requests import actor, blobs, close_view, engine, settings
from workflows import attachments
from workflows.attachments import LARGEST_FILE
from workflows.digital_signatures.checks import check_file
from workflows.file_types import FileType

MOST_FILES = 20
"""Files of one request."""

MOST_BYTES = 5 * LARGEST_FILE
"""Bytes of a request with files; a form with more is sent in parts, through its draft."""


def store_uploads(
    definition: FormDefinition, office_id: str
) -> tuple[Mapping[str, Sequence[str]], Sequence[FieldError]]:
    """Ids of what was uploaded, by field, and why others were not taken."""
    kept: dict[str, list[str]] = {}
    refused: list[FieldError] = []
    for name, file in _files(definition):
        try:
            kept.setdefault(name, []).append(store_file(file, office_id))
        except Rejected as refusal:
            label = definition.fields[name].label.vi
            refused.append(FieldError(name, refusal.message, label))
    return kept, refused


def _files(definition: FormDefinition) -> Iterator[tuple[str, FileStorage]]:
    fields = [key for key, asked in definition.fields.items() if asked.kind is FieldKind.FILES]
    found = [(name, file) for name in fields for file in request.files.getlist(name)]
    yield from [(name, file) for name, file in found if file.filename][:MOST_FILES]


def store_file(file: FileStorage, office_id: str) -> str:
    """The id of one stored file, in a transaction of its own: others do not fall with it."""
    who = actor()
    close_view()
    with engine().database.write() as connection:
        stored = attachments.store(
            connection,
            blobs(),
            file.stream,  # type: ignore[arg-type]  # reads as a binary file does
            name=file.filename or "",
            actor=who,
            office_id=office_id,
            ids=engine().ids,
            now=engine().clock.now(),
        )
    if stored.media_type == FileType.PDF.media_type:
        check_file(engine(), blobs(), stored.sha256, settings().trust)
    return stored.id
