"""Who sits in the council on a day: memberships are dated, each with the act that gave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

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
