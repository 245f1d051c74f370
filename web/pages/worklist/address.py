"""What the address of the list says: which tasks, how urgent, narrowed by what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, url_for

from workflows.queries.keyset import Cursor, Turn
from workflows.queries.work import Queue, Scope
from workflows.queries.work_places import Asked

pages = Blueprint("worklist", __name__)

SCOPES = {
    "cua-toi": Scope.MINE,
    "nhom": Scope.GROUP,
    "nhap": Scope.DRAFTS,
    "da-xong": Scope.DONE,
}
QUEUES = {
    "qua-han": Queue.OVERDUE,
    "hom-nay": Queue.TODAY,
    "tuan-nay": Queue.WEEK,
    "sap-toi": Queue.LATER,
    "tam-dung": Queue.PAUSED,
}
SCOPE_NAMES = {scope: name for name, scope in SCOPES.items()}
QUEUE_NAMES = {queue: name for name, queue in QUEUES.items()}


def asked_in(given: Mapping[str, str]) -> Asked:
    return Asked(
        scope=SCOPES.get(given.get("phan", ""), Scope.MINE),
        queue=QUEUES.get(given.get("hop", "")),
        procedure=given.get("quy-trinh", "")[:100],
        unit_id=given.get("don-vi", "")[:36],
        text=given.get("q", "")[:100],
        turn=Turn(
            after=Cursor.parse(given.get("sau")),
            before=Cursor.parse(given.get("truoc")),
        ),
    )


def address_parts(asked: Asked, without: Sequence[str] = ()) -> dict[str, str]:
    parts = {
        "phan": "" if asked.scope is Scope.MINE else SCOPE_NAMES[asked.scope],
        "hop": QUEUE_NAMES[asked.queue] if asked.queue else "",
        "quy-trinh": asked.procedure,
        "don-vi": asked.unit_id,
        "q": asked.text,
    }
    return {name: value for name, value in parts.items() if value and name not in without}


def address(asked: Asked, **more: str) -> str:
    parts: dict[str, Any] = {**address_parts(asked), **more}
    return url_for("worklist.show", **parts)


def turned(asked: Asked, cursor: Cursor | None, name: str) -> str:
    return address(asked, **{name: str(cursor)}) if cursor else ""


def is_start(asked: Asked) -> bool:
    """The first page of one's own tasks as one finds it: here ballots stand on top."""
    return replace(asked, turn=Turn()) == Asked() and asked.turn == Turn()
