"""Workbooks as units send them: right, odd, and hostile."""

# ruff: noqa: DTZ001 - the dates of Excel have no zone

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from forms.definition import Caption
from workflows.workbooks import Imported, WorkbookChoices, WorkbookLimits, import_rows

TODAY = date(2023, 11, 20)
CHOICES = WorkbookChoices(
    awards={
        "giay_khen": Caption(vi="Giấy khen của Chủ tịch UBND thị trấn", en="Certificate of merit"),
        "lao_dong_tien_tien": Caption(vi="Lao động tiên tiến", en="Advanced worker"),
    },
    units=("Trường Tiểu học thị trấn", "Trạm Y tế"),
    localities=("Tiểu khu 1", "Tiểu khu 2"),
)

HEADINGS = (
    "STT",
    "Loại",
    "Họ và tên / Tên tập thể",
    "Ngày sinh",
    "Giới tính",
    "Số định danh",
    "Chức vụ, công việc",
    "Đơn vị công tác",
    "Nơi ở (tiểu khu)",
    "Thành tích tóm tắt",
    "Hình thức đề nghị",
    "Ghi chú",
)
TEACHER = (
    1,
    "Cá nhân",
    "Lò Thị Biên",
    datetime(1985, 3, 8),
    "Nữ",
    "014185001234",
    "Giáo viên lớp 1B",
    "Trường Tiểu học thị trấn",
    "Tiểu khu 2",
    "Sáng kiến dạy tiếng Việt cho học sinh dân tộc Thái",
    "Giấy khen của Chủ tịch UBND thị trấn",
    None,
)
TEAM = (
    2,
    "Tập thể",
    "Tổ công nghệ số cộng đồng",
    None,
    None,
    None,
    None,
    None,
    None,
    "Giúp 300 hộ cài định danh điện tử",
    "giay_khen",
    "Thành lập năm 2022",
)
FAMILY = (
    3,
    "hộ gia đình",
    "Quàng Văn Ểng",
    None,
    None,
    None,
    None,
    None,
    "Tiểu khu 1",
    "Hiến 200 m2 đất làm đường",
    "Giấy khen của Chủ tịch UBND thị trấn",
    None,
)


def but(row: Sequence[object], **changes: object) -> tuple[object, ...]:
    """The row with some of its cells changed, by the names of the columns."""
    names = (
        "number kind name birth_date gender id_number title unit locality achievement award note"
    )
    cells = dict(zip(names.split(), row, strict=True))
    assert cells.keys() >= changes.keys()
    return tuple((cells | changes).values())


def workbook(*rows: Sequence[object], above: int = 0, headings: Sequence[str] = HEADINGS) -> bytes:
    """A list of these rows under its headings, with titles merged across above them."""
    book = openpyxl.Workbook()
    sheet = first_sheet(book)
    sheet.title = "Danh sách đề nghị"
    for line in range(1, above + 1):
        sheet.cell(line, 1, "UỶ BAN NHÂN DÂN THỊ TRẤN YÊN CHÂU")
        sheet.merge_cells(start_row=line, end_row=line, start_column=1, end_column=12)
    for at, row in enumerate([headings, *rows], start=above + 1):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value  # type: ignore[assignment]  # whatever a unit types
    return saved(book)


def first_sheet(book: openpyxl.Workbook) -> Worksheet:
    """The sheet with which a workbook opens."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def repacked(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """The same package with parts replaced or added, written as an attacker would."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return buffer.getvalue()


def part(data: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    with ZipFile(BytesIO(data)) as package:
        return package.read(name)


def imported(
    data: bytes,
    limits: WorkbookLimits | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    return import_rows(data, choices=CHOICES, on=TODAY, limits=limits, progress=progress)


def errors_of(data: bytes) -> dict[str, str]:
    """Place to key of the sentence, of everything that needs mending."""
    return {
        error.place: error.message.key.removeprefix("workbook.") for error in imported(data).errors
    }
