"""What the pages of procedures share: their blueprint, and a problem as templates show it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from engine.model import Problem, Severity
from web.wording import gettext

pages = Blueprint("procedures", __name__, url_prefix="/quy-trinh")


def shown_problem(problem: Problem) -> dict[str, Any]:
    """A problem for `procedures/_pieces.html`."""
    return {
        "severe": problem.severity is Severity.ERROR,
        "rule": problem.rule,
        "element": problem.element,
        "line": problem.line,
        "message": gettext(problem.message, **problem.params),
        "hint": gettext(problem.hint) if problem.hint else "",
    }
