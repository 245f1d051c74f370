"""My tasks: the list by urgency, narrowed in the address or by a kept filter, done in bulk."""

from __future__ import annotations

from web.pages.worklist import filters, many, show
from web.pages.worklist.address import pages

__all__ = ["filters", "many", "pages", "show"]
