"""Whose certificate it is: entered by the office, taken out of use by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, NotFound
from engine.registry import Registry
from engine.view import View
from workflows.documents import pades
from workflows.documents.legible import legible
from workflows.tables.documents import certificate as certificate_table
from workflows.tables.offices import person


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCertificate:
    """Say whose certificate it is; without a person it is the seal of the office."""

    office_id: str
    person_id: str | None
    pem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCertificate:
    """Take a certificate out of use from now on."""

    certificate_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCertificate:
    """A certificate that somebody of the office signs with."""

    id: str
    office_id: str
    person_id: str | None
    fingerprint: str
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    entered_at: datetime
    entered_by: str
    revoked_at: datetime | None


def register(registry: Registry) -> None:
    registry.command(
        RegisterCertificate, action="certificate.enter", locate=_asked, handle=register_certificate
    )
    registry.command(
        RevokeCertificate, action="certificate.revoke", locate=_certificate, handle=revoke
    )


def register_certificate(context: Context, command: RegisterCertificate, _about: object) -> object:
    found = pades.certificates_in(command.pem.encode("utf-8"))
    if len(found) != 1:
        message = Message("certificate.unreadable", "This is not one certificate (PEM).")
        raise InvalidData([FieldError("pem", message)])
    if command.person_id is not None:
        _require_of_office(context, command.person_id, command.office_id)
    (one,) = found
    fingerprint = pades.fingerprint_of(one)
    if known_certificate(context, command.office_id, fingerprint) is not None:
        message = Message("certificate.known", "This certificate has been entered already.")
        raise InvalidData([FieldError("pem", message)])
    key = context.new_id()
    context.connection.execute(
        insert(certificate_table).values(
            id=key,
            office_id=command.office_id,
            person_id=command.person_id,
            fingerprint=fingerprint,
            subject=legible(str(one.subject.human_friendly)),
            issuer=legible(str(one.issuer.human_friendly)),
            serial=str(one.serial_number),
            valid_from=one.not_valid_before,
            valid_to=one.not_valid_after,
            entered_at=context.now,
            entered_by=context.actor.id,
        )
    )
    context.record(
        "certificate.enter",
        "certificate",
        key,
        office_id=command.office_id,
        person=command.person_id or "",
        fingerprint=fingerprint,
    )
    return {"certificate": key}


def revoke(context: Context, _command: RevokeCertificate, about: KnownCertificate) -> object:
    context.connection.execute(
        update(certificate_table)
        .where(certificate_table.c.id == about.id, certificate_table.c.revoked_at.is_(None))
        .values(revoked_at=context.now)
    )
    context.record("certificate.revoke", "certificate", about.id, office_id=about.office_id)
    return {"certificate": about.id}


def certificates_of(view: View, office_id: str) -> Sequence[KnownCertificate]:
    """The certificates that an office has entered, the newest first."""
    rows = view.connection.execute(
        select(certificate_table)
        .where(certificate_table.c.office_id == office_id)
        .order_by(certificate_table.c.id.desc())
    )
    return [KnownCertificate(**row._mapping) for row in rows]


def known_certificate(view: View, office_id: str, fingerprint: str) -> KnownCertificate | None:
    """Whose a certificate is, as the office has entered it; the office's own names nobody."""
    row = view.connection.execute(
        select(certificate_table).where(
            certificate_table.c.office_id == office_id,
            certificate_table.c.fingerprint == fingerprint,
        )
    ).one_or_none()
    return None if row is None else KnownCertificate(**row._mapping)


def _require_of_office(context: Context, person_id: str, office_id: str) -> None:
    home = context.connection.execute(
        select(person.c.office_id).where(person.c.id == person_id)
    ).scalar_one_or_none()
    if home != office_id:
        raise NotFound()


def _asked(_context: Context, command: RegisterCertificate) -> RegisterCertificate:
    return command


def _certificate(context: Context, command: RevokeCertificate) -> KnownCertificate:
    row = context.connection.execute(
        select(certificate_table).where(certificate_table.c.id == command.certificate_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return KnownCertificate(**row._mapping)
