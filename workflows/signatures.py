"""Signatures: who may sign what, the evidence of it, and the gate that asks for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.actors import Actor
from engine.calendar import end_of_day
from engine.clock import local
from engine.context import Context
from engine.execution import Scalar
from engine.gates import Finding, Gate, GateContext, allow
from engine.gates import refuse as shut
from engine.live import LiveInstance
from engine.model import Element
from engine.registry import Registry, Topic
from engine.view import View
from workflows import evidence, signing
from workflows.decisions import Decision, hold, signed_decision
from workflows.delegations import delegated
from workflows.digital_signatures.checks import brought, found_in
from workflows.digital_signatures.mode import Mode
from workflows.digital_signatures.verdict import fault_of, signed_at
from workflows.documents.asking import add_version, document_for
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import Origin, VersionState
from workflows.dossiers import Dossier, dossier_of
from workflows.evidence import Proof
from workflows.honours import honoured_meanwhile
from workflows.interests import is_named
from workflows.positions import holders_of
from workflows.submissions import (
    day,
    handed_in,
    readable_day,
    required_words,
    text,
    words,
)

VICE = signing.POSITIONS[signing.FOR_CHAIRMAN]

Locals = Mapping[str, Scalar]


def register(registry: Registry) -> None:
    registry.topic(Topic("record_signature", "Record the signature", record_signature))


def record_signature(
    context: Context, live: LiveInstance, _element: Element, _locals: Locals
) -> None:
    """Keep who signed what, when and in which form; an earlier signature gives way to it."""
    dossier = dossier_of(context, live.id)
    values = handed_in(live, signing.FORM)
    signed_on = day(values, "signed_on")
    rows = evidence.continuing(context, dossier.id)
    signing.require_not_too_early(
        signed_on, dossier.regime_date, evidence.complete_since(rows, context.now)
    )
    scan = required_words(values, "scan")
    decision = Decision(
        id=context.new_id(),
        dossier_id=dossier.id,
        office_id=dossier.office_id,
        content_hash=evidence.list_hash(rows),
        signed_at=min(context.now, end_of_day(signed_on)),
        signed_by=context.actor.id,
        signer_name=context.actor.name,
        signer_position=signing.POSITIONS[text(values, "signature_form")],
        scan=list(scan),
        summary=dossier.title,
    )
    hold(context, decision)
    digital = found_in(context, scan)
    if digital is not None:
        _keep_signed_version(context, dossier, digital)
    context.record(
        "decision.sign",
        "decision",
        decision.id,
        office_id=dossier.office_id,
        instance_id=live.id,
        form=text(values, "signature_form"),
        signed_on=signed_on,
        names_signatory=_is_named(context.actor, rows),
        digital=digital is not None,
    )


def _keep_signed_version(context: Context, dossier: Dossier, file: Mapping[str, object]) -> None:
    """The signed file is a version of the decision, the one that holds from now on."""
    document = document_for(context, dossier, DocumentKind.DECISION)
    sha256 = str(file["sha256"])
    add_version(
        context,
        document,
        content=None,
        content_hash=sha256,
        is_draft=False,
        origin=Origin.SIGNED,
        state=VersionState.READY,
        pdf_sha256=sha256,
        pdf_size=file["size"],
        ready_at=context.now,
    )


# -- the gate


@signing.unless_sent_back
def signature_evidence(context: GateContext) -> Finding:
    """The list is signed as it stands, on paper that is attached, by somebody who may (R-DOC-04).

    While signing, the form that is handed in is looked at; afterwards what was recorded.
    """
    dossier = dossier_of(context.view, context.instance.id)
    rows = evidence.continuing(context.view, dossier.id)
    if not rows:
        return shut("nobody_left", who="award_officer")
    given = honoured_meanwhile(context.view, dossier)
    again = [row for row in rows if row.nominee_id in given]
    if again:
        return shut("honoured_meanwhile", who="award_officer", **evidence.named(again))
    if context.submission.get(signing.RESULT) == signing.SIGNED:
        return _signing(context, dossier, rows)
    decision = signed_decision(context.view, dossier.id)
    if decision is None or not decision.scan:
        return shut("not_signed", who="chairman")
    if decision.content_hash != evidence.list_hash(rows):
        return shut("changed_since", who="chairman")
    return allow(signer=decision.signer_name, position=decision.signer_position)


def _signing(context: GateContext, dossier: Dossier, rows: Sequence[Proof]) -> Finding:
    if not words(context.submission, "scan"):
        return shut("no_scan", who="chairman")
    actor = context.view.actor if isinstance(context.view, Context) else None
    position = signing.POSITIONS.get(text(context.submission, "signature_form"), "")
    if actor is None:
        return shut("not_signed", who="chairman")
    if not position or not actor.holds(position, office_id=dossier.office_id):
        return shut("not_authorised", who="chairman")
    if _is_named(actor, rows) and _others_may_sign(context.view, actor, dossier):
        return shut("names_signatory", who="vice_chairman")
    signed_on = readable_day(context.submission, "signed_on") or local(context.now).date()
    if position == VICE and not delegated(context.view, dossier.office_id, actor.id, signed_on):
        return shut("no_delegation", who="head_of_office", day=f"{signed_on:%d/%m/%Y}")
    mode, found = brought(context.view, dossier.office_id, words(context.submission, "scan"))
    if found is None and mode is Mode.PAPER:
        return allow(signer=actor.name, position=position)
    fault = fault_of(
        context.view, dossier, found, signer=actor.id, list_hash=evidence.list_hash(rows)
    )
    if fault or found is None:
        return shut(fault, who="chairman")
    really = signed_at(found)
    if local(really).date() != signed_on:
        # An act of delegation, or a day before the due date, would be had by writing another day.
        return shut("other_day", who="chairman", day=f"{local(really):%d/%m/%Y}")
    return allow(signer=actor.name, position=position)


def _is_named(actor: Actor, rows: Sequence[Proof]) -> bool:
    return any(is_named(actor, row.subject_id) for row in rows)


def _others_may_sign(view: View, actor: Actor, dossier: Dossier) -> bool:
    """Where nobody else may sign, the signatory does, and the journal keeps that it was so."""
    signers = {f"{position}@{dossier.office_id}" for position in signing.POSITIONS.values()}
    return bool(holders_of(view, signers).keys() - actor.selves)


SIGNATURE_EVIDENCE = Gate(
    key="signature_evidence",
    title="Signed by somebody who may, with the paper attached",
    rule="R-DOC-04",
    law="document.signed_as::chairman",
    predicate=signature_evidence,
    absolute=frozenset(
        {
            *("nobody_left", "not_signed", "no_scan", "not_authorised", "changed_since"),
            "honoured_meanwhile",
        }
    ),
    reasons={
        "nobody_left": "Nobody is left on the list: there is nothing to decide.",
        "honoured_meanwhile": "Another decision has honoured the same achievement of %(count)s on "
        "the list meanwhile: %(names)s. Send the dossier back to its appraisal.",
        "not_signed": "The decision has not been signed yet.",
        "no_scan": "The signed decision is not attached.",
        "not_authorised": "You do not hold the position in whose form the decision is signed.",
        "names_signatory": "The list names you; the other authorised signatory has to sign.",
        "changed_since": "The list was changed after the decision was signed.",
        "no_delegation": "No act in force on %(day)s delegates the chairman's signature to you.",
        "unsigned": "The file bears no digital signature.",
        "several_signed": "More than one attached file bears signatures: attach the signed "
        "decision alone.",
        "unreadable": "The file cannot be read through: it is damaged, or put together by hand.",
        "not_this_document": "What was signed is not this decision as the office made it for the "
        "list as it stands now.",
        "altered": "The file was altered: something other than signatures was added or changed.",
        "other_place": "The signature does not stand in the field that was left for it: sign in "
        "the field named Signature.",
        "sealed_early": "The file bears another signature besides yours: the office seals it when "
        "the decision gets its number.",
        "locked": "The signature forbids the office's seal that has to follow: sign without "
        "certifying or locking the document.",
        "wrong_certificate": "The certificate is not one that is entered as yours.",
        "untrusted": "The certificate does not lead to an issuer that the office trusts.",
        "expired": "The certificate was not valid at the time of signing.",
        "other_day": "The file was signed on %(day)s; enter that as the day of signature.",
        "wrong_time": "The time of signing cannot be: it lies before the document was made, or "
        "ahead.",
    },
)
