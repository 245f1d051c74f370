"""Signed packages between installations: a manifest, its signature, and the files that it names.

The signature covers the manifest's very bytes, the manifest names every file by its hash: whatever
is changed, taken out or put in on the way does not fit any more.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from engine.canonical import canonical, parse
from engine.errors import Rejected

MANIFEST, SIGNATURE, FOLDER = "manifest.json", "manifest.sig", "files/"
FORMAT = "vinhdanh/package/1"

LARGEST = 200 * 1024 * 1024
"""Bytes of all files of a package together, as they are when unpacked."""
LARGEST_MANIFEST = 8 * 1024 * 1024
MOST_FILES = 500
CHUNK = 256 * 1024
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The same package is the same file, whenever it is made."""


class BadPackage(Rejected):
    """This package cannot be taken in."""

    journalled = True


class DamagedPackage(BadPackage):
    """This file is damaged, or no package."""


class UnknownSigner(BadPackage):
    """The package is signed by an office that is not known here."""


class ChangedPackage(BadPackage):
    """The signature does not fit: the package was changed on the way."""


class UnknownFormat(BadPackage):
    """The format of this package is not known here."""


class IncompletePackage(BadPackage):
    """The package lacks something that belongs to it."""


class FilesDoNotFit(BadPackage):
    """A file of the package was changed, is missing or was put in."""


class PackageTooLarge(BadPackage):
    """The package is larger than packages may be."""


class StrangePackage(BadPackage):
    """The package holds something that does not belong there."""


class ForeignSender(BadPackage):
    """The package says it is of another office than the one that signed it."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The text of a package with its signature, not yet believed."""

    manifest: bytes
    signature: bytes
    key: str
    """The public key by which it says it was signed."""


@dataclass(frozen=True, slots=True)
class Named:
    """A file as a manifest names it."""

    name: str
    kind: str
    size: int
    sha256: str


def packed(
    manifest: Mapping[str, object], files: Mapping[str, Path], key: Ed25519PrivateKey
) -> bytes:
    """The package of a manifest and the files that it names, by hash."""
    text = canonical({"format": FORMAT, **manifest}).encode()
    seal = canonical(
        {"key": key.public_key().public_bytes_raw().hex(), "sig": key.sign(text).hex()}
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(_entry(MANIFEST), text)
        target.writestr(_entry(SIGNATURE), seal)
        for sha256 in sorted(files):
            with (
                target.open(_entry(FOLDER + sha256), "w") as inside,
                files[sha256].open("rb") as file,
            ):
                while chunk := file.read(CHUNK):
                    inside.write(chunk)
    return buffer.getvalue()


def opened(content: io.BufferedIOBase) -> tuple[Sealed, Mapping[str, bytes]]:
    """What lies in a package: its text and signature, and its files by the hash they have.

    Nothing is believed of it yet; only its size and its shape are looked at.
    """
    try:
        with zipfile.ZipFile(content) as source:
            entries = _entries(source)
            sealed = _sealed(_read(source, entries, MANIFEST), _read(source, entries, SIGNATURE))
            files = [_read(source, entries, name) for name in entries if name.startswith(FOLDER)]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise DamagedPackage() from broken
    return sealed, {hashlib.sha256(one).hexdigest(): one for one in files}


def verified(sealed: Sealed, trusted: Sequence[str]) -> Mapping[str, object]:
    """The manifest, when one of the trusted keys has signed these very bytes."""
    if sealed.key not in trusted:
        raise UnknownSigner()
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sealed.key))
        public.verify(sealed.signature, sealed.manifest)
    except (InvalidSignature, ValueError) as wrong:
        raise ChangedPackage() from wrong
    manifest = _json(sealed.manifest)
    if manifest.get("format") != FORMAT:
        raise UnknownFormat()
    return manifest


def files_named(manifest: Mapping[str, object]) -> Sequence[Named]:
    """The files of a manifest that was verified."""
    listed = manifest.get("files")
    if not isinstance(listed, list):
        raise IncompletePackage()
    return [
        Named(str(one["name"]), str(one["kind"]), int(str(one["size"])), str(one["sha256"]))
        for one in cast("list[dict[str, object]]", listed)
    ]


def require_whole(named: Sequence[Named], found: Mapping[str, int]) -> None:
    """Every file that is named is there with its content, and none besides."""
    if {one.sha256 for one in named} != found.keys():
        raise FilesDoNotFit()
    if any(found[one.sha256] != one.size for one in named):
        raise FilesDoNotFit()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _entries(source: zipfile.ZipFile) -> Mapping[str, zipfile.ZipInfo]:
    """By name; refused before anything is unpacked when there is too much of it."""
    listed = source.infolist()
    if len(listed) > MOST_FILES + 2 or sum(one.file_size for one in listed) > LARGEST:
        raise PackageTooLarge()
    entries = {one.filename: one for one in listed}
    if len(entries) != len(listed) or not all(map(_is_expected, entries)):
        raise StrangePackage()
    return entries


def _is_expected(name: str) -> bool:
    if name in (MANIFEST, SIGNATURE):
        return True
    key = name.removeprefix(FOLDER)
    return name.startswith(FOLDER) and len(key) == 64 and key.isalnum()


def _read(source: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], name: str) -> bytes:
    if name not in entries:
        raise DamagedPackage()
    most = LARGEST if name.startswith(FOLDER) else LARGEST_MANIFEST
    return b"".join(_chunks(source, entries[name], most))


def _chunks(source: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """What is really inside counts, not what the package says of it."""
    size = 0
    with source.open(entry) as inside:
        while chunk := inside.read(CHUNK):
            size += len(chunk)
            if size > most or size > entry.file_size:
                raise PackageTooLarge()
            yield chunk


def _sealed(manifest: bytes, seal: bytes) -> Sealed:
    said = _json(seal)
    try:
        return Sealed(manifest, bytes.fromhex(str(said["sig"])), str(said["key"]))
    except (KeyError, ValueError) as wrong:
        raise DamagedPackage() from wrong


def _json(text: bytes) -> Mapping[str, object]:
    try:
        found = parse(text.decode())
    except (ValueError, RecursionError) as wrong:
        raise DamagedPackage() from wrong
    if not isinstance(found, dict):
        raise DamagedPackage()
    return found
