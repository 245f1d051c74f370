"""The office's seal, put outside the installation on what was signed and numbered here.

A registry whose token works on its own machine takes the issued file along, signs it in the field
named Seal with number and date as the picture, and brings it back; it is examined like every other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from engine.context import Context
from engine.errors import Message, WrongState
from engine.registry import Registry
from engine.view import View
from workflows.digital_signatures.certificates import known_certificate
from workflows.digital_signatures.checks import check_of
from workflows.digital_signatures.verdict import is_plausible
from workflows.documents.asking import add_finished
from workflows.documents.pades import SEAL, SIGNATURE
from workflows.documents.store import (
    Document,
    Origin,
    Version,
    VersionState,
    get_document,
    get_version,
    versions_of,
)
from workflows.documents.telling import tell
from workflows.signatures import SIGNATURE_EVIDENCE

FAULTS: Mapping[str, str] = {
    **SIGNATURE_EVIDENCE.reasons,
    "not_sealed": "The file bears no seal after the signature: sign it in the field named Seal.",
    "not_what_was_signed": "This is not the decision as it was signed and got its number here.",
    "not_the_office": "The certificate is not one that is entered as the office's.",
}
"""Why a sealed file is not taken, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SealDocument:
    """Hand in the issued file with the office's signature; it was stored and examined before."""

    document_id: str
    pdf_sha256: str
    pdf_size: int


class NothingToSeal(WrongState):
    """Only what was signed digitally and has its number is sealed, and once."""


class SealFaulty(WrongState):
    """The seal cannot be taken: %(why)s"""


def register(registry: Registry) -> None:
    registry.command(SealDocument, action="document.issue", locate=_locate, handle=seal_document)


def seal_document(context: Context, command: SealDocument, about: Document) -> object:
    """The sealed file is the document from here on; pages and content stay what they were."""
    signed = waits_for_seal(about, versions_of(context, [about.id])[about.id])
    if signed is None:
        raise NothingToSeal()
    fault = _fault(context, about, signed, check_of(context, command.pdf_sha256))
    if fault:
        raise SealFaulty(why=Message(f"seal.{fault}", FAULTS[fault]))
    version_id = add_finished(
        context,
        about,
        content=get_version(context, signed.id).content,
        content_hash=signed.content_hash,
        origin=Origin.SEALED,
        pdf_sha256=command.pdf_sha256,
        pdf_size=command.pdf_size,
        pages=signed.pages,
        pages_sha256=signed.pages_sha256,
    )
    tell(context, "document.seal", about, number=about.symbol, pdf=command.pdf_sha256)
    return {"document": about.id, "version": version_id}


def waits_for_seal(document: Document, versions: Sequence[Version]) -> Version | None:
    """What was issued just as the person signed it: the office has not sealed it here."""
    newest = versions[0] if versions else None
    if newest is None or newest.origin is not Origin.SEALED or not document.is_issued:
        return None
    signed = {one.pdf_sha256 for one in versions if one.origin is Origin.SIGNED}
    is_ready = newest.state is VersionState.READY
    return newest if is_ready and newest.pdf_sha256 in signed else None


def _fault(view: View, about: Document, signed: Version, found: Mapping[str, object] | None) -> str:
    """What is wrong with the file; empty when it is what was signed, sealed by the office."""
    if found is None:
        return "unsigned"
    if not found["readable"]:
        return "unreadable"
    if signed.pdf_sha256 not in cast("Sequence[str]", found["revisions"]):
        return "not_what_was_signed"
    signatures = cast("Sequence[Mapping[str, object]]", found["signatures"])
    if not all(one["intact"] for one in signatures) or not found["unaltered"]:
        return "altered"
    if [one["field"] for one in signatures] != [SIGNATURE, SEAL]:
        return "not_sealed"
    return _fault_of_seal(view, about, signed, signatures[1])


def _fault_of_seal(view: View, about: Document, signed: Version, seal: Mapping[str, object]) -> str:
    known = known_certificate(view, about.office_id, str(seal["fingerprint"]))
    if known is None or known.person_id is not None or known.revoked_at is not None:
        return "not_the_office"
    if not seal["trusted"]:
        return "untrusted"
    if not seal["in_force"]:
        return "expired"
    return "" if is_plausible(seal["signed_at"], signed.created_at, view.now) else "wrong_time"


def _locate(context: Context, command: SealDocument) -> Document:
    return get_document(context, command.document_id)
