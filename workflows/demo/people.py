"""Invented people of the demo and what they are honoured for, by the kind of their unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from workflows.workbooks import Gender, NominationRow, NomineeKind

FAMILIES = (
    "Lò",
    "Quàng",
    "Cầm",
    "Tòng",
    "Lường",
    "Hoàng",
    "Vì",
    "Hà",
    "Nguyễn",
    "Trần",
    "Lừ",
    "Đỗ",
)
WOMEN = ("Thị Xuân", "Thị Biên", "Thị Phương", "Thị Én", "Thị Thu Hương", "Thị Pâng", "Thị Khuyên")
MEN = ("Văn Dũng", "Văn Chính", "Văn Hặc", "Văn Inh", "Quốc Việt", "Văn Thoan", "Bá Quỳnh")
LOCALITIES = tuple(f"Tiểu khu {number}" for number in range(1, 8))
LONGEST_NAME = "Nguyễn Phước Tôn Nữ Hoàng Thị Khuyên Phương"

ACHIEVEMENTS = {
    "residential": (
        "Vận động 32 hộ phân loại rác tại nhà, giữ sạch 300 m đường hoa",
        "Hiến 60 m² đất và 25 ngày công mở đường nội tiểu khu",
        "Tổ trưởng tổ tự quản an ninh trật tự, không để xảy ra vụ việc phức tạp",
    ),
    "school": (
        "Sáng kiến dạy tiếng Việt cho học sinh dân tộc Thái lớp 1, áp dụng toàn trường",
        "Bồi dưỡng 2 học sinh đoạt giải cấp huyện, vận động 14 em trở lại lớp",
        "Ba năm liền hoàn thành xuất sắc nhiệm vụ, chủ nhiệm lớp tiên tiến",
    ),
    "health": (
        "Phòng dịch sốt xuất huyết, không có ổ dịch trên địa bàn trong năm",
        "Tiêm chủng mở rộng đạt 98 % số trẻ trong diện",
    ),
    "sector": (
        "Tham gia chữa cháy chợ trung tâm, cứu tài sản của 6 hộ kinh doanh",
        "Hoàn thành xuất sắc nhiệm vụ tuyển quân, huấn luyện dân quân năm 2023",
    ),
    "mass": (
        "Giúp 9 hội viên thoát nghèo bằng mô hình trồng mận hậu theo VietGAP",
        "Duy trì 12 buổi dọn vệ sinh đường phố, lắp 40 bóng đèn chiếu sáng",
        "Quyên góp, trao 45 suất quà cho gia đình chính sách dịp 27/7",
    ),
}
TITLES = {
    "residential": ("Trưởng tiểu khu", "Tổ trưởng tổ dân phố", "Công dân"),
    "school": ("Giáo viên", "Tổ trưởng chuyên môn", "Nhân viên"),
    "health": ("Y sĩ", "Điều dưỡng"),
    "sector": ("Công an viên", "Dân quân"),
    "mass": ("Hội viên", "Chi hội trưởng", "Ủy viên Ban Thường vụ"),
}
_FIRST_NUMBER = 14_000_000_000


class Register:
    """Gives ever new people, so that nobody is nominated twice by chance."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def rows(
        self, how_many: int, *, unit_name: str, unit_kind: str, kind: NomineeKind, deed: str = ""
    ) -> Iterator[NominationRow]:
        """The list of a unit."""
        for ordinal in range(1, how_many + 1):
            number = next(self._numbers)
            yield self._row(number, ordinal, unit_name, unit_kind, kind, deed)

    def _row(
        self,
        number: int,
        ordinal: int,
        unit_name: str,
        unit_kind: str,
        kind: NomineeKind,
        deed: str,
    ) -> NominationRow:
        is_woman = number % 2 == 0
        is_person = kind is NomineeKind.INDIVIDUAL
        deeds, titles = ACHIEVEMENTS[unit_kind], TITLES[unit_kind]
        return NominationRow(
            ordinal=ordinal,
            kind=kind,
            name=_name(number, unit_name, kind, is_woman=is_woman),
            birth_date=date(1968, 3, 1) + timedelta(days=number * 97 % 12_000)
            if is_person
            else None,
            gender=(Gender.FEMALE if is_woman else Gender.MALE) if is_person else None,
            id_number=f"{_FIRST_NUMBER + number * 7919:012d}" if is_person else "",
            title=titles[number % len(titles)] if is_person else "",
            unit=unit_name,
            locality=LOCALITIES[number % len(LOCALITIES)],
            achievement=deed or deeds[number % len(deeds)],
            award="giay_khen",
            note="",
        )


def _name(number: int, unit_name: str, kind: NomineeKind, *, is_woman: bool) -> str:
    if kind is NomineeKind.COLLECTIVE:
        return f"Tập thể Tổ {number % 9 + 1} – {unit_name}"
    if number % 83 == 0:
        return LONGEST_NAME
    given = (WOMEN if is_woman else MEN)[number // 2 % 7]
    person = f"{FAMILIES[number * 5 % len(FAMILIES)]} {given}"
    if kind is NomineeKind.HOUSEHOLD:
        return f"Hộ {'bà' if is_woman else 'ông'} {person}"
    return person
