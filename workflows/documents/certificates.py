"""Certificates of a decision (R-DOC-08): one landscape sheet for everybody who is awarded.

They are drawn wholly, or, for a printer that is fed with printed blanks, only the words are, moved
by what the test sheet of that printer showed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import cast

from sqlalchemy import select

from engine.canonical import digest
from engine.errors import NotFound, WrongState
from engine.view import View
from workflows import editions
from workflows.awards import award_name
from workflows.documents.content import Signer
from workflows.documents.in_force import Mended, decision_in_force, put_right
from workflows.documents.kinds import CHECK, DocumentKind
from workflows.documents.letterhead import letterhead, signer, whereabouts, written_day
from workflows.documents.replacement_paper import is_replacement, replacement_paper
from workflows.documents.store import Document
from workflows.dossiers import Dossier
from workflows.honours import revokes
from workflows.law import Edition
from workflows.nominees import Nominee, Outcome, nominees_of
from workflows.queries.decision_paper import DecisionPaper, decision_paper, given_as
from workflows.tables.documents import printer as printer_table

SIZE = "certificate.size_mm"
USUAL_SIZE = (297, 210)
"""Regime A's text is not in the law data; its blanks were of this size too."""


class NobodyAwarded(WrongState):
    """Nobody is on the list: there is nobody to make a certificate for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one certificate says."""

    gives: str
    """TẶNG, or TẶNG DANH HIỆU for titles."""
    award: str
    name: str
    place: str
    achievement: str
    book_number: str
    check: str = ""
    """Where anybody sees that it was given; empty until the decision has its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """All certificates of a decision."""

    kind: str
    width: int
    height: int
    decider: str
    decision: str
    place_date: str
    signed_as: tuple[str, ...]
    signer: str
    sheets: tuple[Sheet, ...]
    words_only: bool
    right: int
    """By how many tenths of a millimetre the words are moved; nothing when drawn wholly."""
    down: int
    is_draft: bool

    @property
    def content_hash(self) -> str:
        """Two of the same content are the same sheets."""
        return digest(self.plain())

    def plain(self) -> dict[str, object]:
        return asdict(self)


def certificates(view: View, dossier: Dossier, printer: str) -> Sheets:
    """Of everybody who is on the list, in its order; with a printer only the words."""
    edition = editions.edition_of(view, dossier)
    rows = _awarded(nominees_of(view, dossier.id))
    if not rows or revokes(edition):
        raise NobodyAwarded()
    facts = decision_paper(view, dossier)
    head = letterhead(view, dossier.office_id)
    width, height = _size(edition)
    moved = _moved(view, dossier.office_id, printer)
    decision = decision_in_force(view, dossier.id)
    signed = _signed(view, facts, decision)
    return Sheets(
        kind=DocumentKind.CERTIFICATE,
        width=width,
        height=height,
        decider=f"CHỦ TỊCH {head.capitals}",
        decision=_decision_line(facts, decision),
        place_date=head.dated(_day_of(facts, decision), facts.year),
        signed_as=signed.lines,
        signer=signed.name,
        sheets=tuple(
            _sheet(row, edition, index, decision, _put_right(view, decision, index))
            for index, row in enumerate(rows, 1)
        ),
        words_only=bool(printer),
        right=moved[0],
        down=moved[1],
        is_draft=facts.is_draft,
    )


def _signed(view: View, facts: DecisionPaper, decision: Document | None) -> Signer:
    """Who signed the decision in force: one that replaces another may have another signatory."""
    if decision is not None and is_replacement(decision):
        return replacement_paper(view, decision).signers[0]
    return signer(facts.signed_as, facts.signer)


def _awarded(rows: tuple[Nominee, ...]) -> list[Nominee]:
    awarded = [row for row in rows if row.outcome is Outcome.AWARDED]
    return awarded or [row for row in rows if row.continues]


def _put_right(view: View, decision: Document | None, place_in_decision: int) -> Mended:
    return put_right(view, decision, place_in_decision) if decision is not None else {}


def _sheet(
    row: Nominee,
    edition: Edition,
    place_in_decision: int,
    decision: Document | None,
    mended: Mended,
) -> Sheet:
    book_number = f"{place_in_decision:02}"
    place = whereabouts(row.title, row.unit_name, row.locality)
    return Sheet(
        gives=given_as(edition, row.award).upper(),
        award=award_name(row.award).upper(),
        name=mended.get(row.name, row.name),
        place=mended.get(place, place),
        achievement=mended.get(row.achievement, row.achievement),
        book_number=book_number,
        check=f"{CHECK}{decision.code}/{book_number}" if decision is not None else "",
    )


def _decision_line(facts: DecisionPaper, decision: Document | None) -> str:
    day = _day_of(facts, decision)
    on = written_day(day) if day else f"ngày …… tháng …… năm {facts.year}"
    symbol = decision.symbol if decision is not None and decision.symbol else facts.symbol
    return f"Quyết định số {symbol}, {on}"


def _day_of(facts: DecisionPaper, decision: Document | None) -> date | None:
    """Of the decision in force: one that replaces another has a day of its own."""
    return decision.dated if decision is not None and decision.dated else facts.dated


def _size(edition: Edition) -> tuple[int, int]:
    found = edition.get(SIZE)
    if found is None:
        return USUAL_SIZE
    width, _, height = cast(str, found.value).partition("x")
    return int(width), int(height)


def _moved(view: View, office_id: str, printer: str) -> tuple[int, int]:
    if not printer:
        return 0, 0
    row = view.connection.execute(
        select(printer_table.c.right_mm, printer_table.c.down_mm).where(
            printer_table.c.id == printer, printer_table.c.office_id == office_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row.right_mm, row.down_mm


def sample(*, right: int = 0, down: int = 0, words_only: bool = False) -> Mapping[str, object]:
    """The longest words a sheet has to hold, to try a printer and the fitting with."""
    name = "Hội Liên hiệp Phụ nữ Tiểu khu 5 và Ban Chăm sóc Giáo dục Sức khỏe sinh sản thị trấn"
    sheets = Sheets(
        kind=DocumentKind.CERTIFICATE,
        width=USUAL_SIZE[0],
        height=USUAL_SIZE[1],
        decider="CHỦ TỊCH ỦY BAN NHÂN DÂN THỊ TRẤN YÊN CHÂU",
        decision="Quyết định số 123/QĐ-UBND, ngày 20 tháng 11 năm 2023",
        place_date="Yên Châu, ngày 20 tháng 11 năm 2023",
        signed_as=("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        signer="Nguyễn Thị Thùy Dương",
        sheets=tuple(
            Sheet(
                gives="TẶNG",
                award="GIẤY KHEN",
                name=called,
                place="Giáo viên, Trường Tiểu học và Trung học cơ sở thị trấn Yên Châu, Sơn La",
                achievement="Đã có thành tích xuất sắc trong phong trào thi đua “Toàn dân đoàn kết "
                "xây dựng nông thôn mới, đô thị văn minh” giai đoạn 2021 - 2025 trên địa bàn",
                book_number=number,
                check=f"{CHECK}MAUXX-MAUXX-MAUXX/{number}",
            )
            for called, number in (("Lò Văn An", "01"), (name, "500"))
        ),
        words_only=words_only,
        right=right,
        down=down,
        is_draft=False,
    )
    return sheets.plain()
