"""Which document is composed how: from the dossier, its regime and its law, as of now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.view import View
from workflows.documents import council_papers, requests, slip_papers
from workflows.documents.certificates import Sheets, certificates
from workflows.documents.content import Paper, Square
from workflows.documents.decision import decision
from workflows.documents.kinds import CHECK, ISSUED, DocumentKind
from workflows.documents.letterhead import letterhead
from workflows.documents.replacement_paper import is_replacement, replacement_paper
from workflows.documents.store import Document
from workflows.dossiers import Dossier

Composed = Paper | Sheets

Composer = Callable[[View, Dossier, str], Composed]
"""Of a dossier and the key of what it is about: a slip, a session, a publication; else empty."""

COMPOSERS: Mapping[DocumentKind, Composer] = {
    DocumentKind.PRESENTATION: requests.presentation,
    DocumentKind.SUBMISSION: requests.submission,
    DocumentKind.REPORT: requests.report,
    DocumentKind.NOTICE: slip_papers.notice,
    DocumentKind.MINUTES: council_papers.minutes,
    DocumentKind.TALLY: council_papers.tally,
    DocumentKind.DECISION: decision,
    DocumentKind.CERTIFICATE: certificates,
    DocumentKind.PAYMENTS: requests.payments,
    DocumentKind.RECEIPT: slip_papers.receipt,
    DocumentKind.SUPPLEMENT: slip_papers.supplement,
    DocumentKind.REFUSAL: slip_papers.refusal,
    DocumentKind.APOLOGY: slip_papers.apology,
}


def compose(view: View, dossier: Dossier, document: Document) -> Composed:
    """The content of a document, under its number once it has one."""
    if is_replacement(document):
        composed: Composed = replacement_paper(view, document)
    else:
        composed = COMPOSERS[document.kind](view, dossier, document.about_id)
    if isinstance(composed, Sheets):
        return composed
    if document.dated is not None and document.symbol:
        composed = numbered(composed, view, document)
    return checkable(composed, document.code) if document.kind in ISSUED else composed


def numbered(paper: Paper, view: View, document: Document) -> Paper:
    """With number and date in their places, no draft any more."""
    if document.dated is None:
        return paper
    head = letterhead(view, document.office_id)
    return replace(
        paper,
        number=f"Số: {document.symbol}",
        place_date=head.dated(document.dated, document.dated.year),
        is_draft=False,
    )


def checkable(paper: Paper, code: str) -> Paper:
    """With the square that leads to the page on which it can be checked.

    A receipt's square leads to the dossier instead; its code stands there in words. Addresses are
    kept without the host, which belongs to the installation and not to the content.
    """
    words = ("Kiểm tra văn bản:", code)
    if paper.square is not None:
        return replace(paper, square=replace(paper.square, words=(*paper.square.words, *words)))
    return replace(paper, square=Square(address=f"{CHECK}{code}", words=words))
