"""The paper of a document that replaces another (R-DOC-05), under its own number."""

from __future__ import annotations

from dataclasses import replace

from engine.view import View
from workflows.documents.content import Annex, Paper
from workflows.documents.kinds import DocumentKind
from workflows.documents.letterhead import ROOM_FOR_NUMBER, written_day
from workflows.documents.store import Document, Origin, get_version, versions_of
from workflows.documents.stored_paper import paper_of

REPLACEABLE = frozenset({DocumentKind.DECISION})
"""Signed by a person and effective outwards; others are made anew or corrected by letter."""

ROOM_FOR_DAY = "ngày …… tháng …… năm ……"


def is_replacement(document: Document) -> bool:
    """Whether it was written to stand in the place of another."""
    return document.kind in REPLACEABLE and document.about_id != ""


def replacement_paper(view: View, document: Document) -> Paper:
    """As it was last written; lists that go with it name its number and day once it has them."""
    written = next(
        one
        for one in versions_of(view, [document.id])[document.id]
        if one.origin is Origin.MADE and one.content_hash
    )
    content = get_version(view, written.id).content
    if content is None:
        raise ValueError("a replacement is written with its content")
    paper = replace(paper_of(content), bound_to="")
    if document.symbol is None or document.dated is None:
        return paper
    symbol, day = document.symbol, written_day(document.dated)
    room = f"{ROOM_FOR_NUMBER}{symbol[symbol.index('/') :]}"
    annexes = tuple(
        replace(
            annex,
            about=tuple(
                line.replace(room, symbol).replace(ROOM_FOR_DAY, day) for line in annex.about
            ),
        )
        for annex in paper.annexes
    )
    return replace(paper, annexes=annexes)


def without_number(annex: Annex, old: Document) -> Annex:
    """The list as it goes with the new document, with room for its number and day."""
    symbol = old.symbol or ""
    room = f"{ROOM_FOR_NUMBER}{symbol[symbol.index('/') :]}" if "/" in symbol else ROOM_FOR_NUMBER
    day = written_day(old.dated) if old.dated is not None else ROOM_FOR_DAY
    about = tuple(line.replace(symbol, room).replace(day, ROOM_FOR_DAY) for line in annex.about)
    return replace(annex, about=about)
