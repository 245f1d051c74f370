"""How tightly the infix operators bind."""

from __future__ import annotations

OR, AND, COMPARE, ADD, MULTIPLY, POWER = range(1, 7)

PRECEDENCE = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), COMPARE),
    **dict.fromkeys(("+", "-"), ADD),
    **dict.fromkeys(("*", "/"), MULTIPLY),
    "**": POWER,
}

TEST_OPERATORS = ("<", "<=", ">", ">=", "=", "!=")
"""What a test of an input, or a range open on one side, may begin with."""
