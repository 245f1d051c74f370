"""The states that a PDF went through, told by the chain of its tables and by nothing else.

A reader that repairs files reads other things out of them than one that follows the tables. So a
state counts only if every byte of it is accounted for: objects that its table lists, the table,
and the end of the file as it was then.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.xref import XRefSectionData, XRefSectionMetaInfo

END_OF_FILE = b"%%EOF"
TABLE = b"startxref"

MOST_STATES = 30
"""More than any paper is signed, and few enough to be looked at one by one."""

_END = re.compile(rb"startxref[\r\n ]+(\d{1,10})[\r\n ]+%%EOF(?:\r\n|\n|\r)?")
_OBJECT = re.compile(rb"\d[\0\t\n\f\r ]+(obj)(?![A-Za-z0-9])")
_TRAILER = re.compile(rb"[\r\n]trailer[\s<]")
_HEADER = re.compile(rb"\d{1,10}[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+(obj)(?![A-Za-z0-9])")


class Torn(ValueError):
    """The file does not consist of states that were appended one to another."""


@dataclass(frozen=True, slots=True)
class State:
    """What one saving added to the file: from which byte to before which."""

    start: int
    end: int


def hashes_of(pdf: bytes) -> dict[str, int]:
    """Hash of every state that the file may have been in to its length, shortest first."""
    found: dict[str, int] = {}
    known, sofar = hashlib.sha256(), 0
    for end in _ends(pdf):
        known.update(pdf[sofar:end])
        sofar = end
        found[known.copy().hexdigest()] = end
    return found


def _ends(pdf: bytes) -> Iterator[int]:
    start = 0
    for _ in range(MOST_STATES):
        at = pdf.find(END_OF_FILE, start)
        if at < 0:
            return
        start = at + len(END_OF_FILE)
        yield start
        if pdf[start : start + 2] == b"\r\n":
            yield start + 2
        elif pdf[start : start + 1] in (b"\r", b"\n"):
            yield start + 1


def require_few_states(pdf: bytes) -> None:
    if pdf.count(TABLE) > MOST_STATES:
        raise Torn("more states than are ever made")


def states_since(reader: PdfFileReader, base: PdfFileReader, pdf: bytes, end: int) -> list[State]:
    """What was appended to the state that we made, which ends before byte `end`.

    Raises `Torn` unless the file begins with that state, table by table, and goes on from it.
    """
    tables = [reader.xrefs.get_xref_container_info(at) for at in range(reader.total_revisions)]
    ours = [base.xrefs.get_xref_container_info(at) for at in range(base.total_revisions)]
    if [_place(one) for one in tables[: len(ours)]] != [_place(one) for one in ours]:
        raise Torn("the chain of tables does not lead to the state that was made")
    if reader.xrefs.hybrid_xrefs_present or "/Encrypt" in reader.trailer:
        raise Torn("tables of two kinds, or encrypted")
    states = []
    for at in range(len(ours), len(tables)):
        _require_same_document(reader, base, at)
        state = State(end, _end_of(pdf, tables[at], end))
        _require_all_listed(pdf, state, tables[at], reader.xrefs.get_xref_data(at))
        states.append(state)
        end = state.end
    if end != len(pdf):
        raise Torn("bytes after the last state")
    return states


def _place(table: XRefSectionMetaInfo) -> tuple[object, ...]:
    return table.xref_section_type, table.declared_startxref, table.start_location, table.size


def _require_same_document(reader: PdfFileReader, base: PdfFileReader, at: int) -> None:
    """A state goes on with the same document: one root, one first identifier."""
    root = reader.trailer.raw_get("/Root", revision=at)
    ours = base.root_ref
    if (root.reference.idnum, root.reference.generation) != (ours.idnum, ours.generation):
        raise Torn("another root")
    first = reader.trailer.raw_get("/ID", revision=at)[0]
    if first.original_bytes != base.document_id[0]:
        raise Torn("another document")


def _end_of(pdf: bytes, table: XRefSectionMetaInfo, start: int) -> int:
    """Behind the end mark of a state, which names the table that was read for it."""
    found = _END.match(pdf, pdf.find(TABLE, table.end_location))
    if found is None or int(found.group(1)) != table.declared_startxref:
        raise Torn("a state that does not end with its own table")
    if not start <= table.declared_startxref < found.start():
        raise Torn("a table outside its state")
    if table.stream_ref is None and not pdf.startswith(b"xref", table.declared_startxref):
        raise Torn("no table where the end says")
    return found.end()


def _require_all_listed(
    pdf: bytes, state: State, table: XRefSectionMetaInfo, listed: XRefSectionData
) -> None:
    """Every object of a state is in its table, every one in the table is in the state."""
    places = {offset for _, offset in listed.standard_xrefs.values()}
    if table.stream_ref is not None:
        places.add(table.declared_startxref)
    headers = {_header(pdf, offset) for offset in places}
    there = {one.start(1) for one in _OBJECT.finditer(pdf, state.start, state.end)}
    if headers != there:
        raise Torn("objects that the table does not list, or that lie elsewhere")
    if not listed.obj_streams_used <= listed.standard_xrefs.keys():
        raise Torn("objects in a stream of another state")
    part = pdf[state.start : state.end]
    trailers = 0 if table.stream_ref is not None else 1
    if (part.count(TABLE), part.count(END_OF_FILE), len(_TRAILER.findall(part))) != (
        1,
        1,
        trailers,
    ):
        raise Torn("more than one end in a state")


_TRAILER = re.compile(rb"[\r\n]trailer[\s<]")


def _header(pdf: bytes, offset: int) -> int:
    """Where the word `obj` stands of the object that a table places here."""
    found = _HEADER.match(pdf, offset)
    if found is None:
        raise Torn("no object where the table says")
    return found.start(1)
