"""The decision that takes awards back (R-PROC-12): from whom, given by what, and which money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.view import View
from workflows.awards import award_name
from workflows.documents.amounts import in_words, money
from workflows.documents.content import Align, Annex, Column, Paragraph, Table
from workflows.documents.letterhead import Letterhead, whereabouts
from workflows.dossiers import Dossier
from workflows.honours import Honour, honours_of
from workflows.nominees import Nominee, Outcome, nominees_of
from workflows.queries.decision_paper import DecisionPaper

UNKNOWN = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Somebody whose award is taken back, with the line of the honour book that gave it."""

    row: Nominee
    honour: Honour | None

    @property
    def money(self) -> int:
        return (self.honour.reward or 0) if self.honour is not None else 0


def taken_back(view: View, dossier: Dossier) -> Sequence[TakenBack]:
    """Everybody on the list, in its order."""
    rows = [
        row
        for row in nominees_of(view, dossier.id)
        if row.continues or row.outcome is Outcome.REVOKED
    ]
    given = _given(view, rows)
    return [TakenBack(row=row, honour=given.get((row.subject_id, row.award))) for row in rows]


def _given(view: View, rows: Sequence[Nominee]) -> Mapping[tuple[str, str], Honour]:
    """The newest line of the book for each subject and award: it stands, or this took it back."""
    lines = honours_of(view, {row.subject_id for row in rows})
    return {(one.subject_id, one.award): one for one in sorted(lines, key=lambda one: one.dated)}


def articles(
    facts: DecisionPaper, head: Letterhead, rows: Sequence[TakenBack]
) -> tuple[Paragraph, ...]:
    total = sum(one.money for one in rows)
    return (
        Paragraph(
            lead="Điều 1.",
            text=f"Hủy bỏ quyết định khen thưởng, thu hồi hiện vật khen thưởng đã trao đối với "
            f"{len(rows):02} trường hợp có tên trong danh sách kèm theo ({facts.dossier.title}).",
        ),
        Paragraph(
            lead="Điều 2.",
            text=f"Thu hồi tiền thưởng đã nhận là {money(total)} đồng ({in_words(total)}), nộp vào "
            f"quỹ thi đua, khen thưởng của {head.name}.",
        ),
        Paragraph(
            lead="Điều 3.",
            text=f"Văn phòng, {facts.dossier.unit_name}, các đơn vị có liên quan và các trường hợp "
            "có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
        ),
    )


def taken_back_list(
    facts: DecisionPaper, day: str, head: Letterhead, rows: Sequence[TakenBack]
) -> Annex:
    return Annex(
        title="DANH SÁCH",
        about=(
            "Bị hủy bỏ quyết định, thu hồi khen thưởng",
            f"(Kèm theo Quyết định số {facts.symbol} {day} của Chủ tịch {head.name})",
        ),
        blocks=(
            Table(
                columns=(
                    Column(head="Số TT", share=2, align=Align.CENTRE),
                    Column(head="Họ và tên, tên tập thể, hộ", share=6),
                    Column(head="Chức vụ, đơn vị, nơi ở", share=7),
                    Column(head="Hình thức, quyết định đã khen", share=7),
                    Column(head="Tiền thu hồi (đồng)", share=4, align=Align.RIGHT),
                ),
                rows=tuple(_line(index, one) for index, one in enumerate(rows, 1)),
                total=("", "Cộng", "", "", money(sum(one.money for one in rows))),
            ),
        ),
    )


def _line(index: int, one: TakenBack) -> tuple[str, ...]:
    row, given = one.row, one.honour
    by = f"{given.symbol} ngày {given.dated:%d/%m/%Y}" if given is not None else UNKNOWN
    place = whereabouts(row.title, row.unit_name, row.locality)
    return (str(index), row.name, place, f"{award_name(row.award)}, {by}", money(one.money))
