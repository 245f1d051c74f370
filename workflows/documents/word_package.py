"""What the archive of a Word file may hold: nothing from outside, nothing that runs when opened."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from lxml import etree

from engine.errors import Rejected
from workflows.file_types import FileType, recognise_bytes

MOST_PARTS = 1_000
LARGEST_UNPACKED = 30 * 1024 * 1024

RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

BRINGS_IN = ("/attachedTemplate", "/aFChunk", "/subDocument", "/oleObject", "/package", "/control")
"""Kinds of relationship that bring in another file, whole or running."""

FETCHES = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|EMBED|MACROBUTTON|DATABASE)\b",
    re.IGNORECASE,
)
"""Fields of Word that fetch or start something when the document is opened."""


class BadTemplate(Rejected):
    """The template cannot be used."""


class NoWordFile(BadTemplate):
    """This is not a Word file (.docx) without macros."""


class TooLarge(BadTemplate):
    """The template is too large: at most %(megabytes)s MB unpacked, in %(parts)s parts."""


class Damaged(BadTemplate):
    """The Word file is damaged, or was not written by Word: %(part)s"""


class OutsideReference(BadTemplate):
    """The template refers to something outside itself: %(target)s (in %(part)s)"""


class FetchingField(BadTemplate):
    """The template has a field of Word that fetches or starts something: %(field)s (in %(part)s)"""


def require_sound_package(template: bytes) -> None:
    """Raises `BadTemplate` naming the part that is damaged or not allowed."""
    if recognise_bytes(template) is not FileType.DOCX:
        raise NoWordFile()
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            _require_size(archive)
            for name in archive.namelist():
                _require_sound_part(name, _read(archive, name))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as wrong:
        raise Damaged(part=str(wrong)[:80]) from wrong


def _require_size(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TooLarge(megabytes=LARGEST_UNPACKED // (1024 * 1024), parts=MOST_PARTS)


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, zlib.error, EOFError) as wrong:
        raise Damaged(part=name) from wrong


def _require_sound_part(name: str, content: bytes) -> None:
    if not name.endswith((".xml", ".rels")):
        return
    tree = parsed(name, content)
    if name.endswith(".rels"):
        for one in tree.iter(RELATIONSHIP):
            _require_inside(name, one)
        return
    instructions = "".join(one.text or "" for one in tree.iter(f"{WORD}instrText"))
    simple = [str(one.get(f"{WORD}instr") or "") for one in tree.iter(f"{WORD}fldSimple")]
    for words in (instructions, *simple):
        if found := FETCHES.search(words):
            raise FetchingField(field=found.group().upper(), part=name)


def parsed(name: str, content: bytes) -> etree._Element:
    """Without entities: nothing is read from elsewhere, nothing grows."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise Damaged(part=name) from wrong
    if tree.getroottree().docinfo.internalDTD is not None:
        raise Damaged(part=name)
    return tree


def _require_inside(name: str, relationship: etree._Element) -> None:
    kind, target = str(relationship.get("Type")), str(relationship.get("Target"))
    is_outside = str(relationship.get("TargetMode")).lower() == "external"
    if is_outside or kind.endswith(BRINGS_IN):
        raise OutsideReference(target=target[:100], part=name)
