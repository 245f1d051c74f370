"""FEEL, the expression language of DMN: conditions, timers and the cells of decision tables.

    compile('amount > limit').evaluate({"amount": 3, "limit": 2})  # True

An expression is compiled once and evaluated often. It sees the values it is given and nothing
else: no attribute of a Python object, no file, no clock. What FEEL calls an error is null; only an
expression that wants more than its `Budget` raises while it runs.

Left out of the standard: functions of other languages (`external`), `now()` and `today()` unless
the host gives them, types declared elsewhere, years before 1 and after 9999, fractions of a
second below the microsecond, and time zones beyond the common ones (`engine.feel.zones`).
"""

from __future__ import annotations

from engine.feel.budget import Budget, Meter
from engine.feel.errors import FeelBudgetExceeded, FeelError
from engine.feel.expression import Expression, compile
from engine.feel.unary import UnaryTests, compile_unary_tests
from engine.feel.values import DayTimeDuration, Function, Range, Value, YearMonthDuration

__all__ = [
    "Budget",
    "DayTimeDuration",
    "Expression",
    "FeelBudgetExceeded",
    "FeelError",
    "Function",
    "Meter",
    "Range",
    "UnaryTests",
    "Value",
    "YearMonthDuration",
    "compile",
    "compile_unary_tests",
]
