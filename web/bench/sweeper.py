"""A process that does what is due until nothing is, started by the measurement of timers."""

from __future__ import annotations

import sys
from datetime import datetime

from engine.clock import ManualClock
from engine.sweeping import run_due
from workflows.assemble import assemble


def main(url: str, at: str) -> None:
    engine = assemble(url, ManualClock(datetime.fromisoformat(at)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while run_due(engine):
        pass
    engine.database.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
