"""The book of the law: all rows by date and dimension, and the one way to resolve them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, lru_cache

from engine.budgets import Budget
from engine.errors import ModelError
from workflows.law.edition import Edition, LawValue, MissingLawValue
from workflows.law.leeway import NONE, Leeway, Setter
from workflows.law.packs import load_packs
from workflows.law.regimes import Regime
from workflows.law.rows import OWN_PROVINCE, DateBy, LawRow, Mark, Rule, closed, entry_name
from workflows.law.values import Value, from_form, kind_of

PROCEDURE_LIMIT = "procedure.limit"
"""The whole limit of a procedure; rows may hold for procedures of a certain length only."""

MOST_EDITIONS = 256
"""Resolved and kept: an edition is a few thousand references, the days people ask for are few."""


@dataclass(frozen=True, eq=False)
class LawBook:
    """Seeds of the product and rows published by administrators, resolved the same way."""

    _rows: tuple[LawRow, ...] = field(repr=False)
    regimes: tuple[Regime, ...]
    rules: Mapping[str, Rule] = field(repr=False)
    leeways: Mapping[str, Leeway] = field(repr=False)
    """What an office or its province may set itself; other keys only the law sets."""

    @classmethod
    @cache
    def load(cls) -> LawBook:
        """The book the product is delivered with; raises ModelError with every fault found."""
        packs = load_packs()
        rules = {rule.id: rule for rule in packs.rules}
        return cls(tuple(closed(list(packs.rows))), packs.regimes, rules, packs.leeways)

    def with_published(self, rows: Iterable[LawRow]) -> LawBook:
        """The book with local rows added; of two rows for one slot and day the later one holds."""
        added = list(rows)
        for row in added:
            self._refuse_misfit(row)
        return self._holding(tuple(closed([*self._rows, *added])))

    def of_the_law(self) -> LawBook:
        """The book without what offices and the province here have set."""
        return self._holding(tuple(row for row in self._rows if not row.is_local))

    def _holding(self, rows: tuple[LawRow, ...]) -> LawBook:
        return LawBook(rows, self.regimes, self.rules, self.leeways)

    def regime_on(self, day: date) -> Regime:
        found = next((regime for regime in self.regimes if regime.holds_on(day)), None)
        if found is None:
            raise MissingLawValue(key="regime", when=day.isoformat())
        return found

    def has_rule(self, rule: str, regime: str) -> bool:
        """Whether a regime has a rule: its own, or that of the regime whose values it goes by."""
        known, at = self.rules.get(rule), self._order.index(regime)
        if known is None:
            return False
        is_unchecked = self.regimes[at].text_mark is Mark.UNVERIFIED
        before = self._order[at - 1 : at] if is_unchecked else ()
        return not {regime, *before}.isdisjoint(known.regimes)

    def on(
        self, day: date, procedure: str = "", *, office: str = "", province: str = OWN_PROVINCE
    ) -> Edition:
        """The law of a regime date, resolved for a procedure and a place, ready to be frozen."""
        return _edition(self, day, procedure, office, province)

    def value(
        self,
        key: str,
        *,
        on: date,
        award: str = "",
        subject: str = "",
        office: str = "",
        province: str = OWN_PROVINCE,
    ) -> LawValue:
        """A value by the date of an act, such as the base salary on the day of the decision."""
        rows = [
            row
            for row in self._rows
            if row.key == key
            and (row.award, row.subject) == (award, subject)
            and row.holds_on(on)
            and row.concerns(procedure="", office=office, province=province)
        ]
        chosen = _most_specific(rows, None)
        if not chosen:
            raise MissingLawValue(key=entry_name(key, award, subject), when=on.isoformat())
        return LawValue.of(next(iter(chosen.values())))

    def rows(self, on: date | None = None) -> tuple[LawRow, ...]:
        """Every row, or every row that holds on a day, by key and date: what `law list` shows."""
        wanted = (row for row in self._rows if on is None or row.holds_on(on))
        return tuple(sorted(wanted, key=lambda row: (row.key, row.slot, row.since)))

    def keys(self) -> frozenset[str]:
        """The keys and entries that diagrams, tables and forms may name."""
        return self._known_names

    def read(self, key: str, text: str) -> Value:
        """What an administrator typed as a new value of a known key; ValueError when it is none."""
        like = next((row.value for row in self._rows if row.key == key), None)
        if like is None:
            raise ValueError(f"there is no law key {key[:60]!r}")
        return from_form(text, like)

    def said_of(self, procedure: str) -> tuple[LawRow, ...]:
        """The rows for a procedure, and those for all, in the order in which they stand."""
        if procedure not in self._of_procedure:
            wanted = ("", procedure)
            self._of_procedure[procedure] = tuple(
                row for row in self._rows if row.procedure in wanted
            )
        return self._of_procedure[procedure]

    @cached_property
    def _of_procedure(self) -> dict[str, tuple[LawRow, ...]]:
        return {}

    @cached_property
    def _order(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.regimes)

    @cached_property
    def _known_names(self) -> frozenset[str]:
        return frozenset(name for row in self._rows for name in (row.key, row.entry))

    def _refuse_misfit(self, row: LawRow) -> None:
        if row.rule not in self.rules:
            raise ModelError("There is no rule %(rule)s.", rule=row.rule)
        like = next((known.value for known in self._rows if known.key == row.key), row.value)
        if kind_of(like) != kind_of(row.value):
            raise ModelError(
                "Values of %(key)s are of type %(wanted)s, not %(found)s.",
                key=row.key,
                wanted=kind_of(like),
                found=kind_of(row.value),
            )


@lru_cache(maxsize=MOST_EDITIONS)
def _edition(book: LawBook, day: date, procedure: str, office: str, province: str) -> Edition:
    # Resolving takes longer than most commands, and all of a day's ask for the same few.
    rows = [
        row
        for row in book.said_of(procedure)
        if row.by is DateBy.REGIME
        and row.holds_on(day)
        and row.concerns(procedure=procedure, office=office, province=province)
    ]
    rows = [row for row in rows if not _is_overtaken(book, row, rows)]
    whole = _most_specific([row for row in rows if row.key == PROCEDURE_LIMIT], None)
    limit = whole.get(PROCEDURE_LIMIT)
    chosen = _most_specific(rows, None if limit is None else _budget(limit))
    values = {name: _frozen(row) for name, row in sorted(chosen.items())}
    return Edition(book.regime_on(day).key, procedure, values)


def _is_overtaken(book: LawBook, row: LawRow, rows: Sequence[LawRow]) -> bool:
    """Whether the law has come to set alone, since, what was set here while it left that open.

    What nobody had verified may be set here; that must not outlive a law that is certain.
    """
    if not row.is_local:
        return False
    setter = Setter.OFFICE if row.office else Setter.PROVINCE
    if setter in book.leeways.get(row.key, NONE).setters:
        return False
    return any(
        other.key == row.key
        and not other.is_local
        and other.since > row.since
        and other.mark is not Mark.UNVERIFIED
        and (other.award, other.subject) in ((row.award, row.subject), ("", ""))
        for other in rows
    )


def _most_specific(rows: Iterable[LawRow], whole: Budget | None) -> dict[str, LawRow]:
    chosen: dict[str, LawRow] = {}
    for row in rows:
        if not row.fits(whole):
            continue
        rival = chosen.get(row.entry)
        if rival is None or row.specificity > rival.specificity:
            chosen[row.entry] = row
    return chosen


def _budget(row: LawRow) -> Budget:
    if not isinstance(row.value, Budget):
        raise ModelError("%(key)s has to be a limit such as 10wd.", key=row.key)
    return row.value


def _frozen(row: LawRow) -> LawValue:
    """In an edition nothing ends: a later publication must not change what was frozen."""
    return replace(LawValue.of(row), until=None)
