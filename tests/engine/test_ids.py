"""Keys go up with time, so that what is new is found by them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.ids import Ids, first_key

NOON = datetime(2023, 11, 20, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize("later", [timedelta(), timedelta(milliseconds=1), timedelta(days=9_000)])
def test_no_key_of_an_instant_or_later_sorts_before_its_first(later: timedelta) -> None:
    ids = Ids(seed=1)

    assert first_key(NOON) <= min(ids.new(NOON + later) for _ in range(100))


def test_keys_of_before_sort_before_the_first_of_an_instant() -> None:
    ids = Ids(seed=1)

    assert max(ids.new(NOON - timedelta(milliseconds=1)) for _ in range(100)) < first_key(NOON)
