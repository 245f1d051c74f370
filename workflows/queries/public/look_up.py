"""The receipt's code: where a dossier stands, and what of it has been made public."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from engine.clock import local
from engine.deadlines import ClockResult, ClockState
from engine.definitions import Definitions
from engine.ids import CODE_ALPHABET
from engine.instances import get_instance, tasks_of_instance
from engine.text import normalise
from engine.view import View
from workflows.dossiers import Dossier, DossierState, get_dossier
from workflows.queries.dossier_stages import Stage, stages_of
from workflows.queries.public.decisions import PublishedDecision, decision_of
from workflows.queries.public.lists import OpenList, list_of
from workflows.queries.public.rows import whole_clock
from workflows.tables.dossiers import dossier

GROUP = 5
"""Letters of a receipt's code between two hyphens."""

_NOT_IN_CODES = re.compile(rf"[^{CODE_ALPHABET}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Where a dossier stands and when it is due: all that its receipt's code tells."""

    state: DossierState
    stages: Sequence[Stage]
    filed_on: date
    accepted_on: date | None
    due: datetime | None
    clock: ClockState | None
    result: ClockResult | None
    ended_on: date | None
    published_list: OpenList | None
    """The list that is up, with the names of those proposed."""
    decision: PublishedDecision | None
    """The decision once it was made public."""


def look_up(view: View, definitions: Definitions, code: str) -> Status | None:
    """The status behind a receipt's code; None when there is no such receipt."""
    normal = normalised_code(code)
    if normal is None:
        return None
    dossier_id = view.connection.execute(
        select(dossier.c.id).where(dossier.c.lookup_code == normal)
    ).scalar_one_or_none()
    return None if dossier_id is None else _status(view, definitions, get_dossier(view, dossier_id))


def normalised_code(typed: str) -> str | None:
    """The code as printed, however it was typed: small letters, spaces and other strokes too."""
    letters = _NOT_IN_CODES.sub("", normalise(typed[:100]).upper())
    if len(letters) != 3 * GROUP:
        return None
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _status(view: View, definitions: Definitions, found: Dossier) -> Status:
    seen = whole_clock(view, found)
    return Status(
        state=found.state,
        stages=stages_of(
            definitions.get(view, found.definition_id),
            get_instance(view.connection, found.instance_id),
            tasks_of_instance(view.connection, found.instance_id),
        ),
        filed_on=local(found.filed_at).date(),
        accepted_on=None if found.accepted_at is None else local(found.accepted_at).date(),
        due=None if seen is None else seen.due,
        clock=None if seen is None else seen.state,
        result=None if seen is None else seen.result,
        ended_on=None if found.ended_at is None else local(found.ended_at).date(),
        published_list=list_of(view, found.id),
        decision=decision_of(view, found.id),
    )
