"""The law as the product carries it: every rule in force on a day, its article and its mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from web.access import require
from web.days import day_or_none
from web.pages.law.frame import (
    MARK_WORDS,
    may_propose,
    pages,
    propose_url,
    sees_own_values,
    shown_day,
    shown_value,
)
from web.requests import actor, page, signed_in, view
from web.shown_law import value_words
from web.wording import gettext, language
from workflows.law import LawRow, Mark, Regime
from workflows.own_law.stored import waiting_at
from workflows.queries.law import Change, LawOnDay, RuleValues, law_on
from workflows.queries.rule_uses import RuleUse, rule_uses

LONGEST_SEARCH = 100
FIRST_YEAR, LAST_YEAR = 2000, 2200


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("law.see")
    today = local(view().now).date()
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    mark = _mark(request.args.get("muc", ""))
    proposes, uses = may_propose(), rule_uses(view())
    found = law_on(view(), _day(request.args.get("ngay", ""), today), text=text, mark=mark)
    return page(
        "law/index.html",
        day=shown_day(found.day),
        is_today=found.day == today,
        regime=_shown_regime(found.regime) if found.regime else None,
        rules=[_shown_rule(rule, uses, proposes=proposes) for rule in found.rules],
        values=found.values,
        unconfirmed=found.unconfirmed,
        text=text,
        mark=mark.value if mark else "",
        marks=[(each.value, gettext(MARK_WORDS[each])) for each in Mark],
        next_day=shown_day(found.next_day) if found.next_day else "",
        next_url=_next_url(found),
        changes=[_shown_change(change) for change in found.changes],
        sees_own=sees_own_values(),
        waiting=waiting_at(view(), actor().office_id) if sees_own_values() else 0,
    )


def _day(text: str, today: date) -> date:
    """A day as people here write it or as browsers do; without a sensible one, today."""
    day = day_or_none(text) or today
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else today


def _mark(text: str) -> Mark | None:
    return Mark(text) if text in list(Mark) else None


def _next_url(found: LawOnDay) -> str:
    if found.next_day is None:
        return ""
    return url_for("law.index", ngay=shown_day(found.next_day))


def _shown_regime(regime: Regime) -> dict[str, Any]:
    english = language() == "en"
    return {
        "key": regime.key,
        "title": regime.title_en if english else regime.title,
        "since": shown_day(regime.since),
        "to": shown_day(regime.to) if regime.to else "",
        "mark": regime.mark.value,
        "warning": regime.warning_en if english else regime.warning,
    }


def _shown_rule(
    found: RuleValues, uses: Mapping[str, tuple[RuleUse, ...]], *, proposes: bool
) -> dict[str, Any]:
    rule = found.rule
    return {
        "uses": [_shown_use(one) for one in uses.get(rule.id, ())],
        "id": rule.id,
        "title": rule.title_en if language() == "en" else rule.title,
        "values": [_shown_row(row, proposes=proposes) for row in found.values],
    }


def _shown_use(use: RuleUse) -> dict[str, Any]:
    """A procedure in which the rule acts; only the office may open its drawing."""
    english = language() == "en"
    steps = (en if english else vi for vi, en in use.steps)
    return {
        "name": (use.name_en if english else use.name) or use.name or use.key,
        "steps": ", ".join(steps),
        "href": url_for("procedures.show", key=use.key) if sees_own_values() else "",
    }


def _shown_row(row: LawRow, *, proposes: bool) -> dict[str, Any]:
    return {**shown_value(row), "propose_url": propose_url(row) if proposes else ""}


def _shown_change(change: Change) -> dict[str, Any]:
    """What begins or ends: an ending has nothing after it."""
    shown = change.new or change.old
    if shown is None:
        raise ValueError("a change has something before it or after it")
    return {
        **shown_value(shown),
        "value": value_words(change.new.value, change.new.key) if change.new else "",
        "before": value_words(change.old.value, change.old.key) if change.old else "",
    }
