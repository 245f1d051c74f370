"""Is this file a workbook that may be opened? Looked at as bytes, before any reader of workbooks.

A workbook is a zip of XML: it can be a bomb, hide names that climb out of a folder, carry macros,
pull in entities, or be something else altogether. Each is told in a sentence of its own.
"""

from __future__ import annotations

import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lxml import etree

from engine.errors import FieldError, InvalidData, Message

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_XML_ENDINGS = (".xml", ".rels", ".vml")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_CORNERS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")
_CHUNK = 64 * 1024
_ROW = re.compile(rb"<(?:[A-Za-z0-9_.-]{1,40}:)?row[\s/>]")
_LONGEST_ROW_TAG = 46
_SPANS = frozenset({"mergeCell", "hyperlink", "table"})
_OF_CELLS = frozenset({"row", "c", "v", "f", "is", "t", "r", "rPr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLimits:
    """How large a workbook may be, packed and unpacked."""

    file_bytes: int = 20 * 1024 * 1024
    entries: int = 1_000
    unpacked_bytes: int = 60 * 1024 * 1024
    ratio: int = 200
    """Unpacked to packed size of one large part; text packs 10 to 60 times."""
    rows: int = 20_000
    """Of all sheets; Excel keeps a row for every line that was ever formatted."""
    cells: int = 200_000
    spanned_cells: int = 100_000
    """Under merged cells, links and tables: readers make every one of them a cell of its own."""
    texts: int = 200_000
    """Elements of the shared texts."""
    elements: int = 40_000
    """Elements of any other kind: a reader spends kilobytes on a format that takes ten bytes."""
    tags: int = 1_000_000
    """Tags of all parts, of whatever kind: what parsing the workbook costs at most."""


_FOUND = (
    (b"%PDF-", Message("workbook.found_pdf", "a PDF file")),
    (b"\x89PNG", Message("workbook.found_image", "a picture")),
    (b"\xff\xd8\xff", Message("workbook.found_image", "a picture")),
    (b"PK", Message("workbook.found_archive", "a compressed file (.zip)")),
    (b"<", Message("workbook.found_page", "a web page")),
)
"""What people send instead, by its first bytes."""

_UNKNOWN = Message("workbook.found_other", "a text or another kind of file")


class WorkbookRefused(InvalidData):
    """The workbook cannot be read; nothing was imported."""

    def __init__(self, key: str, text: str, /, **params: object) -> None:
        sentence = Message(f"workbook.{key}", text, params)
        super().__init__([FieldError("workbook", sentence)], text, **params)
        self.reason = sentence


def inspect(data: bytes, counts: Counts | None = None) -> None:
    """Return when the bytes are a workbook that is safe to open; raise `WorkbookRefused`.

    Parts are counted while they are unpacked, before anything parses them: what is too much is
    refused at the first tag too many, however much more of it there is.
    """
    counts = counts or Counts(PackageLimits())
    limits = counts.limits
    if len(data) > limits.file_bytes:
        raise WorkbookRefused(
            "too_large",
            "The file is larger than %(limit)s MB; remove pictures and empty rows",
            limit=limits.file_bytes // 2**20,
        )
    _require_zip(data)
    try:
        with ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            _inspect_names(entries, limits)
            _inspect_sizes(entries, limits)
            _require_workbook(entries)
            for entry in entries:
                if entry.filename.lower().endswith(_XML_ENDINGS):
                    with package.open(entry) as packed:
                        xml = counts.unpack(packed)
                    _inspect_part(entry.filename, xml, counts)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise _broken() from None


def _require_zip(data: bytes) -> None:
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookRefused(
                "encrypted", "The workbook is protected by a password; save it without one"
            )
        raise WorkbookRefused(
            "old_format", "This is the old .xls format; save the file as Excel workbook (.xlsx)"
        )
    if not data:
        raise WorkbookRefused("empty", "The file is empty")
    if not data.startswith(_ZIP):
        raise _no_workbook(data)


def _no_workbook(data: bytes) -> WorkbookRefused:
    """What was found instead, and what to do: a wrong file is the commonest mistake of all."""
    return WorkbookRefused(
        "not_a_workbook",
        "This is %(found)s, not an Excel workbook (.xlsx). Open the empty list in Excel, fill it "
        "in, save it as .xlsx, and send that file.",
        found=next((words for start, words in _FOUND if data.startswith(start)), _UNKNOWN),
    )


def _inspect_names(entries: list[ZipInfo], limits: PackageLimits) -> None:
    if len(entries) > limits.entries:
        raise _unsafe("entries")
    names = [entry.filename for entry in entries]
    if len({name.lower() for name in names}) < len(names):
        raise _unsafe("names")
    for entry in entries:
        # `orig_filename` is the name before zipfile cuts it at a NUL.
        name = entry.orig_filename
        if "\x00" in name or "\\" in name or ":" in name or name.startswith("/"):
            raise _unsafe("names")
        if ".." in name.split("/"):
            raise _unsafe("names")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise _unsafe("links")
        if entry.flag_bits & 0x1:
            raise WorkbookRefused(
                "encrypted", "The workbook is protected by a password; save it without one"
            )
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise _unsafe("compression")


def _inspect_sizes(entries: list[ZipInfo], limits: PackageLimits) -> None:
    """Declared sizes bind: zipfile never reads beyond them, and fails when they are wrong."""
    if sum(entry.file_size for entry in entries) > limits.unpacked_bytes:
        raise _unsafe("size")
    for entry in entries:
        large = entry.file_size > 2**20
        if large and entry.file_size > limits.ratio * max(entry.compress_size, 1):
            raise _unsafe("ratio")


def _require_workbook(entries: list[ZipInfo]) -> None:
    names = {entry.filename.lower() for entry in entries}
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise WorkbookRefused("macros", "The workbook has macros; save it as .xlsx without them")
    if "word/document.xml" in names:
        raise WorkbookRefused("word", "This is a Word document; use the Excel template")
    if "xl/workbook.bin" in names or "content.xml" in names:
        raise WorkbookRefused(
            "other_format", "Save the file as Excel workbook (.xlsx) and send it again"
        )
    if not {"[content_types].xml", "xl/workbook.xml"} <= names:
        raise _no_workbook(_ZIP)


@dataclass(slots=True)
class Counts:
    """What the parts hold together: a few bytes can make a reader fill memory."""

    limits: PackageLimits
    unpacked: int = 0
    """Bytes of XML that were looked at."""
    tags: int = 0
    rows: int = 0
    cells: int = 0
    spanned: int = 0
    texts: int = 0
    others: int = 0

    def unpack(self, packed: IO[bytes]) -> bytes:
        """The XML of one part; stops reading as soon as there are too many tags or rows."""
        xml = bytearray()
        while chunk := packed.read(_CHUNK):
            # The end of the last chunk again, so that no tag falls between two of them.
            seam = max(len(xml) - _LONGEST_ROW_TAG, 0)
            before = len(_ROW.findall(xml, seam))
            xml += chunk
            self.unpacked += len(chunk)
            self.tags += chunk.count(b"<")
            self.rows += len(_ROW.findall(xml, seam)) - before
            if self.rows > self.limits.rows:
                raise _unsafe("rows")
            if self.tags > self.limits.tags:
                raise _unsafe("elements")
        return bytes(xml)

    def require_bounds(self) -> None:
        limits = self.limits
        if self.cells > limits.cells or self.spanned > limits.spanned_cells:
            raise _unsafe("cells")
        if self.texts > limits.texts or self.others > limits.elements:
            raise _unsafe("elements")


def _inspect_part(name: str, xml: bytes, counts: Counts) -> None:
    """No part may declare a document type, nor hide one behind another encoding."""
    declared = _ENCODING.match(xml.removeprefix(b"\xef\xbb\xbf")[:200])
    if b"\x00" in xml or (declared and declared[1].lower() not in {b"utf-8", b"us-ascii"}):
        raise _unsafe("encoding")
    upper = xml.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise _unsafe("doctype")
    if name == "[Content_Types].xml" and b"MACROENABLED" in upper:
        raise WorkbookRefused("macros", "The workbook has macros; save it as .xlsx without them")
    if name == "xl/sharedStrings.xml":
        counts.texts += xml.count(b"<")
    elif name.endswith(".vml"):
        # Excel's own VML is not always well-formed.
        counts.others += xml.count(b"<")
    else:
        _count_elements(xml, counts)
    counts.require_bounds()


def _count_elements(xml: bytes, counts: Counts) -> None:
    try:
        for element in _elements(xml):
            kind = etree.QName(element).localname
            if kind in _OF_CELLS:
                counts.cells += kind in {"row", "c"}
            else:
                counts.others += 1
            if kind in _SPANS and (reference := element.get("ref")):
                counts.spanned += _area(reference)
            counts.require_bounds()
    except etree.XMLSyntaxError:
        raise _broken() from None


def _elements(xml: bytes) -> Iterator[etree._Element]:
    events = etree.iterparse(
        BytesIO(xml),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in events:
        yield element
        element.clear()


def _area(reference: str) -> int:
    corners = _CORNERS.fullmatch(reference)
    if corners is None:
        raise _broken()
    left, top, right, bottom = corners.groups()
    width = _column(right or left) - _column(left) + 1
    height = int(bottom or top) - int(top) + 1
    if width < 1 or height < 1:
        raise _broken()
    return width * height


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _unsafe(what: str) -> WorkbookRefused:
    return WorkbookRefused(
        "unsafe",
        "The workbook is built in a way that is not safe to open (%(what)s);"
        " copy the rows into the template",
        what=what,
    )


def _broken() -> WorkbookRefused:
    return WorkbookRefused(
        "broken", "The workbook is damaged; open it in Excel, save it again and send that"
    )
