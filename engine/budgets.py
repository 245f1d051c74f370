"""Time limits as people and statutes write them: `10wd`, `30d`, `8wh`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LARGEST = 9999
"""No limit is longer; it also keeps every due date inside the calendar of Python."""

_NOTATION = re.compile(r"(0|[1-9][0-9]{0,3})(wd|wh|d)", re.ASCII)


class Unit(StrEnum):
    """What a limit counts."""

    WORKING_DAYS = "wd"
    CALENDAR_DAYS = "d"
    WORKING_HOURS = "wh"


@dataclass(frozen=True, slots=True)
class Budget:
    """An amount of time to do something in; `str()` gives the notation back."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LARGEST:
            raise ValueError(f"a budget counts 0 to {LARGEST}, not {self.amount}")

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read the notation; anything else is a ValueError that says what was expected."""
        found = _NOTATION.fullmatch(text)
        if found is None:
            raise ValueError(f"expected a limit such as 10wd, 30d or 8wh, not {text[:40]!r}")
        return cls(int(found[1]), Unit(found[2]))

    def working_hours(self, *, hours_per_day: int) -> int:
        """The limit in working hours, to compare steps with a total; calendar days have none."""
        if self.unit is Unit.WORKING_HOURS:
            return self.amount
        if self.unit is Unit.WORKING_DAYS:
            return self.amount * hours_per_day
        raise ValueError(f"{self} counts calendar days, which hold no fixed number of hours")

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"
