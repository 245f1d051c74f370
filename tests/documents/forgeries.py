"""How people have been deceived by signed PDF files: each attack, made of a paper and a signer.

Names as in the literature: universal signature forgery, incremental saving, signature wrapping,
shadow and annotation attacks; and files that one reader takes for another than the next does.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer

from workflows.documents import pades

WORDS = b"BT /F1 24 Tf 60 700 Td (QUYET DINH: thuong 999 999 999 dong) Tj ET"


@dataclass(frozen=True)
class Bench:
    """The paper as the office made it, and somebody who signs what is laid before them."""

    paper: bytes
    signer: Signer
    stamp: bytes
    at: datetime

    def sign(self, pdf: bytes, field: str = pades.SIGNATURE) -> bytes:
        return pades.sign(
            pdf, self.signer, field=field, name="x", reason="x", stamp=self.stamp, at=self.at
        )


Attack = Callable[[Bench], bytes]


# -- before the signature


def another_document_behind_it(bench: Bench) -> bytes:
    return bench.sign(bench.paper + _document(len(bench.paper)))


def another_document_with_one_more_state(bench: Bench) -> bytes:
    writer = _writer(bench.paper + _document(len(bench.paper)))
    writer.add_object(generic.NumberObject(1))
    writer.update_root()
    return bench.sign(_written(writer))


def another_document_that_names_ours_as_earlier(bench: Bench) -> bytes:
    paper = bench.paper
    first = _reader(paper).document_id[0].hex().encode()
    more = b"/Prev %d/ID[<%s><%s>]" % (_startxref(paper), first, first)
    return bench.sign(paper + _document(len(paper), first=500, more=more))


def another_page_in_place_of_ours(bench: Bench) -> bytes:
    return bench.sign(_with_words(bench.paper))


def the_root_itself_replaced(bench: Bench) -> bytes:
    writer = _writer(bench.paper)
    pages = generic.DictionaryObject(
        {pdf_name("/Type"): pdf_name("/Pages"), pdf_name("/Count"): generic.NumberObject(0)}
    )
    pages[pdf_name("/Kids")] = generic.ArrayObject()
    writer.root["/Pages"] = writer.add_object(pages)
    writer.update_root()
    return bench.sign(_written(writer))


def a_note_stuck_on_it(bench: Bench) -> bytes:
    """The evil annotation: a picture over the page, before anybody signs."""
    writer = _writer(bench.paper)
    page = _page(writer)
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page)
    return bench.sign(_written(writer))


def a_field_of_their_own(bench: Bench) -> bytes:
    """The sneaky signature: a field over the whole page, made and filled by the same hand."""
    paper = pades.with_fields(bench.paper, [pades.Spot(field="Khac", page=0, box=(0, 0, 595, 842))])
    return bench.sign(paper, "Khac")


def our_field_made_as_large_as_the_page(bench: Bench) -> bytes:
    writer = _writer(bench.paper)
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    writer.update_container(field)
    return bench.sign(_written(writer))


def something_that_no_table_lists(bench: Bench) -> bytes:
    """Nothing to those who follow the tables, everything to those who mend files by searching."""
    paper = bench.paper
    page = _page(_writer(paper)).container_ref.idnum
    end = b"startxref\n%d\n%%%%EOF\n" % _startxref(paper)
    return bench.sign(paper + b"%d 0 obj\n<</Type/Page/Contents 9 0 R>>\nendobj\n" % page + end)


def a_change_in_a_table_of_the_other_kind(bench: Bench) -> bytes:
    """A table that is a stream, which old readers do not see."""
    return bench.sign(_with_a_stream_table(bench.paper))


def a_table_of_both_kinds(bench: Bench) -> bytes:
    """A hybrid: new readers look into the stream that the old ones pass over."""
    paper = bench.paper
    at = len(paper)
    hidden = b"501 0 obj\n<</Type/XRef/Size 600/W[1 4 1]/Index[500 1]/Length 6>>\nstream\n"
    stream = hidden + b"\x01" + at.to_bytes(4, "big") + b"\0\nendstream\nendobj\n"
    table = at + len(stream)
    root = _reader(paper).root_ref.idnum
    ids = _reader(paper).document_id[0].hex().encode()
    tail = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 600/Root %d 0 R/ID[<%s><%s>]" % (
        *(root, ids, ids),
    )
    more = b"/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n" % (_startxref(paper), at, table)
    return _signed_by(bench, _writer(paper + stream + tail + more))


def a_state_that_says_nothing(bench: Bench) -> bytes:
    writer = _writer(bench.paper)
    writer.update_root()
    return bench.sign(_written(writer))


# -- after the signature


def another_page_afterwards(bench: Bench) -> bytes:
    return _with_words(bench.sign(bench.paper))


def bytes_at_the_end(bench: Bench) -> bytes:
    return bench.sign(bench.paper) + b"%\n"


def objects_without_a_table_at_the_end(bench: Bench) -> bytes:
    """Incremental saving of the crudest kind, which mending readers take for a new page."""
    signed = bench.sign(bench.paper)
    page = _page(_writer(signed)).container_ref.idnum
    end = b"trailer\n<</Root %d 0 R>>\n%%%%EOF\n" % _reader(signed).root_ref.idnum
    return signed + b"%d 0 obj\n<</Type/Page/Contents 9 0 R>>\nendobj\n" % page + end


def the_signature_copied_into_a_later_state(bench: Bench) -> bytes:
    signed = bench.sign(bench.paper)
    writer = _writer(_with_words(signed))
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field["/V"] = writer.add_object(generic.DictionaryObject(field["/V"]))
    writer.update_container(field)
    return _written(writer)


def the_signature_wrapped_around_something_else(bench: Bench) -> bytes:
    """What was signed is moved to the end, where the range finds it; between is another page."""
    signed = bench.sign(bench.paper)
    found = re.search(rb"/ByteRange \[ ?(\d+) (\d+) (\d+) (\d+)", signed)
    assert found is not None
    _, before, after, rest = map(int, found.groups())
    writer = _writer(_with_words(signed))
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    wrapped = generic.DictionaryObject(field["/V"])
    room = generic.ArrayObject(map(generic.NumberObject, (0, before, 10_000_000_000, rest)))
    wrapped[pdf_name("/ByteRange")] = room
    field["/V"] = writer.add_object(wrapped)
    writer.update_container(field)
    made = _written(writer)
    moved = f"{len(made):<11}".encode()
    end = b"startxref\n%d\n%%%%EOF\n" % _startxref(made)
    return made.replace(b"10000000000", moved, 1) + signed[after : after + rest] + end


def something_else_in_the_room_for_the_signature(bench: Bench) -> bytes:
    """The digits behind the signature are signed by nobody."""
    signed = bench.sign(bench.paper)
    end = signed.rindex(b"00>")
    return signed[: end - 8] + b"DEADBEEF" + signed[end:]


def words_in_the_room_for_the_signature(bench: Bench) -> bytes:
    signed = bench.sign(bench.paper)
    end = signed.rindex(b"00>")
    return signed[: end - 8] + b">(words)" + signed[end:]


def certified(bench: Bench) -> bytes:
    """Signed so that nothing may follow: no forgery, but no seal can be put on it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(bench.paper))
    return _signed_by(bench, writer, certify=True, docmdp_permissions=MDPPerm.NO_CHANGES)


# -- without any signature


def _universal(key: str, value: bytes) -> Attack:
    """A signature object that some readers cannot judge, and therefore say nothing against."""

    def attack(bench: Bench) -> bytes:
        signed = bench.sign(bench.paper)
        pattern = rb"/ByteRange \[[^\]]*\]" if key == "/ByteRange" else rb"/Contents <[0-9a-fA-F]+>"
        found = re.search(pattern, signed)
        assert found is not None
        return signed[: found.start()] + value.ljust(len(found.group())) + signed[found.end() :]

    return attack


UNIVERSAL: dict[str, Attack] = {
    "no range": _universal("/ByteRange", b""),
    "a range of nothing": _universal("/ByteRange", b"/ByteRange null"),
    "an empty range": _universal("/ByteRange", b"/ByteRange []"),
    "a range before the file": _universal("/ByteRange", b"/ByteRange [-1 5 6 7]"),
    "a range beyond the file": _universal("/ByteRange", b"/ByteRange [0 99999999 99999999 9]"),
    "a range of the first byte": _universal("/ByteRange", b"/ByteRange [0 1 1 0]"),
    "a range that is words": _universal("/ByteRange", b"/ByteRange (0 1 2 3)"),
    "no signature": _universal("/Contents", b""),
    "a signature of nothing": _universal("/Contents", b"/Contents null"),
    "an empty signature": _universal("/Contents", b"/Contents <>"),
    "a signature of zeros": _universal("/Contents", b"/Contents <0000>"),
    "a signature that is no signature": _universal("/Contents", b"/Contents <30030201ff>"),
}

ATTACKS: Mapping[str, Attack] = {
    attack.__name__.replace("_", " "): attack
    for attack in (
        another_document_behind_it,
        another_document_with_one_more_state,
        another_document_that_names_ours_as_earlier,
        another_page_in_place_of_ours,
        the_root_itself_replaced,
        a_note_stuck_on_it,
        a_field_of_their_own,
        our_field_made_as_large_as_the_page,
        something_that_no_table_lists,
        a_change_in_a_table_of_the_other_kind,
        a_table_of_both_kinds,
        a_state_that_says_nothing,
        another_page_afterwards,
        bytes_at_the_end,
        objects_without_a_table_at_the_end,
        the_signature_copied_into_a_later_state,
        the_signature_wrapped_around_something_else,
        something_else_in_the_room_for_the_signature,
        words_in_the_room_for_the_signature,
    )
} | UNIVERSAL


# -- the pieces


def _document(start: int, *, first: int = 1, more: bytes = b"") -> bytes:
    """A whole document of one page with a field to sign in, to stand from byte `start`."""
    numbers = range(first, first + 6)
    root, pages, page, words, font, field = (b"%d 0 R" % number for number in numbers)
    bodies = (
        b"<</Type/Catalog/Pages %s/AcroForm<</Fields[%s]/SigFlags 3>>>>" % (pages, field),
        b"<</Type/Pages/Kids[%s]/Count 1>>" % page,
        b"<</Type/Page/Parent %s/MediaBox[0 0 595 842]/Contents %s/Annots[%s]"
        b"/Resources<</Font<</F1 %s>>>>>>" % (pages, words, field, font),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(WORDS), WORDS),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/Rect[300 100 500 180]/P %s/F 132>>"
        % page,
    )
    made, places = b"", []
    for number, body in zip(numbers, bodies, strict=True):
        places.append(start + len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = start + len(made)
    made += b"xref\n%d 6\n" % first + b"".join(b"%010d 00000 n \n" % place for place in places)
    ids = more or b"/ID[(aaaaaaaaaaaaaaaa)(aaaaaaaaaaaaaaaa)]"
    made += b"trailer\n<</Size %d/Root %s%s>>\n" % (first + 6, root, ids)
    return made + b"startxref\n%d\n%%%%EOF\n" % table


def _with_words(pdf: bytes) -> bytes:
    writer = _writer(pdf)
    page = _page(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=WORDS))
    writer.update_container(page)
    return _written(writer)


def _with_a_stream_table(pdf: bytes) -> bytes:
    number = _page(_writer(pdf)).container_ref.idnum
    start, reader = len(pdf), _reader(pdf)
    page = b"%d 0 obj\n<</Type/Page/Contents 9 0 R>>\nendobj\n" % number
    table = start + len(page)
    rows = b"".join(b"\x01" + at.to_bytes(4, "big") + b"\0" for at in (start, table))
    ids = reader.document_id[0].hex().encode()
    head = b"700 0 obj\n<</Type/XRef/Size 701/W[1 4 1]/Index[%d 1 700 1]/Root %d 0 R" % (
        *(number, reader.root_ref.idnum),
    )
    more = b"/ID[<%s><%s>]/Prev %d/Length %d>>\nstream\n" % (ids, ids, _startxref(pdf), len(rows))
    end = b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % table
    return pdf + page + head + more + rows + end


def _signed_by(bench: Bench, writer: IncrementalPdfFileWriter, **more: Any) -> bytes:
    """By another tool than ours."""
    metadata = PdfSignatureMetadata(
        field_name=pades.SIGNATURE, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256", **more
    )
    signer = PdfSigner(metadata, bench.signer)
    # A browser that was tested before has left an event loop in this thread.
    made = pades.apart(lambda: signer.sign_pdf(writer, existing_fields_only=True))
    return bytes(made.getbuffer())


def _reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf))


def _writer(pdf: bytes) -> IncrementalPdfFileWriter:
    return IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)


def _page(writer: IncrementalPdfFileWriter) -> Any:
    page = writer.root["/Pages"]["/Kids"][0]
    while "/Kids" in page:
        page = page["/Kids"][0]
    return page.get_object()


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _startxref(pdf: bytes) -> int:
    return int(pdf.rsplit(b"startxref", 1)[1].split()[0])
