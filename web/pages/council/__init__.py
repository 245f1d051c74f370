"""The council: its sessions, who is there, ballots, equal votes, and the draft of the minutes."""

from __future__ import annotations

from web.pages.council import (
    attending,
    ballots,
    composing,
    listing,
    minutes,
    sessions,
    ties,
)
from web.pages.council.frame import pages

__all__ = [
    "attending",
    "ballots",
    "composing",
    "listing",
    "minutes",
    "pages",
    "sessions",
    "ties",
]
