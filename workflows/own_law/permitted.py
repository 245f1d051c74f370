"""Whether a value may be set by whom it is proposed for, and stays within what the law allows.

An office may only be stricter than what holds without it. The province is bound by confirmed law
and may replace what is only a default (R-REG-02, R-PROC-20). What nobody has verified may be set by
whoever has verified it, with the document at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from engine.budgets import Budget
from engine.errors import Bilingual
from workflows.entries import Entries
from workflows.law import Bound, LawBook, LawRow, LawValue, Mark, Setter
from workflows.law.deadline_rules import typed
from workflows.law.leeway import NONE, keeps
from workflows.own_law.stored import OwnValue

HOURS_A_DAY = "clock.hours_per_day"
BINDING = frozenset({Mark.CONFIRMED, Mark.PARTLY})


def may_be_set(law: LawBook, key: str, setter: Setter, mark: Mark) -> bool:
    """Whether a value with this mark is one that the office, or its province, may set."""
    return mark is Mark.UNVERIFIED or setter in law.leeways.get(key, NONE).setters


def require_permitted(entries: Entries, book: LawBook, own: OwnValue, row: LawRow) -> None:
    """Refuse, field by field, what may not be set."""
    holding = list(_beside(book, own))
    if not _is_own_to_set(book, own, holding):
        entries.refuse("value", "not_yours", "This value is set by the law alone.")
        return
    leeway = book.leeways.get(own.key, NONE)
    if leeway.choices and str(row.value) not in leeway.choices:
        entries.refuse("value", "no_choice", "Choose one of the values offered.")
    if own.mark is not Mark.CONFIRMED and _is_confirmed_law(book, own):
        # Otherwise gates that nobody may override would become such that two people may.
        entries.refuse("mark", "weaker", "The law is confirmed here; what takes its place must be.")
    if not _is_sensible(row, leeway.bound):
        entries.refuse("value", "senseless", "A limit is longer than nothing, a share at most all.")
    for known in holding:
        hours = typed(book.on(own.valid_from)[HOURS_A_DAY], int)
        if _binds(known, own) and not keeps(
            leeway.bound, row.value, known.value, hours_per_day=hours
        ):
            _refuse_beyond(entries, leeway.bound, known)
            return


def _beside(book: LawBook, own: OwnValue) -> Iterator[LawValue]:
    """What holds without this value, on its first day and on every later day of change."""
    without = book if own.setter is Setter.OFFICE else book.of_the_law()
    later = {row.since for row in without.rows() if row.since > own.valid_from}
    for day in sorted({own.valid_from, *later}):
        found = _value_on(without, day, own)
        if found is not None:
            yield found


def _is_confirmed_law(book: LawBook, own: OwnValue) -> bool:
    found = _value_on(book.of_the_law(), own.valid_from, own)
    return found is not None and found.mark is Mark.CONFIRMED


def _value_on(book: LawBook, day: date, own: OwnValue) -> LawValue | None:
    edition = book.on(day, own.procedure)
    return edition.get(own.key, award=own.award, subject=own.subject)


def _is_own_to_set(book: LawBook, own: OwnValue, holding: list[LawValue]) -> bool:
    mark = holding[0].mark if holding else Mark.DEFAULT
    return may_be_set(book, own.key, own.setter, mark)


def _binds(known: LawValue, own: OwnValue) -> bool:
    if known.mark is Mark.UNVERIFIED and not known.locality:
        return False
    return own.setter is Setter.OFFICE or known.mark in BINDING


def _is_sensible(row: LawRow, bound: Bound) -> bool:
    if isinstance(row.value, Budget):
        return bound is Bound.AT_LEAST or row.value.amount > 0
    if isinstance(row.value, Fraction):
        return 0 <= row.value <= 1
    return True


def _refuse_beyond(entries: Entries, bound: Bound, known: LawValue) -> None:
    if bound is Bound.AT_MOST:
        sentence = "From %(day)s on it may not be more than %(value)s (%(citation)s)."
    else:
        sentence = "From %(day)s on it may not be less than %(value)s (%(citation)s)."
    entries.refuse(
        "value",
        "beyond",
        sentence,
        day=known.since,
        value=known.value,
        citation=Bilingual(known.citation, known.citation_en),
    )
