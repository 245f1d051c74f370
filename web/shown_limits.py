"""Time limits as drawings name them, in words: keys of the law, and budgets of their own."""

from __future__ import annotations

from collections.abc import Mapping

from engine.budgets import Budget
from engine.errors import Bilingual
from engine.view import View
from web.wording import duration, spoken
from workflows.studio.offers import limits


def law_words(seen: View) -> dict[str, Bilingual]:
    """How the keys of time limits are called, with what they are today."""
    return {
        one.key: Bilingual(
            f"{one.vi} ({budget_words(one.note)})", f"{one.en or one.vi} ({budget_words(one.note)})"
        )
        for one in limits(seen)
    }


def budget_words(text: str) -> str:
    """A budget such as `10wd` in words."""
    try:
        return duration(Budget.parse(text))
    except ValueError:
        return text


def limit_words(text: str, known: Mapping[str, Bilingual]) -> str:
    """What a drawing names as its limit, by what the law calls it (`law_words`)."""
    named = known.get(text)
    return spoken(named) if named else budget_words(text)
