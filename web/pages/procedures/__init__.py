"""Procedures: what is deployed, as drawn and in words, and new versions checked and published."""

from __future__ import annotations

from web.pages.procedures import browse, moving, publish
from web.pages.procedures.frame import pages

__all__ = ["browse", "moving", "pages", "publish"]
