"""Own values as they are kept: every proposal and what became of it; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, func, or_, select

from engine.context import Context
from engine.errors import NotFound
from engine.view import View
from workflows.law import OWN_PROVINCE, LawBook, LawRow, Mark, Setter
from workflows.tables.law import law_value
from workflows.two_people import State, is_open, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnValue:
    """A value as somebody proposed it, and who decided about it."""

    id: str
    office_id: str
    """The office whose people propose and decide."""
    setter: Setter
    key: str
    procedure: str
    award: str
    subject: str
    value: str
    """As typed; `LawBook.read` makes the value of it."""
    valid_from: date
    document: str
    mark: Mark
    reason: str
    proposed_by: str
    proposed_at: datetime | None
    approved_by: str
    approved_at: datetime | None
    declined_by: str
    declined_at: datetime | None
    note: str

    @property
    def state(self) -> State:
        return state_of(approved_at=self.approved_at, declined_at=self.declined_at)

    @property
    def place(self) -> str:
        """The office for which alone it holds; empty where the whole province is meant."""
        return self.office_id if self.setter is Setter.OFFICE else ""


def own_value(row: Row[tuple[object, ...]]) -> OwnValue:
    """The value in a row of the table."""
    return OwnValue(
        id=row.id,
        office_id=row.home_id or row.office_id,
        setter=Setter.OFFICE if row.office_id else Setter.PROVINCE,
        key=row.key,
        procedure=row.procedure,
        award=row.award,
        subject=row.subject,
        value=row.value,
        valid_from=row.valid_from,
        document=row.document,
        mark=Mark(row.mark),
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by or "",
        approved_at=row.approved_at,
        declined_by=row.declined_by or "",
        declined_at=row.declined_at,
        note=row.note,
    )


def get_own_value(view: View, value_id: str) -> OwnValue:
    """A proposal, whatever became of it."""
    return _found(view, select(law_value).where(law_value.c.id == value_id))


def own_value_to_decide(context: Context, value_id: str) -> OwnValue:
    """A proposal, locked: two people cannot decide about it at the same time."""
    return _found(context, select(law_value).where(law_value.c.id == value_id).with_for_update())


def _found(view: View, query: Select[tuple[object, ...]]) -> OwnValue:
    row = view.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return own_value(row)


def own_values_of(view: View, office_id: str) -> Sequence[OwnValue]:
    """What an office has proposed, and what its province has set; the newest first."""
    rows = view.connection.execute(
        select(law_value)
        .where(or_(law_value.c.home_id == office_id, law_value.c.office_id.in_(["", office_id])))
        .order_by(law_value.c.id.desc())
    )
    return [own_value(row) for row in rows]


def waiting_at(view: View, office_id: str) -> int:
    """How many proposals of an office wait for a second person."""
    return view.connection.execute(
        select(func.count())
        .select_from(law_value)
        .where(law_value.c.home_id == office_id, is_open(law_value))
    ).scalar_one()


def approved_values(view: View) -> tuple[OwnValue, ...]:
    """All that holds on some day, in the order in which it was proposed."""
    rows = view.connection.execute(
        select(law_value).where(law_value.c.approved_at.is_not(None)).order_by(law_value.c.id)
    )
    return tuple(own_value(row) for row in rows)


def law_row(law: LawBook, own: OwnValue) -> LawRow:
    """An own value as a row of the law, in the words of the row that it stands in for."""
    like = stands_in_for(law, own)
    return LawRow(
        rule=like.rule,
        key=own.key,
        value=law.read(own.key, own.value),
        since=own.valid_from,
        citation=own.document,
        mark=own.mark,
        title=like.title,
        title_en=like.title_en,
        procedure=own.procedure,
        award=own.award,
        subject=own.subject,
        office=own.place,
        province="" if own.place else OWN_PROVINCE,
        by=like.by,
    )


def stands_in_for(law: LawBook, own: OwnValue) -> LawRow:
    """The row of the law nearest to an own value; NotFound for a key that there is not."""
    rows = [row for row in law.of_the_law().rows() if row.key == own.key]
    if not rows:
        raise NotFound()
    return max(rows, key=lambda row: _nearness(row, own))


def _nearness(row: LawRow, own: OwnValue) -> tuple[bool, ...]:
    return (
        row.award == own.award,
        row.subject == own.subject,
        row.procedure == own.procedure,
        row.procedure == "",
        row.province == "",
        row.holds_on(own.valid_from),
    )
