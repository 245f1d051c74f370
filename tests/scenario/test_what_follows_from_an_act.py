"""What an act does stands in its transaction; what only follows from it is done after, whole."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from engine.actors import OPERATOR
from engine.deadlines import ClockState, EventKind
from engine.deploying import deploy
from engine.ledgers import ledgers
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from tests.scenario.world import World
from workflows.assemble import delivered_files
from workflows.decisions import Decision, signed_decision
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import find_document
from workflows.submitting import newest_submission
from workflows.tables.dossiers import nominee
from workflows.tables.honours import honour

EARLIER = Path(__file__).parent / "earlier_drawings"
CRITERIA = {"rating": "excellent"}


@pytest.fixture(autouse=True)
def jobs_wait_for_the_sweep(world: World) -> None:
    """As when the process dies right after the act."""
    world.engine.begins_jobs = False


def test_a_decision_has_its_number_before_anything_follows_from_it(
    office: Office, world: World
) -> None:
    dossier = Journey(office).goes(office.files(nominees=1), until="issue")

    office.issues(dossier)

    assert decision_of(dossier).symbol == "01/QĐ-UBND"
    assert dossier.open_steps == ["carry_out"]
    assert (dossier.state, dossier.outcomes, honours(dossier)) == ("processing", ["eligible"], 0)

    world.sweep()
    world.sweep()

    assert dossier.open_steps == ["publish_decision"]
    assert (dossier.state, dossier.outcomes, honours(dossier)) == ("decided", ["awarded"], 1)
    with world.engine.view() as view:
        paper = find_document(view, dossier.id, DocumentKind.DECISION)
    assert paper is not None
    assert (paper.symbol, paper.created_by) == ("01/QĐ-UBND", world.people["registrar"])
    assert dossier.incidents == []


def test_the_clock_stops_when_the_decision_was_issued_however_late_that_is_carried_out(
    office: Office, world: World
) -> None:
    dossier = Journey(office).goes(office.files(nominees=1), until="issue")
    office.issues(dossier)

    world.clock.pass_by(timedelta(days=3))
    world.sweep()

    with world.engine.view() as view:
        [whole] = [
            one
            for one in ledgers(view, dossier.instance_id)
            if one.task_id is None and not one.clock.provisional
        ]
    issued = decision_of(dossier)
    stop = whole.events[-1]
    assert (stop.kind, stop.at, stop.actor) == (
        EventKind.STOP,
        issued.issued_at,
        world.people["registrar"],
    )


def test_what_cannot_be_carried_out_keeps_its_number_and_becomes_an_incident(
    office: Office, world: World
) -> None:
    dossier = submitted(office)
    with world.engine.database.write() as connection:
        connection.execute(update(nominee).values(content_hash="somebody else's"))

    for pause in (timedelta(), timedelta(minutes=1), timedelta(minutes=10)):
        world.clock.pass_by(pause)
        world.sweep()

    with world.engine.view() as view:
        sent = newest_submission(view, dossier.id)
    assert sent is not None
    assert sent.symbol == "01/TTr-UBND"
    assert not is_paused(dossier)
    assert dossier.incidents == ["The list has changed since the submission got its number."]


def test_an_answer_is_in_the_incoming_register_before_the_procedure_goes_on(
    office: Office, world: World
) -> None:
    dossier = submitted(office)
    world.sweep()
    journey = Journey(office, criteria=CRITERIA)

    journey.is_answered(dossier)

    assert dossier.open_steps == ["record_answer"]
    assert (is_paused(dossier), dossier.outcomes) == (True, ["eligible"])

    world.sweep()

    assert (dossier.state, dossier.outcomes, honours(dossier)) == ("decided", ["awarded"], 1)


# -- drawings of earlier releases do both at once


@pytest.fixture
def _as_drawn_before(world: World) -> None:
    earlier = {path.name: path.read_bytes() for path in sorted(EARLIER.glob("*.bpmn"))}
    callers = {
        name: _anew(text)
        for name, text in delivered_files().items()
        if name in ("giay_khen_cong_trang.bpmn", "trinh_huyen.bpmn")
    }
    world.engine.execute(deploy({**callers, **earlier}, "as drawn before"), OPERATOR)


@pytest.mark.usefixtures("_as_drawn_before")
def test_an_earlier_drawing_carries_a_decision_out_as_it_is_issued(office: Office) -> None:
    dossier = Journey(office).goes(office.files(nominees=1), until="issue")

    office.issues(dossier)

    assert dossier.open_steps == ["publish_decision"]
    assert (dossier.state, dossier.outcomes, honours(dossier)) == ("decided", ["awarded"], 1)


@pytest.mark.usefixtures("_as_drawn_before")
def test_an_earlier_drawing_sends_up_and_follows_the_answer_at_once(office: Office) -> None:
    dossier = submitted(office)
    assert is_paused(dossier)

    Journey(office, criteria=CRITERIA).is_answered(dossier)

    assert (dossier.state, dossier.outcomes, honours(dossier)) == ("decided", ["awarded"], 1)
    assert dossier.incidents == []


def _anew(drawing: bytes) -> bytes:
    """Another version, so that it takes the parts of its own deployment."""
    return drawing.replace(b"<bpmn:process ", b"<!-- as before --><bpmn:process ", 1)


# -- looking


def submitted(office: Office) -> Dossier:
    """On its way to the district, on paper."""
    rows = [nomination(1, award="giay_khen_huyen")]
    journey = Journey(office, criteria=CRITERIA)
    dossier = journey.goes(office.files("trinh_huyen", rows), until="register_submission")
    journey.sends(dossier)
    return dossier


def decision_of(dossier: Dossier) -> Decision:
    with dossier.world.engine.view() as view:
        found = signed_decision(view, dossier.id)
    assert found is not None
    return found


def is_paused(dossier: Dossier) -> bool:
    return dossier.clock.state is ClockState.PAUSED


def honours(dossier: Dossier) -> int:
    with dossier.world.engine.view() as view:
        rows = view.connection.execute(select(honour.c.id).where(honour.c.dossier_id == dossier.id))
        return len(rows.all())
