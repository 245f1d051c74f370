"""Invented names as they are heard around Yên Châu: Kinh, Thái, Mông, Khơ Mú, Xinh Mun."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Naming:
    """How a people names its children: family names, then the rest for women and for men."""

    families: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]


THAI = Naming(
    families=(
        *("Lò", "Quàng", "Lường", "Cầm", "Tòng", "Hoàng", "Vì", "Hà", "Lừ", "Cà", "Bạc", "Điêu"),
        *("Mè", "Lèo", "Ngần", "Sa", "Tếnh", "Cút"),
    ),
    women=(
        *("Thị Pâng", "Thị Én", "Thị Bún", "Thị Ọi", "Thị Hịa", "Thị Xiên", "Thị Pành"),
        *("Thị Dương", "Thị Lả", "Thị Phương Thảo", "Thị Yêu", "Thị Xuân Hồng", "Thị Ín"),
        *("Thị Thoa", "Thị Biên", "Thị Hương Giang", "Thị Khặn", "Thị Ngoan", "Thị Mai Sao"),
    ),
    men=(
        *("Văn Inh", "Văn Pọm", "Văn Hặc", "Văn Thoan", "Văn Chựa", "Văn Phanh", "Văn Ún"),
        *("Văn Lả", "Văn Pha", "Bá Quỳnh", "Văn Tiên", "Minh Ón", "Văn Xôm", "Văn Hom"),
        *("Đức Xuyên", "Văn Piềng", "Văn Ngoạn", "Văn Chiêu", "Văn Hưởng"),
    ),
)
KINH = Naming(
    families=(
        *("Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đỗ", "Bùi", "Đinh", "Ngô", "Dương", "Đặng"),
        *("Phùng", "Trịnh", "Mai", "Lưu", "Tạ", "Khuất"),
    ),
    women=(
        *("Thị Thu Hằng", "Thị Nga", "Ngọc Ánh", "Thị Kim Oanh", "Thị Hạnh", "Thùy Linh"),
        *("Thị Tuyết Mai", "Thị Lan", "Thanh Huyền", "Thị Bích Ngọc", "Thị Vân Anh", "Hồng Nhung"),
        *("Thị Phương Dung", "Thị Hoài Thương", "Thị Quế", "Khánh Chi", "Thị Minh Nguyệt"),
    ),
    men=(
        *("Văn Hùng", "Đức Thịnh", "Quang Huy", "Mạnh Cường", "Xuân Trường", "Văn Toàn"),
        *("Hữu Nghĩa", "Tiến Đạt", "Quốc Khánh", "Đình Phúc", "Văn Bằng", "Trọng Tấn", "An"),
        *("Thành Công", "Ngọc Sơn", "Việt Dũng", "Bảo"),
    ),
)
MONG = Naming(
    families=("Giàng", "Sùng", "Mùa", "Vàng", "Thào", "Hờ", "Tráng", "Và", "Sồng"),
    women=("Thị Mỷ", "Thị Dợ", "Thị Xua", "Thị Chu", "Thị Sông", "Thị Dê", "Thị Mai"),
    men=("A Dếnh", "A Chư", "A Tủa", "Páo Chớ", "A Sếnh", "A Lử", "Láo Pó", "A Khua"),
)
OTHERS = Naming(
    families=("Moong", "Cứ", "Vì", "Lò", "Ốm", "Quàng"),
    women=("Thị Hạ", "Thị Ôn", "Thị Chươm", "Thị Phoong", "Thị Nghịa"),
    men=("Văn Khít", "Văn Thưn", "Văn Lắm", "Văn Ơn", "Văn Dính"),
)
PEOPLES = (THAI, KINH, THAI, KINH, THAI, MONG, KINH, THAI, OTHERS, KINH)
"""Of ten people in the township."""

STRIDE, APART = 61, 29
"""Primes by which the pairs of family and given names are gone through, so that none is missed."""

LONG_NAMES = {
    29: ("Nguyễn Phước Tôn Nữ Hoàng Thị Khuyên Phương Thảo Nguyên", True),
    83: ("Hoàng Lò Ngọc Phương Quỳnh Trâm Anh", True),
    137: ("Đặng Trần Nguyễn Quang Vĩnh Thụy Hải Đăng", False),
    211: ("Lê Nguyễn Bảo Trân Ngọc Diễm Châu", True),
}
"""By their number: names as long as they come, which tables and printed pages have to bear."""


def name_of(number: int, *, is_woman: bool) -> str:
    """The name of a person by a running number; the same every time, seldom the same twice."""
    turn, people = divmod(number, len(PEOPLES))
    naming = PEOPLES[people]
    given = naming.women if is_woman else naming.men
    pair = (turn + people * APART) * STRIDE % (len(naming.families) * len(given))
    return f"{naming.families[pair % len(naming.families)]} {given[pair // len(naming.families)]}"
