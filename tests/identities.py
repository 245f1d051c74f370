"""Keys that can be foretold."""

from __future__ import annotations

from engine.ids import Ids


def twin(ids: Ids) -> Ids:
    """Ids that go on as these would."""
    made = Ids(seed=0)
    made._random.setstate(ids._random.getstate())
    made._last = ids._last
    return made
