"""People: who holds which position by which act, and who may sign in."""

from __future__ import annotations

from web.pages.people import acts, adding, showing
from web.pages.people.frame import pages

__all__ = ["acts", "adding", "pages", "showing"]
