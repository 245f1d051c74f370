"""What people of the demo hand in: answers to forms, and small scans to go with them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from engine.actors import Actor
from engine.ids import Ids
from workflows import attachments
from workflows.attachments import BlobStore
from workflows.nominees import Nominee

Answers = dict[str, object]


@dataclass(frozen=True, slots=True)
class Scans:
    """Stores a scan for whoever needs one."""

    blobs: BlobStore
    ids: Ids
    office_id: str

    def put(self, connection: Connection, name: str, actor: Actor, now: datetime) -> str:
        """The id of a stored one-page PDF that says what it stands for."""
        stored = attachments.store(
            connection,
            self.blobs,
            io.BytesIO(pdf(name)),
            name=f"{name}.pdf",
            actor=actor,
            office_id=self.office_id,
            ids=self.ids,
            now=now,
        )
        return stored.id


def pdf(title: str) -> bytes:
    """A PDF of one page with a line of text (ASCII: the fonts of every reader draw it)."""
    ascii_title = title.encode("ascii", "replace").decode().replace("(", "").replace(")", "")
    stream = f"BT /F1 14 Tf 72 760 Td (Ban quet trinh dien: {ascii_title}) Tj ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )


def complete_papers() -> Answers:
    return {
        "papers": ["proposal", "nominee_list", "achievement_reports", "review_minutes"],
        "list_matches": True,
        "intake_check": "complete",
    }


def missing_papers() -> Answers:
    return {
        "papers": ["proposal", "nominee_list"],
        "intake_check": "incomplete",
        "missing_papers": "Biên bản họp xét khen thưởng của đơn vị; báo cáo thành tích có xác nhận",
    }


def refusal() -> Answers:
    return {
        "papers": ["proposal", "nominee_list"],
        "intake_check": "refuse",
        "refusal_ground": "wrong_authority",
        "refusal_reason": "Hồ sơ đề nghị cấp huyện khen, không thuộc thẩm quyền của thị trấn.",
    }


def supplement(scan: str) -> Answers:
    return {
        "supplement_files": [scan],
        "supplement_note": "Đơn vị bổ sung biên bản họp xét và báo cáo thành tích.",
        "supplement_complete": True,
    }


INELIGIBLE = {"outcome": "ineligible", "outcome_note": "Chưa đủ thời gian công tác trong năm"}


def appraisal(rows: Sequence[Nominee], *, deed_on: date | None = None) -> Answers:
    """Everybody eligible; of long lists one is not."""
    left_out = rows[-1].id if len(rows) > 8 else ""
    answers: Answers = {
        "nominees": {
            row.id: {
                "outcome": "ineligible",
                "outcome_note": "Chưa đủ thời gian công tác trong năm",
            }
            if row.id == left_out
            else {"outcome": "eligible"}
            for row in rows
        },
        "appraisal_opinion": "Hồ sơ đủ thành phần, thành tích rõ, đúng đối tượng, đề nghị khen.",
        "originals_checked": True,
        "appraisal_result": "propose",
    }
    if deed_on is not None:
        answers |= {"simplified_ground": "unexpected_deed", "event_date": deed_on.isoformat()}
    return answers


def posting(day: date, scan: str) -> Answers:
    return {
        "channels": ["board", "loudspeaker", "website"],
        "place": "Bảng tin UBND thị trấn và nhà văn hóa tiểu khu",
        "starts_on": day.isoformat(),
        "poster": "Lường Thị Hạnh",
        "evidence": [scan],
    }


def taking_down(day: date, scan: str) -> Answers:
    return {
        "ended_on": day.isoformat(),
        "taken_down_by": "Lường Thị Hạnh",
        "opinions_summary": "Các ý kiến gửi trong thời gian công khai đã được trả lời.",
        "evidence": [scan],
    }


def minutes(day: date, number: int, scan: str) -> Answers:
    return {
        "meeting_form": "meeting",
        "minutes_number": f"{number:02}/BB-HĐTĐKT",
        "meeting_date": day.isoformat(),
        "meeting_place": "Phòng họp UBND thị trấn",
        "minutes_file": [scan],
        "council_conclusion": "Hội đồng nhất trí đề nghị Chủ tịch UBND thị trấn tặng Giấy khen.",
    }


def signature(day: date, scan: str) -> Answers:
    return {
        "signature_result": "signed",
        "signature_form": "chairman",
        "signed_on": day.isoformat(),
        "scan": [scan],
    }


def issue(day: date) -> Answers:
    return {
        "dated": day.isoformat(),
        "copies": 6,
        "recipients": "Như Điều 3; Phòng Nội vụ huyện; Lưu: VT, TĐKT",
        "format_checked": True,
        "sealed": True,
    }


def hand_over(day: date, total: int, scan: str, number: int) -> Answers:
    paid: Answers = {"paid_on": day.isoformat(), "payment_files": [scan]} if total else {}
    return {
        "handed_over_on": day.isoformat(),
        "handed_over_place": "Hội trường UBND thị trấn",
        "paid_total": total,
        **paid,
        "file_reference": f"HS-KT-{day.year}-{number:02}",
        "file_place": "Kho lưu trữ Văn phòng HĐND-UBND",
        "retention": "permanent",
    }
