"""A procedure with its parts as one file: a zip with a manifest of hashes, read with suspicion."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from engine.canonical import canonical
from engine.errors import FieldError, InvalidData, Message
from engine.text import unwritable
from workflows.studio.storable import KINDS, LARGEST_FILE, MOST_FILES

MANIFEST = "manifest.json"
FORMAT = "vinhdanh-procedure-bundle/1"
LARGEST_BUNDLE = 8 * 1024 * 1024
LARGEST_CONTENT = 16 * 1024 * 1024
"""Bytes of all files together once unpacked."""

UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError),
    *(RuntimeError, EOFError, ValueError, OSError),
)
"""What reading a damaged archive may raise, by whichever method it was packed."""

_SAME_DAY = (2020, 1, 1, 0, 0, 0)
"""Every entry bears the same time, so that equal files make equal bundles."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds."""

    key: str
    title: str
    files: Mapping[str, bytes]


def packed(bundle: Bundle) -> bytes:
    """The bundle as a zip; the same content gives the same bytes."""
    manifest = {
        "format": FORMAT,
        "key": bundle.key,
        "title": bundle.title,
        "files": {name: _hash(content) for name, content in bundle.files.items()},
    }
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        entries = {MANIFEST: canonical(manifest).encode(), **dict(sorted(bundle.files.items()))}
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, _SAME_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return memory.getvalue()


def unpacked(content: bytes) -> Bundle:
    """What somebody's zip holds; raises `InvalidData` for whatever is not as a bundle should be."""
    if len(content) > LARGEST_BUNDLE:
        raise _refused("bundle_large", "The bundle is too large.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = _read(archive)
    except UNREADABLE:
        raise _refused("bundle_broken", "This is no bundle that can be read.") from None
    return _checked(files)


def _read(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Only plain names of our kinds, and never more bytes than announced and allowed."""
    entries = archive.infolist()
    if len(entries) > MOST_FILES + 1:
        raise _refused("bundle_files", "The bundle has too many files.")
    files: dict[str, bytes] = {}
    room = LARGEST_CONTENT
    for entry in entries:
        name = entry.filename
        is_plain = PurePosixPath(name).name == name and "\\" not in name and name.isprintable()
        if not is_plain or not (name == MANIFEST or name.endswith(KINDS)) or name in files:
            raise _refused(
                "bundle_name", "The bundle holds %(name)s, which is not expected.", name=name[:100]
            )
        most = min(LARGEST_FILE, room)
        with archive.open(entry) as opened:
            files[name] = opened.read(most + 1)
        if len(files[name]) > most:
            raise _refused("bundle_large", "The bundle is too large.")
        room -= len(files[name])
    return files


def _checked(files: dict[str, bytes]) -> Bundle:
    manifest = _manifest(files.pop(MANIFEST, b""))
    hashes = manifest.get("files")
    if manifest.get("format") != FORMAT or not isinstance(hashes, dict) or not files:
        raise _refused("bundle_manifest", "The bundle has no manifest that we know.")
    if hashes != {name: _hash(content) for name, content in files.items()}:
        raise _refused("bundle_hash", "The bundle was changed after it was made: a hash differs.")
    key, title = str(manifest.get("key", ""))[:200], str(manifest.get("title", ""))[:500]
    if unwritable(key + title):
        raise _refused("bundle_manifest", "The bundle has no manifest that we know.")
    return Bundle(key or PurePosixPath(next(iter(files))).stem, title or key, files)


def _manifest(text: bytes) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refused(key: str, text: str, **params: object) -> InvalidData:
    return InvalidData([FieldError("tep", Message(key, text, params))])
