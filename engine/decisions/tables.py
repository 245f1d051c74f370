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


ANYTHING = "-"
"""A cell that says nothing, as most do: it need not be asked."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    id: str
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Code, ...]
    annotations: tuple[str, ...]

    def matches(self, values: Sequence[Value], scope: Scope) -> bool:
        return all(
            test.text == ANYTHING or _passes(test, value, scope)
            for test, value in zip(self.tests, values, strict=True)
        )


def _passes(tests: UnaryTests, value: Value, scope: Scope) -> bool:
    return tests.matches(value, scope.values, functions=scope.functions, budget=scope.meter)


@dataclass(frozen=True, slots=True)
class CompiledTable:
    table: Table
    types: Types
    inputs: tuple[CompiledInput, ...]
    rules: tuple[CompiledRule, ...]
    defaults: tuple[Code, ...]
    ranks: Ranks

    def outcome(self, scope: Scope) -> Outcome:
        """What the table says; nothing (null, or no elements) where no rule matches."""
        values = [each.read(scope, self.types) for each in self.inputs]
        variables = {
            each.variable: value
            for each, value in zip(self.inputs, values, strict=True)
            if each.variable
        }
        scope = scope.knowing(variables) if variables else scope
        policy = self.table.hit_policy
        matches = self._matches(values, scope)
        matches = list(chosen(policy, matches, self.ranks, self.table.id, scope.meter))
        return Outcome(
            self._value(matches, scope),
            tuple(match.rule for match in matches),
            tuple(match.annotations for match in matches),
        )

    def _matches(self, values: Sequence[Value], scope: Scope) -> list[Match]:
        matches: list[Match] = []
        for rule in self.rules:
            if rule.matches(values, scope):
                outputs = tuple(output(scope) for output in rule.outputs)
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
