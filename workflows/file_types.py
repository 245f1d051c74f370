"""What a file really is, by its content: never by its name or what the browser says."""

from __future__ import annotations

import io
import zipfile
from enum import Enum
from pathlib import Path
from typing import BinaryIO


class FileType(Enum):
    """The kinds taken here, with their media types."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    UNKNOWN = "application/octet-stream"

    @property
    def media_type(self) -> str:
        return self.value


_MAGIC = (
    (b"%PDF-", FileType.PDF),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"\xff\xd8\xff", FileType.JPEG),
)
_OFFICE = (("word/document.xml", FileType.DOCX), ("xl/workbook.xml", FileType.XLSX))
_MACROS = "vbaProject.bin"


def recognise(path: Path) -> FileType:
    """The type by magic bytes; office files by what is in the archive, none with macros."""
    with path.open("rb") as file:
        return _recognise(file)


def recognise_bytes(content: bytes) -> FileType:
    """The same for a file that is in memory."""
    return _recognise(io.BytesIO(content))


def _recognise(file: BinaryIO) -> FileType:
    start = file.read(8)
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    return _office_type(file) if start.startswith(b"PK\x03\x04") else FileType.UNKNOWN


def _office_type(file: BinaryIO) -> FileType:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return FileType.UNKNOWN
    if "[Content_Types].xml" not in names or any(name.endswith(_MACROS) for name in names):
        return FileType.UNKNOWN
    return next((kind for part, kind in _OFFICE if part in names), FileType.UNKNOWN)
