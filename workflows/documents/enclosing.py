"""Documents that go along with letters: the PDF of each as it holds, once it has been made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.view import View
from workflows.attachments import BlobStore
from workflows.documents.kinds import DESCRIBED
from workflows.documents.store import (
    Document,
    Version,
    VersionState,
    get_document,
    holding_version,
    versions_of,
)

MOST_BYTES = 10 * 1024 * 1024
"""Of all that goes with one letter; mail servers refuse much more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A file that goes along with a letter."""

    name: str
    content: bytes


def enclosed(
    view: View, blobs: BlobStore, document_ids: Sequence[str]
) -> Sequence[Enclosed] | None:
    """The files of documents; None while one of them is still being made.

    One that could not be made, has been withdrawn or is too large for a letter is left out.
    """
    versions = versions_of(view, document_ids)
    if any(found and found[0].state is VersionState.WAITING for found in versions.values()):
        return None
    files: list[Enclosed] = []
    room = MOST_BYTES
    for document_id in document_ids:
        document, holds = get_document(view, document_id), holding_version(versions[document_id])
        if holds is None or not _goes_out(document, holds) or holds.pdf_size > room:
            continue
        room -= holds.pdf_size
        content = blobs.path(holds.pdf_sha256).read_bytes()
        files.append(Enclosed(name=_name(document), content=content))
    return files


def _goes_out(document: Document, version: Version) -> bool:
    return document.is_issued and not version.is_draft and bool(version.pdf_sha256)


def _name(document: Document) -> str:
    number = (document.symbol or "").replace("/", "-")
    return f"{DESCRIBED[document.kind].name.vi.replace(',', '')} {number}.pdf"
