"""Which of two drawn ways a dossier will not go: deciding here, or submitting (R-AUTH-10)."""

from __future__ import annotations

from engine.definitions import Definition
from engine.view import View
from workflows.deciders import is_decided_here
from workflows.dossiers import Dossier
from workflows.procedures import DECISIONS
from workflows.queries.drawing import walk

DECIDING = DECISIONS | {"issued_decision"}
GOING_UP = frozenset({"submission", "submission_without_council", "issued_submission"})
"""Papers that are made on the one way and on the other (`vd:document`)."""


def papers_left_out(view: View, dossier: Dossier, definition: Definition) -> frozenset[str]:
    """The papers of the way that the law leaves out; none where only one way is drawn."""
    drawn = {element.document for _, element in walk(definition)}
    if not (drawn & DECIDING and drawn & GOING_UP):
        return frozenset()
    return GOING_UP if is_decided_here(view, dossier) else DECIDING
