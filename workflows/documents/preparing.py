"""Asking for a document: its content is fixed in the command, the files are made afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.context import Context
from engine.errors import FieldError, InvalidData, Message, WrongState
from engine.registry import Registry
from engine.view import View
from workflows import editions, evidence, signing
from workflows.decisions import signed_decision
from workflows.documents.asking import add_version, document_for
from workflows.documents.composing import COMPOSERS, checkable, compose
from workflows.documents.decision import decision
from workflows.documents.kinds import SLIPS, DocumentKind
from workflows.documents.letterhead import holder, signed_as, signer
from workflows.documents.store import Document, Origin, Version, holding_version, versions_of
from workflows.documents.telling import tell
from workflows.dossiers import Dossier, get_dossier

ABOUT_SOMETHING = frozenset(
    {
        *(DocumentKind.CERTIFICATE, DocumentKind.MINUTES, DocumentKind.TALLY),
        *(DocumentKind.NOTICE, *SLIPS.values()),
    }
)
LONGEST_KEY = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareDocument:
    """Make a document anew from what the dossier says now."""

    dossier_id: str
    kind: str
    about_id: str = ""
    """The slip, session, publication or printer that it is about; the newest when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareForSignature:
    """Make the decision as it is to be signed digitally: no draft, with room for signatures."""

    dossier_id: str
    form: str
    """As whom it will be signed: chairman, or for the chairman."""


class AlreadyIssued(WrongState):
    """This document has been issued; it can be corrected or replaced, not made anew."""


class AlreadySigned(WrongState):
    """This document has been signed as it stands; only another list needs another paper."""


class EditedByHand(WrongState):
    """The decision was edited in Word: make it anew without the edits, or sign it on paper."""


def register(registry: Registry) -> None:
    registry.command(PrepareDocument, action="document.prepare", locate=_locate, handle=prepare)
    registry.command(
        PrepareForSignature,
        action="document.prepare",
        locate=_locate,
        handle=prepare_for_signature,
    )


def prepare(context: Context, command: PrepareDocument, dossier: Dossier) -> object:
    """Fix the content; nothing is made again that says the same."""
    kind = _kind(command.kind)
    _require_about(kind, command.about_id)
    document = document_for(context, dossier, kind, command.about_id)
    newest = holding_version(versions_of(context, [document.id])[document.id])
    if kind is not DocumentKind.CERTIFICATE:
        require_open(context, document, newest)
    composed = compose(context, dossier, document)
    if newest is not None and newest.content_hash == composed.content_hash:
        return {"document": document.id, "version": newest.id}
    version_id = add_version(
        context,
        document,
        content=composed.plain(),
        content_hash=composed.content_hash,
        is_draft=composed.is_draft,
    )
    tell(context, "document.prepare", document, content=composed.content_hash)
    return {"document": document.id, "version": version_id}


def prepare_for_signature(
    context: Context, command: PrepareForSignature, dossier: Dossier
) -> object:
    """Bound to the list as it stands: a list that changes needs a paper of its own."""
    if command.form not in signing.POSITIONS:
        message = Message("document.unknown_form", "Choose as whom it is signed.")
        raise InvalidData([FieldError("form", message)])
    document = document_for(context, dossier, DocumentKind.DECISION)
    newest = holding_version(versions_of(context, [document.id])[document.id])
    if document.issued_at is not None:
        raise AlreadyIssued()
    if newest is not None and newest.origin is Origin.EDITED:
        raise EditedByHand()
    edition = editions.edition_of(context, dossier)
    name = holder(context, dossier.office_id, signing.POSITIONS[command.form])
    composed = replace(
        checkable(decision(context, dossier, ""), document.code),
        signers=(signer(signed_as(edition, command.form), name),),
        is_draft=False,
        bound_to=evidence.list_hash(evidence.continuing(context, dossier.id)),
    )
    if newest is not None and newest.content_hash == composed.content_hash:
        return {"document": document.id, "version": newest.id}
    version_id = add_version(
        context,
        document,
        content=composed.plain(),
        content_hash=composed.content_hash,
        is_draft=False,
    )
    tell(
        context,
        "document.prepare",
        document,
        content=composed.content_hash,
        to_be_signed=command.form,
    )
    return {"document": document.id, "version": version_id}


def require_open(view: View, document: Document, newest: Version | None) -> None:
    """Nothing is put before what has gone out, nor before what was signed and still stands."""
    if document.issued_at is not None:
        raise AlreadyIssued()
    if newest is None or newest.origin is not Origin.SIGNED:
        return
    decision = signed_decision(view, document.dossier_id)
    rows = evidence.continuing(view, document.dossier_id)
    if decision is None or decision.content_hash == evidence.list_hash(rows):
        raise AlreadySigned()


def _kind(name: str) -> DocumentKind:
    known = {kind.value: kind for kind in COMPOSERS}
    if name not in known:
        message = Message("document.unknown_kind", "Choose which document.")
        raise InvalidData([FieldError("kind", message)])
    return known[name]


def _require_about(kind: DocumentKind, about: str) -> None:
    """Most are about the dossier alone; what others are about, their composers look up."""
    if about and (kind not in ABOUT_SOMETHING or len(about) > LONGEST_KEY):
        message = Message("document.unknown_about", "This document is about nothing of that kind.")
        raise InvalidData([FieldError("about", message)])


def _locate(context: Context, command: PrepareDocument | PrepareForSignature) -> Dossier:
    return get_dossier(context, command.dossier_id)
