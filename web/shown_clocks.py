"""How a deadline is shown: the dicts that `components/states.html` and `clocks.html` draw."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from engine.budgets import Unit
from engine.calendar import Calendar
from engine.clock import local
from engine.deadlines.projection import ClockResult, ClockState, Projection
from engine.deadlines.segments import Segment, SegmentKind
from engine.errors import Message
from web.wording import gettext, in_language, ngettext

Shown = dict[str, Any]

_KINDS = {
    SegmentKind.SUPERSEDED: "old",
    SegmentKind.PAUSED: "paused",
    SegmentKind.WAITING: "off",
    SegmentKind.USED: "used",
    SegmentKind.TODAY: "today",
    SegmentKind.LEFT: "left",
    SegmentKind.EXTENDED: "extra",
    SegmentKind.OVERDUE: "late",
}

_MINUTES_PER_HOUR = 60

USUAL_DAY = Calendar(days={}, published_years=frozenset()).working_time_per_day
"""Limits in hours are said in days from so much working time on."""


def shown_deadline(seen: Projection, how_url: str = "", *, day: timedelta = USUAL_DAY) -> Shown:
    """For `deadline_chip`: the state, what is left or late in whole units, and the due instant."""
    unit, left = _whole_units(seen, day)
    shown: Shown = {
        "state": str(seen.result or seen.state),
        "unit": str(unit),
        "left": left,
        "due": _due_text(seen),
        "how_url": how_url,
        "mark": seen.mark,
    }
    if seen.state is ClockState.STOPPED:
        shown["text"] = _outcome(seen)
    elif seen.state is ClockState.PAUSED and seen.pauses:
        shown["since"] = f"{local(seen.pauses[-1].event.at):%d/%m}"
    elif seen.state is not ClockState.OVERDUE and seen.remaining == 0:
        shown["today"] = True
    return shown


def shown_bar(seen: Projection) -> Shown:
    """Arguments of `clock_bar`: `{{ ui.clock_bar(**bar) }}`."""
    return {
        "cells": _cells(seen.segments),
        "due": f"{local(seen.due):%d/%m/%Y}" if seen.due else "",
        "today": _today_text(seen),
        "title": _bar_title(seen),
    }


def shown_lines(seen: Projection, say: Callable[[Message], str]) -> list[Shown]:
    """For `explanation`: the computation line by line; `say` translates a message."""
    return [
        {
            "text": say(line.message),
            "rule": line.rule,
            "mark": line.mark,
            "citation": in_language(line.citation, line.citation_en),
        }
        for line in seen.explanation
    ]


def _whole_units(seen: Projection, day: timedelta) -> tuple[Unit, int]:
    """What is left or late, hours as whole working days as soon as they fill one."""
    amount = abs(seen.remaining)
    if seen.unit is not Unit.WORKING_HOURS:
        return seen.unit, amount
    days = timedelta(minutes=amount) // day
    if days:
        return Unit.WORKING_DAYS, days
    # Half an hour left is not yet none, half an hour late is not yet one.
    late = seen.remaining < 0
    hours = amount // _MINUTES_PER_HOUR if late else -(-amount // _MINUTES_PER_HOUR)
    return Unit.WORKING_HOURS, hours


def _due_text(seen: Projection) -> str:
    if seen.due is None:
        return ""
    return _instant(seen.due) if seen.unit is Unit.WORKING_HOURS else f"{local(seen.due):%d/%m/%Y}"


def _instant(at: datetime) -> str:
    return f"{local(at):%d/%m/%Y %H:%M}"


def _outcome(seen: Projection) -> str:
    if seen.result is ClockResult.OVERDUE:
        return gettext("Done late")
    if seen.result is ClockResult.EARLY:
        return gettext("Done early")
    return gettext("Done in time") if seen.result else gettext("Stopped")


def _today_text(seen: Projection) -> str:
    if seen.state is ClockState.PAUSED:
        return gettext("paused")
    if seen.state is ClockState.OVERDUE:
        return gettext("past due")
    if seen.unit is Unit.WORKING_HOURS:
        return _due_text(seen)
    return gettext("day %(number)s", number=seen.used + 1)


def _bar_title(seen: Projection) -> str:
    if seen.unit is Unit.WORKING_HOURS:
        return gettext("Deadline %(due)s", due=_due_text(seen) or gettext("open"))
    return ngettext(
        "Limit of %(num)d day, %(used)s used, due %(due)s",
        "Limit of %(num)d days, %(used)s used, due %(due)s",
        seen.total,
        used=seen.used,
        due=_due_text(seen) or gettext("open"),
    )


def _cells(segments: Sequence[Segment]) -> list[Shown]:
    cells: list[Shown] = []
    groups: list[str] = []
    for segment in segments:
        cell = _cell(segment)
        group = _group(segment, groups)
        if groups[-1:] != [group]:
            cell |= {"starts": True, **_heading(segment, group, groups)}
            groups.append(group)
        cells.append(cell)
    return cells


def _cell(segment: Segment) -> Shown:
    return {
        "kind": _KINDS[segment.kind],
        "day": f"{segment.day:%d}",
        "month": f"{segment.day:%m}",
        "today": segment.today,
        "due": segment.due,
        "note": _note(segment),
    }


def _note(segment: Segment) -> str:
    told = [_day(segment.day)]
    if segment.cause is not None:
        told += [segment.cause.reason, segment.cause.document]
    return " · ".join(part for part in told if part)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _group(segment: Segment, groups: Sequence[str]) -> str:
    """Cells that stand together; a day that waits belongs to what it waits after."""
    if segment.kind is SegmentKind.WAITING and groups:
        return groups[-1]
    if segment.kind in (SegmentKind.SUPERSEDED, SegmentKind.PAUSED, SegmentKind.EXTENDED):
        return str(segment.kind)
    return "running"


def _heading(segment: Segment, group: str, groups: Sequence[str]) -> Shown:
    if group == SegmentKind.SUPERSEDED:
        return {"label": gettext("Earlier run, not counted")}
    if group == SegmentKind.EXTENDED:
        return {"label": gettext("New date")}
    if group == SegmentKind.PAUSED:
        reason = segment.cause.reason if segment.cause else ""
        paused = gettext("Paused: %(reason)s", reason=reason) if reason else gettext("Paused")
        return {"label": paused, "tone": "rest"}
    if not groups:
        return {}
    again = SegmentKind.SUPERSEDED in groups and "running" not in groups
    return {"label": gettext("Counted again from day 1") if again else gettext("Counted on")}
