"""What templates need from the application to draw the components: icons, unbroken numbers."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jinja2 import Environment

from web.icons import ICON_FILE
from web.unbroken import unbroken


def install_look(environment: Environment, static_url: str = "/static") -> None:
    """Give the template environment what `components/*.html` read."""
    environment.globals["icons_url"] = f"{static_url}/{ICON_FILE.name}?v={_fingerprint(ICON_FILE)}"
    environment.filters["unbroken"] = unbroken


def _fingerprint(path: Path) -> str:
    # A new drawing gets a new address, so browsers may keep the file for a year.
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
