"""Years of the business calendar: proposed with a source for every day, approved by another."""

from __future__ import annotations
