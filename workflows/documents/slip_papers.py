"""Slips of the one-stop unit and the notice board: what the proposer and the public are told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from engine.clock import local
from engine.errors import NotFound
from engine.view import View
from workflows import editions
from workflows.awards import award_name
from workflows.deciders import is_decided_here
from workflows.documents.content import Align, Block, Column, Paper, Paragraph, Square, Table
from workflows.documents.kinds import DocumentKind
from workflows.documents.layout import layout_of
from workflows.documents.letterhead import chairman_of, letterhead, signer
from workflows.dossiers import Dossier
from workflows.nominees import nominees_of
from workflows.positions import names_of
from workflows.publications import PublicationKind, publications_of
from workflows.tables.dossiers import slip as slip_table

ONE_STOP = ("BỘ PHẬN TIẾP NHẬN", "VÀ TRẢ KẾT QUẢ")

GROUNDS: Mapping[str, str] = {
    "wrong_authority": "Không thuộc thẩm quyền giải quyết",
    "wrong_subject": "Không đúng đối tượng của thủ tục",
    "already_filed": "Hồ sơ đã được nộp và đang được giải quyết",
}
CAUSES: Mapping[str, str] = {
    "own": "do cơ quan giải quyết",
    "applicant": "do đơn vị đề nghị",
    "superior": "do cơ quan cấp trên",
    "council": "do Hội đồng Thi đua - Khen thưởng",
}


class NoSlip(NotFound):
    """No such slip has been written for this dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A slip as it was written."""

    number: int
    at: datetime
    by: str
    content: Mapping[str, object]


DECIDED_ABOVE = (
    "Danh hiệu, hình thức khen thưởng này do cấp trên quyết định: thời gian trên là thời gian cơ "
    "quan lập tờ trình; thời gian ở cấp trên tính riêng và được thông báo khi có kết quả."
)
"""On the receipt, so that its day is not taken for the day of the award."""


def receipt(view: View, dossier: Dossier, about: str) -> Paper:
    """Slip 01: what was handed in, when the result is due, and how to follow it."""
    slip = _slip(view, dossier, "receipt", about)
    due = _day(slip.content.get("due"))
    text: list[Block] = [
        Paragraph(
            text=f"{' '.join(ONE_STOP).capitalize()} đã tiếp nhận hồ sơ của: {dossier.unit_name}."
        ),
        Paragraph(text=f"Nội dung yêu cầu giải quyết: {dossier.title}."),
        Paragraph(
            text=f"Thành phần hồ sơ: văn bản đề nghị số {dossier.letter_number} ngày "
            f"{dossier.letter_date:%d/%m/%Y} và danh sách {dossier.nominee_count:02} trường hợp."
        ),
        Paragraph(text=f"Mã hồ sơ: {dossier.code}. Mã tra cứu: {dossier.lookup_code}."),
        Paragraph(text=f"Thời gian nhận hồ sơ: {local(slip.at):%H giờ %M, ngày %d/%m/%Y}."),
        Paragraph(text=f"Thời gian trả kết quả giải quyết: {_shown(due) or 'theo thông báo'}."),
    ]
    if not is_decided_here(view, dossier):
        text.append(Paragraph(text=DECIDED_ABOVE))
    return _paper(
        view,
        dossier,
        DocumentKind.RECEIPT,
        slip,
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        text,
        two=True,
        square=Square(
            address=f"/cong-khai?ma={dossier.lookup_code}",
            words=("Tra cứu tình trạng hồ sơ:", dossier.lookup_code),
        ),
    )


def supplement(view: View, dossier: Dossier, about: str) -> Paper:
    """Slip 02: everything that is missing, asked for once (R-TIME-05)."""
    slip = _slip(view, dossier, "supplement", about)
    text: list[Block] = [
        *_opening(dossier),
        Paragraph(text="Để có cơ sở giải quyết, đề nghị bổ sung, hoàn thiện những nội dung sau:"),
        *(Paragraph(text=f"- {line}") for line in _lines(slip.content.get("missing"))),
        Paragraph(
            text="Thời gian giải quyết được tính lại từ đầu sau khi nhận đủ hồ sơ. Trong quá trình "
            "hoàn thiện hồ sơ nếu có vướng mắc, đề nghị liên hệ với bộ phận tiếp nhận."
        ),
    ]
    title = "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ"
    return _paper(view, dossier, DocumentKind.SUPPLEMENT, slip, title, text)


def refusal(view: View, dossier: Dossier, about: str) -> Paper:
    """Slip 03: why the dossier is not taken (R-TIME-07)."""
    slip = _slip(view, dossier, "refusal", about)
    ground = str(slip.content.get("ground") or "")
    text: list[Block] = [
        *_opening(dossier),
        Paragraph(text="Qua xem xét, hồ sơ không được tiếp nhận, giải quyết với lý do:"),
        Paragraph(text=f"{GROUNDS.get(ground, 'Lý do')}: {slip.content.get('reason') or ''}."),
        Paragraph(text="Xin thông báo để đơn vị được biết và thực hiện."),
    ]
    title = "PHIẾU TỪ CHỐI TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ"
    return _paper(view, dossier, DocumentKind.REFUSAL, slip, title, text)


def apology(view: View, dossier: Dossier, about: str) -> Paper:
    """Slip 04: the reason of the delay, and the one new date (R-TIME-08)."""
    slip = _slip(view, dossier, "apology", about)
    due, new_due = _day(slip.content.get("due")), _day(slip.content.get("new_due"))
    cause = CAUSES.get(str(slip.content.get("cause")), "")
    text: list[Block] = [
        *_opening(dossier),
        Paragraph(
            text=f"Thời gian hẹn trả kết quả: {_shown(due)}. Đến nay việc giải quyết chưa xong, "
            f"nguyên nhân {cause}: {slip.content.get('reason') or ''}."
        ),
        Paragraph(
            text=f"{letterhead(view, dossier.office_id).name} xin lỗi đơn vị và hẹn trả kết quả "
            f"vào {_shown(new_due)}."
            if new_due
            else f"{letterhead(view, dossier.office_id).name} xin lỗi đơn vị về sự chậm trễ này."
        ),
        Paragraph(text="Rất mong được sự thông cảm của đơn vị./."),
    ]
    title = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
    paper = _paper(view, dossier, DocumentKind.APOLOGY, slip, title, text)
    return replace(paper, signers=(signer(("CHỦ TỊCH",), chairman_of(view, dossier)),))


def notice(view: View, dossier: Dossier, about: str) -> Paper:
    """The list as it is put up: who is proposed, until when and where to object (R-PUB)."""
    found = [
        one
        for one in publications_of(view, dossier.id)
        if one.kind == PublicationKind.LIST and about in ("", one.id)
    ]
    if about and not found:
        raise NotFound()
    edition = editions.edition_of(view, dossier)
    head = letterhead(view, dossier.office_id)
    shown = found[-1] if found else None
    on = local(shown.started_at if shown else view.now).date()
    rows = [row for row in nominees_of(view, dossier.id) if row.continues]
    until = f"đến hết ngày {local(shown.ends_at):%d/%m/%Y}" if shown else "theo quy định"
    where = shown.place if shown else f"trụ sở {head.name}"
    return Paper(
        kind=DocumentKind.NOTICE,
        layout=layout_of(edition),
        upper_body="",
        body=head.lines,
        number="",
        place_date=head.dated(on if shown else None, on.year),
        type_name="THÔNG BÁO",
        summary="Công khai danh sách đề nghị khen thưởng",
        text=(
            Paragraph(
                text=f"{head.name} công khai danh sách {len(rows):02} trường hợp do "
                f"{dossier.unit_name} đề nghị khen thưởng ({dossier.title}) tại {where}, {until}."
            ),
            Table(
                columns=(
                    Column(head="Số TT", share=2, align=Align.CENTRE),
                    Column(head="Họ và tên, tên tập thể, hộ", share=6),
                    Column(head="Chức vụ, đơn vị, nơi ở", share=6),
                    Column(head="Thành tích", share=8),
                    Column(head="Đề nghị", share=3),
                ),
                rows=tuple(
                    (
                        str(index),
                        row.name,
                        ", ".join(p for p in (row.title, row.unit_name, row.locality) if p),
                        row.achievement,
                        award_name(row.award),
                    )
                    for index, row in enumerate(rows, 1)
                ),
            ),
            Paragraph(
                text=f"Mọi ý kiến xin gửi về {head.name} trong thời gian công khai, trực tiếp, "
                "bằng văn bản hoặc trên trang tra cứu của cơ quan./."
            ),
        ),
        signers=(signer(("CHỦ TỊCH",), chairman_of(view, dossier)),),
        recipients=("Niêm yết công khai;", "Lưu: VT."),
        square=Square(address="/cong-khai/danh-sach", words=("Gửi ý kiến về danh sách",)),
        is_draft=shown is None,
    )


def _paper(
    view: View,
    dossier: Dossier,
    kind: DocumentKind,
    slip: Slip,
    title: str,
    text: Sequence[Block],
    *,
    two: bool = False,
    square: Square | None = None,
) -> Paper:
    edition = editions.edition_of(view, dossier)
    head = letterhead(view, dossier.office_id)
    on = local(slip.at).date()
    officer = signer(
        ("NGƯỜI TIẾP NHẬN HỒ SƠ",),
        names_of(view, [slip.by]).get(slip.by, ""),
        "(Ký và ghi rõ họ tên)",
    )
    handed = signer(("NGƯỜI NỘP HỒ SƠ",), "", "(Ký và ghi rõ họ tên)")
    return Paper(
        kind=kind,
        layout=layout_of(edition),
        upper_body=head.in_lines,
        body=ONE_STOP,
        number=f"Số: {slip.number:02}",
        place_date=head.dated(on, on.year),
        type_name=title,
        summary="",
        text=tuple(text),
        signers=(handed, officer) if two else (officer,),
        square=square,
        is_draft=False,
    )


def _opening(dossier: Dossier) -> Sequence[Block]:
    return (
        Paragraph(
            text=f"Hồ sơ mã số {dossier.code} của {dossier.unit_name}, nội dung: {dossier.title}, "
            f"nộp ngày {local(dossier.filed_at):%d/%m/%Y}."
        ),
    )


def _slip(view: View, dossier: Dossier, kind: str, about: str) -> Slip:
    query = select(
        slip_table.c.number, slip_table.c.at, slip_table.c.by, slip_table.c.content
    ).where(slip_table.c.dossier_id == dossier.id, slip_table.c.kind == kind)
    if about:
        query = query.where(slip_table.c.id == about)
    row = view.connection.execute(query.order_by(slip_table.c.id.desc()).limit(1)).one_or_none()
    if row is None:
        raise NoSlip()
    return Slip(number=row.number, at=row.at, by=row.by, content=row.content)


def _lines(typed: object) -> Sequence[str]:
    return [line.strip(" -;") for line in str(typed or "").splitlines() if line.strip(" -;")]


def _day(stored: object) -> date | None:
    """Slips keep instants as texts."""
    if isinstance(stored, datetime):
        return local(stored).date()
    try:
        return local(datetime.fromisoformat(str(stored))).date() if stored else None
    except ValueError:
        return None


def _shown(day: date | None) -> str:
    return f"ngày {day:%d/%m/%Y}" if day is not None else ""
