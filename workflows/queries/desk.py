"""Whose desk it is: the office and the person that a page is made for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, select

from engine.errors import NotFound
from engine.view import View
from workflows.tables.accounts import account
from workflows.tables.offices import office, person, unit


@dataclass(frozen=True, slots=True)
class Desk:
    """The person at work and the office in whose name."""

    office_name: str
    person_name: str
    person_title: str


_DESK = (
    # Put together once: every page of somebody signed in asks it.
    select(office.c.name.label("office"), person.c.name, person.c.title)
    .join(person, person.c.office_id == office.c.id)
    .where(person.c.id == bindparam("sought"))
)


def desk_of(view: View, person_id: str) -> Desk:
    row = view.connection.execute(_DESK, {"sought": person_id}).one_or_none()
    if row is None:
        raise NotFound()
    return Desk(row.office, row.name, row.title)


_units = exists().where(unit.c.office_id == office.c.id)
_below = office.alias("below")
_is_superior = exists().where(_below.c.superior_id == office.c.id)
_HOST = select(office.c.name).order_by(_units.desc(), _is_superior, office.c.id).limit(1)


def host_office(view: View) -> str:
    """The name of the office that the installation is run for: one with units that propose.

    A superior may have units too; the one below it is meant.
    """
    name: str | None = view.connection.execute(_HOST).scalar_one_or_none()
    return name or ""


@dataclass(frozen=True, slots=True)
class Signable:
    """Somebody with an account, for the demo's choice of a role."""

    account_id: str
    person_id: str
    name: str
    title: str
    office: str


def people_who_sign_in(view: View, usernames: Collection[str]) -> dict[str, Signable]:
    """By user name; closed accounts and unknown names are left out."""
    rows = view.connection.execute(
        select(
            account.c.username,
            account.c.id,
            account.c.person_id,
            person.c.name,
            person.c.title,
            office.c.name.label("office"),
        )
        .join(person, person.c.id == account.c.person_id)
        .join(office, office.c.id == person.c.office_id)
        .where(account.c.username.in_(list(usernames)), account.c.disabled.is_(False))
    )
    return {
        row.username: Signable(row.id, row.person_id, row.name, row.title, row.office)
        for row in rows
    }
