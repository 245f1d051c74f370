"""In which column and row of a grid each element stands: left to right, branches below each other.

Flows that lead back are left aside; along all others every element stands right of what comes
before it. The first branch of a split stays in its row, further ones take free rows below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Way = tuple[str, str]
"""Source and target."""


@dataclass(frozen=True, slots=True)
class Cell:
    column: int
    row: int


def cells_of(
    ids: Sequence[str], ways: Iterable[Way], bands: Mapping[str, int]
) -> Mapping[str, Cell]:
    """The cell of each element; rows of one band (a lane) lie together, bands in their order."""
    following: dict[str, list[str]] = {id_: [] for id_ in ids}
    for source, target in ways:
        following[source].append(target)
    ordered, ahead = _without_circles(ids, following)
    columns = dict.fromkeys(ids, 0)
    preceding: dict[str, list[str]] = defaultdict(list)
    for source in ordered:
        for target in ahead[source]:
            columns[target] = max(columns[target], columns[source] + 1)
            preceding[target].append(source)
    rows = _rows(ordered, columns, preceding, bands)
    first = _first_rows(rows, bands)
    return {id_: Cell(columns[id_], first[bands.get(id_, 0)] + rows[id_]) for id_ in ids}


def _without_circles(
    ids: Sequence[str], following: Mapping[str, Sequence[str]]
) -> tuple[list[str], Mapping[str, list[str]]]:
    """The elements in an order in which flows lead on, and those flows without the ones back."""
    entered = {target for targets in following.values() for target in targets}
    beginnings = [id_ for id_ in ids if id_ not in entered]
    ahead: dict[str, list[str]] = {id_: [] for id_ in ids}
    finished: list[str] = []
    state: dict[str, bool] = {}
    """Whether a visited element is done with; one that is not is on the way to where we are."""
    for root in [*beginnings, *ids]:
        if root in state:
            continue
        state[root] = False
        path = [(root, iter(following[root]))]
        while path:
            here, rest = path[-1]
            for target in rest:
                if state.get(target, True):
                    ahead[here].append(target)
                if target not in state:
                    state[target] = False
                    path.append((target, iter(following[target])))
                    break
            else:
                state[here] = True
                finished.append(here)
                path.pop()
    return finished[::-1], ahead


def _rows(
    ordered: Collection[str],
    columns: Mapping[str, int],
    preceding: Mapping[str, Sequence[str]],
    bands: Mapping[str, int],
) -> dict[str, int]:
    """The row of each element inside its band: that of what leads to it, or the next free one."""
    rows: dict[str, int] = {}
    taken: set[tuple[int, int, int]] = set()
    for id_ in ordered:
        band = bands.get(id_, 0)
        before = [rows[one] for one in preceding[id_] if bands.get(one, 0) == band]
        row = min(before, default=0)
        while (columns[id_], band, row) in taken:
            row += 1
        taken.add((columns[id_], band, row))
        rows[id_] = row
    return rows


def _first_rows(rows: Mapping[str, int], bands: Mapping[str, int]) -> Mapping[int, int]:
    """At which row of the whole each band begins."""
    most: dict[int, int] = defaultdict(int)
    for id_, row in rows.items():
        most[bands.get(id_, 0)] = max(most[bands.get(id_, 0)], row + 1)
    first: dict[int, int] = {}
    here = 0
    for band in sorted(most):
        first[band] = here
        here += most[band]
    return first
