"""A decision table, compiled: which rules match, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.decisions.errors import InputNotAllowed
from engine.decisions.hit_policies import ONE_AT_MOST, Match, Ranks, chosen, figure
from engine.decisions.item_types import Types
from engine.decisions.scope import Code, Scope, nothing
from engine.decisions.syntax import HitPolicy, Table
from engine.feel import UnaryTests, Value
from engine.feel.budget import Budget, Meter
from engine.feel.text import text_of


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision came to, and by which rules."""

    value: Value
    matched: tuple[str, ...] = ()
    annotations: tuple[tuple[str, ...], ...] = ()
    """For each matched rule, the texts of the annotation columns."""


@dataclass(frozen=True, slots=True)
class CompiledInput:
    label: str
    value: Code
    type_ref: str
    allowed: UnaryTests | None
    variable: str

    def read(self, scope: Scope, types: Types) -> Value:
        value = types.read(self.value(scope), self.type_ref)
        is_allowed = self.allowed is None or value is None or _passes(self.allowed, value, scope)
        if is_allowed and types.fits(value, self.type_ref if self.is_declared(types) else ""):
            return value
        shown = text_of(value, Meter(Budget()))
        raise InputNotAllowed(input=self.label, value=shown[:80])

    def is_declared(self, types: Types) -> bool:
        """Of a basic type the modeler's default is often left standing; it refuses nothing."""
        return self.type_ref in types.declared

    def is_read_first(self, types: Types) -> bool:
        """Whether more than the cells depends on it: a refusal, or a name that others may use."""
        return self.allowed is not None or self.is_declared(types) or bool(self.variable)


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """What rules ask of a column. Those of a table that ask the same have it in common."""

    column: int
    test: UnaryTests


@dataclass(frozen=True, slots=True)
class CompiledRule:
    id: str
    tests: tuple[UnaryTests, ...]
    """One for each column."""
    cells: tuple[Cell, ...]
    """Those that ask something: most do not."""
    outputs: tuple[Code, ...]
    annotations: tuple[str, ...]


def _passes(tests: UnaryTests, value: Value, scope: Scope) -> bool:
    return tests.matches(value, scope.values, functions=scope.functions, budget=scope.meter)


class _Asking:
    """The inputs of one decision: each is read, and each cell asked, once and when a rule does."""

    def __init__(self, table: CompiledTable, scope: Scope) -> None:
        self._inputs = inputs = table.inputs
        self._types = table.types
        self._around = scope
        self._values = {
            column: inputs[column].read(scope, table.types) for column in table.read_first
        }
        self._verdicts: dict[Cell, bool] = {}
        named = {
            inputs[column].variable: value
            for column, value in self._values.items()
            if inputs[column].variable
        }
        self.scope = scope.knowing(named) if named else scope
        """What cells and results see: names of inputs too."""

    def matches(self, rule: CompiledRule) -> bool:
        for cell in rule.cells:
            verdict = self._verdicts.get(cell)
            if verdict is None:
                verdict = self._verdicts[cell] = self._asked(cell)
            if not verdict:
                return False
        return True

    def _asked(self, cell: Cell) -> bool:
        column = cell.column
        if column not in self._values:
            self._values[column] = self._inputs[column].read(self._around, self._types)
        return _passes(cell.test, self._values[column], self.scope)


@dataclass(frozen=True, slots=True)
class CompiledTable:
    table: Table
    types: Types
    inputs: tuple[CompiledInput, ...]
    read_first: tuple[int, ...]
    """Columns on which more than the cells depends."""
    rules: tuple[CompiledRule, ...]
    defaults: tuple[Code, ...]
    ranks: Ranks

    def outcome(self, scope: Scope) -> Outcome:
        """What the table says; nothing (null, or no elements) where no rule matches."""
        asking = _Asking(self, scope)
        scope = asking.scope
        policy = self.table.hit_policy
        matches = self._matches(asking)
        matches = list(chosen(policy, matches, self.ranks, self.table.id, scope.meter))
        return Outcome(
            self._value(matches, scope),
            tuple(match.rule for match in matches),
            tuple(match.annotations for match in matches),
        )

    def _matches(self, asking: _Asking) -> list[Match]:
        matches: list[Match] = []
        for rule in self.rules:
            if asking.matches(rule):
                outputs = tuple(output(asking.scope) for output in rule.outputs)
                matches.append(Match(rule.id, outputs, rule.annotations))
                if self.table.hit_policy is HitPolicy.FIRST:
                    break
        return matches

    def _value(self, matches: Sequence[Match], scope: Scope) -> Value:
        results = [self._result(match.outputs) for match in matches]
        if not results and self._has_default:
            results = [self._result([default(scope) for default in self.defaults])]
        if self.table.hit_policy in ONE_AT_MOST:
            return results[0] if results else None
        if self.table.aggregation is not None:
            return figure(self.table.aggregation, results, scope.meter)
        return results

    @property
    def _has_default(self) -> bool:
        return any(default is not nothing for default in self.defaults)

    def _result(self, outputs: Sequence[Value]) -> Value:
        """One value, or a context of several by their names."""
        if len(outputs) == 1:
            return outputs[0]
        names = [output.name for output in self.table.outputs]
        return dict(zip(names, outputs, strict=True))
