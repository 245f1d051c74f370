"""Where a dossier stands: its stages, its deadline, the open steps, and what has been decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from engine.actors import Actor
from engine.budgets import Budget, Unit
from engine.clock import local
from engine.deadlines import Projection
from web.pages.dossiers.frame import shown_day, shown_instant, step_name
from web.requests import view
from web.shown_clocks import shown_bar, shown_deadline, shown_lines
from web.shown_gates import rule_url
from web.wording import duration, gettext, in_language, role_name, say, signer_position
from workflows.decisions import signed_decision
from workflows.queries.dossier_page import DossierPage, OpenStep
from workflows.queries.dossier_stages import Stage
from workflows.superiors import SIGNER

MINUTES = 60
"""Limits in working hours are kept in minutes."""


def shown_stage(stage: Stage) -> dict[str, str]:
    return {
        "label": in_language(stage.name, stage.name_en),
        "state": stage.state,
        "note": _span(stage),
        "href": "",
    }


def _span(stage: Stage) -> str:
    if stage.since is None:
        return ""
    since = f"{local(stage.since):%d/%m}"
    if stage.until is None:
        return gettext("since %(day)s", day=since)
    until = f"{local(stage.until):%d/%m}"
    return since if since == until else f"{since} – {until}"


def shown_whole_deadline(seen: Projection | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    paused = sum(pause.amount for pause in seen.pauses)
    one = MINUTES if seen.unit is Unit.WORKING_HOURS else 1
    return {
        "chip": shown_deadline(seen),
        "bar": shown_bar(seen),
        "lines": [{**line, "href": rule_url(line["rule"])} for line in shown_lines(seen, say)],
        "used": seen.used // one,
        "total": duration(Budget(seen.total // one, seen.unit)),
        "paused": paused,
        "provisional": seen.provisional,
    }


def shown_step(one: OpenStep, names: Mapping[str, str], who: Actor) -> dict[str, Any]:
    task = one.task
    members = view().registry.candidates.members(view(), task.candidates)
    roles = sorted({role_name(member.partition("@")[0]) for member in members})
    return {
        "name": step_name(task),
        "href": url_for("tasks.show", task_id=task.id) if is_theirs(one, who) else "",
        "who": names.get(task.assignee or "", "") or ", ".join(roles),
        "unassigned": not members and task.assignee is None,
        "since": shown_instant(task.created_at),
        "deadline": shown_deadline(one.deadline) if one.deadline else None,
    }


def is_theirs(one: OpenStep, who: Actor) -> bool:
    if one.task.assignee is not None:
        return one.task.assignee == who.id
    members = view().registry.candidates.members(view(), one.task.candidates)
    return bool(who.members & members)


def shown_waits(shown: DossierPage) -> list[str]:
    """Events of the drawing that wait for their gate."""
    known = shown.definition.executable.processes
    found = []
    for one in shown.waits:
        if one.state.value != "open":
            continue
        element = known[one.process_key].elements[one.element_id]
        found.append(in_language(element.name, element.name_en))
    return found


def shown_decision(shown: DossierPage) -> dict[str, Any] | None:
    """The signed decision; the gate of the signature has read it already."""
    found = signed_decision(view(), shown.dossier.id)
    if found is None:
        return None
    return {
        "symbol": found.symbol or "",
        "dated": f"{found.dated:%d/%m/%Y}" if found.dated else "",
        "signer": found.signer_name,
        "position": signer_position(found.signer_position),
        "is_from_above": found.signer_position == SIGNER,
        "signed": shown_day(found.signed_at),
        "files": list(found.scan),
    }
