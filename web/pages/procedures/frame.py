"""What the pages of procedures share: their blueprint, and a problem as templates show it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from engine.errors import Message
from engine.model import Problem, Severity
from web.requests import engine
from web.wording import say

UNNAMED = Message("problem.unnamed", "something not named yet")

pages = Blueprint("procedures", __name__, url_prefix="/quy-trinh")


def shown_problem(problem: Problem) -> dict[str, Any]:
    """A problem for `procedures/_pieces.html`."""
    params = _in_words(problem)
    return {
        "severe": problem.severity is Severity.ERROR,
        "rule": problem.rule,
        "element": problem.element,
        "line": problem.line,
        "message": say(Message(problem.rule, problem.message, params)),
        "hint": say(Message(problem.rule, problem.hint, params)) if problem.hint else "",
    }


def _in_words(problem: Problem) -> dict[str, object]:
    """What a sentence is about by its title: a gate by that, and no place by its id."""
    told = dict(problem.params)
    gate = engine().registry.gates.get(str(told.get("gate", "")))
    if gate is not None:
        told["gate"] = Message(gate.key, gate.title)
    if told.get("name") == problem.element:
        told["name"] = UNNAMED
    return told
