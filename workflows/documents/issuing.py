"""Giving a document its number, taking it back for all to see, correcting what went out wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select, update

from engine.clock import local
from engine.context import Context
from engine.errors import NotFound, WrongState
from engine.jobs import lock_case, require_carried_out
from engine.reasons import SHORTEST_REASON
from engine.registry import Registry
from engine.view import View
from workflows import editions
from workflows.deciders import is_decided_here
from workflows.documents.asking import add_version, document_for, issue_edited, mark_issued
from workflows.documents.composing import checkable, compose, numbered
from workflows.documents.content import Paper, Paragraph
from workflows.documents.kinds import DESCRIBED, DocumentKind
from workflows.documents.layout import layout_of
from workflows.documents.letterhead import chairman_of, letterhead, number_line, signed_as, signer
from workflows.documents.store import Document, get_document
from workflows.documents.telling import tell
from workflows.dossiers import Dossier, get_dossier
from workflows.entries import Entries
from workflows.registers import Entry, enter, symbol_of
from workflows.signing import CHAIRMAN
from workflows.tables.documents import document as document_table
from workflows.tables.dossiers import dossier as dossier_table
from workflows.tables.registers import register_entry

LONGEST_REASON = 1000

NUMBERED_HERE = (DocumentKind.SUBMISSION, DocumentKind.REPORT, DocumentKind.TALLY)
"""Numbered by the registry on their own; the decision gets its number in its procedure."""

NUMBERED = (*NUMBERED_HERE, DocumentKind.DECISION)
"""Bear room for a number until they are issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDocument:
    """Enter a document in its register and have it made under its number."""

    document_id: str
    dated: date
    late_reason: str = ""
    """Why it is entered after it went out on paper; needed for a day that has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelNumber:
    """Take a number back: it stays in the register with its reason, nobody gets it again."""

    entry_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectDocument:
    """Put right a slip of form in a document that went out (R-DOC-05): công văn đính chính."""

    document_id: str
    wrong: str
    right: str
    dated: date


class NotNumberedHere(WrongState):
    """This kind of document gets its number elsewhere."""


class HasNumber(WrongState):
    """The document has its number already: %(symbol)s."""


class NotIssued(WrongState):
    """The document has not been issued; change it instead of correcting it."""


class AlreadyCancelled(WrongState):
    """This number has been cancelled already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberEntry:
    """A line of a register, as it is acted on."""

    id: str
    office_id: str
    symbol: str
    is_cancelled: bool
    instance_id: str = ""
    """The case in which it was given, locked; empty where it belongs to none."""


def register(registry: Registry) -> None:
    registry.command(IssueDocument, action="document.issue", locate=_locate, handle=issue_document)
    registry.command(
        CorrectDocument, action="document.correct", locate=_locate, handle=correct_document
    )
    registry.command(CancelNumber, action="register.cancel", locate=_entry, handle=cancel_number)


def issue_document(context: Context, command: IssueDocument, about: Document) -> object:
    """The next number of the year of its date; a day that has passed needs its reason.

    A document whose number was cancelled gets another: it stands again, under that one alone.
    """
    dossier = get_dossier(context, about.dossier_id)
    if not is_numbered_here(context, about, dossier):
        raise NotNumberedHere()
    if about.is_issued:
        raise HasNumber(symbol=about.symbol or "")
    late = sound_date(context, command.dated, command.late_reason)
    entry = number_of(context, about, command.dated, dossier.title, late)
    issued = _standing(context, mark_issued(context, about, entry, command.dated))
    if not issue_edited(context, issued):
        composed = compose(context, dossier, issued)
        add_version(
            context,
            issued,
            content=composed.plain(),
            content_hash=composed.content_hash,
            is_draft=composed.is_draft,
        )
    tell(context, "document.issue", issued, number=entry.symbol, dated=command.dated, late=late)
    return {"document": issued.id, "symbol": entry.symbol}


def _standing(context: Context, issued: Document) -> Document:
    """What was withdrawn with its first number is withdrawn no more."""
    if issued.withdrawn_at is None:
        return issued
    context.connection.execute(
        update(document_table)
        .where(document_table.c.id == issued.id)
        .values(withdrawn_at=None, withdrawn_reason="")
    )
    return replace(issued, withdrawn_at=None, withdrawn_reason="")


def is_numbered_here(view: View, about: Document, dossier: Dossier) -> bool:
    """A submission that goes up gets its number where it is sent, as a decision where issued."""
    if about.kind not in NUMBERED_HERE:
        return False
    return about.kind is not DocumentKind.SUBMISSION or is_decided_here(view, dossier)


def cancel_number(context: Context, command: CancelNumber, about: NumberEntry) -> object:
    """The line stays; the document that bore the number is withdrawn for all to see."""
    if about.is_cancelled:
        raise AlreadyCancelled()
    if about.instance_id:  # Else the paper that is made right after would still go out.
        require_carried_out(context, about.instance_id)
    entries = Entries()
    reason = entries.text("reason", command.reason, least=SHORTEST_REASON, most=LONGEST_REASON)
    entries.require_sound()
    context.connection.execute(
        update(register_entry)
        .where(register_entry.c.id == about.id)
        .values(cancelled_at=context.now, cancelled_by=context.actor.id, cancel_reason=reason)
    )
    context.connection.execute(
        update(document_table)
        .where(document_table.c.entry_id == about.id)
        .values(withdrawn_at=context.now, withdrawn_reason=reason)
    )
    context.record(
        "register.cancel",
        "register_entry",
        about.id,
        office_id=about.office_id,
        symbol=about.symbol,
        reason=reason,
    )
    return {"entry": about.id}


def correct_document(context: Context, command: CorrectDocument, about: Document) -> object:
    """A letter under a number of its own that says what should have stood there."""
    if not about.is_issued:
        raise NotIssued()
    entries = Entries()
    wrong = entries.text("wrong", command.wrong, least=3, most=LONGEST_REASON)
    right = entries.text("right", command.right, least=3, most=LONGEST_REASON)
    entries.require_sound()
    dossier = get_dossier(context, about.dossier_id)
    letter = document_for(context, dossier, DocumentKind.CORRECTION, about.id)
    entry = number_of(context, letter, command.dated, f"Đính chính {about.symbol}", "")
    issued = mark_issued(context, letter, entry, command.dated)
    paper = checkable(
        numbered(_letter(context, about, issued, wrong, right), context, issued), issued.code
    )
    add_version(
        context,
        issued,
        content=paper.plain(),
        content_hash=paper.content_hash,
        is_draft=False,
    )
    tell(context, "document.correct", about, by=entry.symbol, wrong=wrong, right=right)
    return {"document": issued.id, "symbol": entry.symbol}


def _letter(context: Context, about: Document, letter: Document, wrong: str, right: str) -> Paper:
    dossier = get_dossier(context, about.dossier_id)
    edition = editions.edition_of(context, dossier)
    head = letterhead(context, about.office_id)
    name = DESCRIBED[about.kind].name.vi
    on = f" ngày {about.dated:%d/%m/%Y}" if about.dated else ""
    return Paper(
        kind=letter.kind,
        layout=layout_of(edition),
        upper_body="",
        body=head.lines,
        number=number_line(edition, DESCRIBED[letter.kind].symbol),
        place_date="",
        type_name="",
        summary=f"V/v đính chính {name} số {about.symbol}",
        addressee="Kính gửi: Các cơ quan, đơn vị, cá nhân có liên quan",
        text=(
            Paragraph(
                text=f"{head.name} đã ban hành {name} số {about.symbol}{on}. Do sơ suất về thể "
                "thức, kỹ thuật trình bày, nay đính chính như sau:"
            ),
            Paragraph(text=f"Tại văn bản đã ban hành ghi là: “{wrong}”."),
            Paragraph(text=f"Nay sửa lại là: “{right}”."),
            Paragraph(text="Các nội dung khác không thay đổi./."),
        ),
        signers=(signer(signed_as(edition, CHAIRMAN), chairman_of(context, dossier)),),
        recipients=("Như trên;", "Lưu: Văn thư, hồ sơ."),
    )


def number_of(
    context: Context, document: Document, dated: date, summary: str, late_reason: str
) -> Entry:
    dossier = get_dossier(context, document.dossier_id)
    symbol = DESCRIBED[document.kind].symbol
    return enter(
        context,
        office_id=document.office_id,
        kind=symbol,
        period=str(dated.year),
        symbol=symbol_of(editions.edition_of(context, dossier), symbol),
        summary=summary,
        dossier_id=document.dossier_id,
        late_reason=late_reason,
    )


def sound_date(context: Context, dated: date, late_reason: str) -> str:
    """The reason of a late entry; empty when it is entered on its day."""
    today = local(context.now).date()
    entries = Entries()
    if dated > today:
        entries.refuse("dated", "in_future", "This day has not come yet.")
    late = ""
    if dated < today:
        late = entries.text("late_reason", late_reason, least=SHORTEST_REASON, most=LONGEST_REASON)
    entries.require_sound()
    return late


def _locate(context: Context, command: IssueDocument | CorrectDocument) -> Document:
    return get_document(context, command.document_id)


def _entry(context: Context, command: CancelNumber) -> NumberEntry:
    """A line of a register, and before it its case: in that order jobs lock them too."""
    asked = register_entry.c.id == command.entry_id
    instance_id = context.connection.execute(
        select(func.coalesce(dossier_table.c.instance_id, ""))
        .select_from(register_entry.outerjoin(dossier_table))
        .where(asked)
    ).scalar_one_or_none()
    if instance_id is None:
        raise NotFound()
    if instance_id:
        lock_case(context, instance_id)
    row = context.connection.execute(
        select(
            register_entry.c.id,
            register_entry.c.office_id,
            register_entry.c.symbol,
            register_entry.c.cancelled_at,
        )
        .where(asked)
        .with_for_update()
    ).one()
    return NumberEntry(
        id=row.id,
        office_id=row.office_id,
        symbol=row.symbol,
        is_cancelled=row.cancelled_at is not None,
        instance_id=instance_id,
    )
