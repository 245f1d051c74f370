"""What becomes of the rules that match: one of them, all of them, or a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from engine.decisions.errors import RulesCollide
from engine.decisions.syntax import Aggregation, HitPolicy
from engine.feel import Meter, Value
from engine.feel.builtins import statistics
from engine.feel.equality import equal, satisfies


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that matches, what it says, and its notes."""

    rule: str
    outputs: tuple[Value, ...]
    annotations: tuple[str, ...] = ()


Ranks = Sequence[Sequence[Value]]
"""For each output the values that go before others, first things first."""

ONE_AT_MOST: Final = frozenset(
    {HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST}
)
BY_RANK: Final = frozenset({HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER})


def chosen(
    policy: HitPolicy, matches: Sequence[Match], ranks: Ranks, table: str, meter: Meter
) -> Sequence[Match]:
    """The matches that count, in their order."""
    if policy in BY_RANK:
        matches = sorted(matches, key=lambda match: _rank(match, ranks, meter))
    if policy is HitPolicy.UNIQUE and len(matches) > 1:
        raise _collision(matches, table)
    if policy is HitPolicy.ANY and not _all_same(matches, meter):
        raise _collision(matches, table)
    if policy in (HitPolicy.PRIORITY, HitPolicy.FIRST):
        return matches[:1]
    return matches


def _rank(match: Match, ranks: Ranks, meter: Meter) -> tuple[int, ...]:
    return tuple(
        next(
            (place for place, wanted in enumerate(order) if satisfies(value, wanted, meter)),
            len(order),
        )
        for value, order in zip(match.outputs, ranks, strict=True)
    )


def _all_same(matches: Sequence[Match], meter: Meter) -> bool:
    return all(
        equal(list(match.outputs), list(matches[0].outputs), meter) is True for match in matches
    )


def _collision(matches: Sequence[Match], table: str) -> RulesCollide:
    return RulesCollide(rules=", ".join(match.rule for match in matches), table=table)


_FIGURES: Final[dict[Aggregation, Callable[[Meter, list[Value]], Value]]] = {
    Aggregation.SUM: statistics.total,
    Aggregation.MIN: statistics.minimum,
    Aggregation.MAX: statistics.maximum,
}


def figure(aggregation: Aggregation, values: list[Value], meter: Meter) -> Value:
    """One figure of all values; null of none, but their number is 0."""
    if aggregation is Aggregation.COUNT:
        return Decimal(len(values))
    return _FIGURES[aggregation](meter, values)
