"""Conflicts of interest: nobody decides about the row that names themselves."""

from __future__ import annotations

from engine.actors import Actor
from engine.errors import Forbidden


class OwnRow(Forbidden):
    """This row names you; somebody else has to decide about it."""


def is_named(actor: Actor, subject_id: str) -> bool:
    """Whether a row names whoever acts."""
    return actor.identity == subject_id


def require_disinterested(actor: Actor, subject_id: str) -> None:
    """Raise `OwnRow` when the row names whoever acts."""
    if is_named(actor, subject_id):
        raise OwnRow()
