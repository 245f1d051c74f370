"""Compiles a decision table: its columns, its rules, and whether their results are allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine import feel
from engine.decisions.hit_policies import BY_RANK, Ranks
from engine.decisions.scope import Code, nothing
from engine.decisions.syntax import Input, Output, Rule, Table, Text
from engine.decisions.tables import Cell, CompiledInput, CompiledRule, CompiledTable
from engine.feel import Budget, Meter, Value
from engine.feel.equality import satisfies
from engine.feel.syntax import Literal

if TYPE_CHECKING:
    from engine.decisions.compiling import Known, LogicCompiler


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
        read_first=tuple(
            column for column, each in enumerate(inputs) if each.is_read_first(compiler.types)
        ),
        rules=_rules(table, ranks, cells, compiler),
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


def _rules(
    table: Table, ranks: Ranks, known: Known, compiler: LogicCompiler
) -> tuple[CompiledRule, ...]:
    asked: dict[tuple[int, str], Cell] = {}
    return tuple(_rule(rule, table, ranks, known, compiler, asked) for rule in table.rules)


def _rule(
    rule: Rule,
    table: Table,
    ranks: Ranks,
    known: Known,
    compiler: LogicCompiler,
    asked: dict[tuple[int, str], Cell],
) -> CompiledRule:
    tests = [compiler.tests(cell, known) for cell in rule.conditions]
    outputs = zip(rule.results, table.outputs, ranks, strict=False)
    return CompiledRule(
        id=rule.id,
        tests=tuple(test for test in tests if test is not None),
        cells=tuple(
            asked.setdefault((column, test.text), Cell(column, test))
            for column, test in enumerate(tests)
            if test is not None and not test.root.is_any
        ),
        outputs=tuple(_result(cell, column, r, known, compiler) for cell, column, r in outputs),
        annotations=rule.annotations,
    )


def _result(
    cell: Text, column: Output, listed: Sequence[Value], known: Known, compiler: LogicCompiler
) -> Code:
    if cell.text in ("", "-"):
        # An empty cell says nothing: null.
        return nothing
    expression = compiler.expression(cell, known)
    if expression is None:
        return nothing
    if isinstance(expression.root, Literal):
        _check_result(cell, expression.root.value, column, listed, compiler)
    return compiler.running(expression)


def _check_result(
    cell: Text,
    value: Value,
    column: Output,
    listed: Sequence[Value],
    compiler: LogicCompiler,
) -> None:
    """Warn of a result that its own column does not allow."""
    if not compiler.types.fits(compiler.types.read(value, column.type_ref), column.type_ref):
        compiler.findings.warn(
            "output-type",
            cell,
            "%(text)s is not of the type %(type)s of its column",
            text=cell.text[:80],
            type=column.type_ref,
        )
    if listed and not satisfies(value, list(listed), Meter(Budget())):
        compiler.findings.warn(
            "output-values",
            cell,
            "%(text)s is not among the output values of its column",
            text=cell.text[:80],
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
