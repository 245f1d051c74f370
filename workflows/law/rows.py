"""A row of the law: one value, from when, for whom it holds, and on what text it rests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from engine.budgets import Budget, Unit
from workflows.law.values import Value


class Mark(StrEnum):
    """How far a value is confirmed."""

    CONFIRMED = "c"
    """In the legal text or an official procedure."""
    PARTLY = "p"
    """In part, or in one locality only."""
    UNVERIFIED = "u"
    """Check before real use."""
    DEFAULT = "d"
    """A default of the product where the law is silent."""


class DateBy(StrEnum):
    """Which date picks the value for an instance."""

    REGIME = "regime"
    """The day the complete papers were received."""
    ACT = "act"
    """The day of the act itself; such values are never frozen into an edition."""


OWN_PROVINCE = "own"
"""The province of this installation, where a row is what it has decided for all its offices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """A value with its dimensions. An empty dimension means: for all."""

    key: str
    rule: str
    value: Value
    since: date
    citation: str
    mark: Mark
    title: str
    title_en: str
    citation_en: str = ""
    to: date | None = None
    """The last day on which it holds, when it ends without a successor."""
    until: date | None = None
    """The last day on which it holds, be it its own end or the day before a newer row."""
    procedure: str = ""
    award: str = ""
    subject: str = ""
    province: str = ""
    office: str = ""
    limit: Budget | None = None
    """Holds for procedures whose whole limit is at least this; the largest that fits wins."""
    by: DateBy = DateBy.REGIME
    note: str = ""
    pack: str = ""

    @property
    def is_local(self) -> bool:
        """Whether an office here, or the province it is in, has set it."""
        return bool(self.office) or self.province == OWN_PROVINCE

    @property
    def entry(self) -> str:
        """The name under which an edition holds the value: key, award, subject."""
        return entry_name(self.key, self.award, self.subject)

    @property
    def slot(self) -> tuple[str, ...]:
        """What a newer row has to share with an older one to close it."""
        limit = "" if self.limit is None else str(self.limit)
        return (self.entry, self.procedure, self.province, self.office, limit)

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def concerns(self, *, procedure: str, office: str, province: str) -> bool:
        return (
            self.procedure in ("", procedure)
            and self.office in ("", office)
            and self.province in ("", province)
        )

    def fits(self, whole: Budget | None) -> bool:
        """Whether a row for procedures of some length applies to one of this length."""
        if self.limit is None:
            return True
        if whole is None or whole.unit is not Unit.WORKING_DAYS:
            return False
        return self.limit.amount <= whole.amount

    @property
    def specificity(self) -> tuple[bool, bool, bool, date, int]:
        """Most specific, then newest: what was said of this procedure beats what a locality says
        of all procedures, an office beats its province, a province beats the country."""
        length = 0 if self.limit is None else self.limit.amount
        return (bool(self.procedure), bool(self.office), bool(self.province), self.since, length)


def entry_name(key: str, award: str = "", subject: str = "") -> str:
    return f"{key}:{award}:{subject}".rstrip(":")


def closed(rows: list[LawRow]) -> list[LawRow]:
    """The rows with their last days: a newer row of the same slot closes the older for good."""
    slots: dict[tuple[str, ...], list[LawRow]] = {}
    for row in rows:
        slots.setdefault(row.slot, []).append(row)
    done = []
    for slot in slots.values():
        slot.sort(key=lambda row: row.since)  # stable: of two from one day the later one holds
        for row, newer in zip(slot, [*slot[1:], None], strict=True):
            ends = [row.to, newer.since - timedelta(days=1) if newer else None]
            done.append(replace(row, until=min((end for end in ends if end), default=None)))
    return done


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the domain, with the marks its statements carry."""

    id: str
    title: str
    title_en: str
    marks: tuple[str, ...]
    regimes: tuple[str, ...] = field(default=("A", "B", "C", "D"))
    why: str = ""
    """Why no scenario shows it, where none does."""
    why_en: str = ""
