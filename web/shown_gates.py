"""How gates and rules are shown: the dicts that `components/gates.html` draws."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import current_app, url_for

from engine.clock import local
from engine.gates import Finding
from web.wording import gettext, language, role_name, say
from workflows.law import LawValue
from workflows.queries.tasks import GateSeen, RuleBeside

UNKNOWN_MARK = "u"
"""A rule without a row of law has been confirmed by nobody."""


def shown_gate(seen: GateSeen) -> dict[str, Any]:
    """For `gate_panel`: open, shut with its reason, or ahead with the step it belongs to."""
    shown = {"title": gettext(seen.gate.title), **_law(seen.gate.rule, seen.law)}
    if seen.finding is None:
        return {**shown, "state": "ahead", "note": _step(seen)}
    if seen.finding.passed:
        return {**shown, "state": "passed"}
    return {**shown, "state": "shut", **_why(seen.finding)}


def shown_rule(beside: RuleBeside) -> dict[str, Any]:
    """Arguments of `rule_tag`."""
    return _law(beside.rule, beside.law)


def _law(rule: str, law: LawValue | None) -> dict[str, Any]:
    return {
        "rule": rule,
        "mark": law.mark.value if law else UNKNOWN_MARK,
        "citation": _citation(law) if law else "",
        "href": rule_url(rule),
    }


def rule_url(rule: str) -> str:
    """The page on which a rule is explained."""
    if "law.index" not in current_app.view_functions:
        return ""
    return url_for("law.index", _anchor=rule)


def _citation(law: LawValue) -> str:
    return law.citation_en if language() == "en" else law.citation


def _step(seen: GateSeen) -> str:
    step = seen.step_en if language() == "en" and seen.step_en else seen.step
    return gettext("at: %(step)s", step=step)


def _why(finding: Finding) -> dict[str, Any]:
    return {
        "reason": say(finding.message) if finding.message else "",
        "opens_at": _day(finding.opens_at),
        "who": role_name(finding.who) if finding.who else "",
    }


def _day(at: datetime | date | None) -> str:
    if at is None:
        return ""
    return f"{local(at):%d/%m/%Y}" if isinstance(at, datetime) else f"{at:%d/%m/%Y}"
