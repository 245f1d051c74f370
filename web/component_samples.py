"""Invented data for the page of all components: every piece in every state."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

PILLS: list[Row] = [
    {"state": "on", "text": "Còn hạn"},
    {"state": "soon", "text": "Sắp hạn"},
    {"state": "late", "text": "Quá hạn"},
    {"state": "rest", "text": "Tạm dừng"},
    {"state": "prov", "text": "Tạm tính"},
    {"state": "done", "text": "Đã qua"},
    {"state": "held", "text": "Giữ lại"},
    {"state": "plain", "text": "Nháp"},
]

DEADLINES: list[Row] = [
    {"state": "on", "left": 9, "unit": "wd", "due": "01/12/2023 17:30", "how_url": "#cach-tinh"},
    {"state": "soon", "left": 2, "unit": "wd", "due": "22/11/2023 17:30"},
    {"state": "soon", "time": "17:30", "due": "20/11/2023 17:30"},
    {"state": "soon", "left": 3, "unit": "wh", "due": "20/11/2023 11:42"},
    {"state": "late", "left": 3, "unit": "wd", "due": "15/11/2023 17:30", "how_url": "#cach-tinh"},
    {"state": "rest", "since": "13/11"},
    {"state": "prov", "due": "04/12/2023"},
    {"state": "done"},
    {"state": "done", "text": "Trước hạn 2 ngày"},
]

RULES: list[Row] = [
    {"rule": "R-TIME-05", "mark": "c", "citation": "QĐ 318/QĐ-BNV, mục 2"},
    {"rule": "R-TIME-03", "mark": "p", "citation": "NĐ 61/2018, Điều 17"},
    {"rule": "R-TIME-02", "mark": "u", "citation": ""},
    {"rule": "R-PUB-04", "mark": "d", "citation": "Luật không quy định số"},
]

STAGES: list[Row] = [
    {"label": "Tiếp nhận", "state": "done", "note": "24/10 – 06/11", "href": "#buoc-1"},
    {"label": "Thẩm định", "state": "done", "note": "07 – 14/11 · 6 ngày", "href": "#buoc-2"},
    {"label": "Công khai", "state": "now", "note": "từ 15/11 · đủ ngày 22/11", "href": "#buoc-3"},
    {"label": "Hội đồng", "state": "later", "note": "dự kiến 24/11"},
    {"label": "Ký quyết định", "state": "later", "note": "dự kiến 28/11"},
    {"label": "Phát hành", "state": "later", "note": "dự kiến 29/11"},
    {"label": "Trao và lưu", "state": "later", "note": "hạn 01/12"},
]

STAGES_RETURNED: list[Row] = [
    {"label": "Tiếp nhận", "state": "back", "note": "trả lại 20/11"},
    {"label": "Lấy ý kiến", "state": "skipped", "note": "không cần"},
    {"label": "Thẩm định", "state": "later"},
    {"label": "Ký quyết định", "state": "later"},
]

GATES: list[Row] = [
    {
        "state": "passed",
        "title": "Thành phần hồ sơ đủ",
        "at": "02/11",
        "evidence": {"text": "phiếu tiếp nhận 0003", "href": "#"},
    },
    {"state": "passed", "title": "Đúng thẩm quyền", "at": "14/11", "by": "Lường Thị Hạnh"},
    {
        "state": "shut",
        "title": "Công khai đủ 5 ngày làm việc",
        "reason": "Đã qua 2 ngày, hôm nay là ngày thứ 3.",
        "opens_at": "22/11/2023",
        "rules": [{"rule": "R-PUB-04", "mark": "d", "href": "#"}],
    },
    {
        "state": "shut",
        "title": "Kết luận đủ từng người",
        "rules": [{"rule": "R-ELIG-14", "mark": "u", "href": "#"}],
        "facts": [{"name": "Hiện có", "value": "10/12 người có kết luận"}],
        "missing": [
            {"text": "số 4 Tòng Thị Phương", "href": "#f-ket_luan-n4"},
            {"text": "số 6 Vì Văn Thắng", "href": "#f-ket_luan-n6"},
        ],
        "who": "Công chức thẩm định",
        "citation": "Giữ lại khi đang xác minh",
        "waive_url": "#",
    },
    {
        "state": "waived",
        "title": "Báo cáo thành tích có xác nhận",
        "reason": "Bỏ qua: hai người đồng ý, lý do ghi trong hồ sơ.",
        "rules": [{"rule": "R-DOC-11", "mark": "p"}],
    },
    {"state": "ahead", "title": "Hội đồng biểu quyết", "note": "phiên 24/11"},
    {"state": "ahead", "title": "Chữ ký Chủ tịch", "note": "chưa đến"},
]


def _cells(kind: str, month: str, days: str, **first: str | bool) -> list[Row]:
    cells: list[Row] = [{"kind": kind, "day": day, "month": month} for day in days.split()]
    cells[0].update(first)
    return cells


CLOCK: list[Row] = [
    *_cells("old", "10", "25 26", label="Lần 1, không tính"),
    *_cells("paused", "10", "27 30 31", label="Dừng: chờ bổ sung", tone="rest"),
    *_cells("paused", "11", "01 02"),
    *_cells("off", "11", "03"),
    *_cells("used", "11", "06 07 08 09 10 13 14 15 16 17", label="Tính lại từ ngày 1"),
    *_cells("today", "11", "20"),
    *_cells("left", "11", "21 22 23 24 27 28 29 30"),
    *_cells("left", "12", "01", due=True),
]

CLOCK_LATE: list[Row] = [
    *_cells("used", "11", "06 07 08 09 10 13 14", label="Thẩm định"),
    *_cells("extra", "11", "15", label="Hẹn lại một lần"),
    *_cells("extra", "11", "16", due=True),
    *_cells("late", "11", "17"),
    *_cells("late", "11", "20", today=True),
]

EXPLANATION: list[Row] = [
    {
        "text": "Tiếp nhận lần đầu 24/10/2023 08:35; ngày 1 là ngày làm việc kế tiếp, 25/10",
        "rule": "R-TIME-02",
        "mark": "u",
        "href": "#",
    },
    {
        "text": "26/10 15:10 yêu cầu bổ sung một lần (Mẫu 02 số 07/YCBS); đồng hồ dừng",
        "rule": "R-TIME-05",
        "mark": "c",
        "href": "#",
    },
    {
        "text": "02/11 16:42 nhận đủ bổ sung; đồng hồ tính lại từ đầu",
        "rule": "R-TIME-05",
        "mark": "c",
    },
    {
        "text": "16:42 thuộc giờ làm việc cuối nên coi như nhận ngày 03/11; ngày 1 là 06/11",
        "rule": "R-TIME-03",
        "mark": "p",
    },
    {"text": "20 ngày làm việc, không có ngày nghỉ lễ → hạn hết ngày 01/12/2023"},
]

TIMELINE: list[Row] = [
    {
        "at": "20/11 08:15",
        "at_full": "20/11/2023 08:15:31",
        "kind": "act",
        "what": "Ý kiến công khai được tiếp nhận để trả lời",
        "who": "Lường Thị Hạnh",
    },
    {
        "at": "17/11 20:04",
        "kind": "",
        "what": "Công dân gửi ý kiến về bà Lò Thị Xuân",
        "who": "Trang công khai",
        "changes": [{"field": "Số 3 Lò Thị Xuân", "before": "Đủ", "after": "Giữ lại"}],
        "reason": "kiểm tra ngày công tham gia",
    },
    {
        "at": "16/11 09:30",
        "kind": "refused",
        "what": "Từ chối: đóng công khai trước hạn",
        "who": "Hoàng Thị Mai",
    },
    {
        "at": "15/11 08:20",
        "kind": "done",
        "what": "Niêm yết và đăng danh sách 17 người",
        "who": "Lường Thị Hạnh",
        "link": {"text": "3 bằng chứng", "href": "#"},
    },
    {
        "at": "14/11 16:10",
        "kind": "done",
        "what": "Hoàn thành thẩm định: 17 đủ",
        "who": "Lường Thị Hạnh",
        "span": "6 ngày làm việc",
        "changes": [
            {"field": "Biên bản xét", "before": "", "after": "05/BB-THTT"},
            {"field": "Tỷ lệ trực tiếp", "before": "70 %", "after": "75 %"},
            {"field": "Ý kiến", "before": "Hồ sơ đủ.", "after": "Hồ sơ đủ, đúng đối tượng."},
            {"field": "Đã đối chiếu", "before": None, "after": "có"},
        ],
    },
    {
        "at": "02/11 16:42",
        "kind": "rest",
        "what": "Nhận đủ bổ sung, đồng hồ tính lại từ đầu",
        "who": "Hoàng Thị Mai",
        "on_behalf": "Bộ phận Một cửa",
        "span": "dừng 5 ngày",
    },
    {"at": "26/10 15:10", "kind": "late", "what": "Quá hạn bước, đã nhắc lần 1"},
]

NOMINEES: list[Row] = [
    {
        "id": "n1",
        "no": 1,
        "name": "Nguyễn Thị Thu Hương",
        "work": "Giáo viên lớp 5A",
        "place": "Tiểu khu 2",
        "merit": "3 năm liền hoàn thành xuất sắc",
        "award": "Giấy khen",
        "state": "eligible",
        "verdict": "du",
        "verdict_text": "Đủ",
    },
    {
        "id": "n3",
        "no": 3,
        "name": "Lò Thị Xuân",
        "work": "Giáo viên lớp 1B",
        "place": "Tiểu khu 1",
        "merit": "Sáng kiến dạy tiếng Việt cho học sinh dân tộc Thái",
        "award": "Giấy khen",
        "state": "held",
        "verdict": "giu",
        "verdict_text": "Giữ lại",
        "flags": ["có ý kiến"],
    },
    {
        "id": "n4",
        "no": 4,
        "name": "Tòng Thị Phương",
        "work": "Giáo viên lớp 3C",
        "place": "Tiểu khu 6",
        "merit": "Vận động 14 học sinh trở lại lớp",
        "award": "Giấy khen",
        "verdict": "",
        "error": "Chọn một kết luận",
    },
    {
        "id": "n5",
        "no": 5,
        "name": "Lường Thị Hạnh",
        "work": "Công chức",
        "place": "Tiểu khu 4",
        "merit": "Tham mưu tốt công tác khen thưởng",
        "award": "Lao động tiên tiến",
        "own_row": True,
    },
    {
        "id": "n7",
        "no": 7,
        "name": "Tập thể Chi hội Phụ nữ Tiểu khu 3",
        "kind": "collective",
        "work": "12 người",
        "place": "Tiểu khu 3",
        "merit": "Duy trì 12 buổi dọn vệ sinh",
        "award": "Giấy khen",
        "state": "refused",
        "verdict": "khong",
        "verdict_text": "Không đủ",
    },
]

VERDICTS: list[Row] = [
    {"value": "du", "label": "Đủ điều kiện"},
    {"value": "giu", "label": "Giữ lại"},
    {"value": "khong", "label": "Không đủ"},
]

TASKS: list[Row] = [
    {
        "id": "t1",
        "name": "Bổ sung hồ sơ – Tiểu khu 5 (3 người)",
        "code": "231012-0004",
        "files": 4,
        "returned": 2,
        "unread": False,
        "deadline": {"state": "late", "left": 3, "unit": "wd"},
    },
    {
        "id": "t2",
        "name": "Thẩm định – Hội Cựu chiến binh thị trấn (7 người)",
        "code": "231025-0001",
        "files": 9,
        "unread": True,
        "deadline": {"state": "late", "left": 1, "unit": "wd"},
    },
    {
        "id": "t3",
        "name": "Trả lời ý kiến công khai – Ủy ban MTTQ thị trấn (17 người)",
        "code": "231024-0003",
        "files": 12,
        "notes": 2,
        "unread": True,
        "deadline": {"state": "soon", "time": "17:30"},
    },
    {
        "id": "t4",
        "name": "Thẩm định – Trường Tiểu học thị trấn (12 người)",
        "code": "231109-0002",
        "files": 8,
        "selected": True,
        "deadline": {"state": "soon", "left": 1, "unit": "wd"},
    },
    {
        "id": "t5",
        "name": "Chuẩn bị phiên họp Hội đồng tháng 12",
        "code": "231120-0001",
        "standing_in": True,
        "deadline": {"state": "on", "left": 9, "unit": "wd"},
    },
    {
        "id": "t6",
        "name": "Chờ bổ sung – Tiểu khu 3 (4 người)",
        "code": "231106-0001",
        "deadline": {"state": "rest", "since": "13/11"},
    },
]

ERRORS: list[Row] = [
    {"id": "f-ngay", "message": "Ngày xét: tháng 11 chỉ có 30 ngày"},
    {"id": "f-ket_luan-n4", "message": "Số 4 Tòng Thị Phương: chọn kết luận"},
    {"id": "f-y_kien", "message": "Ý kiến thẩm định: viết ít nhất 20 ký tự"},
]

AGES: list[Row] = [
    {"label": "1–3 ngày", "value": 4, "href": "#"},
    {"label": "4–10 ngày", "value": 2, "href": "#"},
    {"label": "Trên 10 ngày", "value": 1, "href": "#"},
]

LOADS: list[Row] = [
    {"label": "Lường T. Hạnh", "value": 14, "part": 2, "note": "2 quá hạn"},
    {"label": "Nguyễn Đ. Toàn", "value": 9, "part": 1, "note": "1 quá hạn"},
    {"label": "Hoàng T. Mai", "value": 6, "tone": "off", "note": "nghỉ đến 24/11"},
    {"label": "Hà Văn Khoa", "value": 0},
]

HEAT: list[Row] = [
    {"level": 0, "text": "dưới 50 %"},
    {"level": 1, "text": "50–79 %"},
    {"level": 2, "text": "80–94 %"},
    {"level": 3, "text": "95–119 %"},
    {"level": 4, "text": "từ 120 % định mức"},
]

OUTLINE: list[Row] = [
    {"element": "receive", "text": "Tiếp nhận, kiểm tra", "state": "done", "note": "24/10 – 06/11"},
    {"element": "appraise", "text": "Thẩm định", "state": "now", "note": "từ 07/11"},
    {"element": "sign", "text": "Ký quyết định", "state": "later"},
]

COLORS: list[str] = [
    "ground",
    "surface",
    "surface-2",
    "surface-3",
    "line",
    "ink",
    "ink-2",
    "ink-3",
    "band",
    "gold",
    "act",
    "act-weak",
    "soon-mark",
    "late-mark",
    "rest-mark",
    "done-mark",
]

SHELL: Row = {
    "office_name": "UBND thị trấn Yên Châu",
    "office_line": "Hồ sơ thi đua, khen thưởng",
    "home_url": "#",
    "preferences_url": "#",
    "search_url": "#",
    "help_url": "#",
    "user": {
        "key": "hanh",
        "name": "Lường Thị Hạnh",
        "initials": "LH",
        "position": "Công chức Văn phòng – Thống kê",
        "account_url": "#",
        "sign_out_url": "#",
    },
    "standing_in": {"text": "Thay bà Mai đến 24/11", "href": "#"},
    "notices": {"count": 3, "href": "#"},
    "nav": [
        {"icon": "inbox", "text": "Việc của tôi", "href": "#", "count": 14, "current": True},
        {"icon": "file", "text": "Hồ sơ", "href": "#", "count": 110},
        {"icon": "desk", "text": "Tiếp nhận", "href": "#", "count": 3},
        {"icon": "vote", "text": "Hội đồng", "href": "#", "count": 1},
        {"icon": "horn", "text": "Công khai", "href": "#", "count": 4},
        {"icon": "gauge", "text": "Điều hành", "href": "#"},
        {"icon": "flow", "text": "Quy trình", "href": "#"},
        {"icon": "book", "text": "Sổ và báo cáo", "href": "#"},
        {"icon": "gear", "text": "Quản trị", "href": "#"},
    ],
    "queues": [
        {"icon": "dot", "tone": "late", "text": "Quá hạn", "href": "#", "count": 2},
        {"icon": "tri", "tone": "soon", "text": "Hôm nay", "href": "#", "count": 3},
        {"icon": "clock", "text": "Sắp tới", "href": "#", "count": 4},
        {"icon": "pause", "tone": "rest", "text": "Tạm dừng", "href": "#", "count": 2},
    ],
    "filters": [{"text": "Đợt 20/11", "href": "#", "count": 6}],
    "demo": {
        "date": "20/11/2023",
        "time": "08:42",
        "step_url": "#",
        "next_url": "#",
        "switch_url": "#",
    },
}


def sample_context() -> dict[str, Any]:
    """Everything that `_components.html` shows but `shell`, which the application gives."""
    return {
        "pills": PILLS,
        "deadlines": DEADLINES,
        "rules": RULES,
        "stages": STAGES,
        "stages_returned": STAGES_RETURNED,
        "gates": GATES,
        "clock": CLOCK,
        "clock_late": CLOCK_LATE,
        "lines": EXPLANATION,
        "entries": TIMELINE,
        "nominees": NOMINEES,
        "verdicts": VERDICTS,
        "tasks": TASKS,
        "errors": ERRORS,
        "ages": AGES,
        "loads": LOADS,
        "heat": HEAT,
        "outline_items": OUTLINE,
        "colors": COLORS,
    }
