"""What people of the demo write into the forms of the steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from workflows.nominees import Nominee
from workflows.parts import PARTS

Answers = dict[str, object]

OPINIONS = (
    "Hồ sơ đủ thành phần; thành tích có xác nhận của đơn vị; đúng đối tượng, đủ tiêu chuẩn. "
    "Đề nghị Hội đồng xét, trình Chủ tịch UBND thị trấn tặng Giấy khen.",
    "Đã đối chiếu biên bản họp xét với danh sách đề nghị, số liệu khớp. Không có đơn thư, kỷ luật. "
    "Đề nghị khen thưởng theo danh sách.",
    "Thành tích tiêu biểu, có sức lan tỏa trong phong trào; tỷ lệ lao động trực tiếp bảo đảm. "
    "Thống nhất đề nghị khen thưởng.",
)
SUMMARIES = (
    "Trong thời gian công khai không có ý kiến phản ánh.",
    "Không nhận được ý kiến nào khác; danh sách giữ nguyên.",
    "Các ý kiến gửi trong thời gian công khai đã được xem xét, trả lời đầy đủ.",
)
CONCLUSIONS = (
    "Hội đồng nhất trí đề nghị Chủ tịch UBND thị trấn tặng Giấy khen theo danh sách.",
    "Các trường hợp đủ số phiếu theo quy định; giao Thường trực hoàn thiện hồ sơ trình ký.",
)
PLACES = (
    "Bảng tin UBND thị trấn",
    "Bảng tin UBND thị trấn; nhà văn hóa các tiểu khu",
    "Bảng tin UBND thị trấn; trụ sở đơn vị đề nghị",
)
CHANNELS = (
    ("board", "loudspeaker"),
    ("board", "residential", "loudspeaker"),
    ("board", "workplace", "website"),
)
HALLS = (
    "Hội trường UBND thị trấn",
    "Nhà văn hóa tiểu khu",
    "Lễ chào cờ tháng, sân UBND thị trấn",
)


def check(**answers: object) -> Answers:
    return {"papers": list(PARTS), "list_matches": True, **answers}


def incomplete_check(missing: str) -> Answers:
    return {
        "papers": ["proposal", "nominee_list"],
        "list_matches": True,
        "intake_check": "incomplete",
        "missing_papers": missing,
    }


def refused_check(ground: str, reason: str) -> Answers:
    return check(intake_check="refuse", refusal_ground=ground, refusal_reason=reason)


def supplement(scan: str, note: str) -> Answers:
    return {
        "supplement_files": [scan],
        "supplement_note": note,
        "supplement_complete": True,
    }


def appraisal(
    rows: Sequence[Nominee], number: int, outcomes: Mapping[int, tuple[str, str]]
) -> Answers:
    """Everybody eligible but those with another outcome, by their place in the list."""
    return {
        "nominees": {row.id: conclusion(*outcomes.get(row.ordinal, ("", ""))) for row in rows},
        "appraisal_opinion": OPINIONS[number % len(OPINIONS)],
        "originals_checked": True,
        "appraisal_result": "propose",
    }


def conclusion(outcome: str, note: str) -> Answers:
    if not outcome:
        return {"outcome": "eligible", "outcome_note": None}
    return {"outcome": outcome, "outcome_note": note}


def stopped_appraisal(result: str, opinion: str, **more: object) -> Answers:
    """An appraisal that does not propose anybody."""
    return {
        "appraisal_opinion": opinion,
        "originals_checked": True,
        "appraisal_result": result,
        **more,
    }


def posting(day: date, number: int, poster: str, scan: str) -> Answers:
    return {
        "channels": list(CHANNELS[number % len(CHANNELS)]),
        "place": PLACES[number % len(PLACES)],
        "starts_on": day.isoformat(),
        "poster": poster,
        "evidence": [scan],
    }


def taking_down(day: date, number: int, who: str, scan: str) -> Answers:
    return {
        "ended_on": day.isoformat(),
        "taken_down_by": who,
        "opinions_summary": SUMMARIES[number % len(SUMMARIES)],
        "evidence": [scan],
    }


def minutes(day: date, number: int, scan: str, dissent: str) -> Answers:
    return {
        "meeting_form": "meeting",
        "minutes_number": f"{number:02}/BB-HĐTĐKT",
        "meeting_date": day.isoformat(),
        "meeting_place": "Phòng họp UBND thị trấn",
        "minutes_file": [scan],
        "council_conclusion": CONCLUSIONS[number % len(CONCLUSIONS)],
        **({"dissent": dissent} if dissent else {}),
    }


def signature(day: date, form: str, scan: str) -> Answers:
    return {
        "signature_result": "signed",
        "signature_form": form,
        "signed_on": day.isoformat(),
        "scan": [scan],
    }


def issue(day: date, number: int) -> Answers:
    return {
        "dated": day.isoformat(),
        "copies": 4 + number % 5,
        "recipients": "Như Điều 3; Phòng Nội vụ huyện (b/c); Lưu: VT, TĐKT.",
        "format_checked": True,
        "sealed": True,
    }


def hand_over(day: date, number: int, paid: int, receipts: list[str]) -> Answers:
    payment: Answers = {"paid_on": day.isoformat(), "payment_files": receipts} if paid else {}
    return {
        "handed_over_on": day.isoformat(),
        "handed_over_place": HALLS[number % len(HALLS)],
        "paid_total": paid,
        **payment,
        "file_reference": f"HS-KT-{day.year}-{number:02}",
        "file_place": "Kho lưu trữ Văn phòng HĐND-UBND",
        "retention": "permanent",
    }
