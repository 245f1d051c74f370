"""Procedures: what is deployed, as drawn and in words, and files checked before they are drafts."""

from __future__ import annotations

from web.pages.procedures import browse, check, moving
from web.pages.procedures.frame import pages

__all__ = ["browse", "check", "moving", "pages"]
