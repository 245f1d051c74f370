"""The runs of a clock: from its start, and again from zero after each restart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Generic

from engine.budgets import Budget
from engine.clock import local
from engine.deadlines.counting import Axis, Point
from engine.deadlines.ledger import ClockEvent, EventKind
from engine.deadlines.rules import DeadlineRules


@dataclass(frozen=True, slots=True)
class Span(Generic[Point]):
    """A time in which the clock counted: after `begin`, up to `end`; no end while it runs."""

    begin: Point
    end: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Generic[Point]):
    """One count towards the limit. All but the last were superseded by a restart."""

    event: ClockEvent
    """What began it."""
    begin: Point
    """Counting starts after this point: the receipt, moved by the rule of the last hour."""
    original: int
    """The limit."""
    target: int
    """The limit, or what it became when a new date was announced."""
    spans: tuple[Span[Point], ...] = ()

    @property
    def is_counting(self) -> bool:
        return bool(self.spans) and self.spans[-1].end is None

    def counted(self, axis: Axis[Point], through: Point) -> int:
        """How much had been counted by a point."""
        return sum(
            axis.measure(span.begin, through if span.end is None else min(span.end, through))
            for span in self.spans
        )

    def reached(self, axis: Axis[Point], target: int) -> Point | None:
        """Where the count reaches a target; nowhere while a pause begun in time keeps it open."""
        left = target
        for span in self.spans:
            reached = axis.advance(span.begin, left)
            if span.end is None or axis.settle(reached) < span.end:
                return reached
            left = max(left - axis.measure(span.begin, span.end), 0)
        return None

    def touches(self, axis: Axis[Point], day: date) -> bool:
        """Whether it counted, or will, on a local day."""
        low, high = axis.edges(day)
        return any(
            axis.measure(max(span.begin, low), high if span.end is None else min(span.end, high))
            for span in self.spans
        )


@dataclass(frozen=True, slots=True)
class Pause(Generic[Point]):
    """Time in which nothing was counted, and the event that tells why."""

    event: ClockEvent
    begin: Point
    end: Point | None = None
    ended_by: ClockEvent | None = None

    def covers(self, axis: Axis[Point], day: date) -> bool:
        low, high = axis.edges(day)
        return self.begin <= high and (self.end is None or self.end > low)


@dataclass(slots=True)
class History(Generic[Point]):
    """What the events of a clock come to: its runs, its pauses and how it ended."""

    axis: Axis[Point]
    rules: DeadlineRules
    budget: Budget
    runs: list[Run[Point]] = field(default_factory=list)
    pauses: list[Pause[Point]] = field(default_factory=list)
    stop: ClockEvent | None = None

    @property
    def run(self) -> Run[Point]:
        """The run that counts."""
        return self.runs[-1]

    def take(self, event: ClockEvent) -> None:
        """Apply one event. What cannot follow (a damaged ledger) changes nothing."""
        if self.stop is not None:
            return
        if event.kind in (EventKind.START, EventKind.RESTART):
            self._begin(event)
        elif not self.runs:
            return
        elif event.kind is EventKind.PAUSE and self.run.is_counting:
            self._halt(event.at)
            self.pauses.append(Pause(event, self.axis.point(event.at)))
        elif event.kind is EventKind.RESUME and not self.run.is_counting:
            self._go_on(event)
        elif event.kind is EventKind.EXTEND and event.to is not None:
            self._extend(event.at, event.to)
        elif event.kind is EventKind.STOP:
            self.stop = event

    def _begin(self, event: ClockEvent) -> None:
        if self.runs:
            self._halt(event.at)
            self._end_pause(event)
        total = self.axis.total(self.budget)
        begin = self.axis.received(event.at, self.rules.last_hour_from)
        self.runs.append(
            Run(event=event, begin=begin, original=total, target=total, spans=(Span(begin),))
        )

    def _halt(self, at: datetime) -> None:
        if self.run.is_counting:
            *before, last = self.run.spans
            self._set(spans=(*before, replace(last, end=self.axis.point(at))))

    def _go_on(self, event: ClockEvent) -> None:
        begin = max(self.axis.point(event.at), self.run.begin)
        self._end_pause(event)
        self._set(spans=(*self.run.spans, Span(begin)))

    def _end_pause(self, event: ClockEvent) -> None:
        if self.pauses and self.pauses[-1].ended_by is None:
            last = self.pauses[-1]
            self.pauses[-1] = replace(last, end=self.axis.point(event.at), ended_by=event)

    def _extend(self, at: datetime, to: datetime) -> None:
        """What was counted stays counted; what lies up to the new date is what is left."""
        here = max(self.axis.point(at), self.run.begin)
        there = self.axis.settle(self.axis.point(to))
        counted = self.run.counted(self.axis, here)
        self._set(target=counted + self.axis.measure(here, there))

    def _set(self, **changes: object) -> None:
        self.runs[-1] = replace(self.run, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Ends(Generic[Point]):
    """Where the count ends, where the law moves that to, and the due instants that follow."""

    counted: Point | None
    settled: Point | None
    due: datetime | None
    first_due: datetime | None

    @classmethod
    def of(cls, told: History[Point]) -> Ends[Point]:
        axis, run = told.axis, told.run
        counted, first = run.reached(axis, run.target), run.reached(axis, run.original)
        settled = None if counted is None else axis.settle(counted)
        return cls(
            counted=counted,
            settled=settled,
            due=None if settled is None else axis.due(settled),
            first_due=None if first is None else axis.due(axis.settle(first)),
        )

    def left(self, told: History[Point], seen: Point) -> int:
        """What is left after a point, below zero what was counted past the end."""
        axis, run = told.axis, told.run
        seen = max(seen, run.begin)
        if self.settled is None:
            return max(run.target - run.counted(axis, seen), 0)
        if seen <= self.settled:
            return axis.measure(seen, self.settled)
        return run.counted(axis, self.settled) - run.counted(axis, seen)


def history(
    events: Iterable[ClockEvent], *, budget: Budget, axis: Axis[Point], rules: DeadlineRules
) -> History[Point]:
    """Read the events in their order."""
    told = History(axis, rules, budget)
    for event in events:
        told.take(event)
    return told


def starts(events: Sequence[ClockEvent]) -> bool:
    """Whether there is anything to count at all."""
    return any(event.kind in (EventKind.START, EventKind.RESTART) for event in events)


def unannounced_years(told: History[Point], end: datetime) -> list[int]:
    """The years the count touches whose days off nobody has announced."""
    first, last = local(told.run.event.at).year, local(end).year
    announced = told.axis.calendar.published_years
    return [year for year in range(first, last + 1) if year not in announced]
