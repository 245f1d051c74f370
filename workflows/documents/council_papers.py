"""What the council writes down: the minutes of its session, and the record of the count."""

from __future__ import annotations

from collections.abc import Sequence

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
from workflows.queries.decision_paper import decision_paper
from workflows.tables.council import council_session, session_dossier

SIGNED_BY_NAME = "(Ký, ghi rõ họ tên)"


class NoSession(NotFound):
    """The council has not met on this dossier yet."""


def minutes(view: View, dossier: Dossier, about: str) -> Paper:
    """Time, place, who was there, every vote, the conclusion, two signatures (R-DOC-07)."""
    meeting = meeting_on(view, dossier, about)
    text: list[Block] = [
        *_frame(meeting),
        Paragraph(text="III. Nội dung và kết quả biểu quyết", style=Style.HEADING),
        Paragraph(text=_way(meeting)),
        _votes(meeting, dossier),
        Paragraph(text="IV. Kết luận", style=Style.HEADING),
        Paragraph(text=_conclusion(meeting, dossier)),
        Paragraph(text="Biên bản đã được thông qua tại cuộc họp./."),
    ]
    return _paper(view, dossier, meeting, DocumentKind.MINUTES, "BIÊN BẢN", _about(dossier), text)


def tally(view: View, dossier: Dossier, about: str) -> Paper:
    """How many ballots were given out and came back, and what they said on each."""
    meeting = meeting_on(view, dossier, about)
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
    kind: DocumentKind,
    type_name: str,
    summary: str,
    text: Sequence[Block],
) -> Paper:
    edition: Edition = editions.edition_of(view, dossier)
    head = letterhead(view, dossier.office_id)
    known = decision_paper(view, dossier).minutes
    on = local(meeting.session.opened_at or meeting.session.scheduled_at).date()
    symbol = known.number if known is not None and kind is DocumentKind.MINUTES else ""
    return Paper(
        kind=kind,
        layout=layout_of(edition),
        upper_body=head.capitals,
        body=COUNCIL,
        number=number_line(edition, DESCRIBED[kind].symbol, symbol),
        place_date=head.dated(on, on.year),
        type_name=type_name,
        summary=summary,
        text=tuple(text),
        signers=(
            signer(("THƯ KÝ",), _named(meeting, "secretary"), SIGNED_BY_NAME),
            signer(("CHỦ TRÌ",), _named(meeting, "chair"), SIGNED_BY_NAME),
        ),
        is_draft=meeting.session.closed_at is None,
    )


def meeting_on(view: View, dossier: Dossier, about: str) -> Meeting:
    """The session that is asked for, else the newest that had the dossier on its agenda."""
    found = (
        about
        or view.connection.execute(
            select(council_session.c.id)
            .join(session_dossier, session_dossier.c.session_id == council_session.c.id)
            .where(
                session_dossier.c.dossier_id == dossier.id, council_session.c.state != "cancelled"
            )
            .order_by(council_session.c.id.desc())
            .limit(1)
        ).scalar_one_or_none()
    )
    if found is None:
        raise NoSession()
    return meeting_of(view, str(found))


def _frame(meeting: Meeting) -> Sequence[Block]:
    present = _those(meeting, Attendance.PRESENT)
    written = _those(meeting, Attendance.WRITTEN)
    absent = _those(meeting, Attendance.ABSENT, Attendance.EXPECTED)
    return (
        Paragraph(text="I. Thời gian, địa điểm", style=Style.HEADING),
        Paragraph(text=_when(meeting)),
        Paragraph(text="II. Thành phần", style=Style.HEADING),
        Paragraph(text=f"Tổng số thành viên Hội đồng: {len(meeting.electors):02}."),
        Paragraph(text=f"Có mặt: {len(present):02} ({_names(present)})."),
        Paragraph(text=f"Lấy ý kiến bằng văn bản: {len(written):02} ({_names(written)})."),
        Paragraph(text=f"Vắng mặt: {len(absent):02} ({_names(absent)})."),
        Paragraph(
            text=f"Chủ trì: {_named(meeting, 'chair')}; Thư ký: {_named(meeting, 'secretary')}."
        ),
    )


def _when(meeting: Meeting) -> str:
    began = local(meeting.session.opened_at or meeting.session.scheduled_at)
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
            Column(head="Họ và tên, tên tập thể, hộ", share=7),
            Column(head="Hình thức", share=4),
            Column(head="Đồng ý", share=2, align=Align.CENTRE),
            Column(head="Không đồng ý", share=2, align=Align.CENTRE),
            Column(head="Ý kiến khác", share=2, align=Align.CENTRE),
            Column(head="Tỷ lệ", share=3, align=Align.CENTRE),
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


def _names(electors: Sequence[Elector]) -> str:
    return ", ".join(one.name for one in electors) or "không có"


def _named(meeting: Meeting, role: str) -> str:
    """Who presided or kept the minutes; when the chair was away, who stood in."""
    found = [one for one in meeting.electors if one.role == role]
    there = [one for one in found if one.attendance is Attendance.PRESENT]
    if not there and role == "chair":
        there = [
            one
            for one in meeting.electors
            if one.role == "vice_chair" and one.attendance is Attendance.PRESENT
        ]
    return (there or found)[0].name if there or found else ""
