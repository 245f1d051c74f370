"""Judging drawings from anywhere: read safely, checked whole, every problem named and placed."""

from __future__ import annotations

from engine.admission.catalogue import Catalogue
from engine.admission.checking import check, check_law
from engine.admission.reading import Reading, read

__all__ = ["Catalogue", "Reading", "check", "check_law", "read"]
