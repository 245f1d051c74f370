"""Filters, `for`, `some` and `every`; each round is charged before it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.budget import Meter
from engine.feel.frames import Code, Frame
from engine.feel.syntax import Filter, For, Literal, Name, Node, Quantified, cost, walk
from engine.feel.syntax import Iterator as IteratorNode
from engine.feel.values import Range, Value

if TYPE_CHECKING:
    from engine.feel.compiler import Compiler


def filter_(node: Filter, compiler: Compiler) -> Code:
    target = compiler.code(node.target)
    if isinstance(node.condition, Literal) and isinstance(node.condition.value, Decimal):
        index = node.condition.value
        return lambda frame: _at(_as_list(target(frame)), index)
    condition = compiler.within(frozenset(), node.condition, is_element=True)
    price = cost(node.condition)

    def code(frame: Frame) -> Value:
        found = target(frame)
        return None if found is None else _chosen(_as_list(found), condition, price, frame)

    return code


def _as_list(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _at(items: list[Value], index: Decimal) -> Value:
    """The element at a place counted from 1, or from the end below 0."""
    place = int(index) if abs(index) <= len(items) else 0
    if place == 0 or place != index:
        return None
    return items[place - 1 if place > 0 else place]


def _chosen(items: list[Value], condition: Code, price: int, frame: Frame) -> Value:
    run = frame.run
    chosen: list[Value] = []
    for item in items or [None]:
        run.meter.spend(price)
        verdict = condition(Frame(run, item, frame))
        if type(verdict) is Decimal:
            return _at(items, verdict)
        if verdict is True and items:
            chosen.append(item)
    return chosen


_PARTIAL = frozenset({"partial"})


@dataclass(frozen=True, slots=True)
class _Source:
    """One `name in domain`, compiled."""

    name: str
    domain: Code
    end: Code | None

    def items(self, frame: Frame) -> Iterable[Value] | None:
        domain = self.domain(frame)
        if self.end is not None:
            return stepped(domain, self.end(frame), frame.run.meter)
        if isinstance(domain, Range):
            return _inside(domain, frame.run.meter)
        return None if domain is None else _as_list(domain)


def _sources(
    iterators: Sequence[IteratorNode], body: Node, extra: frozenset[str], compiler: Compiler
) -> tuple[list[_Source], Code]:
    """The iterators, each in the frame of the one before it, and the body in the innermost."""
    first, *others = iterators
    end = compiler.code(first.end) if first.end else None
    source = _Source(first.name, compiler.code(first.domain), end)
    with compiler.frame(frozenset({first.name}) | extra):
        if not others:
            return [source], compiler.code(body)
        sources, code = _sources(others, body, extra, compiler)
    return [source, *sources], code


def _rounds(
    sources: Sequence[_Source], frame: Frame, missing: Callable[[], None]
) -> Iterator[Frame]:
    """A frame for each combination of elements; the innermost round is charged by who runs it."""
    items = sources[0].items(frame)
    if items is None:
        missing()
        return
    for item in items:
        inside = Frame(frame.run, {sources[0].name: item}, frame)
        if len(sources) == 1:
            yield inside
            continue
        frame.run.meter.spend(1)
        yield from _rounds(sources[1:], inside, missing)


def for_(node: For, compiler: Compiler) -> Code:
    sources, body = _sources(node.iterators, node.body, _PARTIAL, compiler)
    price = cost(node.body)
    asks_partial = any(isinstance(n, Name) and n.name == "partial" for n, _ in walk(node.body))

    def code(frame: Frame) -> Value:
        results: list[Value] = []
        gaps: list[None] = []
        meter = frame.run.meter
        for inside in _rounds(sources, frame, lambda: gaps.append(None)):
            meter.spend(price)
            meter.admit_length(len(results) + 1)
            if asks_partial:
                _give_partial(inside, results, meter)
            results.append(body(inside))
        return None if gaps else results

    return code


def _give_partial(frame: Frame, results: list[Value], meter: Meter) -> None:
    meter.admit_list(len(results))
    if isinstance(frame.values, dict):
        frame.values.setdefault("partial", list(results))


def quantified(node: Quantified, compiler: Compiler) -> Code:
    sources, condition = _sources(node.iterators, node.condition, frozenset(), compiler)
    price, decisive = cost(node.condition), not node.is_every

    def code(frame: Frame) -> Value:
        gaps: list[None] = []
        verdict: Value = not decisive
        for inside in _rounds(sources, frame, lambda: gaps.append(None)):
            frame.run.meter.spend(price)
            found = condition(inside)
            if found is decisive:
                return decisive
            if found is not (not decisive):
                verdict = None
        return None if gaps else verdict

    return code


def stepped(start: Value, end: Value, meter: Meter) -> list[Value] | None:
    """The whole numbers or days from one to the other, upwards or downwards."""
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        return _numbers(start, end, meter)
    if type(start) is date and type(end) is date:
        return _days(start, end, meter)
    return None


def _numbers(start: Decimal, end: Decimal, meter: Meter) -> list[Value] | None:
    if start != start.to_integral_value() or end != end.to_integral_value():
        return None
    meter.admit_list(min(abs(int(end) - int(start)) + 1, 10**9))
    step = 1 if end >= start else -1
    return [Decimal(number) for number in range(int(start), int(end) + step, step)]


def _days(start: date, end: date, meter: Meter) -> list[Value]:
    count = abs((end - start).days) + 1
    meter.admit_list(count)
    step = 1 if end >= start else -1
    return [start + timedelta(days=step * day) for day in range(count)]


def _inside(span: Range, meter: Meter) -> list[Value] | None:
    items = stepped(span.start, span.end, meter)
    if items is None or isinstance(span.start, datetime):
        return None
    first = 0 if span.start_included else 1
    return items[first : len(items) if span.end_included else -1]
