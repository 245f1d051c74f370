"""The honour book as a page reads it: line by line from the newest, by name, award and year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from engine.text import search_key
from engine.view import View
from workflows.honours import Honour, record_of
from workflows.tables.dossiers import dossier
from workflows.tables.honours import honour

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines: all parts narrow together."""

    text: str = ""
    award: str = ""
    year: int | None = None
    before: str = ""
    """The line after which the page begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the book, with the dossier behind it where there is one."""

    honour: Honour
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPage:
    """So many lines, and where the next page begins; empty when there is none."""

    lines: tuple[Line, ...]
    following: str


def honour_book(view: View, office_id: str, wanted: Wanted) -> BookPage:
    """A page of the honour book of an office."""
    rows = view.connection.execute(
        select(honour, dossier.c.code.label("dossier_code"))
        .outerjoin(dossier, dossier.c.id == honour.c.dossier_id)
        .where(honour.c.office_id == office_id, *_narrowed(wanted))
        .order_by(honour.c.id.desc())
        .limit(PAGE + 1)
    ).all()
    lines = [Line(honour=record_of(row), code=row.dossier_code or "") for row in rows]
    following = lines[PAGE - 1].honour.id if len(lines) > PAGE else ""
    return BookPage(lines=tuple(lines[:PAGE]), following=following)


def _narrowed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.text:
        yield honour.c.search_key.contains(search_key(wanted.text), autoescape=True)
    if wanted.award:
        yield honour.c.award == wanted.award
    if wanted.year is not None:
        yield honour.c.year == wanted.year
    if wanted.before:
        yield honour.c.id < wanted.before
