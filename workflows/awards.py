"""Awards by the keys that law, lists and drawings use, and how people call them."""

from __future__ import annotations

from collections.abc import Mapping

from forms.definition import Caption

AWARDS: Mapping[str, Caption] = {
    "giay_khen": Caption(vi="Giấy khen", en="Certificate of merit"),
    "giay_khen_huyen": Caption(vi="Giấy khen cấp huyện", en="District certificate of merit"),
    "bang_khen_tinh": Caption(vi="Bằng khen cấp tỉnh", en="Provincial certificate of merit"),
    "bang_khen_thu_tuong": Caption(
        vi="Bằng khen Thủ tướng Chính phủ", en="Prime Minister's certificate of merit"
    ),
    "lao_dong_tien_tien": Caption(vi="Lao động tiên tiến", en="Advanced worker"),
    "cstdcs": Caption(vi="Chiến sĩ thi đua cơ sở", en="Grassroots emulation fighter"),
    "cstd_tinh": Caption(vi="Chiến sĩ thi đua cấp tỉnh", en="Provincial emulation fighter"),
    "cstd_toan_quoc": Caption(vi="Chiến sĩ thi đua toàn quốc", en="National emulation fighter"),
    "ttldtt": Caption(vi="Tập thể lao động tiên tiến", en="Advanced collective"),
    "ttldxs": Caption(vi="Tập thể lao động xuất sắc", en="Outstanding collective"),
    "gia_dinh_van_hoa": Caption(vi="Gia đình văn hóa", en="Cultured family"),
    "thon_to_van_hoa": Caption(
        vi="Thôn, tổ dân phố văn hóa", en="Cultured village or residential group"
    ),
    "xa_tieu_bieu": Caption(vi="Xã, phường, thị trấn tiêu biểu", en="Exemplary commune"),
    "co_thi_dua_tinh": Caption(vi="Cờ thi đua cấp tỉnh", en="Provincial emulation flag"),
    "co_chinh_phu": Caption(vi="Cờ thi đua của Chính phủ", en="Government emulation flag"),
    "tnxp": Caption(vi="Huy chương Thanh niên xung phong", en="Youth volunteer medal"),
    "khang_chien": Caption(vi="Khen thưởng thành tích kháng chiến", en="Resistance award"),
    "huan_chuong": Caption(vi="Huân chương", en="Order"),
    "huy_chuong": Caption(vi="Huy chương", en="Medal"),
}


def award_name(key: str, language: str = "vi") -> str:
    """The award in words; a key that is not known here stays as it is."""
    known = AWARDS.get(key)
    return known.in_language(language) if known else key
