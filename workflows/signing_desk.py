"""Signing here, with a file or a token: each decision signed, kept, and its step completed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.actors import Actor
from engine.clock import local
from engine.completing import CompleteTask
from engine.errors import Message, Rejected, WrongState
from engine.lifecycle import OPEN_TASK
from engine.tables import user_task
from engine.view import View
from workflows import attachments, evidence, signing
from workflows.attachments import BlobStore
from workflows.digital_signatures.checks import check_file
from workflows.documents import pades
from workflows.documents.kinds import DocumentKind
from workflows.documents.signature_places import picture_of_signature
from workflows.documents.signing_keys import SigningKey
from workflows.documents.store import (
    Origin,
    Version,
    VersionState,
    find_document,
    get_version,
    holding_version,
    versions_of,
)
from workflows.dossiers import Dossier, get_dossier

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

    from engine.process_engine import ProcessEngine

REASON = "Ký quyết định khen thưởng"


class NothingToSign(WrongState):
    """The decision has not been made ready for signature; have it made first."""


class BeingMade(WrongState):
    """The decision is being made ready for signature; try again in a moment."""


class NotWaiting(WrongState):
    """This dossier does not wait for a signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What came of one decision in a batch."""

    dossier_id: str
    refusal: Message | None
    """Why it was not signed; None when it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who signs with what, on whose machine."""

    engine: ProcessEngine
    blobs: BlobStore
    trust: Path
    actor: Actor
    form: str
    """As whom: chairman, or for the chairman."""


def sign_all(
    desk: Desk, dossier_ids: Sequence[str], with_key: SigningKey, *, key: str | None = None
) -> Sequence[Signed]:
    """Sign many decisions with one certificate; one that is refused never holds up the others."""
    results = []
    with with_key.opened() as signer:
        for dossier_id in dossier_ids:
            try:
                sign_one(desk, dossier_id, signer, key=f"{key}:{dossier_id}" if key else None)
            except Rejected as refusal:
                results.append(Signed(dossier_id=dossier_id, refusal=_first(refusal)))
            else:
                results.append(Signed(dossier_id=dossier_id, refusal=None))
    return results


def sign_one(desk: Desk, dossier_id: str, signer: Signer, *, key: str | None = None) -> object:
    """Sign the decision of a dossier; the gate then examines it like one signed elsewhere."""
    with desk.engine.view() as view:
        dossier = get_dossier(view, dossier_id)
        task_id, revision = _step(view, dossier)
        version = to_be_signed(view, dossier)
    if version is None:
        raise NothingToSign()
    if version.state is not VersionState.READY:
        raise BeingMade()
    now = desk.engine.clock.now()
    signed = pades.sign(
        desk.blobs.path(version.pdf_sha256).read_bytes(),
        signer,
        field=pades.SIGNATURE,
        name=desk.actor.name,
        reason=REASON,
        stamp=picture_of_signature(signer=desk.actor.name, office=dossier.office_name, at=now),
        at=now,
    )
    scan = _kept(desk, signed, dossier)
    return desk.engine.execute(
        CompleteTask(
            task_id=task_id,
            revision=revision,
            data={
                signing.RESULT: signing.SIGNED,
                "signature_form": desk.form,
                "signed_on": local(now).date().isoformat(),
                "scan": [scan],
            },
        ),
        desk.actor,
        key=key,
    )


def to_be_signed(view: View, dossier: Dossier) -> Version | None:
    """The newest version made for signature, when it is of the list as it stands."""
    document = find_document(view, dossier.id, DocumentKind.DECISION)
    if document is None:
        return None
    rows = evidence.continuing(view, dossier.id)
    versions = versions_of(view, [document.id])[document.id]
    holds = holding_version(versions)
    if holds is not None and holds.origin is Origin.EDITED:
        return None
    for one in versions:
        if one.is_draft or one.state is VersionState.FAILED:
            continue
        whole = get_version(view, one.id)
        if (whole.content or {}).get("bound_to") == evidence.list_hash(rows):
            return whole
    return None


def _kept(desk: Desk, signed: bytes, dossier: Dossier) -> str:
    with desk.engine.database.write() as connection:
        stored = attachments.store(
            connection,
            desk.blobs,
            io.BytesIO(signed),
            name=f"quyet-dinh-da-ky-{dossier.code}.pdf",
            actor=desk.actor,
            office_id=dossier.office_id,
            ids=desk.engine.ids,
            now=desk.engine.clock.now(),
        )
    check_file(desk.engine, desk.blobs, stored.sha256, desk.trust)
    return stored.id


def _step(view: View, dossier: Dossier) -> tuple[str, int]:
    row = view.connection.execute(
        select(user_task.c.id, user_task.c.revision).where(
            user_task.c.instance_id == dossier.instance_id,
            user_task.c.form_key == signing.FORM,
            user_task.c.state.in_(OPEN_TASK),
        )
    ).first()
    if row is None:
        raise NotWaiting()
    return row.id, row.revision


def _first(refusal: Rejected) -> Message:
    """The sentence to show: a shut gate's own reason rather than that it is shut."""
    for finding in getattr(refusal, "findings", ()):
        if not finding.passed and finding.message is not None:
            message: Message = finding.message
            return message
    for error in getattr(refusal, "errors", ()):
        found: Message = error.message
        return found
    return refusal.message
