"""Whether whoever asks may see a page: the same authorization function as for commands."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Forbidden, NotFound
from engine.registry import Access
from web.requests import actor, view
from workflows import authority


@dataclass(frozen=True, slots=True)
class Office:
    """An office as the thing that is asked about."""

    office_id: str


def require(action: str, about: object | None = None) -> None:
    """Raise `Forbidden` or, for what is hidden, `NotFound`; without a thing it is one's office."""
    who = actor()
    verdict = authority.may(view(), who, action, about or Office(who.office_id))
    if verdict.access is Access.ALLOWED:
        return
    if verdict.access is Access.HIDDEN or verdict.reason is None:
        raise NotFound()
    reason = verdict.reason
    raise Forbidden(reason.text, code=reason.key, **reason.params)
