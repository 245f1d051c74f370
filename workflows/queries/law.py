"""The law in force on a day, rule by rule, and what changes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
    """What begins on a coming day and what it replaces; or what ends with nothing after it."""

    new: LawRow | None
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
    following = min(
        (turn for row in whole.rows() for turn in _turns(row) if turn > day), default=None
    )
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


def _turns(row: LawRow) -> Iterator[date]:
    """The days on which a value begins to hold, and holds no more."""
    yield row.since
    if row.until is not None:
        yield row.until + timedelta(days=1)


def _changes(whole: LawBook, today: Sequence[LawRow], day: date) -> tuple[Change, ...]:
    before = {row.slot: row for row in today}
    then = whole.rows(day)
    begun = [Change(new=row, old=before.get(row.slot)) for row in then if row.since == day]
    lasting = {row.slot for row in then}
    ended = [Change(new=None, old=row) for row in today if row.slot not in lasting]
    return (*begun, *ended)
