"""The demo's days pass at a press: to the next working day, to the next deadline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.clock import ManualClock, OffsetClock, local
from tests.scenario.world import FIRST_DAY
from tests.web.site import Site, opened
from workflows import business_time
from workflows.business_time import DatabaseKind
from workflows.demo.clock import advance_to_next_deadline, advance_working_days

FRIDAY = datetime(2023, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = opened(tmp_path, demo=True)
    engine = made.world.engine
    with engine.database.write() as connection:
        business_time.mark(connection, DatabaseKind.DEMO)
    engine.clock = OffsetClock(timedelta(0), ManualClock(FIRST_DAY))
    yield made
    engine.database.close()


def now(site: Site) -> datetime:
    return local(site.world.engine.clock.now())


def test_a_working_day_forward_keeps_the_time_of_day_and_leaps_over_the_weekend(
    site: Site,
) -> None:
    business_time.move_on(site.world.engine, FRIDAY)

    advance_working_days(site.world.engine, 1)

    assert f"{now(site):%a %d/%m %H:%M}" == "Mon 27/11 08:00"


def test_the_next_deadline_is_reached_in_the_morning_and_passed_at_the_second_press(
    site: Site,
) -> None:
    dossier = site.office.files()
    site.office.accepts(dossier)
    due = dossier.task("appraise").due_at
    assert due is not None

    advance_to_next_deadline(site.world.engine)
    morning = now(site)
    advance_to_next_deadline(site.world.engine)

    assert morning.date() == local(due).date() and morning < local(due)
    assert now(site) > local(due)


def test_with_nothing_due_the_clock_stands(site: Site) -> None:
    before = now(site)

    assert advance_to_next_deadline(site.world.engine) is None
    assert now(site) == before


def test_what_falls_due_on_the_way_happens(site: Site) -> None:
    dossier = site.office.files()
    site.office.accepts(dossier)
    site.office.appraises(dossier)
    site.office.publishes(dossier)

    advance_working_days(site.world.engine, 6)

    assert "close_publication" in dossier.open_steps


def test_the_strip_moves_the_day_for_anybody_and_says_which_it_is(site: Site) -> None:
    visitor = site.visitor()

    answer = visitor.post(
        "/trinh-dien/tien-mot-ngay", headers={"Referer": "http://localhost/dang-nhap"}
    )

    assert (answer.status_code, answer.location) == (303, "/dang-nhap")
    assert "21/11/2023" in visitor.get("/dang-nhap").text


def test_the_demo_shows_all_components_and_a_real_installation_does_not(
    site: Site, tmp_path: Path
) -> None:
    real = opened(tmp_path / "real")

    assert site.visitor().get("/_components").status_code == 200
    assert real.visitor().get("/_components").status_code == 404
    real.world.engine.database.close()
