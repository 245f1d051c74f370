"""Papers that ask: the submission to the superior, the report, the slip that goes with a draft."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.clock import local
from engine.view import View
from workflows import editions, evidence
from workflows.deciders import is_decided_here
from workflows.documents.amounts import money
from workflows.documents.certificates import NobodyAwarded
from workflows.documents.content import (
    Align,
    Annex,
    Block,
    Column,
    Paper,
    Paragraph,
    Style,
    Table,
)
from workflows.documents.decision import awarded_table, place_of, whom
from workflows.documents.kinds import DESCRIBED, DocumentKind
from workflows.documents.layout import layout_of
from workflows.documents.letterhead import (
    Letterhead,
    bases_of,
    chairman_of,
    for_the_body,
    holder,
    letterhead,
    number_line,
    signer,
    written_out,
)
from workflows.dossiers import Dossier
from workflows.honours import revokes
from workflows.lateness import explanations
from workflows.law import Edition
from workflows.nominees import Outcome, nominees_of
from workflows.queries.decision_paper import DecisionPaper, decision_paper
from workflows.tables.offices import office

SAVED = "Lưu: Văn thư, hồ sơ."

DOTTED = "…" * 30
"""A line to write on by hand, hardly narrower than the text."""


def submission(view: View, dossier: Dossier, _about: str) -> Paper:
    """Tờ trình: the body asks whoever decides to award those on the list."""
    facts, edition, head = _start(view, dossier)
    text: list[Block] = [Paragraph(text=basis, style=Style.BASIS) for basis in bases_of(edition)]
    if facts.minutes is not None:
        text.append(
            Paragraph(
                text=f"Căn cứ Biên bản số {facts.minutes.number} của Hội đồng Thi đua - Khen "
                "thưởng;",
                style=Style.BASIS,
            )
        )
    text += [
        Paragraph(
            text=f"{head.name} kính trình xem xét, quyết định {facts.given} cho "
            f"{whom(facts.kinds)} ({dossier.title}), có danh sách kèm theo."
        ),
        Paragraph(
            text=f"Các trường hợp đề nghị do {dossier.unit_name} trình tại văn bản số "
            f"{dossier.letter_number} ngày {dossier.letter_date:%d/%m/%Y}; hồ sơ đã được thẩm "
            "định, công khai và lấy ý kiến theo quy định."
        ),
        Paragraph(text="Kính đề nghị xem xét, quyết định./."),
    ]
    return Paper(
        kind=DocumentKind.SUBMISSION,
        layout=layout_of(edition),
        upper_body="",
        body=head.lines,
        number=_number(edition, DocumentKind.SUBMISSION),
        place_date=head.dated(None, facts.year),
        type_name="TỜ TRÌNH",
        summary=f"Về việc đề nghị {facts.given}",
        addressee=f"Kính gửi: {_superior(view, dossier)}",
        text=tuple(text),
        signers=(signer(for_the_body(edition), chairman_of(view, dossier)),),
        recipients=("Như trên;", SAVED),
        annexes=(_list(facts, with_money=is_decided_here(view, dossier)),),
    )


def report(view: View, dossier: Dossier, _about: str) -> Paper:
    """Báo cáo tổng hợp: what those on the list have achieved, by kind."""
    facts, edition, head = _start(view, dossier)
    rows = nominees_of(view, dossier.id)
    left_out = [row for row in rows if not row.continues]
    text: list[Block] = [
        Paragraph(text="I. Quá trình xét đề nghị", style=Style.HEADING),
        Paragraph(
            text=f"{dossier.unit_name} đề nghị {len(rows):02} trường hợp tại văn bản số "
            f"{dossier.letter_number} ngày {dossier.letter_date:%d/%m/%Y}. Qua thẩm định, "
            f"{len(rows) - len(left_out):02} trường hợp đủ điều kiện, {len(left_out):02} trường "
            "hợp không đưa vào danh sách."
        ),
        Paragraph(text="II. Thành tích của các trường hợp đề nghị", style=Style.HEADING),
        _achievements(facts),
    ]
    if left_out:
        text += [
            Paragraph(text="III. Các trường hợp không đề nghị", style=Style.HEADING),
            Table(
                columns=(
                    Column(head="Số TT", share=1, align=Align.CENTRE),
                    Column(head="Họ và tên, tên tập thể, hộ", share=4),
                    Column(head="Lý do", share=6),
                ),
                rows=tuple(
                    (str(row.ordinal), row.name, row.outcome_note or WORDS[row.outcome])
                    for row in left_out
                ),
            ),
        ]
    return Paper(
        kind=DocumentKind.REPORT,
        layout=layout_of(edition),
        upper_body="",
        body=head.lines,
        number=_number(edition, DocumentKind.REPORT),
        place_date=head.dated(None, facts.year),
        type_name="BÁO CÁO",
        summary=f"Tổng hợp thành tích đề nghị {facts.given}",
        text=tuple(text),
        signers=(signer(for_the_body(edition), chairman_of(view, dossier)),),
        recipients=("Hội đồng Thi đua - Khen thưởng;", SAVED),
    )


WORDS = {
    Outcome.INELIGIBLE: "Không đủ điều kiện",
    Outcome.HELD: "Tạm dừng để xác minh",
    Outcome.REJECTED: "Hội đồng không thông qua",
}


def presentation(view: View, dossier: Dossier, _about: str) -> Paper:
    """Phiếu trình: what the signatory is asked to sign, and what has been done for it."""
    facts, edition, head = _start(view, dossier)
    proofs = evidence.continuing(view, dossier.id)
    published = [proof for proof in proofs if proof.public_until is not None]
    passed = [proof for proof in proofs if proof.has_passed]
    late = explanations(view, dossier.id)
    rows = [
        ("Hồ sơ", f"{dossier.code} – {dossier.title}"),
        ("Đơn vị đề nghị", f"{dossier.unit_name}, văn bản số {dossier.letter_number}"),
        ("Đề nghị khen", whom(facts.kinds)),
        ("Đã công khai", f"{len(published)}/{len(proofs)} trường hợp"),
        ("Hội đồng thông qua", f"{len(passed)}/{len(proofs)} trường hợp"),
        ("Biên bản Hội đồng", facts.minutes.number if facts.minutes else "–"),
        ("Tiền thưởng", f"{money(facts.total)} đồng"),
        ("Hạn giải quyết", f"{local(dossier.due_at):%d/%m/%Y}" if dossier.due_at else "–"),
        ("Chậm hạn", late[-1].reason if late else "Không"),
    ]
    officer = holder(view, dossier.office_id, "award_officer")
    return Paper(
        kind=DocumentKind.PRESENTATION,
        layout=layout_of(edition),
        upper_body="",
        body=head.lines,
        number="",
        place_date=head.dated(None, facts.year),
        type_name="PHIẾU TRÌNH",
        summary="Về việc ký Quyết định khen thưởng",
        addressee=f"Kính trình: Chủ tịch {head.name}",
        text=(
            Table(
                columns=(Column(head="Nội dung", share=3), Column(head="Thông tin", share=7)),
                rows=tuple(rows),
            ),
            Paragraph(lead="Ý kiến của người trình:", text="Đề nghị xem xét, ký ban hành."),
            Paragraph(lead="Ý kiến của Chủ tịch:", text=""),
            *(Paragraph(text=DOTTED, style=Style.CENTRED) for _ in range(2)),
        ),
        signers=(
            signer(("NGƯỜI TRÌNH",), officer),
            signer(("CHỦ TỊCH",), chairman_of(view, dossier)),
        ),
        is_draft=False,
    )


def payments(view: View, dossier: Dossier, _about: str) -> Paper:
    """Bảng kê tiền thưởng: what each receives, with room to sign for it."""
    facts, edition, head = _start(view, dossier)
    if revokes(edition):
        raise NobodyAwarded()
    decided = f"Quyết định số {facts.symbol}" + (
        f" ngày {facts.dated:%d/%m/%Y}" if facts.dated else ""
    )
    return Paper(
        kind=DocumentKind.PAYMENTS,
        layout=layout_of(edition),
        upper_body="",
        body=head.lines,
        number="",
        place_date=head.dated(None, facts.year),
        type_name="BẢNG KÊ TIỀN THƯỞNG",
        summary=f"Kèm theo {decided}",
        text=(
            Table(
                columns=(
                    Column(head="Số TT", share=2, align=Align.CENTRE),
                    Column(head="Họ và tên, tên tập thể, hộ", share=6),
                    Column(head="Đơn vị, nơi ở", share=6),
                    Column(head="Số tiền (đồng)", share=4, align=Align.RIGHT),
                    Column(head="Ký nhận", share=4),
                ),
                rows=tuple(
                    (str(index), row.name, place_of(row), money(row.reward or 0), "")
                    for index, row in enumerate(facts.awarded, 1)
                ),
                total=("", "Cộng", "", money(facts.total), ""),
            ),
        ),
        signers=(
            signer(("NGƯỜI LẬP",), holder(view, dossier.office_id, "award_officer")),
            signer(("CHỦ TỊCH",), chairman_of(view, dossier)),
        ),
        is_draft=facts.is_draft,
    )


def _start(view: View, dossier: Dossier) -> tuple[DecisionPaper, Edition, Letterhead]:
    return (
        decision_paper(view, dossier),
        editions.edition_of(view, dossier),
        letterhead(view, dossier.office_id),
    )


def _number(edition: Edition, kind: DocumentKind) -> str:
    return number_line(edition, DESCRIBED[kind].symbol)


def _superior(view: View, dossier: Dossier) -> str:
    upper = office.alias("upper")
    found = view.connection.execute(
        select(upper.c.name)
        .join(office, office.c.superior_id == upper.c.id)
        .where(office.c.id == dossier.office_id)
    ).scalar_one_or_none()
    return written_out(found) if found else f"Chủ tịch {letterhead(view, dossier.office_id).name}"


def _achievements(facts: DecisionPaper) -> Table:
    rows: Sequence[tuple[str, ...]] = [
        (str(index), row.name, place_of(row), row.achievement)
        for index, row in enumerate(facts.awarded, 1)
    ]
    return Table(
        columns=(
            Column(head="Số TT", share=2, align=Align.CENTRE),
            Column(head="Họ và tên, tên tập thể, hộ", share=6),
            Column(head="Chức vụ, đơn vị, nơi ở", share=7),
            Column(head="Thành tích", share=12),
        ),
        rows=tuple(rows),
    )


def _list(facts: DecisionPaper, *, with_money: bool) -> Annex:
    """Without money where it is for somebody above to decide, and to pay."""
    return Annex(
        title="DANH SÁCH",
        about=(f"Đề nghị {facts.given}",),
        blocks=(awarded_table(facts.awarded, facts.total, with_money=with_money),),
    )
