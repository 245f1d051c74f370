"""Head and foot of a document: who issues it, where and when, who signs in which form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import select

from engine.view import View
from workflows import editions
from workflows.documents.content import Signer
from workflows.documents.kinds import DESCRIBED
from workflows.documents.store import Document
from workflows.dossiers import Dossier
from workflows.law import Edition
from workflows.positions import holders_of
from workflows.registers import NUMBER, symbol_of
from workflows.signing import CHAIRMAN, FOR_CHAIRMAN, POSITIONS
from workflows.tables.offices import office

SHORT_BODY, WHOLE_BODY = "UBND", "Ủy ban nhân dân"
COUNCIL = ("HỘI ĐỒNG", "THI ĐUA - KHEN THƯỞNG")
ROOM_FOR_NUMBER = "……"
BASES = "document.bases"
"""Under which the law of a dossier names the acts that its decision rests on."""
VICE = POSITIONS[FOR_CHAIRMAN]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The issuing body as documents call it."""

    name: str
    """Written out: Ủy ban nhân dân thị trấn Yên Châu."""
    lines: tuple[str, ...]
    """In capitals, above the number."""
    place: str

    @property
    def capitals(self) -> str:
        return self.name.upper()

    @property
    def in_lines(self) -> str:
        """As the upper body: what kind of body, and below it whose."""
        return "\n".join(self.lines)

    def dated(self, on: date | None, year: int) -> str:
        """Place and date, with room for the day while there is none."""
        if on is None:
            return f"{self.place}, ngày …… tháng …… năm {year}"
        return f"{self.place}, {written_day(on)}"


def written_day(on: date) -> str:
    """Days below ten and the first two months bear a zero, so that nobody adds a digit."""
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02} tháng {month} năm {on.year}"


def letterhead(view: View, office_id: str) -> Letterhead:
    return view.once(("letterhead", office_id), lambda: _read(view, office_id))


def _read(view: View, office_id: str) -> Letterhead:
    row = view.connection.execute(
        select(office.c.name, office.c.place).where(office.c.id == office_id)
    ).one()
    whole = written_out(row.name)
    rest = whole.removeprefix(WHOLE_BODY).strip()
    lines = (WHOLE_BODY.upper(), rest.upper()) if rest and rest != whole else (whole.upper(),)
    return Letterhead(name=whole, lines=lines, place=row.place)


def whereabouts(*parts: str) -> str:
    """Title, unit and place in a line; a residential unit is both, and is named once."""
    return ", ".join(dict.fromkeys(part for part in parts if part))


def written_out(name: str) -> str:
    """Documents bear the body's whole name; short ones are for pages."""
    first, _, rest = name.partition(" ")
    return f"{WHOLE_BODY} {rest}" if first == SHORT_BODY and rest else name


def number_line(edition: Edition, document: str, symbol: str = "") -> str:
    """`Số: 45/QĐ-UBND`, with room for the number while there is none."""
    return f"Số: {symbol or symbol_of(edition, document).replace(NUMBER, ROOM_FOR_NUMBER)}"


def rooms_of(view: View, dossier: Dossier, document: Document) -> Mapping[str, str]:
    """What drafts leave room for, number first, to what is written there once it is issued."""
    edition = editions.edition_of(view, dossier)
    symbol = symbol_of(edition, DESCRIBED[document.kind].symbol)
    if document.symbol is None or document.dated is None:
        return {symbol.replace(NUMBER, ROOM_FOR_NUMBER): ""}
    day = written_day(document.dated)
    years = {document.created_at.year, document.dated.year}
    return {
        symbol.replace(NUMBER, ROOM_FOR_NUMBER): document.symbol,
        **{f"ngày …… tháng …… năm {year}": day for year in sorted(years)},
    }


def signed_as(edition: Edition, form: str) -> tuple[str, ...]:
    """The form of signing in the law (R-DOC-04); a deputy's own office stands under it."""
    position = POSITIONS[form]
    lead = cast(str, edition.value("document.signed_as", subject=position).value)
    return (lead, "PHÓ CHỦ TỊCH") if position == VICE else (lead,)


def for_the_body(edition: Edition) -> tuple[str, ...]:
    """Acts of the whole body are signed in its name by its chairman."""
    return (cast(str, edition.value("document.signed_as", subject="body").value), "CHỦ TỊCH")


def chairman_of(view: View, dossier: Dossier) -> str:
    """The name of whoever holds the chair today; empty where nobody does."""
    return holder(view, dossier.office_id, POSITIONS[CHAIRMAN])


def holder(view: View, office_id: str, position: str) -> str:
    found = holders_of(view, [f"{position}@{office_id}"])
    return next(iter(found.values()), "")


def bases_of(edition: Edition) -> Sequence[str]:
    """The acts on which a decision rests, with names and dates, as its law has them (R-DOC-06)."""
    found = edition.get(BASES)
    acts = cast("Sequence[str]", found.value) if found is not None else ()
    return [f"Căn cứ {act};" for act in acts]


def signer(lines: Sequence[str], name: str, note: str = "") -> Signer:
    return Signer(lines=tuple(lines), name=name, note=note)
