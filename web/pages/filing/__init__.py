"""Handing in a dossier: choose a procedure, send the list, look at it, hand it in."""

from __future__ import annotations

from web.pages.filing import choosing, sending
from web.pages.filing.frame import pages

__all__ = ["choosing", "pages", "sending"]
