"""The built-in functions of FEEL, by what they work on."""

from __future__ import annotations

from engine.feel.builtins import (
    contexts,
    conversions,
    dates,
    lists,
    logic,
    numbers,
    ranges,
    statistics,
    strings,
)
from engine.feel.builtins.registry import BUILTINS

__all__ = [
    "BUILTINS",
    "contexts",
    "conversions",
    "dates",
    "lists",
    "logic",
    "numbers",
    "ranges",
    "statistics",
    "strings",
]
