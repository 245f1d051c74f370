"""The law as data: dated, cited, marked values, resolved by regime date and frozen per instance."""

from __future__ import annotations

from workflows.law.book import LawBook
from workflows.law.deadline_rules import deadline_rules
from workflows.law.edition import Edition, LawValue, MissingLawValue
from workflows.law.leeway import Bound, Leeway, Setter
from workflows.law.regimes import Regime
from workflows.law.rows import OWN_PROVINCE, DateBy, LawRow, Mark, Rule
from workflows.law.values import Value, spelled

__all__ = [
    "OWN_PROVINCE",
    "Bound",
    "DateBy",
    "Edition",
    "LawBook",
    "LawRow",
    "LawValue",
    "Leeway",
    "Mark",
    "MissingLawValue",
    "Regime",
    "Rule",
    "Setter",
    "Value",
    "deadline_rules",
    "spelled",
]
