"""What the ledger asks of the law: the numbers of its own rules, each with rule id and mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Provision:
    """Where a rule stands: its id, how far it is confirmed (c, p, u, d), and the text cited."""

    rule: str
    mark: str
    citation: str = ""
    citation_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRules:
    """The rules by which clocks are counted, as the law in force for the instance gives them."""

    working_day: Provision
    """Which days are worked."""
    first_day: Provision
    """Counting begins after the day of receipt; a limit ending on a day off moves on."""
    last_hour: Provision
    last_hour_from: time | None
    """What is received from this time of a working day on counts as received the next one."""
    restart: Provision
    """A supplement stops the clock; the complete papers start it from zero."""
    pause: Provision
    """Time spent waiting for others is shown apart."""
    extension: Provision
    """A late case gets one new date."""
    amber: Provision
    amber_working_days: int
    """Due soon from so many working days left, ..."""
    amber_share: Fraction
    """... or from this share of the limit left."""
