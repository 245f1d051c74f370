"""The decision with its list (R-DOC-06): legal bases, three articles, those who are awarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.view import View
from workflows import editions
from workflows.deciders import DecidedAbove, is_decided_here
from workflows.documents.amounts import in_words, money
from workflows.documents.content import Align, Annex, Column, Paper, Paragraph, Table
from workflows.documents.kinds import DocumentKind
from workflows.documents.layout import layout_of
from workflows.documents.letterhead import (
    Letterhead,
    bases_of,
    letterhead,
    signer,
    whereabouts,
    written_day,
)
from workflows.documents.revocation import articles, taken_back, taken_back_list
from workflows.dossiers import Dossier
from workflows.honours import revokes
from workflows.law import Edition
from workflows.queries.decision_paper import Awarded, DecisionPaper, decision_paper

KINDS: Mapping[str, str] = {
    "individual": "cá nhân",
    "collective": "tập thể",
    "household": "hộ gia đình",
}
"""As documents call them; a document is Vietnamese whatever the reader's language."""

DEFAULT_RECIPIENTS = ("Như Điều 3;", "Lưu: VT.")


def decision(view: View, dossier: Dossier, _about: str) -> Paper:
    """A draft until the decision has its number; one that takes awards back says so."""
    edition = editions.edition_of(view, dossier)
    facts = decision_paper(view, dossier)
    head = letterhead(view, dossier.office_id)
    if revokes(edition):
        rows = taken_back(view, dossier)
        return replace(
            _paper(facts, edition, head),
            summary="Về việc hủy bỏ quyết định khen thưởng, thu hồi hiện vật và tiền thưởng",
            text=articles(facts, head, rows),
            annexes=(taken_back_list(facts, _day(facts), head, rows),),
        )
    if not is_decided_here(view, dossier):
        raise DecidedAbove()
    return _paper(facts, edition, head)


def _paper(facts: DecisionPaper, edition: Edition, head: Letterhead) -> Paper:
    return Paper(
        kind=DocumentKind.DECISION,
        layout=layout_of(edition),
        upper_body="",
        body=head.lines,
        number=f"Số: {facts.symbol}",
        place_date=head.dated(facts.dated, facts.year),
        type_name="QUYẾT ĐỊNH",
        summary=f"Về việc {facts.given}",
        authority=f"CHỦ TỊCH {head.capitals}",
        bases=(*bases_of(edition), *_own_bases(facts)),
        resolves="QUYẾT ĐỊNH:",
        text=_articles(facts, head),
        signers=(signer(facts.signed_as, facts.signer),),
        recipients=lines_of(facts.recipients) or DEFAULT_RECIPIENTS,
        annexes=(_list(facts, head),),
        is_draft=facts.is_draft,
    )


def lines_of(typed: str) -> tuple[str, ...]:
    """Recipients as they were typed: one a line, or parted by semicolons."""
    found = [line.strip(" ;.-") for part in typed.splitlines() for line in part.split(";")]
    named = [line for line in found if line]
    return tuple(f"{line}{'.' if line == named[-1] else ';'}" for line in named)


def upper_first(sentence: str) -> str:
    """With a capital at its beginning, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]


def whom(kinds: Mapping[str, int]) -> str:
    """`02 cá nhân, 01 tập thể`."""
    return ", ".join(f"{count:02} {KINDS.get(kind, kind)}" for kind, count in kinds.items()) or "…"


def _own_bases(facts: DecisionPaper) -> Sequence[str]:
    """What the dossier itself rests on: the council's minutes and the unit's letter."""
    found = []
    if facts.minutes is not None:
        on = f" ngày {facts.minutes.on:%d/%m/%Y}" if facts.minutes.on else ""
        found.append(
            f"Căn cứ Biên bản số {facts.minutes.number}{on} của Hội đồng Thi đua - Khen thưởng;"
        )
    letter = facts.dossier
    found.append(
        f"Xét đề nghị của {letter.unit_name} tại văn bản số {letter.letter_number} "
        f"ngày {letter.letter_date:%d/%m/%Y}."
    )
    return found


def _articles(facts: DecisionPaper, head: Letterhead) -> tuple[Paragraph | Table, ...]:
    given = facts.given if facts.gives_title else f"{facts.given} của Chủ tịch {head.name}"
    return (
        Paragraph(
            lead="Điều 1.",
            text=f"{upper_first(given)} cho {whom(facts.kinds)} có thành tích nêu "
            f"trong danh sách kèm theo ({facts.dossier.title}).",
        ),
        Paragraph(
            lead="Điều 2.",
            text=f"Tiền thưởng kèm theo Quyết định này là {money(facts.total)} đồng "
            f"({in_words(facts.total)}), chi từ quỹ thi đua, khen thưởng của {head.name}.",
        ),
        _rewards(facts),
        Paragraph(
            lead="Điều 3.",
            text=f"Văn phòng, {facts.dossier.unit_name}, các đơn vị có liên quan và cá nhân, "
            "tập thể, hộ gia đình có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
        ),
    )


def _rewards(facts: DecisionPaper) -> Table:
    return Table(
        columns=(
            Column(head="Hình thức", share=5),
            Column(head="Đối tượng", share=4),
            Column(head="Số lượng", share=2, align=Align.RIGHT),
            Column(head="Mức thưởng (đồng)", share=4, align=Align.RIGHT),
            Column(head="Thành tiền (đồng)", share=4, align=Align.RIGHT),
        ),
        rows=tuple(
            (
                line.award,
                KINDS.get(line.kind, line.kind).capitalize(),
                f"{line.count:02}",
                amount(line.each),
                money(line.sum),
            )
            for line in facts.rewards
        ),
        total=(
            "Cộng",
            "",
            f"{sum(line.count for line in facts.rewards):02}",
            "",
            money(facts.total),
        ),
    )


def _list(facts: DecisionPaper, head: Letterhead) -> Annex:
    return Annex(
        title="DANH SÁCH",
        about=(
            f"Được {facts.given}",
            f"(Kèm theo Quyết định số {facts.symbol} {_day(facts)} của Chủ tịch {head.name})",
        ),
        blocks=(awarded_table(facts.awarded, facts.total),),
    )


def _day(facts: DecisionPaper) -> str:
    if facts.dated is None:
        return f"ngày …… tháng …… năm {facts.year}"
    return written_day(facts.dated)


def awarded_table(rows: Sequence[Awarded], total: int, *, with_money: bool = True) -> Table:
    """Everybody on the list, with what they get: the award where the list has several."""
    several = len({row.award for row in rows}) > 1
    award = (Column(head="Danh hiệu, hình thức", share=5),) if several else ()
    reward = (Column(head="Tiền thưởng (đồng)", share=4, align=Align.RIGHT),) if with_money else ()
    return Table(
        columns=(
            Column(head="Số TT", share=2, align=Align.CENTRE),
            Column(head="Họ và tên, tên tập thể, hộ", share=6),
            Column(head="Chức vụ, đơn vị, nơi ở", share=7),
            Column(head="Thành tích", share=8),
            *award,
            *reward,
        ),
        rows=tuple(
            (
                str(index),
                row.name,
                place_of(row),
                row.achievement,
                *([row.award] if several else []),
                *([amount(row.reward)] if with_money else []),
            )
            for index, row in enumerate(rows, 1)
        ),
        total=("", "Cộng", "", "", *([""] if several else []), money(total)) if with_money else (),
    )


def place_of(row: Awarded) -> str:
    return whereabouts(row.title, row.unit, row.locality)


def amount(found: int | None) -> str:
    return money(found) if found is not None else "không quy định"
