"""Which decisions have the words that somebody looks for."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, false, or_

from engine.text import normalise, search_key, unwritable
from workflows.nominees import Outcome
from workflows.tables.dossiers import nominee, subject
from workflows.tables.offices import unit
from workflows.tables.registers import decision

MOST_WORDS = 8


def matching(query: str) -> list[ColumnElement[bool]]:
    """Every word has to stand in the number, the matter, the unit or an awarded name.

    Never in the dossier's own search key: it also names those who were not awarded.
    """
    if unwritable(query):
        return [false()]
    return [_has_word(word) for word in normalise(query[:200]).split()[:MOST_WORDS]]


def _has_word(word: str) -> ColumnElement[bool]:
    key = search_key(word)
    named = exists().where(
        nominee.c.dossier_id == decision.c.dossier_id,
        nominee.c.outcome == Outcome.AWARDED.value,
        subject.c.id == nominee.c.subject_id,
        subject.c.search_key.contains(key, autoescape=True),
    )
    return or_(
        decision.c.symbol.contains(word, autoescape=True),
        decision.c.summary.contains(word, autoescape=True),
        unit.c.search_key.contains(key, autoescape=True),
        named,
    )
