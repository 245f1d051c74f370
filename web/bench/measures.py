"""What a measurement says, and how durations become one number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure beside its goal; a goal is met at or below it unless more is better."""

    value: float
    goal: float
    unit: str
    detail: dict[str, float | str] = field(default_factory=dict)

    @property
    def is_met(self) -> bool:
        return self.value <= self.goal

    def as_data(self) -> dict[str, object]:
        return {**asdict(self), "met": self.is_met}


def durations(acts: Sequence[Callable[[], object]]) -> list[float]:
    """Milliseconds that each act took, one after the other."""
    taken = []
    for act in acts:
        begun = perf_counter()
        act()
        taken.append((perf_counter() - begun) * 1000)
    return taken


def side_by_side(
    first: Sequence[Callable[[], object]], second: Sequence[Callable[[], object]]
) -> tuple[list[float], list[float]]:
    """Milliseconds of two kinds of act in turns, so that a busy moment of the machine hits both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for one, other in zip(first, second, strict=True):
        taken[0].extend(durations([one]))
        taken[1].extend(durations([other]))
    return taken


def middle(taken: Sequence[float]) -> float:
    return round(median(taken), 3)


def ratio(taken: Sequence[float], base: Sequence[float]) -> float:
    """The usual duration as so many times another."""
    return round(median(taken) / median(base), 2)


def nearly_worst(taken: Sequence[float], share: float = 0.95) -> float:
    """The duration below which that share lies."""
    ordered = sorted(taken)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 3)
