"""Dossiers: the list, the page of one, its drawing, its decision on paper, and acts on it."""

from __future__ import annotations

from web.pages.dossiers import acts, drawing, listing, papers, show, waivers
from web.pages.dossiers.frame import pages

__all__ = ["acts", "drawing", "listing", "pages", "papers", "show", "waivers"]
