"""Candidate sets: who may take a task, as few immutable sets that many tasks share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from engine.canonical import digest
from engine.tables import candidate
from engine.view import View

if TYPE_CHECKING:
    from engine.context import Context


class CandidateSets:
    """The sets seen in one database. A set never changes, so that the memory never goes stale."""

    def __init__(self) -> None:
        self._known: dict[str, frozenset[str]] = {}

    def ensure(self, context: Context, members: Iterable[str]) -> str:
        """The id of the set with these members, stored when it is new."""
        wanted = frozenset(members)
        set_id = digest(sorted(wanted))
        if set_id not in self._known:
            _store(context, set_id, wanted)
            context.after_commit.append(lambda: self._known.__setitem__(set_id, wanted))
        return set_id

    def members(self, view: View, set_id: str) -> frozenset[str]:
        """The members of a stored set; empty when nobody was found for the task."""
        known = self._known.get(set_id)
        if known is not None:
            return known
        return view.once(
            ("candidates", set_id),
            lambda: frozenset(
                view.connection.execute(
                    select(candidate.c.member).where(candidate.c.set_id == set_id)
                ).scalars()
            ),
        )


def _store(context: Context, set_id: str, members: frozenset[str]) -> None:
    if not members:
        return
    dialect = postgresql if context.connection.dialect.name == "postgresql" else sqlite
    # Another process may add the same set at this very moment: what is there is as wanted.
    context.connection.execute(
        dialect.insert(candidate).on_conflict_do_nothing(),
        [{"set_id": set_id, "member": member} for member in sorted(members)],
    )
