"""Built-in functions on ranges and points, after the table of the standard.

A point is taken as the range from itself to itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from engine.feel.budget import Meter
from engine.feel.builtins.registry import builtin
from engine.feel.equality import ordered
from engine.feel.values import Range, Value

Verdict: TypeAlias = bool | None
Relation: TypeAlias = Callable[[Range, Range], Verdict]


def _as_range(value: Value) -> Range:
    return value if isinstance(value, Range) else Range(value, value)


def _relation(name: str, first: str, second: str, relation: Relation) -> None:
    """Declare a built-in function of two ranges or points."""

    @builtin(f"{name}({first}: any, {second}: any)")
    def related(meter: Meter, one: Value, other: Value) -> Value:
        return None if one is None or other is None else relation(_as_range(one), _as_range(other))


def _both(*verdicts: Verdict) -> Verdict:
    if any(verdict is None for verdict in verdicts):
        return None
    return all(verdicts)


def _same(one: Value, other: Value) -> Verdict:
    if one is None or other is None:
        return one is other
    return _both(ordered("<=", one, other), ordered(">=", one, other))


def _before(one: Range, other: Range) -> Verdict:
    """One ends before the other starts; they touch only where an end is left out."""
    if one.end is None or other.start is None:
        return False
    if one.end_included and other.start_included:
        return ordered("<", one.end, other.start)
    return ordered("<=", one.end, other.start)


def _meets(one: Range, other: Range) -> Verdict:
    if one.end is None or other.start is None:
        return False
    return _both(one.end_included and other.start_included, _same(one.end, other.start))


def _starts_no_later(one: Range, other: Range) -> Verdict:
    if one.start is None or other.start is None:
        return one.start is None
    if one.start_included or not other.start_included:
        return ordered("<=", one.start, other.start)
    return ordered("<", one.start, other.start)


def _ends_no_earlier(one: Range, other: Range) -> Verdict:
    if one.end is None or other.end is None:
        return one.end is None
    if one.end_included or not other.end_included:
        return ordered(">=", one.end, other.end)
    return ordered(">", one.end, other.end)


def _includes(one: Range, other: Range) -> Verdict:
    return _both(_starts_no_later(one, other), _ends_no_earlier(one, other))


def _overlaps(one: Range, other: Range) -> Verdict:
    apart = _before(one, other), _before(other, one)
    if apart[0] is None or apart[1] is None:
        return None
    return not apart[0] and not apart[1]


def _not(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _overlaps_before(one: Range, other: Range) -> Verdict:
    """They overlap; the one starts earlier and ends no later."""
    return _both(
        _overlaps(one, other),
        _not(_starts_no_later(other, one)),
        _ends_no_earlier(other, one),
    )


def _overlaps_after(one: Range, other: Range) -> Verdict:
    """They overlap; the one ends later and starts no earlier."""
    return _both(
        _overlaps(one, other),
        _not(_ends_no_earlier(other, one)),
        _starts_no_later(other, one),
    )


def _same_start(one: Range, other: Range) -> Verdict:
    return _both(_same(one.start, other.start), one.start_included is other.start_included)


def _same_end(one: Range, other: Range) -> Verdict:
    return _both(_same(one.end, other.end), one.end_included is other.end_included)


def _swapped(relation: Relation) -> Relation:
    return lambda one, other: relation(other, one)


def _finishes(one: Range, other: Range) -> Verdict:
    return _both(_same_end(one, other), _includes(other, one))


def _starts(one: Range, other: Range) -> Verdict:
    return _both(_same_start(one, other), _includes(other, one))


def _coincides(one: Range, other: Range) -> Verdict:
    return _both(_same_start(one, other), _same_end(one, other))


_relation("before", "range1", "range2", _before)
_relation("after", "range1", "range2", _swapped(_before))
_relation("meets", "range1", "range2", _meets)
_relation("met by", "range1", "range2", _swapped(_meets))
_relation("overlaps", "range1", "range2", _overlaps)
_relation("overlaps before", "range1", "range2", _overlaps_before)
_relation("overlaps after", "range1", "range2", _overlaps_after)
_relation("finishes", "range1", "range2", _finishes)
_relation("finished by", "range1", "range2", _swapped(_finishes))
_relation("includes", "range1", "range2", _includes)
_relation("during", "range1", "range2", _swapped(_includes))
_relation("starts", "range1", "range2", _starts)
_relation("started by", "range1", "range2", _swapped(_starts))
_relation("coincides", "range1", "range2", _coincides)
