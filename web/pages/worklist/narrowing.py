"""The tabs, queues and choices by which the list is narrowed, with their counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from web.pages.worklist.address import address
from web.pages.worklist.rows import QUEUE_WORDS
from web.wording import gettext
from workflows.queries.keyset import Turn
from workflows.queries.work import Scope
from workflows.queries.work_counts import Counts
from workflows.queries.work_places import Asked
from workflows.queries.worklist import Choice, Narrowing

SCOPE_WORDS = {
    Scope.MINE: ("Mine", "m"),
    Scope.GROUP: ("Group", "n"),
    Scope.DRAFTS: ("Drafts", "d"),
    Scope.DONE: ("Done", ""),
}


def shown_tabs(asked: Asked, counts: Counts, ballots: int) -> list[dict[str, Any]]:
    """The scopes with their numbers; ballots to cast are one's own work though no tasks."""
    beside = {Scope.MINE: ballots}
    return [
        {
            "text": gettext(words),
            "href": address(replace(asked, scope=scope, queue=None)),
            "count": counts.scopes[scope] + beside.get(scope, 0)
            if scope in counts.scopes
            else None,
            "current": scope is asked.scope,
            "go": key,
        }
        for scope, (words, key) in SCOPE_WORDS.items()
    ]


def shown_queues(asked: Asked, counts: Counts) -> list[dict[str, Any]]:
    scope = Scope.MINE if asked.scope is Scope.DONE else asked.scope
    return [
        {
            "icon": icon,
            "tone": tone,
            "text": gettext(words),
            "href": address(replace(asked, scope=scope, queue=queue)),
            "count": counts.queues[queue],
            "current": queue is asked.queue,
        }
        for queue, (words, icon, tone) in QUEUE_WORDS.items()
    ]


def shown_choices(asked: Asked, narrowing: Narrowing) -> list[dict[str, Any]]:
    return [
        _choice(
            gettext("Procedure"),
            asked.procedure,
            narrowing.procedures,
            lambda value: address(replace(asked, procedure=value, turn=Turn())),
        ),
        _choice(
            gettext("Unit"),
            asked.unit_id,
            narrowing.units,
            lambda value: address(replace(asked, unit_id=value, turn=Turn())),
        ),
    ]


def _choice(
    label: str, chosen: str, choices: Sequence[Choice], to: Callable[[str], str]
) -> dict[str, Any]:
    return {
        "label": label,
        "value": next((one.label for one in choices if one.value == chosen), chosen),
        "remove_url": to("") if chosen else "",
        "choices": [
            {"text": one.label, "count": one.count, "href": to(one.value)} for one in choices
        ],
    }
