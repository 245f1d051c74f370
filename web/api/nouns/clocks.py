"""`/clocks`: time limits that run, the next to be due first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from engine.deadlines import ExplanationLine
from engine.ledgers import Ledger
from web.api.bodies import Values
from web.api.operations import reads
from web.api.paging import page_answer, turn_of
from web.api.shapes import clocks as shapes
from web.api.shapes.common import page_of
from web.requests import actor, view
from web.wording import in_language, say
from workflows.queries.clocks import Asked, ClockRow, clocks_page


@reads(
    "/clocks",
    page_of(shapes.Clock),
    query=shapes.ClockQuery,
    summary="Time limits that run in the dossiers you may see, the next to be due first",
)
def list_clocks(asked: Values) -> object:
    wanted = Asked(
        of_steps=asked["of"] == "steps",
        overdue=cast(bool, asked["overdue"]),
        turn=turn_of(asked),
    )
    now = view().now
    return page_answer(clocks_page(view(), actor(), wanted), lambda row: _told(row, now))


def told_clock(
    ledger: Ledger, due: datetime | None, code: str, now: datetime
) -> Mapping[str, object]:
    """A clock with its events."""
    clock = ledger.clock
    stopped = ledger.events[-1].at if ledger.is_stopped else None
    return {
        "id": clock.id,
        "dossier": code,
        "task_id": ledger.task_id,
        "key": clock.key,
        "rule": clock.rule,
        "mark": clock.mark,
        "budget": str(clock.budget),
        "started_at": ledger.events[0].at,
        "due_at": due,
        "stopped_at": stopped,
        "paused": ledger.is_paused,
        "provisional": clock.provisional,
        "is_overdue": due is not None and (stopped or now) > due,
    }


def told_line(line: ExplanationLine) -> Mapping[str, object]:
    """One step of how a deadline was counted."""
    return {
        "text": say(line.message),
        "rule": line.rule,
        "mark": line.mark,
        "citation": in_language(line.citation, line.citation_en),
    }


def _told(row: ClockRow, now: datetime) -> Mapping[str, object]:
    return {
        "id": row.id,
        "dossier": row.code,
        "task_id": row.task_id,
        "key": row.key,
        "rule": row.rule,
        "mark": row.mark,
        "budget": row.budget,
        "started_at": row.started_at,
        "due_at": row.due_at,
        "stopped_at": None,
        "paused": row.paused,
        "provisional": row.provisional,
        "is_overdue": row.due_at is not None and row.due_at < now,
    }
