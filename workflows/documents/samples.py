"""A document with every part filled, to try templates on before they are taken."""

from __future__ import annotations

from datetime import date

from workflows.documents.content import (
    Align,
    Annex,
    Column,
    Paper,
    Paragraph,
    Signer,
    Square,
    Style,
    Table,
)
from workflows.documents.kinds import DESCRIBED, DocumentKind
from workflows.documents.layout import layout_of
from workflows.law import LawBook

DAY = date(2024, 1, 2)


def sample(kind: DocumentKind) -> Paper:
    """Every field has something in it, so that none is missed."""
    table = Table(
        columns=(Column(head="Số TT", align=Align.CENTRE), Column(head="Họ và tên", share=4)),
        rows=(("1", "Lò Văn An"), ("2", "Quàng Thị Én")),
        total=("", "Cộng"),
    )
    return Paper(
        kind=kind,
        layout=layout_of(LawBook.load().on(DAY)),
        upper_body="ỦY BAN NHÂN DÂN THỊ TRẤN YÊN CHÂU",
        body=("HỘI ĐỒNG", "THI ĐUA - KHEN THƯỞNG"),
        number="Số: 01/QĐ-UBND",
        place_date="Yên Châu, ngày 02 tháng 01 năm 2024",
        type_name=DESCRIBED[kind].name.vi.upper(),
        summary="Về việc thử mẫu văn bản",
        authority="CHỦ TỊCH ỦY BAN NHÂN DÂN THỊ TRẤN YÊN CHÂU",
        bases=("Căn cứ Luật Thi đua, khen thưởng;",),
        resolves="QUYẾT ĐỊNH:",
        addressee="Kính gửi: Ủy ban nhân dân",
        text=(
            Paragraph(lead="Điều 1.", text="Nội dung."),
            Paragraph(text="Mục", style=Style.HEADING),
            table,
        ),
        signers=(Signer(lines=("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), name="Nguyễn Thị Hoa"),),
        recipients=("Như Điều 3;", "Lưu: VT."),
        annexes=(Annex(title="DANH SÁCH", about=("(Kèm theo)",), blocks=(table,)),),
        square=Square(address="/kiem-tra/MAU", words=("Kiểm tra văn bản:", "MAU")),
    )
