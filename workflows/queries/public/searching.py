"""Which decisions have the words that somebody looks for."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_

from engine.text import normalise, search_key, unwritable
from workflows.nominees import Outcome
from workflows.tables.dossiers import nominee, subject
from workflows.tables.offices import unit
from workflows.tables.registers import decision

MOST_WORDS = 8


def matching(query: str) -> list[ColumnElement[bool]]:
    """Every word has to stand in the number, the matter, the unit or the name of one awarded.

    Never in the dossier's own search key: it also names those who were not awarded.
    """
    if unwritable(query):
        return [false()]
    words = normalise(query[:200]).split()[:MOST_WORDS]
    # A whole name is looked for in one line: words of different people are nobody's name.
    one_person = exists().where(
        nominee.c.dossier_id == decision.c.dossier_id,
        nominee.c.outcome == Outcome.AWARDED.value,
        subject.c.id == nominee.c.subject_id,
        *(or_(_stands_in(subject.c.search_key, word), _is_about(word)) for word in words),
    )
    return [or_(and_(*(_is_about(word) for word in words)), one_person)] if words else []


def _is_about(word: str) -> ColumnElement[bool]:
    """Whether the word stands in what the decision is known by, names of people apart."""
    return or_(
        decision.c.symbol.contains(word.upper(), autoescape=True),
        _stands_in(decision.c.summary_key, word),
        _stands_in(unit.c.search_key, word),
    )


def _stands_in(key: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return key.contains(search_key(word), autoescape=True)
