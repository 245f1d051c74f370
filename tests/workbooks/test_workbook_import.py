"""A list is imported whole or not at all, and every error is told with its cell."""

# ruff: noqa: DTZ001 - the dates of Excel have no zone

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time
from io import BytesIO

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from engine.errors import InvalidData
from forms.definition import Caption
from tests.workbooks.workbook_building import (
    CHOICES,
    FAMILY,
    HEADINGS,
    TEACHER,
    TEAM,
    TODAY,
    but,
    errors_of,
    first_sheet,
    imported,
    part,
    repacked,
    saved,
    workbook,
)
from workflows.workbooks import (
    Column,
    Gender,
    NominationRow,
    NomineeKind,
    WorkbookChoices,
    WorkbookLimits,
    WorkbookRefused,
    import_rows,
    read,
    template,
)


def test_a_right_list_becomes_nominations():
    found = imported(workbook(TEACHER, TEAM, FAMILY, above=3))

    assert found.errors == ()
    assert [(row.ordinal, row.kind, row.name) for row in found.require()] == [
        (1, NomineeKind.INDIVIDUAL, "Lò Thị Biên"),
        (2, NomineeKind.COLLECTIVE, "Tổ công nghệ số cộng đồng"),
        (3, NomineeKind.HOUSEHOLD, "Quàng Văn Ểng"),
    ]
    assert found.rows[0] == NominationRow(
        ordinal=1,
        kind=NomineeKind.INDIVIDUAL,
        name="Lò Thị Biên",
        birth_date=date(1985, 3, 8),
        gender=Gender.FEMALE,
        id_number="014185001234",
        title="Giáo viên lớp 1B",
        unit="Trường Tiểu học thị trấn",
        locality="Tiểu khu 2",
        achievement="Sáng kiến dạy tiếng Việt cho học sinh dân tộc Thái",
        award="giay_khen",
        note="",
    )


def test_the_own_template_comes_back_as_a_list():
    book = openpyxl.load_workbook(BytesIO(template(CHOICES, on=TODAY)))
    sheet = book["Danh sách đề nghị"]
    for at, value in enumerate(TEACHER, start=1):
        sheet.cell(4, at, value)

    assert len(imported(saved(book)).require()) == 1


def test_an_empty_template_has_no_row():
    assert errors_of(template(CHOICES, on=TODAY)) == {"3": "no_rows"}


# Headings as units write them: case, marks, spaces, remarks, order
def test_headings_are_known_in_every_spelling_and_order():
    headings = [
        "GHI CHÚ",
        "hinh thuc khen thuong",
        "  Thành   tích  (tóm tắt) *",
        unicodedata.normalize("NFD", "Tiểu khu"),
        "Đơn vị",
        "Chức vụ/công việc",
        "Số CCCD",
        "Nam/Nữ",
        "Ngày, tháng, năm sinh (dd/mm/yyyy)",
        "HỌ VÀ TÊN",
        "Đối tượng",
        "TT",
    ]

    found = imported(workbook(TEACHER[::-1], headings=headings))

    assert found.require()[0].award == "giay_khen"
    assert found.rows[0].id_number == "014185001234"


def test_a_list_without_needed_columns_says_which():
    found = imported(workbook(("Lò Thị Biên", "Tiểu khu 2"), headings=["Họ tên", "Nơi ở", "STT"]))

    missing = {e.message.params["column"] for e in found.errors if e.row == 1}
    assert missing == {"Loại", "Thành tích tóm tắt", "Hình thức đề nghị"}


def test_a_workbook_without_headings_is_refused():
    with pytest.raises(WorkbookRefused, match="headings"):
        read(workbook(headings=["a", "b", "c"]))


def test_a_column_twice_is_an_error_and_an_unknown_one_a_notice():
    headings = (*HEADINGS, "Họ tên", "Màu áo")

    found = imported(workbook((*TEACHER, "x", "xanh"), headings=headings))

    assert {e.place: e.message.key for e in found.errors} == {"M1": "workbook.column_twice"}
    assert {n.place: n.message.key for n in found.notices} == {"N1": "workbook.unknown_column"}


def test_every_error_is_told_at_once_with_its_cell():
    data = workbook(
        but(TEACHER, name=None, birth_date="31/11/1985", id_number="14185001234"),
        but(TEAM, kind="Nhóm", award="Huân chương"),
        but(FAMILY, locality=None, achievement="x" * 2_001),
        above=1,
    )

    assert errors_of(data) == {
        "C3": "missing",
        "D3": "date_day",
        "F3": "id_number",
        "B4": "kind",
        "K4": "award",
        "I5": "missing",
        "J5": "too_long",
    }


def test_nothing_is_imported_unless_all_is_well():
    found = imported(workbook(TEACHER, but(TEAM, award=None)))

    assert found.rows == ()
    with pytest.raises(InvalidData) as refused:
        found.require()
    assert [(e.field, e.label) for e in refused.value.errors] == [
        ("workbook.K3", "Hình thức đề nghị")
    ]


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        (datetime(1985, 3, 8), date(1985, 3, 8)),
        (datetime(1985, 3, 8, 7, 30), date(1985, 3, 8)),
        ("08/03/1985", date(1985, 3, 8)),
        ("8/3/1985", date(1985, 3, 8)),
        ("08-03-1985", date(1985, 3, 8)),
        (" 08.03.1985 ", date(1985, 3, 8)),
        ("1985-03-08", date(1985, 3, 8)),
        (datetime(2023, 11, 20), TODAY),
    ],
)
def test_dates_are_read_as_excel_and_people_write_them(typed, born):
    assert imported(workbook(but(TEACHER, birth_date=typed))).require()[0].birth_date == born


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("29/02/1985", "date_day"),
        ("08/13/1985", "date_month"),
        (1985, "date"),
        ("1985", "only_year"),
        ("tháng ba", "date"),
        (datetime(2023, 11, 21), "future"),
        ("01/01/1890", "date_year"),
        ("01/01/1893", "date_year"),
        (datetime(1900, 1, 5), None),
        (time(8, 0), "date"),
        (True, "date"),
        ("#N/A", "excel_error"),
    ],
)
def test_wrong_dates_are_errors(typed, reason):
    expected = {"D2": reason} if reason else {}

    assert errors_of(workbook(but(TEACHER, birth_date=typed))) == expected


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("014185001234", "014185001234"),
        (" 014 185 001 234 ", "014185001234"),
        ("'014185001234", "014185001234"),
        (14185001234, "014185001234"),
        (14185001234.0, "014185001234"),
        (1185001234, "001185001234"),
    ],
)
def test_identity_numbers_survive_excel(typed, stored):
    found = imported(workbook(but(TEACHER, id_number=typed)))

    assert found.require()[0].id_number == stored


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("14185001234", "id_number"),
        ("114185001234", "id_number"),
        ("01418500123a", "id_number"),
        ("٠١٤١٨٥٠٠١٢٣٤", "id_number"),
        ("000185001234", "id_province"),
        ("097185001234", "id_province"),
        (123456789, "id_number"),
        (1e300, "id_number"),
    ],
)
def test_wrong_identity_numbers_are_errors(typed, reason):
    assert errors_of(workbook(but(TEACHER, id_number=typed))) == {"F2": reason}


def test_a_zero_that_excel_ate_is_put_back_and_told():
    found = imported(workbook(but(TEACHER, id_number=14185001234)))

    assert [(n.place, n.message.key) for n in found.notices] == [("F2", "workbook.zero_restored")]


def test_an_award_without_english_is_not_named_by_punctuation():
    choices = WorkbookChoices(awards={"giay_khen": Caption(vi="Giấy khen")})
    data = workbook(but(TEAM, award="***"))

    [error] = import_rows(data, choices=choices, on=TODAY).errors

    assert (error.place, error.message.key) == ("K2", "workbook.award")


def test_personal_data_of_a_collective_are_an_error():
    assert errors_of(workbook(but(TEAM, id_number="014185001234"))) == {"F2": "not_personal"}


def test_numbers_in_text_cells_are_text():
    found = imported(workbook(but(TEACHER, achievement=12.0, note=3.5, title=7)))

    assert (found.rows[0].achievement, found.rows[0].note, found.rows[0].title) == (
        *("12", "3.5", "7"),
    )


def test_decomposed_names_are_composed_and_told():
    name = unicodedata.normalize("NFD", "Tòng Thị Phương")

    found = imported(workbook(but(TEACHER, name=name)))

    assert found.require()[0].name == "Tòng Thị Phương"
    assert [(n.place, n.message.key) for n in found.notices] == [("C2", "workbook.composed")]


def test_names_with_quotes_and_markup_are_only_text():
    name = """Nguyễn "Thị" O'Hà <script>alert(1)</script> & {{7*7}}"""

    assert imported(workbook(but(TEACHER, name=name))).require()[0].name == name


@pytest.mark.parametrize(
    "said",
    [
        "Cứu người, CCCD 014085000077",
        "Liên hệ 0912 345 678",
        "ĐT: 0212.384.5678",
        "(+84912345678)",
        "CMND số 050123456",
        "Bà Lò Thị Xuân, sinh ngày 1/1/1985, hiến đất",
    ],
)
def test_what_nobody_publishes_of_people_is_an_error_where_everybody_reads(said):
    row = but(TEACHER, achievement=said)

    assert errors_of(workbook(row)) == {"J2": "private"}
    assert imported(workbook(but(TEACHER, note=said))).errors == ()


@pytest.mark.parametrize(
    "said",
    [
        "Tiết kiệm 250000000 đồng, trồng 012 ha, 1.250.000.000 đồng vốn vay",
        "Quyết định 0123/QĐ-UBND ngày 01/01/2023, năm học 2022–2023",
        "Sinh viên 2020–2024 đạt 98,5 %; 0 trường hợp sinh con thứ ba",
    ],
)
def test_numbers_of_achievements_are_not_taken_for_those_of_people(said):
    assert imported(workbook(but(TEACHER, achievement=said))).errors == ()


def test_line_ends_of_a_long_text_are_kept():
    text = "- Ba năm  liền\n\n- Sáng kiến_x000D_\ncấp trường"

    found = imported(workbook(but(TEACHER, achievement=text)))

    assert found.require()[0].achievement == "- Ba năm liền\n- Sáng kiến\ncấp trường"


def test_control_characters_are_errors():
    assert errors_of(workbook(but(TEACHER, name="Lò_x0007_ Thị Biên"))) == {"C2": "unwritable"}


@pytest.mark.parametrize(
    ("twin", "place"),
    [
        (but(TEACHER, name="Lò Thị Khác"), "F3"),
        (but(TEACHER, name="lò  thị biên", id_number="014185009999"), "C3"),
        (
            but(TEACHER, name=unicodedata.normalize("NFD", "Lò Thị Biên"), id_number=14185009999),
            "C3",
        ),
    ],
)
def test_one_person_twice_is_an_error_that_names_the_first_row(twin, place):
    found = imported(workbook(TEACHER, twin))

    [error] = found.errors
    assert (error.place, error.message.params) == (place, {"row": 2})


@pytest.mark.parametrize(
    "other",
    [
        but(TEACHER, id_number="014185009999", unit="Trạm Y tế"),
        but(TEACHER, id_number="014185009999", birth_date="09/03/1985"),
        but(TEACHER, id_number="014185009999", name="Lò Thị Biển"),
    ],
)
def test_people_who_only_share_some_things_are_not_the_same(other):
    assert imported(workbook(TEACHER, other)).errors == ()


def test_households_are_told_apart_by_where_they_live():
    assert errors_of(workbook(FAMILY, but(FAMILY, locality="Tiểu khu 2"))) == {}
    assert errors_of(workbook(FAMILY, FAMILY)) == {"C3": "duplicate"}


def test_blank_lines_totals_and_signatures_are_no_rows():
    total = but([None] * 12, name="Tổng cộng: 2 người")
    signature = but([None] * 12, name="Người lập biểu", unit="Hiệu trưởng")
    blank = [7] + [None] * 11

    found = imported(workbook(TEACHER, blank, TEAM, blank, total, signature, ["", " "]))

    assert [row.name for row in found.require()] == ["Lò Thị Biên", "Tổ công nghệ số cộng đồng"]


def test_a_family_called_cong_is_no_total():
    assert errors_of(workbook(but([None] * 12, name="Công Thị Hoa")))["B2"] == "missing"


def test_formulas_count_by_their_stored_value():
    book = openpyxl.load_workbook(BytesIO(workbook(TEACHER)))
    first_sheet(book)["H2"] = '="Trường "&"Tiểu học"'
    uncomputed = saved(book)
    sheet, stored = part(uncomputed), "<v>Trạm Y tế</v>".encode()
    computed = sheet.replace(b"<v></v>", stored).replace(b"<v/>", stored)
    computed = computed.replace(b'<c r="H2"', b'<c t="str" r="H2"')

    assert errors_of(uncomputed)["H2"] in {"formula", "missing"}
    assert "formula" in {
        e.message.key.removeprefix("workbook.") for e in imported(uncomputed).errors
    }
    found = imported(repacked(uncomputed, {"xl/worksheets/sheet1.xml": computed}))
    assert found.require()[0].unit == "Trạm Y tế"


# What is not among the choices


# What stands in a column of choices, where, and what is suggested
@pytest.mark.parametrize(
    ("changes", "place", "near"),
    [
        # neither a kind nor near to one
        ({"kind": "Người"}, "B2", None),
        ({"kind": "Ca nhan"}, "B2", "Cá nhân"),
        ({"kind": "Hộ gia dình"}, "B2", "Hộ gia đình"),
        # without its mark it might as well be a slip for another word
        ({"gender": "Nu"}, "E2", "Nữ"),
        ({"gender": "m"}, "E2", None),
        ({"gender": 1}, "E2", None),
        # one letter off, and nothing like it
        ({"unit": "Trường Tiểu học thị trần B"}, "H2", "Trường Tiểu học thị trấn"),
        ({"unit": "Bưu điện"}, "H2", None),
        ({"locality": "Tiểu khu 7"}, "I2", "Tiểu khu 2"),
        # a unit is no residential unit
        ({"locality": "Trạm Y tế"}, "I2", None),
        # another place has a name
        ({"locality": "Khác:  "}, "I2", None),
    ],
)
def test_what_is_not_offered_is_an_error_with_what_is(changes, place, near):
    found = imported(workbook(but(TEACHER, **changes)))

    [error] = found.errors
    assert (found.rows, error.place) == ((), place)
    assert error.message.params.get("near") == near
    assert error.message.params["offered"]


@pytest.mark.parametrize(
    ("changes", "read_as"),
    [
        # the register's own spelling is kept, however it was typed
        ({"unit": "TRƯỜNG TIỂU HỌC  THỊ TRẤN"}, ("unit", "Trường Tiểu học thị trấn")),
        ({"unit": "tram y te"}, ("unit", "Trạm Y tế")),
        # a place outside the register is declared to be one
        ({"locality": "Khác: Bản Nà Và, xã Viêng Lán"}, ("locality", "Bản Nà Và, xã Viêng Lán")),
        ({"unit": "mới: Hợp tác xã Chiềng Pằn"}, ("unit", "Hợp tác xã Chiềng Pằn")),
    ],
)
def test_places_are_those_of_the_register_or_declared_to_be_others(changes, read_as):
    found = imported(workbook(but(TEACHER, **changes)))

    column, value = read_as
    assert getattr(found.require()[0], column) == value
    declared = ":" in next(iter(changes.values()))
    told = {notice.message.key for notice in found.notices}
    assert ("workbook.other_place" in told) == declared


def test_a_register_without_places_cannot_be_compared_with():
    choices = WorkbookChoices(awards=CHOICES.awards)

    found = import_rows(workbook(TEACHER), choices=choices, on=TODAY)

    assert found.require()[0].locality == "Tiểu khu 2"


def test_of_a_long_register_what_is_most_like_the_name_written_is_offered():
    units = [*(f"Đơn vị {number}" for number in range(200)), "Trường THCS thị trấn Yên Châu"]
    choices = WorkbookChoices(awards=CHOICES.awards, units=units)

    [error] = import_rows(workbook(TEACHER), choices=choices, on=TODAY).errors

    offered = str(error.message.params["offered"])
    assert offered.startswith("Trường THCS thị trấn Yên Châu, ")
    assert offered.endswith(", …")


def person(number: int):
    return but(TEACHER, number=number, name=f"Lò Thị Số {number}", id_number=f"0141850{number:05d}")


def test_five_hundred_rows_are_imported_and_show_progress():
    told: list[tuple[int, int]] = []

    found = imported(
        workbook(*map(person, range(500))), progress=lambda done, total: told.append((done, total))
    )

    assert len(found.require()) == 500
    assert len(told) == 11
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_one_row_too_many_is_told():
    found = imported(workbook(*map(person, range(501))))

    assert [(e.row, e.message.key) for e in found.errors] == [(502, "workbook.too_many_rows")]
    assert imported(workbook(*map(person, range(3))), limits=WorkbookLimits(rows=2)).rows == ()


def test_gaps_lose_no_row():
    gap = [[None] * 12] * 12
    rows = [line for number in range(300) for line in (person(number), *gap)]

    found = imported(workbook(*rows))

    assert "workbook.too_many_rows" in {e.message.key for e in found.errors}


def test_another_sheet_with_a_list_is_told():
    book = openpyxl.load_workbook(BytesIO(workbook(TEACHER)))
    copy = book.copy_worksheet(first_sheet(book))
    copy.title = "Năm ngoái"

    found = imported(saved(book))

    assert found.sheet.name == "Danh sách đề nghị"
    assert [n.message.key for n in found.notices] == ["workbook.other_sheet"]


def test_letters_of_columns_are_excels():
    assert imported(workbook(TEACHER)).sheet.letters[Column.NOTE] == get_column_letter(12) == "L"
