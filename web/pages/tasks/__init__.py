"""A task: its page, handing its form in, and what else may be done with it."""

from __future__ import annotations

from web.pages.tasks import acts, completing, show
from web.pages.tasks.frame import pages

__all__ = ["acts", "completing", "pages", "show"]
