"""The procedure studio: drafts drawn, checked, compared, tried, reviewed and published."""

from __future__ import annotations

from web.pages.studio import (
    comparison,
    coverage,
    drafts,
    editor,
    exchange,
    prose,
    road,
    rules,
    samples,
    tryout,
)
from web.pages.studio.frame import pages

__all__ = [
    "comparison",
    "coverage",
    "drafts",
    "editor",
    "exchange",
    "pages",
    "prose",
    "road",
    "rules",
    "samples",
    "tryout",
]
