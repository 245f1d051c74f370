"""How gates and rules are shown: the dicts that `components/gates.html` draws."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import current_app, url_for

from engine.clock import local
from engine.gates import Finding
from engine.model import Element
from web.wording import gettext, in_language, language, role_name, say
from workflows.law import LawValue
from workflows.queries.rules import RuleSeen
from workflows.queries.tasks import GateSeen

WANTS_FILE = frozenset({"no_scan"})
"""Reasons that a file settles which was chosen on the page and travels with the form."""


def shown_gate(seen: GateSeen) -> dict[str, Any]:
    """For `gate_panel`: open, shut with its reason, or ahead with the step it belongs to."""
    shown = {"title": gettext(seen.gate.title), **shown_basis(seen.rules)}
    if seen.finding is None:
        at = gettext("at: %(step)s", step=_step(seen.at))
        return {**shown, "state": "ahead", "later": True, "note": at}
    if not seen.finding.looked_at:
        return {**shown, "state": "ahead", "note": gettext("not checked yet")}
    if seen.finding.passed:
        return {**shown, "state": "passed"}
    return {**shown, "state": "shut", **_why(seen.finding)}


def shown_basis(rules: Sequence[RuleSeen]) -> dict[str, Any]:
    """On what a gate rests, for `gate_panel`: a tag for each rule, and the articles in words."""
    citations = dict.fromkeys(_citation(one) for one in rules)
    return {
        "rules": [shown_rule(one) for one in rules],
        "citation": "; ".join(one for one in citations if one),
    }


def shown_rule(seen: RuleSeen) -> dict[str, Any]:
    """Arguments of `rule_tag`; a gate has them among its own."""
    english = language() == "en"
    title = seen.title_en if english else seen.title
    return {
        "rule": seen.rule,
        "mark": seen.mark,
        "citation": ". ".join(part for part in (title, _citation(seen)) if part),
        "href": rule_url(seen.rule),
    }


def shown_law(value: LawValue) -> dict[str, Any]:
    """Arguments of `rule_tag` for one value of the law."""
    english = language() == "en"
    title = value.title_en if english else value.title
    citation = value.citation_en if english else value.citation
    return {
        "rule": value.rule,
        "mark": value.mark.value,
        "citation": f"{title}. {citation}",
        "href": rule_url(value.rule),
    }


def _citation(seen: RuleSeen) -> str:
    return seen.citation_en if language() == "en" else seen.citation


def rule_url(rule: str) -> str:
    """The page on which a rule is explained."""
    if "law.index" not in current_app.view_functions:
        return ""
    return url_for("law.index", q=rule, _anchor=rule)


def _step(element: Element) -> str:
    """Its stage, a word or two."""
    stage = in_language(element.stage, element.stage_en)
    return stage or in_language(element.name, element.name_en)


def _why(finding: Finding) -> dict[str, Any]:
    return {
        "reason": say(finding.message) if finding.message else "",
        "wants_file": finding.reason in WANTS_FILE,
        "opens_at": _day(finding.opens_at),
        "who": role_name(finding.who) if finding.who else "",
    }


def _day(at: datetime | date | None) -> str:
    if at is None:
        return ""
    return f"{local(at):%d/%m/%Y}" if isinstance(at, datetime) else f"{at:%d/%m/%Y}"
