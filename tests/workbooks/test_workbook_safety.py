"""A workbook is looked at before it is opened, and refused with a sentence that helps."""

from __future__ import annotations

import stat
import struct
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import openpyxl
import pytest

from engine.errors import InvalidData
from tests.workbooks.workbook_building import TEACHER, part, repacked, saved, workbook
from workflows.workbooks import PackageLimits, WorkbookLimits, WorkbookRefused, read
from workflows.workbooks.package import Counts, inspect

GOOD = workbook(TEACHER)
SHEET = part(GOOD)


def refusal(data: bytes, limits: WorkbookLimits | None = None) -> str:
    with pytest.raises(WorkbookRefused) as refused:
        read(data, limits)
    assert isinstance(refused.value, InvalidData)
    assert str(refused.value.reason)
    return refused.value.reason.key.removeprefix("workbook.")


def unsafe(data: bytes) -> object:
    with pytest.raises(WorkbookRefused) as refused:
        read(data)
    assert refused.value.reason.key == "workbook.unsafe"
    return refused.value.reason.params["what"]


def with_entry(info: ZipInfo, content: bytes = b"x") -> bytes:
    buffer = BytesIO(GOOD)
    with ZipFile(buffer, "a") as package:
        package.writestr(info, content)
    return buffer.getvalue()


def test_a_good_workbook_is_let_through():
    inspect(GOOD)


def test_more_than_twenty_megabytes_are_not_even_unpacked():
    assert refusal(GOOD + bytes(20 * 2**20)) == "too_large"


# What people send by mistake, and how the file tells
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "not_a_workbook"),
        (b"STT;Ho ten\n1;Lo Thi Bien", "not_a_workbook"),
        (b"<html><table></table></html>", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_format"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(512)
            + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        (GOOD[:400], "broken"),
        (GOOD[:-30], "broken"),
        (b"PK\x03\x04" + bytes(100), "broken"),
    ],
)
def test_what_is_no_workbook_is_called_what_it_is(data, reason):
    assert refusal(data) == reason


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        ({"xl/macrosheets/sheet1.xml": b"<x/>"}, "macros"),
        ({"word/document.xml": b"<x/>"}, "word"),
        ({"xl/workbook.bin": b"x"}, "other_format"),
        ({"content.xml": b"<x/>"}, "other_format"),
        ({"xl/worksheets/sheet1.xml": b"<worksheet"}, "broken"),
        ({"xl/workbook.xml": b"<workbook"}, "broken"),
        ({"xl/styles.xml": b"<styleSheet"}, "broken"),
    ],
)
def test_other_packages_are_called_what_they_are(parts, reason):
    assert refusal(repacked(GOOD, parts)) == reason


def test_macros_are_found_by_content_type_too():
    types = part(GOOD, "[Content_Types].xml").replace(
        b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    )

    assert refusal(repacked(GOOD, {"[Content_Types].xml": types})) == "macros"


# A document type in any part, in any spelling or encoding that an XML reader would follow
@pytest.mark.parametrize(
    ("name", "xml", "what"),
    [
        ("xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY x "y">]>' + SHEET, "doctype"),
        ("xl/styles.xml", b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "doctype"),
        ("customXml/item1.xml", b"<!doctype a><a/>", "doctype"),
        ("xl/_rels/workbook.xml.rels", b"<!DOCTYPE a><a/>", "doctype"),
        ("xl/drawings/vmlDrawing1.vml", b"<!DOCTYPE a><a/>", "doctype"),
        ("xl/styles.xml", "<!DOCTYPE a><a/>".encode("utf-16"), "encoding"),
        ("xl/styles.xml", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a>', "encoding"),
        ("xl/styles.xml", b"\xef\xbb\xbf<?xml version='1.0' encoding='cp037'?><a/>", "encoding"),
    ],
)
def test_no_part_may_declare_a_document_type(name, xml, what):
    assert unsafe(repacked(GOOD, {name: xml})) == what


# Names that would climb out of a folder if anybody unpacked them
@pytest.mark.parametrize(
    "name",
    [
        "../../evil.xml",
        "/etc/passwd",
        "xl\\..\\evil.xml",
        "C:/evil.xml",
        "xl/../../x",
        "XL/Workbook.xml",
    ],
)
def test_names_that_climb_out_are_refused(name):
    assert unsafe(with_entry(ZipInfo(name))) == "names"


def test_links_are_refused():
    link = ZipInfo("xl/link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    assert unsafe(with_entry(link, b"/etc/passwd")) == "links"


def test_only_usual_compression_is_unpacked():
    odd = ZipInfo("xl/odd.bin")
    odd.compress_type = ZIP_BZIP2

    assert unsafe(with_entry(odd)) == "compression"


def test_encrypted_entries_are_told_apart():
    data = bytearray(GOOD)
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1

    assert refusal(bytes(data)) == "encrypted"


def test_a_thousand_entries_are_too_many():
    buffer = BytesIO(GOOD)
    with ZipFile(buffer, "a") as package:
        for number in range(1_000):
            package.writestr(f"xl/media/{number}.bin", b"")

    assert unsafe(buffer.getvalue()) == "entries"


def test_a_bomb_is_refused_by_its_size_and_by_its_ratio():
    blank = b" " * (90 * 2**20)
    small = b" " * (3 * 2**20)

    assert unsafe(repacked(GOOD, {"xl/media/bomb.bin": blank})) == "size"
    assert unsafe(repacked(GOOD, {"xl/sharedStrings.xml": small})) == "ratio"


def test_a_bomb_that_lies_about_its_size_is_broken():
    packed = repacked(GOOD, {"xl/sharedStrings.xml": b" " * (30 * 2**20)})
    honest = struct.pack("<L", 30 * 2**20)

    assert refusal(packed.replace(honest, struct.pack("<L", 1000))) == "broken"


# Readers make each cell under a merged area, a link or a table one of its own: 17 thousand million
@pytest.mark.parametrize(
    ("name", "xml"),
    [
        (
            "xl/worksheets/sheet1.xml",
            SHEET.replace(
                b"</sheetData>",
                b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
            ),
        ),
        (
            "xl/elsewhere/sheet1.xml",
            SHEET.replace(
                b"</sheetData>",
                b'</sheetData><hyperlinks><hyperlink ref="A1:XFD1048576"/></hyperlinks>',
            ),
        ),
        ("xl/tables/table1.xml", b'<table ref="$A$1:$XFD$1048576"/>'),
    ],
)
def test_spanning_the_whole_sheet_is_refused(name, xml):
    assert unsafe(repacked(GOOD, {name: xml})) == "cells"


# Each costs a reader memory or seconds for a few bytes of the file
@pytest.mark.parametrize(
    ("name", "after", "bulk"),
    [
        ("xl/styles.xml", b"</cellXfs>", b'<xf numFmtId="0"/>'),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b'<dataValidation sqref="A1"/>'),
        ("xl/workbook.xml", b"</sheets>", b'<definedName name="a">1</definedName>'),
    ],
)
def test_elements_by_the_thousand_are_refused(name, after, bulk):
    xml = part(GOOD, name).replace(after, after + bulk * 50_000)
    limits = WorkbookLimits(package=PackageLimits(ratio=10**6))

    assert refusal(repacked(GOOD, {name: xml}), limits) == "unsafe"


def test_more_cells_than_any_list_has_are_refused():
    row = b'<row r="9">' + b"<c/>" * 50_000 + b"</row>"
    packed = repacked(
        GOOD,
        {"xl/worksheets/sheet1.xml": SHEET.replace(b"</sheetData>", row * 9 + b"</sheetData>")},
    )
    limits = WorkbookLimits(package=PackageLimits(ratio=10**6))

    assert refusal(packed, limits) == "unsafe"


def one_cell_rows(count: int) -> bytes:
    """A package whose sheet has so many rows of one cell each."""
    rows = b"".join(b'<row r="%d"><c r="A%d"/></row>' % (at, at) for at in range(9, 9 + count))
    return repacked(
        GOOD, {"xl/worksheets/sheet1.xml": SHEET.replace(b"</sheetData>", rows + b"</sheetData>")}
    )


def looked_at(data: bytes, limits: PackageLimits | None = None) -> Counts:
    """What had been unpacked and counted when the workbook was refused."""
    counts = Counts(limits or PackageLimits(ratio=10**6))
    with pytest.raises(WorkbookRefused) as refused:
        inspect(data, counts)
    assert refused.value.reason.params["what"] == "rows"
    return counts


def test_rows_beyond_the_bound_are_not_even_unpacked():
    hundred_thousand, four_times_as_many = one_cell_rows(100_000), one_cell_rows(400_000)

    first, second = looked_at(hundred_thousand), looked_at(four_times_as_many)

    chunk = 64 * 1024
    bound = PackageLimits().rows
    assert bound < first.rows < bound + chunk // 20
    assert first.unpacked == pytest.approx(second.unpacked, abs=chunk)
    assert first.unpacked < len(part(hundred_thousand)) / 3
    # Nothing was parsed: cells are counted by the parser alone.
    assert (first.cells, second.cells) == (0, 0)


def test_a_row_is_seen_where_two_chunks_meet():
    limits = PackageLimits(ratio=10**6, rows=2_000)
    counts = Counts(limits)
    row = b'<ss:row r="1"/>'
    xml = b"<a>" + row * 30_000 + b"</a>"

    with pytest.raises(WorkbookRefused):
        counts.unpack(BytesIO(xml))

    whole = counts.unpacked
    assert counts.rows == xml[:whole].count(b"<ss:row ")


def test_rows_with_a_prefix_are_rows():
    prefixed = one_cell_rows(100_000)
    sheet = part(prefixed).replace(b"<row ", b"<x:row ").replace(b"</row>", b"</x:row>")

    assert looked_at(repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet})).cells == 0


def test_tags_of_any_kind_are_bounded_before_they_are_parsed():
    bulk = b"<is><t>x</t></is>" * 400_000
    sheet = SHEET.replace(b"</sheetData>", b"<row>" + bulk + b"</row></sheetData>")
    counts = Counts(PackageLimits(ratio=10**6))

    with pytest.raises(WorkbookRefused):
        inspect(repacked(GOOD, {"xl/worksheets/sheet1.xml": sheet}), counts)

    assert counts.tags < PackageLimits().tags + 64 * 1024
    assert counts.unpacked < len(sheet)


def test_a_last_row_far_away_costs_nothing():
    far = SHEET.replace(
        b"</sheetData>",
        b'<row r="1048576"><c r="C1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>',
    )

    assert len(read(repacked(GOOD, {"xl/worksheets/sheet1.xml": far})).rows) == 1


def test_a_sheet_that_lies_about_its_size_hides_no_row():
    lying = SHEET.replace(b'ref="A1:L2"', b'ref="A1:A1"')
    assert lying != SHEET

    assert len(read(repacked(GOOD, {"xl/worksheets/sheet1.xml": lying})).rows) == 1


def test_hidden_sheets_are_not_read():
    book = openpyxl.load_workbook(BytesIO(GOOD))
    book.create_sheet("Trống")
    book["Danh sách đề nghị"].sheet_state = "hidden"
    book.active = 1

    assert refusal(saved(book)) == "no_header"


@pytest.mark.parametrize("cut", range(0, 4000, 97))
def test_any_damage_gets_a_sentence(cut):
    damaged = bytearray(GOOD)
    damaged[cut % len(damaged)] ^= 0x5A

    try:
        read(bytes(damaged))
    except WorkbookRefused as refused:
        assert str(refused.reason)


def test_stored_and_deflated_packages_are_alike():
    buffers = {}
    for method in (ZIP_STORED, ZIP_DEFLATED):
        buffers[method] = BytesIO()
        with ZipFile(BytesIO(GOOD)) as old, ZipFile(buffers[method], "w", method) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))

    assert read(buffers[ZIP_STORED].getvalue()) == read(buffers[ZIP_DEFLATED].getvalue())
