"""Administrators of an office: on no day to come may it be left without one who can sign in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from engine.clock import local
from engine.context import Context
from engine.errors import WrongState
from workflows.tables.accounts import account
from workflows.tables.offices import holding, office

ADMINISTRATOR = "admin"


class LastAdministrator(WrongState):
    """From %(day)s on the office would have no administrator with an account; name one first."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """The days on which somebody administers; open when it has no last one."""

    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def require_an_administrator(context: Context, office_id: str) -> None:
    """Raise `LastAdministrator` when on some day nobody could let anybody in again.

    Asked after a change, with the office locked: two who end each other's position at the same
    moment come one after the other.
    """
    context.connection.execute(
        select(office.c.id).where(office.c.id == office_id).with_for_update()
    )
    gap = first_gap(_tenures(context, office_id), today=local(context.now).date())
    if gap is not None:
        raise LastAdministrator(day=f"{gap:%d/%m/%Y}")


def administered_by(context: Context, person_id: str) -> Sequence[str]:
    """The offices that somebody administers or will administer, in one order everywhere."""
    today = local(context.now).date()
    return (
        context.connection.execute(
            select(holding.c.office_id)
            .where(
                holding.c.person_id == person_id,
                holding.c.position == ADMINISTRATOR,
                or_(holding.c.valid_to.is_(None), holding.c.valid_to >= today),
            )
            .distinct()
            .order_by(holding.c.office_id)
        )
        .scalars()
        .all()
    )


def first_gap(tenures: Sequence[Tenure], *, today: date) -> date | None:
    """The first day from today on that nobody covers. Pure.

    Cover can only end where a tenure does, so that no other day needs to be looked at.
    """
    ends = (each.until for each in tenures if each.until is not None and each.until < date.max)
    for day in sorted({today, *_days_after(ends, today)}):
        if not any(each.covers(day) for each in tenures):
            return day
    return None


def _days_after(ends: Iterable[date], today: date) -> Iterable[date]:
    return (end + timedelta(days=1) for end in ends if end >= today)


def _tenures(context: Context, office_id: str) -> Sequence[Tenure]:
    rows = context.connection.execute(
        select(holding.c.valid_from, holding.c.valid_to)
        .join(account, account.c.person_id == holding.c.person_id)
        .where(
            holding.c.office_id == office_id,
            holding.c.position == ADMINISTRATOR,
            account.c.disabled.is_(False),
        )
    )
    return [Tenure(row.valid_from, row.valid_to) for row in rows]
