"""A decision table, compiled: which rules match, and what they say together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine import feel
from engine.decisions.errors import InputNotAllowed
from engine.decisions.hit_policies import BY_RANK, ONE_AT_MOST, Match, Ranks, chosen, figure
from engine.decisions.item_types import Types
from engine.decisions.scope import Code, Scope, nothing
from engine.decisions.syntax import HitPolicy, Input, Output, Rule, Table
from engine.feel import UnaryTests, Value
from engine.feel.budget import Budget, Meter
from engine.feel.text import text_of

if TYPE_CHECKING:
    from engine.decisions.compiling import Known, LogicCompiler


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


@dataclass(frozen=True, slots=True)
class CompiledRule:
    id: str
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Code, ...]
    annotations: tuple[str, ...]

    def matches(self, values: Sequence[Value], scope: Scope) -> bool:
        return all(
            _passes(test, value, scope) for test, value in zip(self.tests, values, strict=True)
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


def table_of(table: Table, known: Known, compiler: LogicCompiler) -> CompiledTable:
    """Compile a table; what cannot be understood goes to the compiler's findings."""
    inputs = tuple(_input(each, known, compiler) for each in table.inputs)
    cells = known.and_names([each.variable for each in table.inputs if each.variable])
    for output in table.outputs:
        compiler.check_type(output, output.type_ref)
    ranks = [_order(output, known, compiler) for output in table.outputs]
    if table.hit_policy in BY_RANK and not any(ranks):
        compiler.findings.add(
            "no-output-values",
            table,
            "The hit policy %(policy)s needs a list of output values to go by",
            policy=table.hit_policy.value,
        )
    return CompiledTable(
        table=table,
        types=compiler.types,
        inputs=inputs,
        rules=tuple(_rule(rule, cells, compiler) for rule in table.rules),
        defaults=tuple(_default(output, known, compiler) for output in table.outputs),
        ranks=ranks,
    )


def _input(column: Input, known: Known, compiler: LogicCompiler) -> CompiledInput:
    values = column.values
    return CompiledInput(
        label=column.label,
        value=compiler.text(column.expression, known) if column.expression.text else nothing,
        type_ref=column.expression.type_ref,
        allowed=None if values is None else compiler.tests(values, known),
        variable=column.variable,
    )


def _rule(rule: Rule, known: Known, compiler: LogicCompiler) -> CompiledRule:
    tests = [compiler.tests(cell, known) for cell in rule.conditions]
    return CompiledRule(
        id=rule.id,
        tests=tuple(test for test in tests if test is not None),
        # An empty cell says nothing: null.
        outputs=tuple(
            compiler.text(cell, known) if cell.text and cell.text != "-" else nothing
            for cell in rule.results
        ),
        annotations=rule.annotations,
    )


def _default(output: Output, known: Known, compiler: LogicCompiler) -> Code:
    if output.default is None or not output.default.text:
        return nothing
    return compiler.text(output.default, known)


def _order(output: Output, known: Known, compiler: LogicCompiler) -> Sequence[Value]:
    """The output values as they are listed; they must be plain values."""
    if output.values is None:
        return ()
    try:
        listed = feel.compile(f"[{output.values.text}]").evaluate({})
    except (feel.FeelError, feel.FeelBudgetExceeded):
        compiler.findings.add(
            "output-values",
            output.values,
            "The output values %(text)s are no list of values",
            text=output.values.text[:80],
        )
        return ()
    return listed if isinstance(listed, list) else ()
