"""A drawing made whole: ids for what has none, and a place in the picture for what lacks one."""

from __future__ import annotations

from engine.drawing.completing import all_drawn_whole, drawn_whole

__all__ = ["all_drawn_whole", "drawn_whole"]
