"""Giấy khen vì cộng đồng: a diagram, a decision row and published law rows; no Python.

It has a threshold of the council and a publication period of its own, and a criterion in a table
of its own. No module knows its name.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from engine.actors import OPERATOR
from engine.deploying import deploy
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import EVERYBODY, Council
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from tests.scenario.world import World

FOLDER = Path(__file__).parent / "new_procedure"
PROCEDURE = "giay_khen_vi_cong_dong"
ROOMS = ("engine", "forms", "workflows", "web", "bpmn")


@pytest.fixture(autouse=True)
def published(world: World) -> None:
    world.publishes_law(
        PROCEDURE, tomllib.loads((FOLDER / "vi_cong_dong.toml").read_text())["value"]
    )
    files = [FOLDER / f"{PROCEDURE}.bpmn", FOLDER / "vi_cong_dong.dmn"]
    world.engine.execute(deploy({file.name: file.read_bytes() for file in files}), OPERATOR)


@pytest.fixture
def journey(office: Office) -> Journey:
    return Journey(office, criteria={"merit_basis": "gave_land"})


def test_no_program_knows_it() -> None:
    root = Path(__file__).parents[2]
    written = [file for room in ROOMS for file in (root / room).rglob("*.py")]

    assert [file for file in written if "vi_cong_dong" in file.read_text()] == []


def test_it_runs_from_the_list_to_the_archive(office: Office, journey: Journey) -> None:
    dossier = journey.goes(office.files(PROCEDURE, [nomination(1)]))

    assert (dossier.state, dossier.outcomes) == ("finished", ["awarded"])
    assert dossier.incidents == []


def test_its_list_is_public_for_its_own_period(
    office: Office, clock: CalendarClock, journey: Journey
) -> None:
    dossier = journey.goes(office.files(PROCEDURE, [nomination(1)]), until="publication_period")

    clock.passes(working_days=7)
    assert dossier.waits_at("publication_period")
    clock.passes(working_days=1)
    assert dossier.waits_at("close_publication")


@pytest.mark.parametrize(("yes", "outcome"), [(7, "eligible"), (6, "rejected")])
def test_its_council_has_its_own_threshold(
    office: Office, council: Council, journey: Journey, yes: int, outcome: str
) -> None:
    """75 % of nine members, rounded up, are seven."""
    dossier = journey.goes(office.files(PROCEDURE, [nomination(1)]), until="council")

    council.meets(dossier)
    for place, name in enumerate(EVERYBODY):
        council.votes(dossier, "yes" if place < yes else "no", by=name)
    council.closes()

    assert dossier.outcomes == [outcome]


def test_its_own_row_of_criteria_is_asked(office: Office) -> None:
    journey = Journey(office, criteria={"merit_basis": "several_achievements"})
    dossier = journey.goes(office.files(PROCEDURE, [nomination(1)]), until="appraise")

    refusal = office.tries(lambda: journey.appraises(dossier))

    assert refusal.gates == {"criteria_met": "unexplained"}
    Journey(office, criteria={"merit_basis": "gave_labour"}).goes(dossier, until="publish_list")
