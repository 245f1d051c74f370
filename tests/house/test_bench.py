"""What is measured can be measured: no seconds are asked here, only that each way is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.bench import completing
from web.bench.floor import Floor
from web.bench.place import opened

FEW = {"COMPLETIONS": 2, "WARM_UP": 1, "ROUNDS": 4, "EARLY": 2, "WINDOW": 2}


@pytest.mark.slow
def test_a_completion_and_a_long_life_are_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in FEW.items():
        monkeypatch.setattr(completing, name, number)

    with opened(tmp_path / "bench.sqlite") as place:
        found = completing.measure(place, Floor(place.engine.database))
        long_life = completing.measure_long_life(place)

    assert found["P3b"].value <= completing.MOST_STATEMENTS
    assert found["P1"].value > 1
    assert long_life.value > 0
