"""An office always has an administrator: on every day to come, whoever leaves when."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from engine.clock import local
from tests.scenario.world import World, found
from workflows.administrators import LastAdministrator, Tenure, first_gap
from workflows.staffing import CloseAccount
from workflows.tables.accounts import account

TODAY = date(2023, 11, 20)
days = st.integers(-20, 60).map(lambda number: TODAY + timedelta(days=number))
tenures = st.lists(st.builds(Tenure, days, st.none() | days), max_size=5)


@given(tenures)
def test_the_first_gap_is_the_first_day_that_nobody_covers(them: list[Tenure]) -> None:
    bare = [
        day
        for day in (TODAY + timedelta(days=number) for number in range(71))
        if not any(one.covers(day) for one in them)
    ]

    assert first_gap(them, today=TODAY) == (bare[0] if bare else None)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = found(database_url)
    yield made
    made.engine.database.close()


def test_two_administrators_do_not_close_each_other_out_at_once(world: World) -> None:
    world.gives("head", "admin")
    with world.engine.database.write() as connection:
        for name in ("admin", "head"):
            key = world.engine.ids.new(world.clock.now())
            connection.execute(
                insert(account).values(
                    id=key, username=name, person_id=world.people[name], password_hash="none"
                )
            )
    ready = threading.Barrier(2)

    def close(pair: tuple[str, str]) -> bool:
        by, whom = world.actor(pair[0]), world.people[pair[1]]
        ready.wait()
        try:
            world.engine.execute(CloseAccount(person_id=whom), by)
        except LastAdministrator as refusal:
            assert refusal.message.params["day"] == f"{local(world.clock.now()):%d/%m/%Y}"
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(close, [("admin", "head"), ("head", "admin")]))

    assert sorted(done) == [False, True]
