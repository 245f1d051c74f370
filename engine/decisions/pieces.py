"""Cuts the values of a table's input into pieces that all its cells treat alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from engine.decisions.tables import CompiledInput
from engine.feel import Budget, DayTimeDuration, Meter, UnaryTests, Value, YearMonthDuration
from engine.feel.compiler import Compiler
from engine.feel.frames import Frame, Run
from engine.feel.syntax import (
    Call,
    FunctionName,
    Literal,
    Negation,
    Node,
    RangeLiteral,
    Test,
    Tests,
    walk,
)
from engine.feel.text import text_of

_PLAIN: Final = (Literal, RangeLiteral, Negation, Call, FunctionName, Test, Tests)
_CONSTANT_CALLS: Final = frozenset({"date", "time", "date and time", "duration"})
_WHOLE: Final = frozenset({"integer", "long"})
_ANY_OTHER: Final = "\u0000"
"""A text that no cell can mention."""

Point: TypeAlias = Decimal | date | datetime | DayTimeDuration | YearMonthDuration


@dataclass(frozen=True, slots=True)
class Piece:
    """Values that all cells treat alike: one of them, and how the piece is told."""

    example: Value
    text: str


def is_constant(tests: UnaryTests) -> bool:
    """Whether a cell compares the input with fixed values only."""
    return all(
        isinstance(node, _PLAIN)
        and not (isinstance(node, FunctionName) and node.name not in _CONSTANT_CALLS)
        for node, _ in walk(tests.root)
    )


def pieces_of(column: CompiledInput, cells: Sequence[UnaryTests]) -> list[Piece] | None:
    """The pieces of an input; None when its cells mention values of different kinds."""
    asked = [*cells, *([column.allowed] if column.allowed else [])]
    mentioned = [value for tests in asked for value in _mentioned(tests)]
    values = [value for value in mentioned if value is not None]
    pieces = _cut(values, is_whole=column.type_ref in _WHOLE)
    if pieces is None:
        return None
    if len(values) < len(mentioned):
        pieces.append(Piece(None, "null"))
    allowed = column.allowed
    return [piece for piece in pieces if allowed is None or allowed.matches(piece.example)]


def _mentioned(tests: UnaryTests) -> Iterator[Value]:
    frame = Frame(Run({}, {}, Meter(Budget())), None, None)
    for node in _bounds(tests.root):
        yield Compiler({}).code(node)(frame)


def _bounds(tests: Tests) -> Iterator[Node]:
    for test in tests.tests:
        if isinstance(test.operand, RangeLiteral):
            yield from (end for end in (test.operand.start, test.operand.end) if end is not None)
        else:
            yield test.operand


def _cut(values: Sequence[Value], *, is_whole: bool) -> list[Piece] | None:
    if not values:
        return [Piece(None, "anything")]
    if all(isinstance(value, bool) for value in values):
        return [Piece(True, "true"), Piece(False, "false")]
    if all(isinstance(value, str) for value in values):
        named = [Piece(value, _shown(value)) for value in dict.fromkeys(map(str, values))]
        return [*named, Piece(_ANY_OTHER, "another text")]
    kinds = {type(value) for value in values}
    points = [value for value in values if isinstance(value, Point)]
    if len(kinds) > 1 or len(points) < len(values) or not _is_orderable(points):
        return None
    return list(_between(sorted(set(points), key=_key), is_whole=is_whole))


def _is_orderable(points: Iterable[Point]) -> bool:
    zones = {point.tzinfo is None for point in points if isinstance(point, datetime)}
    return len(zones) <= 1


def _key(point: Point) -> Decimal | date | int:
    if isinstance(point, YearMonthDuration):
        return point.months
    return point.microseconds if isinstance(point, DayTimeDuration) else point


def _between(points: Sequence[Point], *, is_whole: bool) -> Iterator[Piece]:
    """Below, at, between and above the points."""
    below = _shifted(points[0], -1)
    if below is not None:
        yield Piece(below, f"< {_shown(points[0])}")
    for point, following in zip(points, [*points[1:], None], strict=True):
        yield Piece(point, _shown(point))
        if following is None:
            above = _shifted(point, 1)
            if above is not None:
                yield Piece(above, f"> {_shown(point)}")
            return
        middle = _middle(point, following, is_whole=is_whole)
        if middle is not None:
            yield Piece(middle, f"({_shown(point)}..{_shown(following)})")


def _shifted(point: Point, by: int) -> Point | None:
    if isinstance(point, Decimal):
        return point + by
    if isinstance(point, YearMonthDuration):
        return YearMonthDuration(point.months + by)
    if isinstance(point, DayTimeDuration):
        return DayTimeDuration(point.microseconds + by)
    try:
        return point + timedelta(days=by)
    except OverflowError:
        return None


def _middle(low: Point, high: Point, *, is_whole: bool) -> Point | None:
    """A value strictly between two of a kind, if there is one."""
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        if not is_whole:
            return (low + high) / 2
        next_whole = Decimal(int(low) + 1 if low >= 0 or low == int(low) else int(low))
        return next_whole if next_whole < high else None
    if isinstance(low, datetime) and isinstance(high, datetime):
        return low + (high - low) / 2
    shifted = _shifted(low, 1)
    if shifted is None:
        return None
    return shifted if _comes_before(shifted, high) else None


def _comes_before(one: Point, other: Point) -> bool:
    ours, theirs = _key(one), _key(other)
    if isinstance(ours, int) and isinstance(theirs, int):
        return ours < theirs
    if isinstance(ours, date) and isinstance(theirs, date):
        return ours < theirs
    return False


def _shown(value: Value) -> str:
    return text_of([value], Meter(Budget()))[1:-1]
