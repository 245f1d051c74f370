"""Decisions of DMN files, on our FEEL: tables with all hit policies, and the other boxes.

    decided = load(content).decide("Reward", {"years": 5})
    decided.result, decided.matched

A file is read whole or refused with all its problems; what only readers need (descriptions,
authorities, diagrams) is passed over. Not run: imports of other files, functions of other
languages, and the boxed `for`, `some`, `every`, `filter` and `conditional` of DMN 1.4 (they can be
written as FEEL).
"""

from __future__ import annotations

from engine.decisions.decision_model import Decided, DecisionModel, NoSuchDecision
from engine.decisions.errors import (
    DecisionFailed,
    InputNotAllowed,
    RulesCollide,
    UnusableDecisions,
)
from engine.decisions.loading import Examined, check, examine, load

__all__ = [
    "Decided",
    "DecisionFailed",
    "DecisionModel",
    "Examined",
    "InputNotAllowed",
    "NoSuchDecision",
    "RulesCollide",
    "UnusableDecisions",
    "check",
    "examine",
    "load",
]
