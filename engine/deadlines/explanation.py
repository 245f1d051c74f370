"""How a due date was counted, line by line, each with the rule it follows and that rule's mark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from engine.budgets import Unit
from engine.calendar import DayKind, SpecialDay, days_between
from engine.clock import local
from engine.deadlines.counting import Point
from engine.deadlines.ledger import ClockEvent, DeadlineClock, EventKind
from engine.deadlines.rules import Provision
from engine.deadlines.runs import Ends, History, Run, unannounced_years
from engine.errors import Bilingual, Message


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """A sentence to translate, and the rule behind it; a step's own budget has none."""

    message: Message
    rule: str = ""
    mark: str = ""
    citation: str = ""
    citation_en: str = ""

    def __str__(self) -> str:
        return str(self.message)


def explanation(
    clock: DeadlineClock, events: Sequence[ClockEvent], told: History[Point], ends: Ends[Point]
) -> tuple[ExplanationLine, ...]:
    lines: list[ExplanationLine] = []
    for event in events:
        lines += _event_lines(event, told)
    lines += _days_off(told, ends)
    lines += _moved(told, ends)
    lines.append(_limit(clock, ends))
    lines += _provisional(clock, told, ends)
    return tuple(lines)


def _event_lines(event: ClockEvent, told: History[Point]) -> Iterator[ExplanationLine]:
    rules, at = told.rules, _moment(event.at)
    match event.kind:
        case EventKind.START:
            yield from _begin(_run_of(event, told), told)
        case EventKind.PAUSE:
            rule = rules.restart if _ends_in_restart(event, told) else rules.pause
            params = {"at": at, "reason": event.reason, "document": event.document}
            yield _line(
                rule, Message("clock_paused", "%(at)s: paused (%(reason)s; %(document)s).", params)
            )
        case EventKind.RESUME:
            yield _line(
                rules.pause, Message("clock_resumed", "%(at)s: counting goes on.", {"at": at})
            )
        case EventKind.RESTART:
            text = "%(at)s: the complete papers arrived; counting begins again from zero."
            yield _line(rules.restart, Message("clock_restarted", text, {"at": at}))
            yield from _begin(_run_of(event, told), told)
        case EventKind.EXTEND if event.to is not None:
            params = {"at": at, "to": _day(local(event.to).date()), "reason": event.reason}
            text = "%(at)s: new date %(to)s announced (%(reason)s)."
            yield _line(rules.extension, Message("clock_extended", text, params))
        case EventKind.STOP:
            yield ExplanationLine(Message("clock_stopped", "%(at)s: finished.", {"at": at}))


def _begin(run: Run[Point] | None, told: History[Point]) -> Iterator[ExplanationLine]:
    """Receipt, the last hour when it was one, and day 1."""
    if run is None:
        return
    at, rules = run.event.at, told.rules
    if told.budget.unit is Unit.WORKING_HOURS:
        text = "%(at)s: counting begins, in working hours."
        yield _line(rules.working_day, Message("clock_hours", text, {"at": _moment(at)}))
        return
    begin = _as_date(run.begin)
    if begin != local(at).date() and rules.last_hour_from is not None:
        params = {
            "at": _moment(at),
            "from": f"{rules.last_hour_from:%H:%M}",
            "day": _day(begin),
        }
        text = "Received %(at)s, from %(from)s on: counts as received on %(day)s."
        yield _line(rules.last_hour, Message("clock_last_hour", text, params))
    yield _line(rules.first_day, _first_day(told, begin, at))


def _first_day(told: History[Point], begin: date, at: datetime) -> Message:
    params = {"at": _moment(at), "received": _day(begin)}
    if told.budget.unit is Unit.CALENDAR_DAYS:
        text = "Received %(at)s: the day of receipt, %(received)s, is not counted."
        return Message("clock_day_after", text, params)
    params["day"] = _day(told.axis.calendar.next_working_day(begin))
    text = "Received %(at)s: day 1 is the next working day, %(day)s."
    return Message("clock_day_one", text, params)


def _days_off(told: History[Point], ends: Ends[Point]) -> Iterator[ExplanationLine]:
    """The holidays and swapped days inside the count, so that anyone can recount it."""
    if told.budget.unit is Unit.CALENDAR_DAYS or ends.due is None:
        return
    calendar, rule = told.axis.calendar, told.rules.working_day
    begin, end = local(told.run.event.at).date(), local(ends.due).date()
    days = list(days_between(begin, end))
    for is_worked, group in groupby(days, key=calendar.is_working_day):
        off = [day for day in group if not is_worked and day in calendar.days]
        if any(day.weekday() not in calendar.weekend for day in off):
            yield _line(rule, _off_message(off, [calendar.days[day] for day in off]))
    for day in days:
        special = calendar.days.get(day)
        if special is not None and special.kind is DayKind.WORK:
            params = {"day": _day(day), **_reasons([special])}
            text = "%(day)s is worked although it is a weekend: %(reason)s (%(source)s)."
            yield _line(rule, Message("clock_day_worked", text, params))


def _off_message(days: list[date], specials: list[SpecialDay]) -> Message:
    params = {"from": _day(days[0]), "to": _day(days[-1]), **_reasons(specials)}
    if len(days) == 1:
        text = "%(from)s is off: %(reason)s (%(source)s)."
        return Message("clock_day_off", text, params)
    text = "%(from)s to %(to)s are off: %(reason)s (%(source)s)."
    return Message("clock_days_off", text, params)


def _reasons(specials: list[SpecialDay]) -> dict[str, object]:
    """Every reason and source once, in order; the English one falls back to the Vietnamese."""
    return {
        "reason": Bilingual(
            vi=", ".join(dict.fromkeys(day.reason for day in specials)),
            en=", ".join(dict.fromkeys(day.reason_en or day.reason for day in specials)),
        ),
        "source": "; ".join(dict.fromkeys(day.source for day in specials)),
    }


def _moved(told: History[Point], ends: Ends[Point]) -> Iterator[ExplanationLine]:
    if ends.counted is None or ends.settled is None or ends.counted == ends.settled:
        return
    params = {"end": _day(_as_date(ends.counted)), "day": _day(_as_date(ends.settled))}
    text = "The limit ends on a day off, %(end)s, and moves to %(day)s."
    yield _line(told.rules.first_day, Message("clock_moved", text, params))


def _limit(clock: DeadlineClock, ends: Ends[Point]) -> ExplanationLine:
    provision = Provision(clock.rule, clock.mark)
    params: dict[str, object] = {"amount": clock.budget.amount}
    if ends.due is None:
        return _line(provision, Message("clock_open", "Paused: no date is due.", params))
    if clock.budget.unit is Unit.WORKING_HOURS:
        params["due"] = _moment(ends.due)
        text = "Limit %(amount)s working hours: due at %(due)s."
        return _line(provision, Message("clock_limit_hours", text, params))
    params["due"] = _day(local(ends.due).date())
    if clock.budget.unit is Unit.CALENDAR_DAYS:
        text = "Limit %(amount)s days: due by the end of %(due)s."
        return _line(provision, Message("clock_limit_days", text, params))
    text = "Limit %(amount)s working days: due by the end of %(due)s."
    return _line(provision, Message("clock_limit_working_days", text, params))


def _provisional(
    clock: DeadlineClock, told: History[Point], ends: Ends[Point]
) -> Iterator[ExplanationLine]:
    years = unannounced_years(told, ends.due or told.run.event.at)
    if years:
        params = {"years": ", ".join(map(str, years))}
        text = "Provisional: the days off of %(years)s have not been announced."
        yield _line(told.rules.working_day, Message("clock_unannounced", text, params))
    if clock.provisional:
        text = "Provisional: the papers have not been accepted yet."
        yield _line(told.rules.first_day, Message("clock_not_accepted", text))


def _run_of(event: ClockEvent, told: History[Point]) -> Run[Point] | None:
    return next((run for run in told.runs if run.event is event), None)


def _ends_in_restart(event: ClockEvent, told: History[Point]) -> bool:
    ended_by = next((pause.ended_by for pause in told.pauses if pause.event is event), None)
    return ended_by is not None and ended_by.kind is EventKind.RESTART


def _line(provision: Provision, message: Message) -> ExplanationLine:
    return ExplanationLine(
        message, provision.rule, provision.mark, provision.citation, provision.citation_en
    )


def _as_date(point: date | datetime) -> date:
    return local(point).date() if isinstance(point, datetime) else point


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _moment(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"
