"""Who sits in the council on a day: memberships are dated, each with the act that gave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from engine.errors import NotFound
from engine.view import View
from workflows.tables.council import council_member
from workflows.tables.offices import person


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member of the council, with who they are in the registry of those who can be honoured."""

    person_id: str
    name: str
    title: str
    role: str
    subject_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A seat in the council: whose, as what, from when to when, by which act."""

    id: str
    person_id: str
    name: str
    title: str
    role: str
    valid_from: date
    valid_to: date | None
    decision: str

    @property
    def was_held(self) -> bool:
        """What ended before it began was entered by mistake."""
        return self.valid_to is None or self.valid_to >= self.valid_from

    def is_over(self, today: date) -> bool:
        return self.valid_to is not None and self.valid_to < today


def memberships_of(view: View, office_id: str) -> Sequence[Membership]:
    """Every seat there is or was, those that go on first, each group by when it began."""
    rows = view.connection.execute(
        select(
            council_member.c.id,
            council_member.c.person_id,
            person.c.name,
            person.c.title,
            council_member.c.role,
            council_member.c.valid_from,
            council_member.c.valid_to,
            council_member.c.decision,
        )
        .join(person, council_member.c.person_id == person.c.id)
        .where(council_member.c.office_id == office_id)
        .order_by(
            council_member.c.valid_to.is_not(None),
            council_member.c.valid_from,
            council_member.c.id,
        )
    )
    return [Membership(**row._mapping) for row in rows]


def office_of(view: View, membership_id: str) -> str:
    """The office in whose council somebody has a seat; raises `NotFound`."""
    found: str | None = view.connection.execute(
        select(council_member.c.office_id).where(council_member.c.id == membership_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound()
    return found


def members_on(view: View, office_id: str, day: date) -> Sequence[Member]:
    """The members of an office's council on a day, each once."""
    rows = view.connection.execute(
        select(
            person.c.id, person.c.name, person.c.title, person.c.subject_id, council_member.c.role
        )
        .join(council_member, council_member.c.person_id == person.c.id)
        .where(
            council_member.c.office_id == office_id,
            council_member.c.valid_from <= day,
            or_(council_member.c.valid_to.is_(None), council_member.c.valid_to >= day),
        )
        .order_by(council_member.c.valid_from, council_member.c.id)
    )
    found = {
        row.id: Member(
            person_id=row.id,
            name=row.name,
            title=row.title,
            role=row.role,
            subject_id=row.subject_id,
        )
        for row in rows  # of two memberships the newer one names the role
    }
    return tuple(found.values())
