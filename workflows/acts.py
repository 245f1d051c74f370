"""The act of a person from which the system goes on in a command of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Act:
    """When somebody did it, and who: what follows is dated by it and bears their name."""

    at: datetime
    by: str
