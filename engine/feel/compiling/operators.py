"""Arithmetic, comparisons, tests and three-valued logic, compiled."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.feel.arithmetic import OPERATIONS, Operation, negate
from engine.feel.compiling.instances import is_instance
from engine.feel.equality import ORDERINGS, equal, ordered, satisfies
from engine.feel.frames import Code, Frame
from engine.feel.syntax import (
    Arithmetic,
    Between,
    Comparison,
    Conjunction,
    Disjunction,
    InstanceOf,
    Membership,
    Negation,
    Test,
)
from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.feel.compiler import Compiler

INPUT = frozenset({"?"})


def negation(node: Negation, compiler: Compiler) -> Code:
    operand = compiler.code(node.operand)
    return lambda frame: negate(operand(frame))


def arithmetic(node: Arithmetic, compiler: Compiler) -> Code:
    first = compiler.code(node.first)
    steps = [(OPERATIONS[operator], compiler.code(operand)) for operator, operand in node.rest]
    if len(steps) == 1:
        return _operation(first, *steps[0])

    def code(frame: Frame) -> Value:
        value = first(frame)
        for operation, operand in steps:
            value = operation(value, operand(frame), frame.run.meter)
        return value

    return code


def _operation(left: Code, operation: Operation, right: Code) -> Code:
    return lambda frame: operation(left(frame), right(frame), frame.run.meter)


def comparison(node: Comparison, compiler: Compiler) -> Code:
    return _comparing(node.operator, compiler.code(node.left), compiler.code(node.right))


def _comparing(operator: str, left: Code, right: Code) -> Code:
    if operator in ORDERINGS:
        return _ordering(operator, left, right)
    return _equality(left, right) if operator == "=" else _negated(_equality(left, right))


def _ordering(operator: str, left: Code, right: Code) -> Code:
    compare = ORDERINGS[operator]

    def code(frame: Frame) -> Value:
        ours, theirs = left(frame), right(frame)
        if type(ours) is Decimal and type(theirs) is Decimal:
            return compare(ours, theirs)
        return ordered(operator, ours, theirs)

    return code


def _equality(left: Code, right: Code) -> Code:
    def code(frame: Frame) -> Value:
        ours, theirs = left(frame), right(frame)
        if type(ours) is str and type(theirs) is str:
            return ours == theirs
        return equal(ours, theirs, frame.run.meter)

    return code


def _negated(verdict: Code) -> Code:
    def code(frame: Frame) -> Value:
        found = verdict(frame)
        return None if found is None else not found

    return code


def between(node: Between, compiler: Compiler) -> Code:
    value = compiler.code(node.value)
    low, high = compiler.code(node.low), compiler.code(node.high)

    def code(frame: Frame) -> Value:
        found = value(frame)
        return all_hold([ordered(">=", found, low(frame)), ordered("<=", found, high(frame))])

    return code


def membership(node: Membership, compiler: Compiler) -> Code:
    value = compiler.code(node.value)
    tests = [test(each, compiler) for each in node.tests]

    def code(frame: Frame) -> Value:
        inside = Frame(frame.run, {"?": value(frame)}, frame)
        return any_holds([each(inside) for each in tests])

    return code


def test(node: Test, compiler: Compiler) -> Code:
    """A test of the value that the frame around it holds as `?`."""
    operand = compiler.within(INPUT, node.operand)
    if node.operator:
        return _comparing(node.operator, tested, operand)
    if node.asks_input:
        return operand
    return lambda frame: satisfies(tested(frame), operand(frame), frame.run.meter)


def tested(frame: Frame) -> Value:
    return frame.values["?"]  # type: ignore[index, call-overload]  # the frame of a test


def instance_of(node: InstanceOf, compiler: Compiler) -> Code:
    value, wanted = compiler.code(node.value), node.type
    return lambda frame: is_instance(value(frame), wanted, frame.run.meter)


def conjunction(node: Conjunction, compiler: Compiler) -> Code:
    return _until([compiler.code(operand) for operand in node.operands], decisive=False)


def disjunction(node: Disjunction, compiler: Compiler) -> Code:
    return _until([compiler.code(operand) for operand in node.operands], decisive=True)


def _until(operands: Sequence[Code], *, decisive: bool) -> Code:
    """Operands from the left until one decides; what is no boolean counts as not known."""

    def code(frame: Frame) -> Value:
        verdict: Value = not decisive
        for operand in operands:
            found = operand(frame)
            if found is decisive:
                return decisive
            if found is not (not decisive):
                verdict = None
        return verdict

    return code


def all_hold(verdicts: Sequence[Value]) -> bool | None:
    """Three-valued `and`."""
    if any(verdict is False for verdict in verdicts):
        return False
    return True if all(verdict is True for verdict in verdicts) else None


def any_holds(verdicts: Sequence[Value]) -> bool | None:
    """Three-valued `or`."""
    if any(verdict is True for verdict in verdicts):
        return True
    return False if all(verdict is False for verdict in verdicts) else None
