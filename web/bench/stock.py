"""P3: the engine alone beside SpiffWorkflow used as its documentation shows, on one drawing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from web.bench.measures import Measure

MOST_SHARE = 0.25
"""Of the time that the library takes by itself: four times as fast."""


def measure() -> Measure:
    """Restore, complete, save; both in a process of their own, in turns."""
    command = [sys.executable, "-m", "engine.spiff.comparison"]
    ran = subprocess.run(  # noqa: S603  our own module
        command, cwd=Path(__file__).parents[2], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(ran.stdout)
    share = round(found["own_ms"] / found["stock_ms"], 3)
    return Measure(share, MOST_SHARE, "of the time of stock SpiffWorkflow", dict(found))
