"""What admission asks of the law when it judges drawings: of a book, on a day, place by place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from engine.budgets import Budget, Unit
from workflows.in_force import repeal
from workflows.law import Edition, LawBook
from workflows.law.book import PROCEDURE_LIMIT
from workflows.law.deadline_rules import typed

HOURS_A_DAY = "clock.hours_per_day"
STEP_BUDGETS = "step."


@dataclass(frozen=True)
class DrawnLaw:
    """A book as drawings meet it; what was resolved once is kept."""

    book: LawBook
    day: date
    places: tuple[str, ...] = ("",)
    """Offices with values of their own, and the country, spelled as no office."""
    _known: dict[tuple[date, str, str], Edition] = field(default_factory=dict, repr=False)
    _keys: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, book: LawBook, day: date) -> DrawnLaw:
        """The law of a day at every place that has values of its own."""
        offices = {row.office for row in book.rows() if row.office}
        return cls(book, day, ("", *sorted(offices)))

    def holds(self, key: str, procedure: str) -> bool:
        """Whether a dossier of the procedure finds a value, wherever it is: on the day, and in
        later regimes that it is in.

        A procedure that a later regime does not know ends with its own.
        """
        if not procedure:
            return key in self._names()
        return all(self._holds_at(place, key, procedure) for place in self.places)

    def hours(self, text: str, procedure: str, place: str) -> float | None:
        """Working hours that a budget or law key takes out of a procedure's limit (R-TIME-09).

        Only the limit itself and the steps' own budgets do: the proposer's time for a supplement
        and what follows the number of the decision lie outside it.
        """
        edition = self._on(self.day, procedure, place)
        budget = _own_budget(edition, text)
        if budget is None or budget.unit is Unit.CALENDAR_DAYS:
            return None
        return float(budget.working_hours(hours_per_day=typed(edition[HOURS_A_DAY], int)))

    def _holds_at(self, place: str, key: str, procedure: str) -> bool:
        later = (one.since for one in self.book.regimes if one.since > self.day)
        for day in (self.day, *later):
            edition = self._on(day, procedure, place)
            if repeal(edition) is not None:
                continue
            is_known = day == self.day or edition.get(PROCEDURE_LIMIT) is not None
            if is_known and edition.get(key) is None:
                return False
        return True

    def _on(self, day: date, procedure: str, place: str) -> Edition:
        sought = (day, procedure, place)
        if sought not in self._known:
            self._known[sought] = self.book.on(day, procedure, office=place)
        return self._known[sought]

    def _names(self) -> frozenset[str]:
        if "" not in self._keys:
            self._keys[""] = self.book.keys()
        return self._keys[""]


def _own_budget(edition: Edition, text: str) -> Budget | None:
    try:
        return Budget.parse(text)
    except ValueError:
        pass
    is_own = text == PROCEDURE_LIMIT or text.startswith(STEP_BUDGETS)
    found = edition.get(text) if is_own else None
    return found.value if found is not None and isinstance(found.value, Budget) else None
