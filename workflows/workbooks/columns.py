"""The columns of the list of nominations: what they are called, how else, and what they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.text import normalise, search_key, squeeze
from forms.definition import Caption


class Column(StrEnum):
    """What a column of the list is about."""

    NUMBER = "number"
    KIND = "kind"
    NAME = "name"
    BIRTH_DATE = "birth_date"
    GENDER = "gender"
    ID_NUMBER = "id_number"
    TITLE = "title"
    UNIT = "unit"
    LOCALITY = "locality"
    ACHIEVEMENT = "achievement"
    AWARD = "award"
    NOTE = "note"


class NomineeKind(StrEnum):
    """Who is honoured."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    HOUSEHOLD = "household"


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSpec:
    """A column as it stands in the template, and what a cell may hold."""

    label: Caption
    also: tuple[str, ...] = ()
    """Other headings under which units send it, without marks."""
    longest: int = 200
    width: int = 16
    guide: Caption


REQUIRED: Mapping[NomineeKind, frozenset[Column]] = {
    NomineeKind.INDIVIDUAL: frozenset(
        {
            Column.NAME,
            Column.BIRTH_DATE,
            Column.GENDER,
            Column.ID_NUMBER,
            Column.UNIT,
            Column.ACHIEVEMENT,
            Column.AWARD,
        }
    ),
    NomineeKind.COLLECTIVE: frozenset({Column.NAME, Column.ACHIEVEMENT, Column.AWARD}),
    NomineeKind.HOUSEHOLD: frozenset(
        {Column.NAME, Column.LOCALITY, Column.ACHIEVEMENT, Column.AWARD}
    ),
}
"""What a row must say. A household is known by where it lives, a person by number and birth."""

NEEDED_COLUMNS = frozenset({Column.KIND, Column.NAME, Column.ACHIEVEMENT, Column.AWARD})
"""Without these no row can be complete, so the file itself is wrong."""

PERSONAL = frozenset({Column.BIRTH_DATE, Column.GENDER, Column.ID_NUMBER})
"""Only individuals have them."""

PUBLISHED = frozenset({Column.NAME, Column.UNIT, Column.LOCALITY, Column.ACHIEVEMENT})
"""What everybody reads on a list, beside the award."""

KINDS: Mapping[NomineeKind, Caption] = {
    NomineeKind.INDIVIDUAL: Caption(vi="Cá nhân", en="Individual"),
    NomineeKind.COLLECTIVE: Caption(vi="Tập thể", en="Collective"),
    NomineeKind.HOUSEHOLD: Caption(vi="Hộ gia đình", en="Household"),
}
KINDS_ALSO: Mapping[str, NomineeKind] = {
    "cn": NomineeKind.INDIVIDUAL,
    "tt": NomineeKind.COLLECTIVE,
    "hộ": NomineeKind.HOUSEHOLD,
    "hgđ": NomineeKind.HOUSEHOLD,
}
"""Abbreviations in use; anything else is asked back, never guessed."""

GENDERS: Mapping[Gender, Caption] = {
    Gender.FEMALE: Caption(vi="Nữ", en="Female"),
    Gender.MALE: Caption(vi="Nam", en="Male"),
}

ERROR_HEADING = Caption(vi="Lỗi cần sửa", en="To be mended")
"""The column that an annotated copy has beyond the template's; a copy may be sent in again."""

SHEET_NAME = "Danh sách đề nghị"
GUIDE_NAME = "Hướng dẫn"

COLUMNS: Mapping[Column, ColumnSpec] = {
    Column.NUMBER: ColumnSpec(
        label=Caption(vi="STT", en="No."),
        also=("so tt", "so thu tu", "tt", "no"),
        width=6,
        guide=Caption(
            vi="Không bắt buộc; hệ thống đánh số theo thứ tự dòng.",
            en="Optional; rows are numbered in their order.",
        ),
    ),
    Column.KIND: ColumnSpec(
        label=Caption(vi="Loại", en="Kind"),
        also=("doi tuong", "loai doi tuong", "ca nhan tap the", "phan loai"),
        width=13,
        guide=Caption(
            vi="Chọn: Cá nhân, Tập thể hoặc Hộ gia đình.",
            en="Choose: Cá nhân (individual), Tập thể (collective) or Hộ gia đình (household).",
        ),
    ),
    Column.NAME: ColumnSpec(
        label=Caption(vi="Họ và tên / Tên tập thể", en="Name"),
        also=("ho va ten", "ho ten", "ten", "ten tap the", "ho ten ten tap the", "ten ca nhan"),
        width=28,
        guide=Caption(
            vi="Họ, tên đệm và tên; với hộ gia đình ghi tên chủ hộ.",
            en="The full name; for a household the name of its head.",
        ),
    ),
    Column.BIRTH_DATE: ColumnSpec(
        label=Caption(vi="Ngày sinh", en="Date of birth"),
        also=("ngay thang nam sinh", "nam sinh", "sinh ngay", "birth date"),
        width=12,
        guide=Caption(
            vi="Cá nhân: ngày/tháng/năm, ví dụ 08/03/1985.",
            en="Individuals: day/month/year, for example 08/03/1985.",
        ),
    ),
    Column.GENDER: ColumnSpec(
        label=Caption(vi="Giới tính", en="Gender"),
        also=("nam nu", "gioi", "sex"),
        width=10,
        guide=Caption(vi="Cá nhân: Nam hoặc Nữ.", en="Individuals: Nam (male) or Nữ (female)."),
    ),
    Column.ID_NUMBER: ColumnSpec(
        label=Caption(vi="Số định danh", en="Citizen identity number"),
        also=(
            "so cccd",
            "cccd",
            "so can cuoc",
            "so can cuoc cong dan",
            "can cuoc cong dan",
            "so dinh danh ca nhan",
            "identity number",
        ),
        width=16,
        guide=Caption(
            vi="Cá nhân: 12 chữ số trên căn cước. Chỉ cán bộ xử lý được xem, không công khai.",
            en="Individuals: the 12 digits of the identity card. Never shown in public.",
        ),
    ),
    Column.TITLE: ColumnSpec(
        label=Caption(vi="Chức vụ, công việc", en="Position, work"),
        also=("chuc vu", "chuc vu cong viec", "chuc danh", "cong viec", "nghe nghiep", "position"),
        width=22,
        guide=Caption(vi="Ví dụ: Giáo viên lớp 5A.", en="For example: teacher of class 5A."),
    ),
    Column.UNIT: ColumnSpec(
        label=Caption(vi="Đơn vị công tác", en="Unit"),
        also=("don vi", "co quan", "co quan don vi", "noi cong tac", "workplace"),
        width=26,
        guide=Caption(
            vi="Cá nhân: cơ quan, trường, tiểu khu hoặc tổ chức trong danh sách của ô. "
            "Tập thể: đơn vị chủ quản, nếu có. Nơi ngoài danh sách: ghi “Khác: ” rồi đến tên.",
            en="Individuals: office, school, residential unit or organisation of the list. For one "
            "that is not in it write “Khác: ” and its name.",
        ),
    ),
    Column.LOCALITY: ColumnSpec(
        label=Caption(vi="Nơi ở (tiểu khu)", en="Residential unit"),
        also=("noi o", "tieu khu", "dia chi", "noi o hien nay", "noi cu tru", "address"),
        width=18,
        guide=Caption(
            vi="Tiểu khu, tổ dân phố hoặc bản trong danh sách của ô. Bắt buộc với hộ gia đình. Nơi "
            "ngoài danh sách: ghi “Khác: ” rồi đến tên.",
            en="The residential unit, of the list. Required for households. For one that is not in "
            "it write “Khác: ” and its name.",
        ),
    ),
    Column.ACHIEVEMENT: ColumnSpec(
        label=Caption(vi="Thành tích tóm tắt", en="Achievement in short"),
        also=("thanh tich", "tom tat thanh tich", "thanh tich noi bat"),
        longest=2_000,
        width=48,
        guide=Caption(
            vi="Vài câu; phần này được công khai cùng danh sách.",
            en="A few sentences; they are published with the list.",
        ),
    ),
    Column.AWARD: ColumnSpec(
        label=Caption(vi="Hình thức đề nghị", en="Award proposed"),
        also=("hinh thuc", "hinh thuc khen thuong", "danh hieu hinh thuc", "de nghi", "award"),
        width=24,
        guide=Caption(vi="Chọn trong danh sách của ô.", en="Choose from the list of the cell."),
    ),
    Column.NOTE: ColumnSpec(
        label=Caption(vi="Ghi chú", en="Note"),
        also=("note",),
        longest=1_000,
        width=24,
        guide=Caption(vi="Không bắt buộc.", en="Optional."),
    ),
}

_PUNCTUATION = re.compile(r"[^\w]+")
_IN_BRACKETS = re.compile(r"\([^)]*\)")


def choice_key(text: str) -> str:
    """A choice as it was typed, but for case and spaces: marks tell words apart."""
    return squeeze(normalise(text)).casefold()


def heading_key(text: str) -> str:
    """A heading with what differs from unit to unit taken off: marks, case, stops, stars."""
    return _PUNCTUATION.sub(" ", search_key(text)).strip()


def column_of(heading: str) -> Column | None:
    """The column that a heading names, also when a remark in brackets follows it."""
    return _HEADINGS.get(heading_key(heading)) or _HEADINGS.get(
        heading_key(_IN_BRACKETS.sub(" ", heading))
    )


def is_error_heading(heading: str) -> bool:
    return heading_key(heading) in {heading_key(ERROR_HEADING.vi), heading_key(ERROR_HEADING.en)}


def _headings() -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column, spec in COLUMNS.items():
        for name in (spec.label.vi, spec.label.en, *spec.also):
            known[heading_key(name)] = column
            known.setdefault(heading_key(_IN_BRACKETS.sub(" ", name)), column)
    return known


_HEADINGS = _headings()
