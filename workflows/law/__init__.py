"""The law as data: dated, cited, marked values, resolved by regime date and frozen per instance."""

from __future__ import annotations

from workflows.law.book import LawBook
from workflows.law.deadline_rules import deadline_rules
from workflows.law.edition import Edition, LawValue, MissingLawValue
from workflows.law.regimes import Regime
from workflows.law.rows import DateBy, LawRow, Mark, Rule
from workflows.law.values import Value, spelled

__all__ = [
    "DateBy",
    "Edition",
    "LawBook",
    "LawRow",
    "LawValue",
    "Mark",
    "MissingLawValue",
    "Regime",
    "Rule",
    "Value",
    "deadline_rules",
    "spelled",
]
