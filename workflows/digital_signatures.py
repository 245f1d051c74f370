"""Digital signatures: whose certificate it is, what a signed file was found to be, and the verdict.

Files are examined when they come in, outside every transaction; the gate decides on what was found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Row, ScalarSelect, Select, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, NotFound
from engine.registry import Registry
from engine.view import View
from workflows.attachments import BlobStore
from workflows.confinement import Overtaxed, Work, confined
from workflows.documents import pades
from workflows.documents.kinds import DocumentKind
from workflows.documents.legible import legible
from workflows.documents.pdf_history import hashes_of
from workflows.documents.store import Origin
from workflows.dossiers import Dossier
from workflows.tables.accounts import attachment, setting
from workflows.tables.documents import certificate as certificate_table
from workflows.tables.documents import document as document_table
from workflows.tables.documents import document_version as version_table
from workflows.tables.documents import signature_check
from workflows.tables.offices import person

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine

TOLERANCE = timedelta(minutes=10)
"""Clocks of tokens and servers differ by so much."""


class Mode(StrEnum):
    """How an office signs its decisions."""

    PAPER = "paper"
    """By hand; a scan is attached. A digital signature is welcome and examined all the same."""
    DIGITAL = "digital"
    """By certificate alone."""


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
class SetSignatureMode:
    """Say how the office signs."""

    office_id: str
    mode: str


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
    registry.command(SetSignatureMode, action="signature.mode", locate=_asked_mode, handle=set_mode)


# -- whose certificate it is


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
    rows = view.connection.execute(
        select(certificate_table)
        .where(certificate_table.c.office_id == office_id)
        .order_by(certificate_table.c.id.desc())
    )
    return [KnownCertificate(**row._mapping) for row in rows]


def set_mode(context: Context, command: SetSignatureMode, _about: object) -> object:
    if command.mode not in list(Mode):
        message = Message("signature.unknown_mode", "Choose how the office signs.")
        raise InvalidData([FieldError("mode", message)])
    dialect = postgresql if context.connection.dialect.name == "postgresql" else sqlite
    context.connection.execute(
        dialect.insert(setting)
        .values(name=_mode_name(command.office_id), value=command.mode)
        .on_conflict_do_update(index_elements=["name"], set_={"value": command.mode})
    )
    context.record(
        "signature.mode", "office", command.office_id, office_id=command.office_id, to=command.mode
    )
    return {"mode": command.mode}


def mode_of(view: View, office_id: str) -> Mode:
    """How an office signs; on paper unless it said otherwise. Read once a view."""
    return view.once(
        ("signature mode", office_id),
        lambda: _mode(view.connection.execute(select(_mode_query(office_id))).scalar_one()),
    )


def _mode_query(office_id: str) -> ScalarSelect[str]:
    return select(setting.c.value).where(setting.c.name == _mode_name(office_id)).scalar_subquery()


def _mode(found: str | None) -> Mode:
    return Mode.PAPER if found is None else Mode(found)


def _mode_name(office_id: str) -> str:
    return f"signature:{office_id}"


# -- what a file was found to be


EXAMINED = Work("workflows.documents.examining:examined", seconds=30)


def check_file(engine: ProcessEngine, blobs: BlobStore, sha256: str, trust: Path) -> None:
    """Examine a file that came in and keep what was found; nothing for files nobody signed."""
    pdf = blobs.path(sha256).read_bytes()
    if not pades.is_signed(pdf):
        return
    ends = hashes_of(pdf)
    with engine.view() as view:
        base = view.connection.execute(
            select(version_table.c.pdf_sha256)
            .where(version_table.c.pdf_sha256.in_(list(ends)), *MADE_TO_BE_SIGNED)
            .limit(1)
        ).scalar_one_or_none()
    now = engine.clock.now()
    plain = {"base": base, **_examined(pdf, trust, ends.get(base or ""), now)}
    with engine.database.write() as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(
            dialect.insert(signature_check)
            .values(sha256=sha256, found=plain, checked_at=now)
            .on_conflict_do_update(
                index_elements=["sha256"], set_={"found": plain, "checked_at": now}
            )
        )


def _examined(pdf: bytes, trust: Path, base: int | None, now: datetime) -> dict[str, object]:
    """What is in it, found out at arm's length: it may have been made to stop whoever looks."""
    told = {
        "roots": [one.dump().hex() for one in pades.roots_in(trust)],
        "base": base,
        "now": now.isoformat(),
    }
    try:
        found = confined(EXAMINED, pdf, json.dumps(told).encode("ascii"))
    except Overtaxed:
        return {"readable": False, "unaltered": False, "revisions": [], "signatures": []}
    return cast("dict[str, object]", json.loads(found))


def found_in(view: View, attachment_ids: Sequence[str]) -> Mapping[str, object] | None:
    """What was found in the one of the files that bears a signature; read once a view."""
    ids = tuple(attachment_ids)
    return view.once(("signature check", ids), lambda: _read_check(view, ids))


def brought(
    view: View, office_id: str, attachment_ids: Sequence[str]
) -> tuple[Mode, Mapping[str, object] | None]:
    """How the office signs, and what was found in the files that it brings; in one statement."""
    ids = tuple(attachment_ids)
    rows = view.connection.execute(
        _checks_of(ids).add_columns(_mode_query(office_id).label("mode"))
    ).all()
    if rows:
        view.once(("signature mode", office_id), lambda: _mode(rows[0].mode))
    found = view.once(("signature check", ids), lambda: _signed_one(rows))
    return mode_of(view, office_id), found


def check_of(view: View, sha256: str) -> Mapping[str, object] | None:
    """What was found in a file that is brought alone; nothing for one that nobody signed."""
    found = view.connection.execute(
        select(signature_check.c.found).where(signature_check.c.sha256 == sha256)
    ).scalar_one_or_none()
    return None if found is None else {**found, "sha256": sha256, "is_only": True}


def _read_check(view: View, attachment_ids: Sequence[str]) -> Mapping[str, object] | None:
    return _signed_one(view.connection.execute(_checks_of(attachment_ids)).all())


def _checks_of(attachment_ids: Sequence[str]) -> Select[tuple[object, ...]]:
    """Files, and what was found in those that bear signatures."""
    query: Select[tuple[object, ...]] = (
        select(attachment.c.sha256, attachment.c.size, signature_check.c.found)
        .outerjoin(signature_check, signature_check.c.sha256 == attachment.c.sha256)
        .where(attachment.c.id.in_(list(attachment_ids)))
        .order_by(attachment.c.sha256)
    )
    return query


def _signed_one(rows: Sequence[Row[tuple[object, ...]]]) -> Mapping[str, object] | None:
    signed = {row.sha256: row for row in rows if row.found is not None}
    if not signed:
        return None
    first = next(iter(signed.values()))
    found = cast("Mapping[str, object]", first.found)
    file = {"sha256": first.sha256, "size": first.size, "is_only": len(signed) == 1}
    return {**found, **file}


# -- the verdict


def fault_of(
    view: View, dossier: Dossier, found: Mapping[str, object] | None, *, signer: str, list_hash: str
) -> str:
    """Why a signed file does not do; empty when it does. Each reason is one of the gate's own."""
    if found is None:
        return "unsigned"
    if not found["is_only"]:
        return "several_signed"
    if not found["readable"]:
        return "unreadable"
    signatures = cast("Sequence[Mapping[str, object]]", found["signatures"])
    if not signatures:
        return "unsigned"
    version = _version_signed(view, dossier, str(found["base"] or ""))
    fault = _fault_of_file(found, signatures, version, list_hash)
    if fault or version is None:
        return fault
    (only,) = signatures
    return _fault_of_signature(view, dossier, only, signer) or (
        "" if is_plausible(only["signed_at"], version.made_at, view.now) else "wrong_time"
    )


def _fault_of_file(
    found: Mapping[str, object],
    signatures: Sequence[Mapping[str, object]],
    version: SignedVersion | None,
    list_hash: str,
) -> str:
    """What is wrong with the file, whoever signed it."""
    if not all(one["intact"] for one in signatures):
        return "altered"
    if version is None or version.bound_to != list_hash:
        return "not_this_document"
    places = [one["field"] for one in signatures]
    if places == [pades.SIGNATURE, pades.SEAL]:
        return "sealed_early"
    if places != [pades.SIGNATURE]:
        return "other_place"
    if signatures[0]["locks"]:
        return "locked"
    return "" if found["unaltered"] else "altered"


def _fault_of_signature(
    view: View, dossier: Dossier, signature: Mapping[str, object], signer: str
) -> str:
    """What is wrong with whose signature it is."""
    known = known_certificate(view, dossier.office_id, str(signature["fingerprint"]))
    if known is None or known.person_id != signer or known.revoked_at is not None:
        return "wrong_certificate"
    if not signature["trusted"]:
        return "untrusted"
    return "" if signature["in_force"] else "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedVersion:
    """The version of the decision that a file begins with."""

    id: str
    bound_to: str
    made_at: datetime


MADE_TO_BE_SIGNED = (
    version_table.c.origin == Origin.MADE.value,
    version_table.c.is_draft.is_(False),
    version_table.c.pdf_sha256 != "",
)
"""What we set ourselves, and no draft: neither what was brought nor what came back signed."""


def _version_signed(view: View, dossier: Dossier, sha256: str) -> SignedVersion | None:
    row = view.connection.execute(
        select(version_table.c.id, version_table.c.content, version_table.c.created_at)
        .join(document_table, document_table.c.id == version_table.c.document_id)
        .where(
            document_table.c.dossier_id == dossier.id,
            document_table.c.kind == DocumentKind.DECISION.value,
            version_table.c.pdf_sha256 == sha256,
            *MADE_TO_BE_SIGNED,
        )
        .order_by(version_table.c.ordinal.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    content = cast("Mapping[str, object]", row.content or {})
    return SignedVersion(
        id=row.id, bound_to=str(content.get("bound_to") or ""), made_at=row.created_at
    )


def is_plausible(signed_at: object, made_at: datetime, now: datetime) -> bool:
    """Not before the document was there, and not later than now."""
    if not isinstance(signed_at, str):
        return False
    at = datetime.fromisoformat(signed_at)
    return made_at - TOLERANCE <= at <= now + TOLERANCE


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


def _asked_mode(_context: Context, command: SetSignatureMode) -> SetSignatureMode:
    return command


def _certificate(context: Context, command: RevokeCertificate) -> KnownCertificate:
    row = context.connection.execute(
        select(certificate_table).where(certificate_table.c.id == command.certificate_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return KnownCertificate(**row._mapping)
