"""Pictures of the pages of a version, for screens that show no PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from engine.errors import NotFound
from workflows.attachments import BlobStore
from workflows.documents.store import Version


def packed(pages: Sequence[bytes]) -> bytes:
    """Pictures as one file, the same for the same pages."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number, picture in enumerate(pages, 1):
            archive.writestr(zipfile.ZipInfo(f"{number}.png"), picture)
    return target.getvalue()


def picture(blobs: BlobStore, version: Version, number: int) -> bytes:
    """The picture of a page; raises `NotFound` for one that there is not."""
    if not 1 <= number <= version.pages:
        raise NotFound()
    with zipfile.ZipFile(blobs.path(version.pages_sha256)) as archive:
        return archive.read(f"{number}.png")
