"""Values of the law in words: limits, shares, money, days, and the keys that stand for things."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from engine.budgets import Budget, Unit
from web.shown_clocks import USUAL_DAY
from web.wording import duration, gettext, language, ngettext
from workflows.law.values import Value
from workflows.law_words import law_word

DONG = frozenset({"base_salary", "reward.rounding"})
"""Keys whose values are money in whole đồng."""

MULTIPLIERS = frozenset({"reward.multiplier"})
"""Keys whose values are multiples of the base salary."""

_DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
_HOURS_A_DAY = int(USUAL_DAY.total_seconds()) // 3600


def value_words(value: Value, key: str = "") -> str:
    """A value as an officer reads it, in the reader's language."""
    if isinstance(value, Budget):
        return _limit(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, tuple):
        return "; ".join(_text(word) for word in value)
    if isinstance(value, Fraction):
        return _share(value)
    if isinstance(value, Decimal):
        number = _decimal(value)
        if key not in MULTIPLIERS:
            return number
        return gettext("%(number)s × base salary", number=number)
    if isinstance(value, int):
        number = _grouped(value)
        return gettext("%(amount)s đồng", amount=number) if key in DONG else number
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _text(value)


def _limit(value: Budget) -> str:
    """Hours that fill whole days are said as days too; the law may count only one of them."""
    days, rest = divmod(value.amount, _HOURS_A_DAY)
    if value.unit is not Unit.WORKING_HOURS or rest or not days:
        return duration(value)
    return ngettext(
        "%(hours)s (%(num)d working day)",
        "%(hours)s (%(num)d working days)",
        days,
        hours=duration(value),
    )


def _text(word: str) -> str:
    day = _DAY_OF_YEAR.fullmatch(word)
    if day:
        return gettext("%(day)s each year", day=f"{day[2]}/{day[1]}")
    return law_word(word, language())


def _share(value: Fraction) -> str:
    hundredths = value * 100
    return f"{hundredths}%" if hundredths.denominator == 1 else str(value)


def _decimal(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    return text if language() == "en" else text.replace(".", ",")


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")
