"""What the pages of procedures share: their blueprint, and a problem as templates show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from engine.errors import Message
from engine.model import Problem, Severity
from web.requests import engine
from web.wording import say

pages = Blueprint("procedures", __name__, url_prefix="/quy-trinh")


def shown_problem(problem: Problem) -> dict[str, Any]:
    """A problem for `procedures/_pieces.html`."""
    params = _in_words(problem.params)
    return {
        "severe": problem.severity is Severity.ERROR,
        "rule": problem.rule,
        "element": problem.element,
        "line": problem.line,
        "message": say(Message(problem.rule, problem.message, params)),
        "hint": say(Message(problem.rule, problem.hint, params)) if problem.hint else "",
    }


def _in_words(params: Mapping[str, object]) -> dict[str, object]:
    """A gate by its title rather than its key, where there is such a gate."""
    gate = engine().registry.gates.get(str(params.get("gate", "")))
    return dict(params) if gate is None else {**params, "gate": Message(gate.key, gate.title)}
