"""Offices elsewhere whose packages are taken in: who is trusted, and by which document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import insert, select, update

from engine.context import Context
from engine.errors import NotFound
from engine.registry import Registry
from engine.view import View
from workflows.entries import Entries
from workflows.tables.packages import partner

LONGEST_NAME, LONGEST_CODE, LONGEST_DOCUMENT = 200, 40, 200
KEY_DIGITS = 64


class Role(StrEnum):
    """What an office elsewhere is to the one here: of it hangs which packages are believed."""

    BELOW = "below"
    """It submits here."""
    SUPERIOR = "superior"
    """It decides on what is submitted from here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An office elsewhere whose packages are taken in."""

    id: str
    office_id: str
    name: str
    agency_code: str
    role: Role
    public_key: str
    document: str
    is_trusted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustPartner:
    """Take in packages of an office elsewhere, by the document that made its key known."""

    office_id: str
    name: str
    agency_code: str
    role: str
    public_key: str
    document: str


@dataclass(frozen=True, slots=True)
class RevokePartner:
    """Take in packages of an office elsewhere no longer."""

    partner_id: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What `may` is asked about: the office whose packages they are."""

    id: str
    office_id: str


def register(registry: Registry) -> None:
    registry.command(TrustPartner, action="package.trust", locate=_office, handle=trust)
    registry.command(RevokePartner, action="package.distrust", locate=_partner, handle=distrust)


def trust(context: Context, command: TrustPartner, about: Desk) -> object:
    entries = Entries()
    name = entries.line("name", command.name, least=3, most=LONGEST_NAME)
    code = entries.line("agency_code", command.agency_code, least=2, most=LONGEST_CODE)
    document = entries.line("document", command.document, least=3, most=LONGEST_DOCUMENT)
    key = "".join(command.public_key.split()).lower()
    if len(key) != KEY_DIGITS or any(letter not in "0123456789abcdef" for letter in key):
        entries.refuse("public_key", "no_key", "A key has 64 digits and letters from a to f.")
    if command.role not in list(Role):
        entries.refuse("role", "no_role", "Say whether it submits here, or decides.")
    entries.require_sound()
    partner_id = context.new_id()
    context.connection.execute(
        insert(partner).values(
            id=partner_id,
            office_id=about.office_id,
            name=name,
            agency_code=code,
            role=command.role,
            public_key=key,
            document=document,
            entered_at=context.now,
            entered_by=context.actor.id,
        )
    )
    context.record(
        "package.trust",
        "partner",
        partner_id,
        office_id=about.office_id,
        name=name,
        key=key,
        role=command.role,
    )
    return {"partner": partner_id}


def distrust(context: Context, command: RevokePartner, about: Desk) -> object:
    context.connection.execute(
        update(partner)
        .where(partner.c.id == command.partner_id, partner.c.revoked_at.is_(None))
        .values(revoked_at=context.now)
    )
    context.record("package.distrust", "partner", command.partner_id, office_id=about.office_id)
    return {"partner": command.partner_id}


def partners_of(view: View, office_id: str) -> Sequence[Partner]:
    """Everybody whose packages an office takes in, or took in once."""
    rows = view.connection.execute(
        select(partner).where(partner.c.office_id == office_id).order_by(partner.c.id)
    )
    return [
        Partner(
            id=row.id,
            office_id=row.office_id,
            name=row.name,
            agency_code=row.agency_code,
            role=Role(row.role),
            public_key=row.public_key,
            document=row.document,
            is_trusted=row.revoked_at is None,
        )
        for row in rows
    ]


def _office(context: Context, command: TrustPartner) -> Desk:
    return Desk(context.new_id(), command.office_id)


def _partner(context: Context, command: RevokePartner) -> Desk:
    office_id = context.connection.execute(
        select(partner.c.office_id).where(partner.c.id == command.partner_id)
    ).scalar_one_or_none()
    if office_id is None:
        raise NotFound()
    return Desk(command.partner_id, office_id)
