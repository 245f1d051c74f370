"""Speed against its goals: ratios of one run, with the floor of the same database beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from web.bench import completing, filled, judging, over_http, papers, resources, stock, timers
from web.bench.floor import Floor
from web.bench.measures import Measure
from web.bench.place import opened


def run(
    folder: Path, *, full: bool = False, postgresql: str = "", say: Callable[[str], object]
) -> dict[str, Measure]:
    """All measures by the ids of the goals; `folder` is for databases and is left as it is.

    `postgresql` is the address of an empty database there; without it that measure is left out.
    """
    found: dict[str, Measure] = {}
    say("P8")
    found["P8"] = judging.measure()
    say("P3")
    found["P3"] = stock.measure()
    if postgresql:
        say("P1 on PostgreSQL")
        with opened(folder, url=postgresql) as place:
            found["P1pg"] = completing.measure_on_server(place, Floor(place.engine.database))
            say("P5 on PostgreSQL")
            found["P5pg"] = timers.measure(place)
    with opened(folder / "bench.sqlite") as place:
        floor = Floor(place.engine.database)
        say("P1, P3b")
        found |= completing.measure(place, floor)
        say("P2")
        found["P2"] = completing.measure_long_life(place)
        say("P7")
        found["P7"] = over_http.measure(place)
        say("P4")
        found |= filled.measure(place, floor, times=10 if full else 1)
        say("P9")
        found["P9"] = papers.measure(place)
        say("P5")
        found["P5"] = timers.measure(place, times=10 if full else 1)
        say("P6")
        found |= resources.measure(place, folder)
    return dict(sorted(found.items()))
