"""Published to the plain office of the engine's own tests."""

from __future__ import annotations

from tests.engine.core.conftest import office

__all__ = ["office"]
