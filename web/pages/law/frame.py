"""What the pages of the law share: their blueprint, and a value as it is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, url_for

from engine.registry import Access
from web.access import Office
from web.requests import actor, view
from web.shown_law import value_words
from web.wording import gettext, language
from workflows.authority import may
from workflows.editions import book
from workflows.law import LawRow, Mark, Setter
from workflows.law_words import law_word
from workflows.own_law.permitted import may_be_set
from workflows.own_law.proposing import about_to_propose

pages = Blueprint("law", __name__, url_prefix="/luat")

MARK_WORDS = {
    Mark.CONFIRMED: "confirmed",
    Mark.PARTLY: "partly confirmed",
    Mark.UNVERIFIED: "unverified",
    Mark.DEFAULT: "product default",
}


def shown_day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def shown_value(row: LawRow) -> dict[str, Any]:
    english = language() == "en"
    return {
        "rule": row.rule,
        "key": row.key,
        "title": row.title_en if english else row.title,
        "concerns": concerns(row.procedure, row.award, row.subject),
        "value": value_words(row.value, row.key),
        "since": shown_day(row.since),
        "until": shown_day(row.until) if row.until else "",
        "citation": (row.citation_en or row.citation) if english else row.citation,
        "mark": row.mark.value,
        "word": gettext(MARK_WORDS[row.mark]),
        "local": "office" if row.office else "province" if row.is_local else row.province,
    }


def concerns(*keys: str) -> str:
    """For what a value is: procedure, award and subject in words."""
    return " · ".join(law_word(key, language()) for key in keys if key)


def may_propose() -> bool:
    """Whether the person at the page may propose values of the office's own."""
    about = about_to_propose(view(), actor().office_id, Setter.OFFICE.value)
    return may(view(), actor(), "law.propose", about).access is Access.ALLOWED


def sees_own_values() -> bool:
    who = actor()
    return may(view(), who, "law.own", Office(who.office_id)).access is Access.ALLOWED


def setters_of(row: LawRow) -> list[Setter]:
    """For whom another value may be proposed in the place of this one."""
    known = book(view())
    return [setter for setter in Setter if may_be_set(known, row.key, setter, row.mark)]


def propose_url(row: LawRow) -> str:
    """The form for a value in the place of this one; empty where only the law sets it, or where
    it is one of another province."""
    if not setters_of(row) or (row.province and not row.is_local):
        return ""
    return url_for(
        "law.new_value",
        khoa=row.key,
        quy_trinh=row.procedure or None,
        hinh_thuc=row.award or None,
        doi_tuong=row.subject or None,
    )
