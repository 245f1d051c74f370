"""The law in force on a day, rule by rule, and what changes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from engine.text import search_key
from engine.view import View
from workflows.editions import book
from workflows.law import LawBook, LawRow, Mark, Regime, Rule


@dataclass(frozen=True, slots=True)
class RuleValues:
    """A rule with the values that it has on the day; none when it is kept by other means."""

    rule: Rule
    values: tuple[LawRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What begins on a coming day, and the value that it replaces where there was one."""

    new: LawRow
    old: LawRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawOnDay:
    """All there is to show about a day."""

    day: date
    regime: Regime | None
    rules: tuple[RuleValues, ...]
    values: int
    unconfirmed: int
    next_day: date | None
    changes: tuple[Change, ...]


def law_on(view: View, day: date, *, text: str = "", mark: Mark | None = None) -> LawOnDay:
    """The values of a day, narrowed by words and by how far they are confirmed."""
    whole = book(view)
    rows = whole.rows(day)
    wanted = [row for row in rows if _is_wanted(whole, row, text, mark)]
    following = min((row.since for row in whole.rows() if row.since > day), default=None)
    return LawOnDay(
        day=day,
        regime=next((one for one in whole.regimes if one.holds_on(day)), None),
        rules=_by_rule(whole, wanted) or _named(whole, text),
        values=len(wanted),
        unconfirmed=sum(row.mark is not Mark.CONFIRMED for row in wanted),
        next_day=following,
        changes=() if following is None else _changes(whole, rows, following),
    )


def _is_wanted(whole: LawBook, row: LawRow, text: str, mark: Mark | None) -> bool:
    if mark is not None and row.mark is not mark:
        return False
    words = search_key(text).split()
    if not words:
        return True
    rule = whole.rules.get(row.rule)
    titles = (rule.title, rule.title_en) if rule else ()
    said = (row.rule, row.key, row.title, row.title_en, row.citation, row.procedure, *titles)
    haystack = search_key(" ".join(said))
    return all(word in haystack for word in words)


def _by_rule(whole: LawBook, rows: Sequence[LawRow]) -> tuple[RuleValues, ...]:
    ordered = sorted(rows, key=lambda row: (row.rule, row.key, row.slot))
    return tuple(
        RuleValues(whole.rules.get(rule) or Rule(rule, rule, rule, ()), tuple(values))
        for rule, values in groupby(ordered, key=lambda row: row.rule)
    )


def _named(whole: LawBook, text: str) -> tuple[RuleValues, ...]:
    """The rule that was asked for by its id, though no value of the day belongs to it."""
    rule = whole.rules.get(text.strip().upper())
    return () if rule is None else (RuleValues(rule, ()),)


def _changes(whole: LawBook, today: Sequence[LawRow], day: date) -> tuple[Change, ...]:
    before = {row.slot: row for row in today}
    return tuple(
        Change(new=row, old=before.get(row.slot)) for row in whole.rows(day) if row.since == day
    )
