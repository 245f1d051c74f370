"""What the pages of procedures share: their blueprint, and a problem as templates show it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from engine.errors import Message
from engine.model import Problem, Severity
from web.wording import say

pages = Blueprint("procedures", __name__, url_prefix="/quy-trinh")


def shown_problem(problem: Problem) -> dict[str, Any]:
    """A problem for `procedures/_pieces.html`."""
    return {
        "severe": problem.severity is Severity.ERROR,
        "rule": problem.rule,
        "element": problem.element,
        "line": problem.line,
        "message": say(Message(problem.rule, problem.message, problem.params)),
        "hint": say(Message(problem.rule, problem.hint, problem.params)) if problem.hint else "",
    }
