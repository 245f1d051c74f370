"""The regimes: which national norms an instance goes by, from when to when.

A regime whose text is unchecked carries a warning, and its values are those of the one before
(R-REG-04).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from workflows.law.rows import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """A period of the law with its norms."""

    key: str
    since: date
    to: date | None
    norms: tuple[str, ...]
    levels: tuple[str, ...]
    mark: Mark
    """How far its dates are confirmed."""
    text_mark: Mark
    """How far its text is."""
    title: str
    title_en: str
    warning: str = ""
    """What has to stand on every page under this regime; empty when all is well."""
    warning_en: str = ""

    @classmethod
    def of(cls, entry: Mapping[str, object]) -> Regime:
        """From a pack entry that a schema has checked."""
        lists = {name: tuple(cast("list[str]", entry[name])) for name in ("norms", "levels")}
        return cls(**{**entry, **lists})  # type: ignore[arg-type]

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.to is None or day <= self.to)
