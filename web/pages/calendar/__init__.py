"""The business calendar: its years, what somebody proposes for one, and the second person."""

from __future__ import annotations

from web.pages.calendar import deciding, proposing, showing
from web.pages.calendar.frame import pages

__all__ = ["deciding", "pages", "proposing", "showing"]
