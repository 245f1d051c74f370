"""Several web servers and workers on one database; some are killed while officers work.

Nothing that was acknowledged is lost, nothing is done twice, whoever is left goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.faults.endless_office import (
    EndlessOffice,
    fired,
    found_endless,
    losses,
    opened_endless,
    worked_through,
)
from tests.faults.fleet import Fleet, Nursery

COMPLETIONS = 2_000
ROUNDS = 40
KILLS = 30
SMALL_OFFICE = 120


# A4: 30 of them, of web processes and of workers in turn.
@pytest.mark.slow
def test_two_webs_and_two_workers_are_killed_again_and_again_and_nothing_is_lost_or_doubled(
    endless: EndlessOffice, together: Fleet, scale: int
) -> None:
    endless.files(COMPLETIONS // ROUNDS)
    port = together.starts_gunicorn(processes=2)
    for _ in range(2):
        together.starts_a_worker()

    def a_worker_dies() -> None:
        together.kills_a_worker()
        together.starts_a_worker()

    in_turn = (partial(together.kills_a_web_process, port), a_worker_dies)
    kills: list[Callable[[], object]] = [*in_turn] * (KILLS // 2 * scale)
    run = worked_through(endless, together, ROUNDS * scale, kills)
    by_workers = fired(endless)
    codes = together.stops()
    endless.comes_to_rest()
    sys.stdout.write(f"{run}, {len(kills)} kills, {by_workers} timers and jobs by the workers\n")

    assert len(run.done) == COMPLETIONS * scale
    assert codes == [0, 0, 0]
    assert by_workers > 0
    assert losses(endless, run.done) == []


@pytest.mark.slow
def test_the_one_process_of_a_small_office_is_killed_and_started_again(
    sqlite_url: str, tmp_path: Path, nursery: Nursery, scale: int
) -> None:
    town = found_endless(sqlite_url)
    with (
        opened_endless(sqlite_url, town) as office,
        Fleet(sqlite_url, tmp_path, nursery) as together,
    ):
        office.files(SMALL_OFFICE // ROUNDS)
        together.starts_a_server()

        def power_cut() -> None:
            together.starts_a_server()  # Stands by, as a supervisor would start it.
            together.kills_a_server()

        run = worked_through(office, together, ROUNDS * scale, [power_cut] * 2 * scale)
        codes = together.stops()
        office.comes_to_rest()

        assert codes == [0]
        assert len(run.done) == SMALL_OFFICE * scale
        assert losses(office, run.done) == []
