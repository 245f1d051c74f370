"""The rows of what waits for no person: timers, gates, jobs and messages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine import expressions, messages
from engine.errors import ModelError
from engine.execution import Wait, WaitKind
from engine.feel import DayTimeDuration, YearMonthDuration
from engine.gates import Finding
from engine.ledgers import projection_of
from engine.lifecycle import WaitState
from engine.timers import add_months, due_of_literal, is_iso_timer

if TYPE_CHECKING:
    from engine.live import LiveInstance


def open_waits(
    live: LiveInstance, opened: Sequence[Wait], findings: Mapping[str, Sequence[Finding]]
) -> None:
    """Keep timers, gates, jobs and messages that began to wait."""
    if not opened:
        return
    now = live.context.now
    rows = [
        _row(live, wait, WaitState.OPEN)
        | wait_columns(live, wait, since=now, findings=findings.get(wait.id, ()))
        for wait in opened
    ]
    live.context.outcome.waits += rows
    live.context.jobs += [wait.id for wait in opened if wait.kind is WaitKind.JOB]
    awaited = {str(row["event_name"]) for row in rows if row["kind"] == WaitKind.MESSAGE.value}
    if awaited:
        messages.call_again(live.context, awaited)


def close_waits(
    live: LiveInstance, ended: Sequence[Wait], completed: Mapping[str, Mapping[str, object]]
) -> None:
    """End waits; what was not completed is cancelled."""
    live.context.outcome.waits += [
        _row(live, wait, WaitState.DONE if wait.id in completed else WaitState.CANCELLED)
        for wait in ended
        if wait.kind is not WaitKind.USER_TASK
    ]


def _row(live: LiveInstance, wait: Wait, state: WaitState) -> dict[str, object]:
    """A wait as one that is there already needs no more: of that, only the state is written."""
    return {
        "id": wait.id,
        "instance_id": live.id,
        "kind": wait.kind.value,
        "state": state.value,
        "created_at": live.context.now,
        "element_id": wait.element_id,
        "process_key": wait.process_id,
        "due_at": None,
        "clock_id": None,
        "event_name": "",
        "correlation": "",
    }


def note_opening(live: LiveInstance, findings: Mapping[str, Sequence[Finding]]) -> None:
    """Keep when shut event gates may open by themselves, so that the sweep asks again then."""
    live.context.outcome.openings += [
        {"key": wait_id, "due_at": _opens_at(found)} for wait_id, found in findings.items()
    ]


def _opens_at(findings: Iterable[Finding]) -> datetime | None:
    """The latest opening of all shut gates; None when one of them needs somebody to act."""
    shut = [finding.opens_at for finding in findings if not finding.passed]
    known = [instant for instant in shut if instant is not None]
    return max(known) if known and len(known) == len(shut) else None


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
