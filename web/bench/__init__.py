"""Speed against its goals: ratios of one run, with the floor of the same database beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from web.bench import completing, filled, judging, over_http, resources
from web.bench.floor import Floor
from web.bench.measures import Measure
from web.bench.place import opened


def run(folder: Path, *, full: bool = False, say: Callable[[str], object]) -> dict[str, Measure]:
    """All measures by the ids of the goals; `folder` is for databases and is left as it is."""
    found: dict[str, Measure] = {}
    say("P8")
    found["P8"] = judging.measure()
    with opened(folder / "bench.sqlite") as place:
        floor = Floor(place.engine.database)
        say("P1, P3")
        found |= completing.measure(place, floor)
        say("P2")
        found["P2"] = completing.measure_long_life(place)
        say("P7")
        found["P7"] = over_http.measure(place)
        say("P4")
        found |= filled.measure(place, floor, times=10 if full else 1)
        say("P6")
        found |= resources.measure(place, folder)
    return dict(sorted(found.items()))
