"""Do the rules of a table overlap, and do they leave gaps? Told when the file is deployed.

Each input is cut into pieces; one value of each piece, put to the cells themselves, says which
rules cover it. Tables whose cells ask for other values than the input are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice

from engine.decisions.findings import Findings
from engine.decisions.pieces import Piece, is_constant, pieces_of
from engine.decisions.syntax import HitPolicy
from engine.decisions.tables import CompiledTable

MOST_RULES = 400
MOST_LOOKS = 20_000
"""Places looked at before a table counts as too large to be searched for gaps."""
MOST_TRIALS = 100_000
"""Values put to cells before a table counts as too large to be judged at all."""
MOST_TOLD = 5


def judge_coverage(table: CompiledTable, findings: Findings) -> None:
    """Warn of rules that overlap where only one may match, and of inputs that no rule covers."""
    columns = _columns(table)
    if columns is None or not table.rules:
        return
    if table.table.hit_policy is HitPolicy.UNIQUE:
        _tell_overlaps(table, columns, findings)
    if not any(output.default for output in table.table.outputs):
        _tell_gaps(table, columns, findings)


@dataclass(frozen=True, slots=True)
class Column:
    """An input: its pieces, and for each rule the numbers of those it covers."""

    label: str
    pieces: Sequence[Piece]
    covered: Sequence[frozenset[int]]


def _columns(table: CompiledTable) -> list[Column] | None:
    if len(table.rules) > MOST_RULES:
        return None
    columns: list[Column] = []
    trials = 0
    for number, column in enumerate(table.inputs):
        cells = [rule.tests[number] for rule in table.rules]
        allowed = [column.allowed] if column.allowed else []
        pieces = pieces_of(column, cells) if all(map(is_constant, cells + allowed)) else None
        if pieces is None:
            return None
        trials += len(pieces) * len(cells)
        if trials > MOST_TRIALS:
            return None
        covered = [
            frozenset(i for i, piece in enumerate(pieces) if cell.matches(piece.example))
            for cell in cells
        ]
        columns.append(Column(column.label, pieces, covered))
    return columns


def _tell_overlaps(table: CompiledTable, columns: Sequence[Column], findings: Findings) -> None:
    for one, other, pieces in islice(_overlaps(len(table.rules), columns), MOST_TOLD):
        findings.warn(
            "rules-overlap",
            table.table.rules[other],
            "Rules %(one)s and %(other)s both match where %(case)s",
            hint="Narrow one of the two, or choose another hit policy.",
            one=one + 1,
            other=other + 1,
            case=_case(columns, pieces),
        )


def _overlaps(rules: int, columns: Sequence[Column]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Pairs of rules that match together, and where they do."""
    for one, other in combinations(range(rules), 2):
        common = [column.covered[one] & column.covered[other] for column in columns]
        if all(common):
            yield one, other, tuple(min(pieces) for pieces in common)


def _case(columns: Sequence[Column], pieces: Sequence[int]) -> str:
    return ", ".join(
        f"{column.label}: {column.pieces[piece].text}"
        for column, piece in zip(columns, pieces, strict=True)
    )


def _tell_gaps(table: CompiledTable, columns: Sequence[Column], findings: Findings) -> None:
    gaps = _GapSearch(columns).gaps(0, frozenset(range(len(table.rules))))
    for gap in islice(gaps, MOST_TOLD):
        findings.warn(
            "no-rule",
            table.table,
            "No rule matches where %(case)s",
            hint="Add a rule or a default output.",
            case=_case(columns, gap),
        )


@dataclass(slots=True)
class _GapSearch:
    """Goes through the pieces column by column with the rules that still match."""

    columns: Sequence[Column]
    looks: int = 0
    closed: set[tuple[int, frozenset[int]]] = field(default_factory=set)
    """Columns and rules from which on everything is known to be covered."""

    def gaps(self, at: int, rules: frozenset[int]) -> Iterator[tuple[int, ...]]:
        """Combinations of pieces, from a column on, that none of the rules covers."""
        self.looks += 1
        if self.looks > MOST_LOOKS or (at, rules) in self.closed:
            return
        if at == len(self.columns):
            if not rules:
                yield ()
            return
        column, is_closed = self.columns[at], True
        for piece in range(len(column.pieces)):
            still = frozenset(rule for rule in rules if piece in column.covered[rule])
            for gap in self.gaps(at + 1, still):
                is_closed = False
                yield (piece, *gap)
        if is_closed and self.looks <= MOST_LOOKS:
            self.closed.add((at, rules))
