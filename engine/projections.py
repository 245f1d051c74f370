"""What an instance waits for, as rows: tasks in inboxes, timers and gates in the sweep."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine import expressions, messages, places
from engine.definitions import is_iso_timer
from engine.errors import ModelError
from engine.execution import Wait, WaitKind
from engine.feel import DayTimeDuration, YearMonthDuration
from engine.gates import Finding
from engine.instances import TASK_COLUMNS, UserTask
from engine.ledgers import projection_of
from engine.lifecycle import OPEN_TASK, TaskState, WaitState
from engine.model import Element, Stage
from engine.tables import user_task
from engine.tables import wait as wait_table
from engine.timers import add_months, due_of_literal
from engine.view import View

if TYPE_CHECKING:
    from engine.live import LiveInstance

Waits = Mapping[str, Wait]

_ENDING = ("state", "revision", "ended_at", "completed_by", "submission")
"""What the end of a task writes."""

_WRITE_TASKS = {
    dialect: (written := made.insert(user_task).values(places.FRESH)).on_conflict_do_update(
        index_elements=["id"], set_={name: written.excluded[name] for name in _ENDING}
    )
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""A task that is known is written whole, so that one statement ends tasks and opens others."""

_CLOSE_TASKS = (
    update(user_task)
    .where(user_task.c.id == bindparam("key"))
    .values(revision=user_task.c.revision + 1)
)
_OPEN_WAIT = insert(wait_table)
_CLOSE_WAITS = update(wait_table).where(wait_table.c.id.in_(bindparam("keys", expanding=True)))
_OPENS_AT = update(wait_table).where(wait_table.c.id == bindparam("key"))
_LAST_SUBMISSION = (
    select(user_task.c.submission)
    .where(
        user_task.c.instance_id == bindparam("instance"),
        user_task.c.form_key == bindparam("form"),
        user_task.c.state == TaskState.COMPLETED.value,
    )
    .order_by(user_task.c.ended_at.desc(), user_task.c.id.desc())
    .limit(1)
)


def write(
    live: LiveInstance,
    *,
    before: Waits,
    after: Waits,
    completed: Mapping[str, Mapping[str, object]],
    findings: Mapping[str, Sequence[Finding]],
) -> None:
    """Turn the difference between two moments of an instance into rows."""
    ended = [before[wait_id] for wait_id in before if wait_id not in after]
    opened = [after[wait_id] for wait_id in after if wait_id not in before]
    _write_tasks(live, ended, opened, completed)
    _close_waits(live, ended, completed)
    open_waits(live, [wait for wait in opened if wait.kind is not WaitKind.USER_TASK], findings)
    if not any(before[one].kind is WaitKind.USER_TASK for one in before.keys() & after.keys()):
        live.context.clocks.are_placed(live.id)
    note_stage(live, after.values())


def close_all(live: LiveInstance) -> None:
    """Cancel every open task and wait of an instance, as its rows name them."""
    connection, now = live.context.connection, live.context.now
    connection.execute(
        update(user_task)
        .where(user_task.c.instance_id == live.id, user_task.c.state.in_(OPEN_TASK))
        .values(state=TaskState.CANCELLED.value, ended_at=now, revision=user_task.c.revision + 1)
    )
    connection.execute(
        update(wait_table)
        .where(
            wait_table.c.instance_id == live.id,
            wait_table.c.state.in_([WaitState.OPEN.value, WaitState.FAILED.value]),
        )
        .values(state=WaitState.CANCELLED.value)
    )


def last_submission(view: View, instance_id: str, form_key: str) -> Mapping[str, object] | None:
    """What was handed in last with a form in an instance, by an earlier command."""
    return view.once(
        ("submission", instance_id, form_key),
        lambda: view.connection.execute(
            _LAST_SUBMISSION, {"instance": instance_id, "form": form_key}
        ).scalar_one_or_none(),
    )


def newest_offer(view: View, instance_id: str, form_key: str) -> datetime | None:
    """When the newest task with a form was opened in an instance."""
    found: datetime | None = view.connection.execute(
        select(func.max(user_task.c.created_at)).where(
            user_task.c.instance_id == instance_id, user_task.c.form_key == form_key
        )
    ).scalar_one()
    return found


def note_opening(live: LiveInstance, findings: Mapping[str, Sequence[Finding]]) -> None:
    """Keep when shut event gates may open by themselves, so that the sweep asks again then."""
    for wait_id, found in findings.items():
        live.context.connection.execute(_OPENS_AT, {"key": wait_id, "due_at": _opens_at(found)})


def _opens_at(findings: Iterable[Finding]) -> datetime | None:
    """The latest opening of all shut gates; None when one of them needs somebody to act."""
    shut = [finding.opens_at for finding in findings if not finding.passed]
    known = [instant for instant in shut if instant is not None]
    return max(known) if known and len(known) == len(shut) else None


# -- closing


def close(live: LiveInstance, ended: Sequence[Wait]) -> None:
    """Close the rows of waits that end without being completed."""
    _write_tasks(live, ended, (), {})
    _close_waits(live, ended, {})


def _write_tasks(
    live: LiveInstance,
    ended: Sequence[Wait],
    opened: Sequence[Wait],
    completed: Mapping[str, Mapping[str, object]],
) -> None:
    """End tasks and open others; what was not completed is cancelled.

    Tasks that open look at the clock of the whole instance, so clocks are written before them.
    """
    context = live.context
    endings = {
        task.id: _ending(live, task.id, completed)
        for task in ended
        if task.kind is WaitKind.USER_TASK
    }
    known = [context.tasks[key] for key in endings if key in context.tasks]
    rows = [{**_known_row(task), **endings[task.id]} for task in known]
    rows += [_task_row(live, wait, None) for wait in opened if wait.kind is WaitKind.USER_TASK]
    context.write_clocks()
    if rows:
        context.connection.execute(_WRITE_TASKS[context.connection.dialect.name], rows)
    others = [{"key": key, **ending} for key, ending in endings.items() if key not in context.tasks]
    if others:
        context.connection.execute(_CLOSE_TASKS, others)


def _ending(
    live: LiveInstance, task_id: str, completed: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    is_done, context = task_id in completed, live.context
    return {
        "state": (TaskState.COMPLETED if is_done else TaskState.CANCELLED).value,
        "ended_at": context.now,
        "completed_by": context.actor.id if is_done else None,
        "submission": completed.get(task_id),
    }


def _known_row(task: UserTask) -> dict[str, object]:
    """The row of a task as it was read, one revision on; its place in lists is of no matter now."""
    row = {column.name: getattr(task, column.name) for column in TASK_COLUMNS}
    place = {"step_due": None, "of_instance": task.instance_id}
    return {**row, **place, "revision": task.revision + 1}


def _close_waits(
    live: LiveInstance, ended: Sequence[Wait], completed: Mapping[str, Mapping[str, object]]
) -> None:
    waits = [wait for wait in ended if wait.kind is not WaitKind.USER_TASK]
    for state, ids in (
        (WaitState.DONE, [wait.id for wait in waits if wait.id in completed]),
        (WaitState.CANCELLED, [wait.id for wait in waits if wait.id not in completed]),
    ):
        if ids:
            live.context.connection.execute(_CLOSE_WAITS, {"keys": ids, "state": state.value})


# -- opening


def open_tasks(
    live: LiveInstance, opened: Sequence[Wait], began: Mapping[str, datetime] | None = None
) -> None:
    """Offer tasks to their candidates; `began` says since when a step's time counts already."""
    if opened:
        rows = [_task_row(live, wait, (began or {}).get(wait.id)) for wait in opened]
        connection = live.context.connection
        connection.execute(_WRITE_TASKS[connection.dialect.name], rows)


def _task_row(live: LiveInstance, wait: Wait, began: datetime | None) -> dict[str, object]:
    deadline, context = live.element_of(wait).deadline, live.context
    due = (
        context.clocks.start(live.record, deadline, task_id=wait.id, at=began) if deadline else None
    )
    return {
        "id": wait.id,
        "instance_id": live.id,
        "office_id": live.office_id,
        **task_columns(live, wait),
        "state": TaskState.OPEN.value,
        "revision": 1,
        "assignee": None,
        "created_at": context.now,
        "claimed_at": None,
        "due_at": due,
        "ended_at": None,
        "completed_by": None,
        "submission": None,
        "step_due": due,
        "of_instance": live.id,
    }


def task_columns(live: LiveInstance, wait: Wait) -> dict[str, object]:
    """What a task's row says because the version of its process says so."""
    element, stage = live.element_of(wait), _stage(live, wait)
    context = live.context
    members = [
        member
        for group in element.candidate_groups
        for member in context.registry.business.members(context, live.record, group)
    ]
    return {
        "definition_id": live.definition.id,
        "element_id": wait.element_id,
        "process_key": wait.process_id,
        "name": element.name,
        "name_en": element.name_en,
        "title": _title(live, element.task_title) or element.name,
        "title_en": _title(live, element.task_title_en) or element.name_en,
        "stage": stage.name,
        "stage_en": stage.name_en,
        "form_key": element.form_key,
        "candidates": context.registry.candidates.ensure(context, members),
    }


def open_waits(
    live: LiveInstance, opened: Sequence[Wait], findings: Mapping[str, Sequence[Finding]]
) -> None:
    """Keep timers, gates, jobs and messages that began to wait."""
    if not opened:
        return
    now = live.context.now
    rows = [
        {
            "id": wait.id,
            "instance_id": live.id,
            "kind": wait.kind.value,
            "state": WaitState.OPEN.value,
            "created_at": now,
            **wait_columns(live, wait, since=now, findings=findings.get(wait.id, ())),
        }
        for wait in opened
    ]
    live.context.connection.execute(_OPEN_WAIT, rows)
    awaited = {str(row["event_name"]) for row in rows if row["kind"] == WaitKind.MESSAGE.value}
    if awaited:
        messages.call_again(live.context, awaited)


def wait_columns(
    live: LiveInstance, wait: Wait, *, since: datetime, findings: Sequence[Finding] = ()
) -> dict[str, object]:
    """What a wait's row says because the version of its process says so."""
    due, clock_id = _due(live, wait, since, findings)
    return {
        "element_id": wait.element_id,
        "process_key": wait.process_id,
        "due_at": due,
        "clock_id": clock_id,
        **messages.subscription_columns(live, wait),
    }


def _due(
    live: LiveInstance, wait: Wait, since: datetime, findings: Sequence[Finding]
) -> tuple[datetime | None, str | None]:
    """(when the sweep should look, the clock that the timer follows)."""
    if wait.kind is WaitKind.JOB:
        return since, None
    if wait.kind is WaitKind.GATE:
        return _opens_at(findings), None
    if wait.kind is not WaitKind.TIMER:
        return None, None
    return _timer_due(live, wait, since)


def _timer_due(
    live: LiveInstance, wait: Wait, since: datetime
) -> tuple[datetime | None, str | None]:
    element = live.element_of(wait)
    if element.timer is None:
        raise ModelError("Event %(element)s has no timer.", element=element.id)
    text = element.timer.text
    if is_iso_timer(text):
        return due_of_literal(element.timer, since), None
    key = expressions.deadline_key(live.definition, text)
    if key and wait.attached_to:
        followed = live.context.clocks.of_task(wait.attached_to, key)
        if followed is not None:
            due = projection_of(live.context, live.record, followed).due
            return due, followed.clock.id
    value = expressions.evaluate(
        live.context, live.definition, live.record, text, locals=wait.locals
    )
    return _instant(element.id, value, since), None


def _instant(element_id: str, value: object, since: datetime) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    if isinstance(value, DayTimeDuration):
        return since + value.timedelta()
    if isinstance(value, YearMonthDuration):
        return add_months(since, value.months)
    raise ModelError("Timer %(element)s gives no instant.", element=element_id)


# -- texts

_PLACE = re.compile(r"\{(\w+)\}")


def _title(live: LiveInstance, template: str) -> str:
    """The task's title with business values; only plain names, so that a template cannot pry."""
    if not template:
        return ""
    facts = live.context.registry.business.facts(live.context, live.record)
    return _PLACE.sub(lambda found: _shown(facts.get(found[1])), template)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def note_stage(live: LiveInstance, waits: Iterable[Wait]) -> None:
    """The stage shown for the instance is that of its newest wait that names one."""
    for wait in waits:
        found = _stage(live, wait)
        live.stage = found if found.name else live.stage


def _stage(live: LiveInstance, wait: Wait) -> Stage:
    """The stage of a step; a step of a part that names none is in the stage of the call."""
    around = _calls(live, wait.call_path) if wait.call_path else []
    places = [live.element_of(wait), *reversed(around)]
    return next((Stage(one.stage, one.stage_en) for one in places if one.stage), Stage())


def _calls(live: LiveInstance, path: Sequence[str]) -> list[Element]:
    """The call activities on the way into a part, outermost first."""
    process, calls = live.definition.executable.process, []
    for element_id in path:
        call = process.elements[element_id]
        calls.append(call)
        process = live.definition.executable.processes[call.called_element]
    return calls
