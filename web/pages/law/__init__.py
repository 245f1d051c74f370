"""The law: what is in force on a day, and the values that the office or its province sets."""

from __future__ import annotations

from web.pages.law import in_force, own, proposing
from web.pages.law.frame import pages

__all__ = ["in_force", "own", "pages", "proposing"]
