"""The tasks of the list under their headings, each in one row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import url_for

from engine.clock import local
from web.pages.worklist.address import QUEUE_NAMES
from web.requests import actor
from web.shown_clocks import shown_deadline
from web.wording import gettext, in_language
from workflows.queries.work import Queue
from workflows.queries.work_counts import Counts
from workflows.queries.worklist import TaskRow

QUEUE_WORDS = {
    Queue.OVERDUE: ("Overdue", "dot", "late"),
    Queue.TODAY: ("Today", "tri", "soon"),
    Queue.WEEK: ("This week", "tri", "soon"),
    Queue.LATER: ("Later", "clock", ""),
    Queue.PAUSED: ("Paused", "pause", "rest"),
}


def shown_groups(rows: Sequence[TaskRow], counts: Counts) -> list[dict[str, Any]]:
    return [
        {**_heading(queue, counts), "rows": [_row(one) for one in members]}
        for queue, members in groupby(rows, key=lambda one: one.queue)
    ]


def _heading(queue: Queue | None, counts: Counts) -> dict[str, Any]:
    if queue is None:
        return {"id": "da-xong", "text": gettext("Done"), "icon": "check", "tone": "done"}
    words, icon, tone = QUEUE_WORDS[queue]
    return {
        "id": QUEUE_NAMES[queue],
        "text": gettext(words),
        "icon": icon,
        "tone": tone,
        "count": counts.queues[queue],
    }


def _row(one: TaskRow) -> dict[str, Any]:
    taken_by_other = one.assignee not in (None, actor().id)
    return {
        "id": one.id,
        "choice": f"{one.id}:{one.revision}",
        "href": url_for("tasks.show", task_id=one.id),
        "preview_url": url_for("tasks.preview", task_id=one.id) if one.queue else "",
        "name": in_language(one.title, one.title_en),
        "title": one.dossier.title,
        "unread": one.is_unread,
        "code": one.dossier.code.partition("-")[2] or one.dossier.code,
        "full_code": one.dossier.code,
        "files": one.files,
        "taken": one.assignee == actor().id,
        "taken_by": one.assignee_name if taken_by_other else "",
        "deadline": shown_deadline(one.deadline) if one.deadline else None,
        "done": f"{local(one.ended_at):%d/%m/%Y %H:%M}" if one.ended_at else "",
    }
