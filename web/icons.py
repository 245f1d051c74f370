"""The icons of the product: one sprite, one symbol a name."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

ICON_FILE = Path(__file__).parent / "static" / "icons.svg"

_SYMBOL = re.compile(r'<symbol id="([a-z]+)"')


@cache
def icon_names() -> frozenset[str]:
    """Names that `icon(name)` can draw."""
    return frozenset(_SYMBOL.findall(ICON_FILE.read_text(encoding="utf-8")))
