"""What others do between an act and the job that follows from it: nothing comes of it by halves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from tests.registers.test_succession import FIRST_DAY, proposed, successor_of
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from tests.scenario.test_what_follows_from_an_act import CRITERIA, honours
from tests.scenario.world import World, found
from workflows.documents.issuing import CancelNumber
from workflows.documents.kinds import DocumentKind
from workflows.documents.store import find_document
from workflows.escalating import escalate_due
from workflows.package_exchange.taking_out import TakeOutPackage
from workflows.queries.dossier_page import DossierPage, dossier_page
from workflows.succession.deciding import ApproveSuccession
from workflows.tables.dossiers import nominee
from workflows.tables.registers import register_entry


@pytest.fixture(autouse=True)
def jobs_wait_for_the_sweep(world: World) -> None:
    world.engine.begins_jobs = False


def test_nobody_is_held_once_the_decision_has_its_number(office: Office, world: World) -> None:
    dossier = Journey(office).goes(office.files(nominees=2), until="issue")
    office.issues(dossier)

    refusal = office.tries(lambda: office.holds(dossier.nominees[0].id))
    world.sweep()

    assert refusal.code == "being_carried_out"
    assert dossier.outcomes == ["awarded", "awarded"]


def test_nobody_joins_a_decision_that_has_its_number(office: Office, world: World) -> None:
    dossier = Journey(office).goes(office.files(nominees=2), until="sign")
    office.holds(dossier.nominees[1].id)
    Journey(office).goes(dossier, until="issue")
    office.issues(dossier)

    refusal = office.tries(lambda: office.releases_nominee(dossier.nominees[1].id))
    world.sweep()

    assert refusal.code == "being_carried_out"
    assert (dossier.outcomes, honours(dossier)) == (["awarded", "held"], 1)


def test_a_number_stands_until_what_follows_from_it_is_done(office: Office, world: World) -> None:
    dossier = Journey(office).goes(office.files(nominees=1), until="issue")
    office.issues(dossier)
    taking_back = CancelNumber(entry_id=entry_of(world, dossier), reason="Ghi nhầm số vào sổ")

    refusal = office.tries(lambda: world.engine.execute(taking_back, world.actor("registrar")))
    world.sweep()
    world.engine.execute(taking_back, world.actor("registrar"))

    assert refusal.code == "being_carried_out"
    with world.engine.view() as view:
        paper = find_document(view, dossier.id, DocumentKind.DECISION)
    assert paper is not None
    assert paper.withdrawn_at is not None


def test_what_an_office_has_issued_is_carried_out_by_its_successor(
    office: Office, world: World
) -> None:
    CalendarClock(world).reaches(FIRST_DAY - timedelta(days=1))
    act = proposed(world, successor_of(world))
    dossier = Journey(office).goes(office.files(nominees=1), until="issue")
    office.issues(dossier)

    world.engine.execute(ApproveSuccession(act), world.actor("head"))
    world.sweep()

    assert (dossier.state, dossier.outcomes, honours(dossier)) == ("decided", ["awarded"], 1)
    assert dossier.incidents == []


def test_a_package_goes_out_once_it_is_put_together(office: Office, world: World) -> None:
    rows = [nomination(1, award="giay_khen_huyen")]
    journey = Journey(office, criteria=CRITERIA)
    dossier = journey.goes(office.files("trinh_huyen", rows), until="register_submission")
    journey.sends(dossier, delivery="package")

    refusal = office.tries(
        lambda: world.engine.execute(TakeOutPackage(dossier.id), world.actor("registrar"))
    )

    assert refusal.code == "no_package"


def test_nobody_joins_what_the_superior_has_just_answered(office: Office, world: World) -> None:
    rows = [nomination(1, award="giay_khen_huyen"), nomination(2, award="giay_khen_huyen")]
    journey = Journey(office, criteria=CRITERIA)
    dossier = journey.goes(office.files("trinh_huyen", rows), until="sign_submission")
    office.holds(dossier.nominees[1].id)
    journey.goes(dossier, until="register_submission")
    journey.sends(dossier)
    world.sweep()
    journey.is_answered(dossier)

    refusal = office.tries(lambda: office.releases_nominee(dossier.nominees[1].id))
    world.sweep()

    assert refusal.code == "being_carried_out"
    assert dossier.outcomes == ["awarded", "held"]


def test_one_achievement_is_honoured_once_also_before_the_book_says_so(database_url: str) -> None:
    world = found(database_url, now=datetime(2024, 6, 3, 1, 0, tzinfo=UTC))
    world.engine.begins_jobs = False
    office, deed = Office(world), "Cứu hai cháu nhỏ trong lũ quét"
    first, second = (
        Journey(office).goes(
            office.files(procedure, [nomination(1, achievement=deed)]), until="issue"
        )
        for procedure in ("giay_khen_cong_trang", "giay_khen_chuyen_de")
    )
    office.issues(first)

    refusal = office.tries(lambda: office.issues(second))

    assert honours(first) == 0
    assert refusal.gates == {"signature_evidence": "honoured_meanwhile"}
    world.engine.database.close()


def test_one_achievement_is_honoured_once_by_two_numbers_of_the_same_instant(
    postgres_url: str,
) -> None:
    world = found(postgres_url, now=datetime(2024, 6, 3, 1, 0, tzinfo=UTC))
    office, deed = Office(world), "Cứu hai cháu nhỏ trong lũ quét"
    first, second = (
        Journey(office).goes(
            office.files(procedure, [nomination(1, achievement=deed)]), until="issue"
        )
        for procedure in ("giay_khen_cong_trang", "giay_khen_chuyen_de")
    )
    others = [first]

    def another_is_quicker(_connection: object, _cursor: object, text: str, *_: object) -> None:
        if text.startswith("INSERT INTO register ") and others:
            office.issues(others.pop())

    event.listen(world.engine.database.engine, "before_cursor_execute", another_is_quicker)
    refusal = office.tries(lambda: office.issues(second))

    assert refusal.gates == {"signature_evidence": "honoured_meanwhile"}
    assert (first.outcomes, second.outcomes) == (["awarded"], ["eligible"])
    world.engine.database.close()


def test_officers_see_that_what_follows_from_the_number_has_failed(
    office: Office, world: World
) -> None:
    dossier = Journey(office).goes(office.files(nominees=1), until="issue")
    office.issues(dossier)
    before = page_of(world, dossier)
    with world.engine.database.write() as connection:
        connection.execute(update(nominee).values(content_hash="somebody else's"))

    for pause in (timedelta(), timedelta(minutes=1), timedelta(minutes=10)):
        world.clock.pass_by(pause)
        world.sweep()

    assert before.stands_since is None
    assert page_of(world, dossier).stands_since == world.clock.now()
    assert dossier.incidents == ["The list has changed since the decision got its number."]
    assert (dossier.outcomes, honours(dossier)) == (["eligible"], 0)


def test_nobody_is_told_of_lateness_when_the_number_was_given_in_time(
    office: Office, world: World
) -> None:
    dossier = Journey(office).goes(office.files(nominees=1), until="issue")
    office.issues(dossier)

    world.clock.pass_by(timedelta(days=60))

    assert escalate_due(world.engine) == 0
    world.sweep()
    assert (dossier.state, escalate_due(world.engine)) == ("decided", 0)


def page_of(world: World, dossier: Dossier) -> DossierPage:
    officer, code = world.actor("officer"), dossier.record.code
    with world.engine.view() as view:
        return dossier_page(view, world.engine.definitions, officer, code)


def entry_of(world: World, dossier: Dossier) -> str:
    with world.engine.view() as view:
        return str(
            view.connection.execute(
                select(register_entry.c.id).where(
                    register_entry.c.dossier_id == dossier.id, register_entry.c.kind == "decision"
                )
            ).scalar_one()
        )
