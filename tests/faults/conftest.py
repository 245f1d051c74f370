"""The faults are tried on the plain office of the engine's own tests."""

from __future__ import annotations

from tests.engine.core.conftest import office, office_on_disk, quiet

__all__ = ["office", "office_on_disk", "quiet"]
