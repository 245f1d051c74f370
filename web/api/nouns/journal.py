"""`/journal`: who did what and what was refused, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from web.access import require
from web.api.bodies import Values
from web.api.operations import reads
from web.api.shapes import journal as shapes
from web.api.shapes.common import page_of
from web.requests import actor, view
from workflows.queries.journal import Asked, JournalRow, journal_page


@reads(
    "/journal",
    page_of(shapes.JournalLine),
    query=shapes.JournalQuery,
    summary="The journal of your office, the newest first",
)
def list_journal(asked: Values) -> object:
    require("journal.see")
    page = journal_page(
        view(),
        Asked(
            office_id=actor().office_id,
            action=cast(str, asked["action"]),
            code=cast(str, asked["dossier"]),
            person_id=cast(str, asked["person"]),
            on=cast("date | None", asked.get("on")),
            refused=cast(bool, asked["refused"]),
            below=cast("int | None", asked.get("after")),
        ),
    )
    following = None if page.next is None else str(page.next)
    return {"items": [_line(row) for row in page.rows], "next": following}


def _line(row: JournalRow) -> Mapping[str, object]:
    return {
        "seq": row.seq,
        "at": row.at,
        "actor": row.actor,
        "name": row.name,
        "action": row.action,
        "outcome": row.outcome,
        "object_type": row.object_type,
        "object_id": row.object_id,
        "dossier": row.code,
        "details": dict(row.details),
        "hash": row.hash,
    }
