"""Logic to closures: texts through FEEL, boxed expressions around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from engine import feel
from engine.decisions.columns import table_of
from engine.decisions.findings import Findings
from engine.decisions.item_types import Types, unknown_type
from engine.decisions.scope import Code, Scope, nothing
from engine.decisions.syntax import (
    ContextEntries,
    FunctionDefinition,
    Invocation,
    Items,
    Logic,
    Relation,
    Table,
    Text,
    Written,
)
from engine.decisions.tables import CompiledTable
from engine.feel import Function, Value
from engine.feel.expression import Compiled
from engine.feel.syntax import Literal
from engine.feel.values import from_host

MOST_TEXTS = 5_000
"""Expressions of one file; a large table has some hundred."""

_Compiled = TypeVar("_Compiled", bound=Compiled)
_CALL_DEPTH = 12
"""What a call of a boxed function counts against the depth of calls."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an expression may name: variables, and functions (their parameters where known)."""

    names: frozenset[str]
    functions: Mapping[str, Function | None]
    bound: frozenset[str] = frozenset()
    """Those of the names that the file itself gives a value."""

    def and_names(self, more: Sequence[str]) -> Known:
        added = frozenset(more)
        return Known(self.names | added, self.functions, self.bound | added)


class LogicCompiler:
    """Compiles the logic of one file; collects all FEEL it meets."""

    def __init__(self, types: Types, findings: Findings) -> None:
        self.types = types
        self.findings = findings
        self.compiled: list[Compiled] = []
        """What was compiled for the logic at hand; whoever takes it begins a new list."""
        self.asked: set[str] = set()
        """Names taken from outside: neither of another decision nor bound on the way."""
        self._texts = 0
        self._is_full = False

    def code(self, logic: Logic, known: Known) -> Code:
        match logic:
            case Text():
                return self.text(logic, known)
            case Table():
                table = self.table(logic, known)
                return lambda scope: table.outcome(scope).value
            case ContextEntries():
                return self._context(logic, known)
            case Items(items=items):
                codes = [self.code(item, known) for item in items]
                return lambda scope: [code(scope) for code in codes]
            case Relation():
                return self._relation(logic, known)
            case Invocation():
                return self._invocation(logic, known)
            case FunctionDefinition():
                return self.function(logic, known)

    def text(self, text: Text, known: Known) -> Code:
        expression = self.expression(text, known)
        return nothing if expression is None else self.running(expression)

    def running(self, expression: feel.Expression) -> Code:
        if isinstance(expression.root, Literal):
            return _constant(expression.root.value)
        return lambda scope: expression.evaluate(
            scope.values, functions=scope.functions, budget=scope.meter
        )

    def expression(self, text: Text, known: Known) -> feel.Expression | None:
        self.check_type(text, text.type_ref)
        return self._understood(text, text.text, known, feel.compile)

    def tests(self, text: Text, known: Known) -> feel.UnaryTests | None:
        """The content of an input cell; an empty one lets everything pass."""
        return self._understood(text, text.text or "-", known, feel.compile_unary_tests)

    def _understood(
        self, place: Text, text: str, known: Known, understand: Callable[..., _Compiled]
    ) -> _Compiled | None:
        """Compile a text, unless the file holds more of them than anybody can have drawn."""
        self._texts += 1
        if self._texts > MOST_TEXTS:
            if not self._is_full:
                self.findings.add(
                    "too-many-texts",
                    place,
                    "The file has more than %(allowed)s expressions",
                    hint="Split the file.",
                    allowed=MOST_TEXTS,
                )
            self._is_full = True
            return None
        try:
            compiled = understand(
                text, names=known.names, functions=known.functions, is_strict=False
            )
        except feel.FeelError as error:
            self.findings.misunderstood(place, text, error)
            return None
        self.compiled.append(compiled)
        self.asked |= compiled.free_names - known.bound
        return compiled

    def check_type(self, place: Written, name: str) -> None:
        if not self.types.knows(name):
            unknown_type(place, name, self.findings)

    def table(self, table: Table, known: Known) -> CompiledTable:
        return table_of(table, known, self)

    def _context(self, context: ContextEntries, known: Known) -> Code:
        entries: list[tuple[str, Code]] = []
        for name, logic in context.entries:
            entries.append((name, self.code(logic, known)))
            known = known.and_names([name]) if name else known

        def code(scope: Scope) -> Value:
            made: dict[str, Value] = {}
            for name, entry in entries:
                value = entry(scope)
                if not name:
                    return value
                made[name] = value
                scope = scope.knowing({name: value})
            return made

        return code

    def _relation(self, relation: Relation, known: Known) -> Code:
        rows = [[self.code(cell, known) for cell in row] for row in relation.rows]
        columns = relation.columns

        def code(scope: Scope) -> Value:
            return [
                {name: cell(scope) for name, cell in zip(columns, row, strict=False)}
                for row in rows
            ]

        return code

    def _invocation(self, invocation: Invocation, known: Known) -> Code:
        names = [name for name, _ in invocation.bindings]
        arguments = [self.code(logic, known) for _, logic in invocation.bindings]
        call = ", ".join(f"{name}: {name}" for name in names)
        text = Text(
            id=invocation.function.id,
            line=invocation.function.line,
            text=f"{invocation.function.text}({call})",
        )
        called = self.text(text, known.and_names(names))

        def code(scope: Scope) -> Value:
            values = [argument(scope) for argument in arguments]
            return called(scope.knowing(dict(zip(names, values, strict=True))))

        return code

    def function(self, function: FunctionDefinition, known: Known) -> Code:
        body = self.code(function.body, known.and_names(function.parameters))
        parameters = function.parameters

        def code(scope: Scope) -> Value:
            def call(*arguments: object) -> Value:
                values = [from_host(argument) for argument in arguments]
                scope.meter.enter(_CALL_DEPTH)
                result = body(scope.knowing(dict(zip(parameters, values, strict=True))))
                scope.meter.leave(_CALL_DEPTH)
                return result

            return Function(parameters, call)

        return code


def _constant(value: Value) -> Code:
    """What is written out, as most results are: there is nothing to reckon, but it counts."""

    def code(scope: Scope) -> Value:
        scope.meter.spend(1)
        return value

    return code
