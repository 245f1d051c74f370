"""Whether a signed file does: the right paper, whole, signed by whoever had to sign it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select

from engine.view import View
from workflows.digital_signatures.certificates import known_certificate
from workflows.digital_signatures.checks import MADE_TO_BE_SIGNED
from workflows.documents import pades
from workflows.documents.kinds import DocumentKind
from workflows.dossiers import Dossier
from workflows.tables.documents import document as document_table
from workflows.tables.documents import document_version as version_table

TOLERANCE = timedelta(minutes=10)
"""Clocks of tokens and servers differ by so much."""


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


def signed_at(found: Mapping[str, object]) -> datetime:
    """When a file that bears one sound signature was signed, as that says itself."""
    (only,) = cast("Sequence[Mapping[str, object]]", found["signatures"])
    return datetime.fromisoformat(str(only["signed_at"]))


def is_plausible(signed_at: object, made_at: datetime, now: datetime) -> bool:
    """Not before the document was there, and not later than now."""
    if not isinstance(signed_at, str):
        return False
    at = datetime.fromisoformat(signed_at)
    return made_at - TOLERANCE <= at <= now + TOLERANCE
