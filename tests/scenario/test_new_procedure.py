"""A procedure nobody programmed: a diagram, a form and law rows are all that it takes.

A letter of praise has a step of its own (witnesses are heard), a gate on it and a deadline of its
own. It is thrown away after the test; no module knows its name.
"""

from __future__ import annotations

import tomllib
from datetime import date, time
from pathlib import Path

import pytest

from engine.actors import OPERATOR
from engine.clock import local
from engine.deploying import deploy
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office
from tests.scenario.world import World

FOLDER = Path(__file__).parent / "new_procedure"
ROOMS = ("engine", "forms", "workflows", "web", "bpmn")
PROCEDURE = "thu_khen"


@pytest.fixture(autouse=True)
def deployed(world: World) -> None:
    """The admin publishes the law rows, a second person approves, and the files are deployed."""
    world.publishes_law(PROCEDURE, tomllib.loads((FOLDER / "law.toml").read_text())["value"])
    files = [FOLDER / "thu_khen.bpmn", FOLDER / "xac_minh.form"]
    world.engine.execute(deploy({file.name: file.read_bytes() for file in files}), OPERATOR)


def verification(office: Office, dossier: Dossier, witnesses: int = 2) -> dict[str, object]:
    return {
        "visited_on": office.today.isoformat(),
        "witnesses": witnesses,
        "account": "Nhặt được ví tiền và tìm trả người mất.",
        "nominees": {row.id: {"outcome": "eligible"} for row in dossier.nominees},
    }


def verified(office: Office) -> Dossier:
    dossier = office.files(PROCEDURE, 1)
    office.accepts(dossier)
    office.completes(dossier, "verify", by="officer", **verification(office, dossier))
    return dossier


def test_no_program_knows_the_procedure() -> None:
    root = Path(__file__).parents[2]
    written = [file for room in ROOMS for file in (root / room).rglob("*.py")]

    assert written
    assert [file for file in written if PROCEDURE in file.read_text()] == []


def test_it_runs_from_the_proposal_to_the_archive(office: Office) -> None:
    dossier = verified(office)
    office.signs(dossier)
    office.issues(dossier)
    office.publishes_decision(dossier)
    office.hands_over(dossier)

    assert dossier.state == "finished"
    assert dossier.outcomes == ["awarded"]
    assert dossier.incidents == []


def test_its_own_step_steers_its_own_way(office: Office) -> None:
    dossier = office.files(PROCEDURE, 1)
    office.accepts(dossier)

    office.completes(dossier, "verify", by="officer", **verification(office, dossier, 1))
    assert dossier.open_steps == ["verify"]

    office.completes(dossier, "verify", by="officer", **verification(office, dossier, 2))
    assert dossier.open_steps == ["sign"]


def test_its_gate_holds(office: Office) -> None:
    dossier = office.files(PROCEDURE, 1)
    office.accepts(dossier)
    form = verification(office, dossier)
    (row,) = dossier.nominees
    form["nominees"] = {row.id: {"outcome": "ineligible", "outcome_note": "Không có thật"}}

    refusal = office.tries_to_complete(dossier, "verify", by="officer", **form)

    assert refusal.gates == {"nominees_concluded": "nobody_eligible"}
    assert dossier.waits_at("verify")


def test_its_form_is_checked(office: Office) -> None:
    dossier = office.files(PROCEDURE, 1)
    office.accepts(dossier)

    refusal = office.tries_to_complete(dossier, "verify", by="officer", witnesses="many")

    assert "witnesses" in refusal.fields


def test_its_deadlines_come_from_the_published_rows(office: Office) -> None:
    dossier = office.files(PROCEDURE, 1)
    office.accepts(dossier)

    # Monday 20/11/2023 08:00: ten working days, and twelve working hours of eight a day.
    assert dossier.due_on == date(2023, 12, 4)
    due = dossier.task("verify").due_at
    assert due is not None
    assert local(due).replace(tzinfo=None).isoformat() == "2023-11-21T14:00:00"


def test_its_timer_fires_when_its_step_is_due(office: Office, clock: CalendarClock) -> None:
    dossier = office.files(PROCEDURE, 1)
    office.accepts(dossier)

    clock.reaches(date(2023, 11, 21), time(13, 59))
    assert dossier.journal("wait.wake") == []
    clock.reaches(date(2023, 11, 21), time(14, 0))

    assert dossier.journal("wait.wake") == ["done"]
    assert dossier.waits_at("verify")


def test_a_late_one_is_signed_only_with_an_explanation(
    office: Office, clock: CalendarClock
) -> None:
    dossier = verified(office)
    clock.reaches(date(2023, 12, 5))

    refusal = office.tries(lambda: office.signs(dossier))

    assert refusal.gates == {"lateness_explained": "not_explained"}
