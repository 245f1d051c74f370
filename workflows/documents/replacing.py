"""Replacing what went out wrong in its content by an equal document (R-DOC-05).

The new document says what the old one should have said, is signed by whoever may sign the old one,
and takes the next number; from then on the old one is withdrawn for all to see.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import update

from engine.clock import local
from engine.context import Context
from engine.errors import Forbidden, Message, WrongState
from engine.reasons import SHORTEST_REASON
from engine.registry import Registry
from engine.view import View
from workflows import editions, evidence, signing
from workflows.delegations import delegated
from workflows.digital_signatures.checks import check_of
from workflows.digital_signatures.mode import Mode, mode_of
from workflows.digital_signatures.verdict import fault_of
from workflows.documents.asking import add_finished, add_version, document_for, mark_issued
from workflows.documents.composing import checkable
from workflows.documents.content import Block, Paper, Paragraph, Table
from workflows.documents.issuing import NotIssued, number_of, sound_date
from workflows.documents.kinds import DESCRIBED
from workflows.documents.letterhead import holder, letterhead, number_line, signed_as, signer
from workflows.documents.replacement_paper import REPLACEABLE, is_replacement, without_number
from workflows.documents.store import (
    Document,
    Origin,
    get_document,
    get_version,
    holding_version,
    versions_of,
)
from workflows.documents.stored_paper import paper_of
from workflows.documents.telling import tell
from workflows.dossiers import get_dossier
from workflows.entries import Entries
from workflows.signatures import SIGNATURE_EVIDENCE
from workflows.tables.documents import document as document_table

LONGEST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReplacement:
    """Write an equal document in which `right` stands wherever `wrong` stood."""

    document_id: str
    wrong: str
    right: str
    reason: str
    form: str
    """As whom it will be signed: chairman, or for the chairman."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignReplacement:
    """Hand in the signed paper: a scan, or the file with its digital signature."""

    document_id: str
    form: str
    pdf_sha256: str
    pdf_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueReplacement:
    """Give the signed replacement the next number and withdraw what it replaces."""

    document_id: str
    dated: date
    late_reason: str = ""


class NotReplaceable(WrongState):
    """Only a decision is replaced by an equal one; make other documents anew or correct them."""


class ReplacedAlready(WrongState):
    """A replacement has been issued for this document already."""


class NoContent(WrongState):
    """This document was edited by hand: there is nothing here to write the new one from."""


class NoReplacement(WrongState):
    """This document replaces no other."""


class NotSignedYet(WrongState):
    """The replacement has not been signed yet."""


class SignatureFaulty(WrongState):
    """The signature cannot be taken: %(why)s"""


def register(registry: Registry) -> None:
    registry.command(
        DraftReplacement, action="document.prepare", locate=_locate, handle=draft_replacement
    )
    registry.command(
        SignReplacement, action="document.sign", locate=_locate, handle=sign_replacement
    )
    registry.command(
        IssueReplacement, action="document.issue", locate=_locate, handle=issue_replacement
    )


# -- drafting


def draft_replacement(context: Context, command: DraftReplacement, about: Document) -> object:
    """Written from what was issued, not from the rows: nothing else may have changed in it."""
    if about.kind not in REPLACEABLE:
        raise NotReplaceable()
    if not about.is_issued:
        raise NotIssued()
    entries = Entries()
    wrong = entries.text("wrong", command.wrong, least=2, most=LONGEST)
    right = entries.text("right", command.right, least=2, most=LONGEST)
    reason = entries.text("reason", command.reason, least=SHORTEST_REASON, most=LONGEST)
    if command.form not in signing.POSITIONS:
        entries.refuse("form", "unknown_form", "Choose as whom it is signed.")
    entries.require_sound()
    issued = _issued_paper(context, about)
    mended = _mended(issued, wrong, right)
    if mended == issued:
        entries.refuse("wrong", "not_in_it", "This does not stand in the document.")
    entries.require_sound()
    document = document_for(context, get_dossier(context, about.dossier_id), about.kind, about.id)
    if document.issued_at is not None:
        raise ReplacedAlready()
    paper = _replacing(context, about, mended, reason, command.form)
    paper = checkable(replace(paper, square=None), document.code)
    version_id = add_version(
        context, document, content=paper.plain(), content_hash=paper.content_hash, is_draft=False
    )
    tell(context, "document.replace", about, wrong=wrong, right=right, reason=reason)
    return {"document": document.id, "version": version_id}


def _issued_paper(view: View, about: Document) -> Paper:
    holds = holding_version(versions_of(view, [about.id])[about.id])
    content = get_version(view, holds.id).content if holds is not None else None
    if content is None:
        raise NoContent()
    return paper_of(content)


def _mended(paper: Paper, wrong: str, right: str) -> Paper:
    """What is told, with the words put right wherever they stand; heads and signatures stay."""

    def mend(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, text=block.text.replace(wrong, right))
        rows = tuple(tuple(cell.replace(wrong, right) for cell in row) for row in block.rows)
        total = tuple(cell.replace(wrong, right) for cell in block.total)
        return Table(columns=block.columns, rows=rows, total=total)

    return replace(
        paper,
        summary=paper.summary.replace(wrong, right),
        text=tuple(mend(block) for block in paper.text),
        annexes=tuple(
            replace(annex, blocks=tuple(mend(block) for block in annex.blocks))
            for annex in paper.annexes
        ),
    )


def _replacing(context: Context, about: Document, paper: Paper, reason: str, form: str) -> Paper:
    dossier = get_dossier(context, about.dossier_id)
    edition = editions.edition_of(context, dossier)
    head = letterhead(context, about.office_id)
    old = f"Quyết định số {about.symbol}" + (f" ngày {about.dated:%d/%m/%Y}" if about.dated else "")
    *bases, last = paper.bases
    article = Paragraph(
        lead=f"Điều {sum(_is_article(block) for block in paper.text) + 1}.",
        text=f"Quyết định này có hiệu lực kể từ ngày ký và thay thế {old} của Chủ tịch "
        f"{head.name}.",
    )
    return replace(
        paper,
        number=number_line(edition, DESCRIBED[about.kind].symbol),
        place_date=head.dated(None, local(context.now).year),
        summary=f"{paper.summary} (thay thế {old})",
        bases=(*bases, f"Xét thấy {old} có sai sót về nội dung: {reason};", last),
        text=(*paper.text, article),
        annexes=tuple(without_number(annex, about) for annex in paper.annexes),
        signers=(
            signer(
                signed_as(edition, form),
                holder(context, about.office_id, signing.POSITIONS[form]),
            ),
        ),
        is_draft=False,
        bound_to=evidence.list_hash(evidence.continuing(context, dossier.id)),
    )


def _is_article(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.lead.startswith("Điều ")


# -- signing


def sign_replacement(context: Context, command: SignReplacement, about: Document) -> object:
    """By the chairman, or a deputy with a delegation; what is signed digitally is examined."""
    _require_open(context, about)
    _require_signatory(context, command.form, about)
    found = check_of(context, command.pdf_sha256)
    if found is not None or mode_of(context, about.office_id) is Mode.DIGITAL:
        dossier = get_dossier(context, about.dossier_id)
        rows = evidence.continuing(context, dossier.id)
        fault = fault_of(
            context,
            dossier,
            found,
            signer=context.actor.id,
            list_hash=evidence.list_hash(rows),
        )
        if fault:
            raise SignatureFaulty(
                why=Message(f"signature.{fault}", SIGNATURE_EVIDENCE.reasons[fault])
            )
    version_id = add_finished(
        context,
        about,
        content_hash=command.pdf_sha256,
        origin=Origin.SIGNED,
        pdf_sha256=command.pdf_sha256,
        pdf_size=command.pdf_size,
    )
    tell(
        context,
        "document.sign",
        about,
        form=command.form,
        pdf=command.pdf_sha256,
        digital=found is not None,
    )
    return {"document": about.id, "version": version_id}


def _require_open(context: Context, about: Document) -> None:
    if not is_replacement(about):
        raise NoReplacement()
    if about.issued_at is not None:
        raise ReplacedAlready()
    if not get_document(context, about.about_id).is_issued:
        raise NotIssued()


def _require_signatory(context: Context, form: str, about: Document) -> None:
    """The form of the paper says who has to sign; the act is the actor's own."""
    position = signing.POSITIONS.get(form, "")
    actor, today = context.actor, local(context.now).date()
    if not position or not actor.holds(position, office_id=about.office_id):
        raise Forbidden(SIGNATURE_EVIDENCE.reasons["not_authorised"], code="not_authorised")
    is_deputy = form == signing.FOR_CHAIRMAN
    if is_deputy and not delegated(context, about.office_id, actor.id, today):
        text = SIGNATURE_EVIDENCE.reasons["no_delegation"]
        raise Forbidden(text, code="no_delegation", day=f"{today:%d/%m/%Y}")


# -- issuing


def issue_replacement(context: Context, command: IssueReplacement, about: Document) -> object:
    """The next number for the new one; the old one says for good by what it was replaced."""
    _require_open(context, about)
    signed = next(iter(versions_of(context, [about.id])[about.id]), None)
    if signed is None or signed.origin is not Origin.SIGNED:
        raise NotSignedYet()
    late = sound_date(context, command.dated, command.late_reason)
    dossier = get_dossier(context, about.dossier_id)
    entry = number_of(context, about, command.dated, dossier.title, late)
    issued = mark_issued(context, about, entry, command.dated)
    is_digital = check_of(context, signed.pdf_sha256) is not None
    add_version(
        context,
        issued,
        content=None,
        content_hash="",
        is_draft=False,
        origin=Origin.SEALED if is_digital else Origin.MADE,
    )
    context.connection.execute(
        update(document_table)
        .where(document_table.c.id == about.about_id)
        .values(withdrawn_at=context.now, withdrawn_reason=f"Thay thế bằng {entry.symbol}")
    )
    tell(
        context,
        "document.issue",
        about,
        number=entry.symbol,
        dated=command.dated,
        late=late,
        replaces=about.about_id,
    )
    return {"document": about.id, "symbol": entry.symbol}


def _locate(
    context: Context, command: DraftReplacement | SignReplacement | IssueReplacement
) -> Document:
    return get_document(context, command.document_id)
