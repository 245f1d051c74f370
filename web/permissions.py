"""Asking the one authorization function from a page: may this be seen, is this button offered."""

from __future__ import annotations

from engine.errors import Forbidden
from engine.process_engine import Hidden
from engine.registry import Access
from web.requests import actor, close_view, engine, view


def may(action: str, about: object) -> bool:
    """Whether the person at the page may do this; pages offer only what the door will accept."""
    verdict = view().registry.business.may(view(), actor(), action, about)
    return verdict.access is Access.ALLOWED


def _noted(action: str, about: object) -> Hidden:
    """The refusal to show a thing of others, after the journal has been told who asked for it."""
    hidden, who = Hidden(), actor()
    if getattr(about, "id", ""):
        close_view()
        engine().note_refused_look(action, who, about, hidden)
    return hidden


def require(action: str, about: object) -> None:
    """Raise as the door would: `Hidden` for what is not theirs to see, else `Forbidden`."""
    verdict = view().registry.business.may(view(), actor(), action, about)
    if verdict.access is Access.ALLOWED:
        return
    if verdict.access is Access.HIDDEN:
        raise _noted(action, about)
    if verdict.reason is None:
        raise Forbidden()
    raise Forbidden(verdict.reason.text, code=verdict.reason.key, **verdict.reason.params)
