"""The law as the product carries it: every rule in force on a day, its article and its mark."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from engine.clock import local
from web.access import require
from web.requests import page, signed_in, view
from web.shown_law import value_words
from web.wording import gettext, language
from workflows.law import LawRow, Mark, Regime
from workflows.law_words import law_word
from workflows.queries.law import Change, LawOnDay, RuleValues, law_on

pages = Blueprint("law", __name__, url_prefix="/luat")

LONGEST_SEARCH = 100
FIRST_YEAR, LAST_YEAR = 2000, 2200


@pages.get("")
@signed_in
def index() -> ResponseReturnValue:
    require("law.see")
    today = local(view().now).date()
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    mark = _mark(request.args.get("muc", ""))
    found = law_on(view(), _day(request.args.get("ngay", ""), today), text=text, mark=mark)
    return page(
        "law/index.html",
        day=_shown_day(found.day),
        is_today=found.day == today,
        regime=_shown_regime(found.regime) if found.regime else None,
        rules=[_shown_rule(rule) for rule in found.rules],
        values=found.values,
        unconfirmed=found.unconfirmed,
        text=text,
        mark=mark.value if mark else "",
        marks=[(each.value, gettext(MARK_WORDS[each])) for each in Mark],
        next_day=_shown_day(found.next_day) if found.next_day else "",
        next_url=_next_url(found),
        changes=[_shown_change(change) for change in found.changes],
    )


def _day(text: str, today: date) -> date:
    """A day as people here write it or as browsers do; without a sensible one, today."""
    parts = text.strip().split("/")
    iso = "-".join(reversed(parts)) if len(parts) == 3 else text.strip()
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return today
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else today


def _mark(text: str) -> Mark | None:
    return Mark(text) if text in list(Mark) else None


def _next_url(found: LawOnDay) -> str:
    if found.next_day is None:
        return ""
    return url_for("law.index", ngay=_shown_day(found.next_day))


def _shown_regime(regime: Regime) -> dict[str, Any]:
    english = language() == "en"
    return {
        "key": regime.key,
        "title": regime.title_en if english else regime.title,
        "since": _shown_day(regime.since),
        "to": _shown_day(regime.to) if regime.to else "",
        "mark": regime.mark.value,
        "warning": regime.warning_en if english else regime.warning,
    }


def _shown_rule(found: RuleValues) -> dict[str, Any]:
    rule = found.rule
    return {
        "id": rule.id,
        "title": rule.title_en if language() == "en" else rule.title,
        "values": [_shown_value(row) for row in found.values],
    }


def _shown_value(row: LawRow) -> dict[str, Any]:
    english = language() == "en"
    concerns = [law_word(key, language()) for key in (row.procedure, row.award, row.subject)]
    return {
        "rule": row.rule,
        "key": row.key,
        "title": row.title_en if english else row.title,
        "concerns": " · ".join(part for part in concerns if part),
        "value": value_words(row.value, row.key),
        "since": _shown_day(row.since),
        "until": _shown_day(row.until) if row.until else "",
        "citation": (row.citation_en or row.citation) if english else row.citation,
        "mark": row.mark.value,
        "word": gettext(MARK_WORDS[row.mark]),
        "local": bool(row.office or row.province),
    }


def _shown_change(change: Change) -> dict[str, Any]:
    return {
        **_shown_value(change.new),
        "before": value_words(change.old.value, change.old.key) if change.old else "",
    }


def _shown_day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


MARK_WORDS = {
    Mark.CONFIRMED: "confirmed",
    Mark.PARTLY: "partly confirmed",
    Mark.UNVERIFIED: "unverified",
    Mark.DEFAULT: "product default",
}
