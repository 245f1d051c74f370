"""Number and day written into a Word file that an officer edited, where room was left for them.

Whoever edited it may have meant harm: this is done apart, with little time and memory.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping

from lxml import etree

from engine.errors import Rejected
from workflows.confinement import Work, confined
from workflows.documents.word_package import WORD, parsed, require_sound_package

MAIN_PART = "word/document.xml"
KEEP_BLANKS = "{http://www.w3.org/XML/1998/namespace}space"

NUMBERED = Work("workflows.documents.word_numbering:numbered_apart", seconds=20)


class NoRoomForNumber(Rejected):
    """Leave “%(room)s” in the Word file where the number stands: it is written in there."""


def require_room(word: bytes, room: str) -> None:
    """Raises `NoRoomForNumber` where nothing is left to write the number in."""
    if written_in(word, {room: room}) is None:
        raise NoRoomForNumber(room=room)


def written_in(word: bytes, told: Mapping[str, str]) -> bytes | None:
    """The file with what stands in each room; None where the first of them is not there."""
    return confined(NUMBERED, word, json.dumps(told).encode("utf-8")) or None


def numbered_apart(word: bytes, told: bytes) -> bytes:
    """The same in plain bytes, to be done in a process of its own; nothing for no room."""
    require_sound_package(word)
    rooms: Mapping[str, str] = json.loads(told)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == MAIN_PART:
                tree = parsed(part.filename, content)
                if not _write(tree, rooms):
                    return b""
                content = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
            new.writestr(part.filename, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _write(tree: etree._Element, rooms: Mapping[str, str]) -> bool:
    """Whether the first room was there; wherever it stands, and the others too, they are filled."""
    found = dict.fromkeys(rooms, 0)
    for paragraph in tree.iter(f"{WORD}p"):
        pieces = [*_pieces(paragraph)]
        for room, words in rooms.items():
            found[room] += _fill(pieces, room, words)
    return next(iter(found.values()), 0) > 0


def _pieces(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The texts of a paragraph, without those of paragraphs that stand in a box within it."""
    for text in paragraph.iter(f"{WORD}t"):
        if next(text.iterancestors(f"{WORD}p")) is paragraph:
            yield text


def _fill(pieces: list[etree._Element], room: str, words: str) -> int:
    """Word cuts a line into pieces as it likes: what stands in several goes into the first."""
    whole = "".join(piece.text or "" for piece in pieces)
    places = [found.start() for found in re.finditer(re.escape(room), whole)]
    # From the last to the first: what is written moves nothing that is still to be written.
    for at in reversed(places):
        _put(pieces, at, at + len(room), words)
    return len(places)


def _put(pieces: list[etree._Element], first: int, last: int, words: str) -> None:
    start = 0
    for piece in pieces:
        text = piece.text or ""
        left, right = max(first - start, 0), min(last - start, len(text))
        start += len(text)
        if left >= right:
            continue
        piece.text = text[:left] + words + text[right:]
        piece.set(KEEP_BLANKS, "preserve")
        words = ""
