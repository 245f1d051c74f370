"""What the council writes down: the minutes of its session, and the record of the count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from engine.clock import local
from engine.errors import NotFound
from engine.view import View
from workflows import editions
from workflows.awards import award_name
from workflows.council.attendance import Attendance, Elector
from workflows.documents.content import Align, Block, Column, Paper, Paragraph, Style, Table
from workflows.documents.kinds import DESCRIBED, DocumentKind
from workflows.documents.layout import layout_of
from workflows.documents.letterhead import COUNCIL, letterhead, number_line, signer
from workflows.dossiers import Dossier
from workflows.law import Edition
from workflows.queries.council import AgendaRow, Meeting, meeting_of
from workflows.queries.minutes import SessionMinutes, WrittenMinutes, minutes_of
from workflows.tables.council import council_session, session_dossier

SIGNED_BY_NAME = "(Ký, ghi rõ họ tên)"
BLANK = "…………"

ROLES: Mapping[str, str] = {
    "chair": "Chủ tịch Hội đồng",
    "vice_chair": "Phó Chủ tịch Hội đồng",
    "secretary": "Thư ký Hội đồng",
    "member": "Ủy viên",
}
"""Roles in the council as minutes name them, in the order in which they stand there."""


class NoSession(NotFound):
    """The council has not met on this dossier yet."""


def minutes(view: View, dossier: Dossier, about: str) -> Paper:
    """Time, place, who was there, every vote, the conclusion, two signatures (R-DOC-07)."""
    meeting = meeting_on(view, dossier, about)
    kept = minutes_of(view, meeting)
    written = kept.written.get(dossier.id, WrittenMinutes())
    text: list[Block] = [
        *_frame(meeting, kept),
        Paragraph(text="III. Nội dung và kết quả biểu quyết", style=Style.HEADING),
        Paragraph(text=_way(meeting)),
        _votes(meeting, dossier),
        *_recused(meeting, dossier),
        *_dissent(written),
        Paragraph(text="IV. Kết luận", style=Style.HEADING),
        Paragraph(text=_conclusion(meeting, dossier)),
        *([Paragraph(text=written.conclusion)] if written.conclusion else []),
        Paragraph(text="Biên bản đã được thông qua tại cuộc họp./."),
    ]
    return _paper(
        view, dossier, meeting, kept, DocumentKind.MINUTES, "BIÊN BẢN", _about(dossier), text
    )


def tally(view: View, dossier: Dossier, about: str) -> Paper:
    """How many ballots were given out and came back, and what they said on each."""
    meeting = meeting_on(view, dossier, about)
    kept = minutes_of(view, meeting)
    given = [one for one in meeting.electors if one.takes_part]
    returned = [one for one in given if one.has_voted]
    text: list[Block] = [
        Paragraph(text=_when(meeting)),
        Paragraph(text=f"Tổng số thành viên Hội đồng: {len(meeting.electors):02}."),
        Paragraph(text=f"Số phiếu phát ra: {len(given):02}; số phiếu thu về: {len(returned):02}."),
        _votes(meeting, dossier),
        Paragraph(text=_conclusion(meeting, dossier)),
    ]
    return _paper(
        view,
        dossier,
        meeting,
        kept,
        DocumentKind.TALLY,
        "BIÊN BẢN KIỂM PHIẾU",
        _about(dossier),
        text,
    )


def _about(dossier: Dossier) -> str:
    return f"Xét đề nghị khen thưởng của {dossier.unit_name}"


def _paper(
    view: View,
    dossier: Dossier,
    meeting: Meeting,
    kept: SessionMinutes,
    kind: DocumentKind,
    type_name: str,
    summary: str,
    text: Sequence[Block],
) -> Paper:
    edition: Edition = editions.edition_of(view, dossier)
    head = letterhead(view, dossier.office_id)
    on = local(meeting.session.held_at).date()
    written = kept.written.get(dossier.id, kept.first)
    symbol = written.number if kind is DocumentKind.MINUTES else ""
    return Paper(
        kind=kind,
        layout=layout_of(edition),
        upper_body=head.in_lines,
        body=COUNCIL,
        number=number_line(edition, DESCRIBED[kind].symbol, symbol),
        place_date=head.dated(on, on.year),
        type_name=type_name,
        summary=summary,
        text=tuple(text),
        signers=(
            signer(("THƯ KÝ",), _name(kept.secretary), SIGNED_BY_NAME),
            signer(("CHỦ TRÌ",), _name(kept.chair), SIGNED_BY_NAME),
        ),
        is_draft=meeting.session.closed_at is None,
    )


def meeting_on(view: View, dossier: Dossier, about: str) -> Meeting:
    """The session that is asked for, else the newest that had the dossier on its agenda."""
    query = (
        select(council_session.c.id)
        .join(session_dossier, session_dossier.c.session_id == council_session.c.id)
        .where(session_dossier.c.dossier_id == dossier.id, council_session.c.state != "cancelled")
    )
    if about:
        query = query.where(council_session.c.id == about)
    found = view.connection.execute(
        query.order_by(council_session.c.id.desc()).limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise NoSession()
    return meeting_of(view, str(found))


def _frame(meeting: Meeting, kept: SessionMinutes) -> Sequence[Block]:
    """When and where, and everybody by name: who came, who wrote, who was represented, who not."""
    absent = _those(meeting, Attendance.ABSENT, Attendance.EXPECTED)
    return (
        Paragraph(text="I. Thời gian, địa điểm", style=Style.HEADING),
        Paragraph(text=_when(meeting)),
        Paragraph(text="II. Thành phần", style=Style.HEADING),
        Paragraph(text=f"Tổng số thành viên Hội đồng: {len(meeting.electors):02}."),
        Paragraph(
            text=f"Chủ trì: {_name(kept.chair) or BLANK}; Thư ký: {_name(kept.secretary) or BLANK}."
        ),
        *_named("Có mặt", _those(meeting, Attendance.PRESENT)),
        *_named("Lấy ý kiến bằng văn bản", _those(meeting, Attendance.WRITTEN)),
        *_represented(meeting),
        *_named("Vắng mặt", absent),
        *_invited(kept),
    )


def _named(what: str, those: Sequence[Elector]) -> Sequence[Paragraph]:
    """How many, and each on a line of their own with what they are in the council."""
    if not those:
        return (Paragraph(text=f"{what}: 00."),)
    in_order = sorted(those, key=lambda one: (list(ROLES).index(one.role), one.name))
    return (
        Paragraph(text=f"{what}: {len(those):02}, gồm:"),
        *(
            Paragraph(text=f"{number}. {_called(one)}", style=Style.ITEM)
            for number, one in enumerate(in_order, 1)
        ),
    )


def _called(one: Elector) -> str:
    return ", ".join(part for part in (f"Ông (bà) {one.name}", one.title, ROLES[one.role]) if part)


def _represented(meeting: Meeting) -> Sequence[Paragraph]:
    names = {one.person_id: one.name for one in meeting.electors}
    return tuple(
        Paragraph(
            text=f"{_called(one)}: vắng, ủy quyền bằng văn bản cho ông (bà) "
            f"{names.get(one.proxy_id or '', BLANK)}."
        )
        for one in _those(meeting, Attendance.PROXY)
    )


def _invited(kept: SessionMinutes) -> Sequence[Paragraph]:
    if not kept.invitees:
        return ()
    told = "; ".join(
        ", ".join(part for part in (one.name, one.title) if part) for one in kept.invitees
    )
    return (Paragraph(text=f"Khách mời (không biểu quyết): {told}."),)


def _recused(meeting: Meeting, dossier: Dossier) -> Sequence[Paragraph]:
    """Nobody votes on their own row; the minutes say who stood aside."""
    names = {one.person_id: one.name for one in meeting.electors}
    return tuple(
        Paragraph(
            text=f"Không biểu quyết về trường hợp số {row.ordinal} (người được đề nghị): "
            f"{', '.join(sorted(names[one] for one in row.recused if one in names))}."
        )
        for row in _agenda(meeting, dossier)
        if row.recused
    )


def _dissent(written: WrittenMinutes) -> Sequence[Paragraph]:
    return (Paragraph(text=f"Ý kiến khác: {written.dissent}"),) if written.dissent else ()


def _when(meeting: Meeting) -> str:
    began = local(meeting.session.held_at)
    until = meeting.session.closed_at
    ended = f", kết thúc hồi {local(until):%H} giờ {local(until):%M}" if until else ""
    return (
        f"Bắt đầu hồi {began:%H} giờ {began:%M}, ngày {began:%d/%m/%Y}{ended}, "
        f"tại {meeting.session.place}."
    )


def _way(meeting: Meeting) -> str:
    how = "bỏ phiếu kín" if meeting.session.secret else "biểu quyết công khai"
    return f"Hội đồng đã thảo luận và {how} về từng trường hợp, kết quả như sau:"


def _votes(meeting: Meeting, dossier: Dossier) -> Table:
    return Table(
        columns=(
            Column(head="Số TT", share=2, align=Align.CENTRE),
            Column(head="Họ và tên, tên tập thể, hộ", share=9),
            Column(head="Hình thức", share=4),
            Column(head="Đồng ý", share=3, align=Align.CENTRE),
            Column(head="Không đồng ý", share=3, align=Align.CENTRE),
            Column(head="Ý kiến khác", share=3, align=Align.CENTRE),
            Column(head="Tỷ lệ", share=4, align=Align.CENTRE),
            Column(head="Kết quả", share=3, align=Align.CENTRE),
        ),
        rows=tuple(_vote(row) for row in _agenda(meeting, dossier)),
    )


def _vote(row: AgendaRow) -> tuple[str, ...]:
    known, members = row.tally, row.members or 0
    figures = ("–",) * 4
    if known is not None:
        share = f"{known.yes}/{members}"
        if members:
            share += f" ({known.yes * 1000 // members / 10:.1f}%)".replace(".", ",")
        figures = (str(known.yes), str(known.no), str(known.blank), share)
    result = {True: "Đạt", False: "Không đạt", None: "–"}[row.passed]
    return (str(row.ordinal), row.name, award_name(row.award), *figures, result)


def _conclusion(meeting: Meeting, dossier: Dossier) -> str:
    rows = _agenda(meeting, dossier)
    passed = sum(row.passed is True for row in rows)
    failed = sum(row.passed is False for row in rows)
    rest = f"; {failed:02} trường hợp không đạt" if failed else ""
    return (
        f"Hội đồng thống nhất đề nghị Chủ tịch xem xét, quyết định khen thưởng {passed:02} "
        f"trường hợp{rest}."
    )


def _agenda(meeting: Meeting, dossier: Dossier) -> Sequence[AgendaRow]:
    return next((item.rows for item in meeting.items if item.id == dossier.id), ())


def _those(meeting: Meeting, *attendance: Attendance) -> Sequence[Elector]:
    return [one for one in meeting.electors if one.attendance in attendance]


def _name(elector: Elector | None) -> str:
    return elector.name if elector is not None else ""
