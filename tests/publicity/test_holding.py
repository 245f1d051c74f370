"""A serious opinion holds one nominee while the others go on (R-PUB-08, R-ELIG-14)."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from engine.errors import NotFound
from tests.scenario.council import brought_to_the_council, pass_period
from workflows.holding import HoldNominee, ReleaseNominee
from workflows.tables.offices import person

WHY = "Đang có đơn phản ánh, cần xác minh"
FOUND = "Kết luận xác minh: không có vi phạm"


def hold(world, dossier, ordinal: int = 1, *, by: str = "officer", reason: str = WHY, **more):
    values = {"reason": reason, "document": "Đơn số 07", **more}
    row = dossier.nominees[ordinal - 1]
    world.engine.execute(HoldNominee(nominee_id=row.id, **values), world.actor(by))


def release(world, dossier, ordinal: int = 1, *, by: str = "officer", finding: str = FOUND):
    row = dossier.nominees[ordinal - 1]
    world.engine.execute(
        ReleaseNominee(nominee_id=row.id, finding=finding, document="KL 12/KL-UBND"),
        world.actor(by),
    )


def test_who_is_held_is_left_out_while_the_others_go_on(office, world):
    dossier = brought_to_the_council(office)

    hold(world, dossier, 2)

    assert dossier.outcomes == ["eligible", "held", "eligible"]
    assert dossier.nominees[1].outcome_note == f"{WHY} (Đơn số 07)"
    assert dossier.clock.state != "paused"


def test_a_finding_lets_them_go_on(office, world):
    dossier = brought_to_the_council(office)
    hold(world, dossier, 2)

    release(world, dossier, 2)

    assert dossier.outcomes == ["eligible", "eligible", "eligible"]


def test_who_comes_back_after_the_ballot_needs_one_of_their_own(office, world, council):
    dossier = brought_to_the_council(office)
    hold(world, dossier, 2)
    council.decides(dossier)
    office.writes_minutes(dossier)
    release(world, dossier, 2)

    refusal = office.tries(lambda: office.signs(dossier))

    assert refusal.gates["ballot_complete"] == "not_voted"


def test_the_clock_stands_only_when_nobody_is_left(office, world):
    dossier = brought_to_the_council(office, 2)
    due = dossier.due_on

    hold(world, dossier, 1)
    with_one_left = dossier.clock.state
    hold(world, dossier, 2)

    assert with_one_left != "paused"
    assert dossier.clock.state == "paused"
    assert dossier.record.due_at is None
    (pause,) = dossier.clock.pauses
    assert (pause.event.reason, pause.event.document) == (WHY, "Đơn số 07")
    assert due is not None


def test_the_clock_goes_on_with_the_first_who_comes_back(office, world, clock):
    dossier = brought_to_the_council(office, 2)
    due = dossier.due_on
    hold(world, dossier, 1)
    hold(world, dossier, 2)
    clock.passes(working_days=3)

    release(world, dossier, 2)

    assert dossier.clock.state != "paused"
    assert due is not None
    assert dossier.due_on is not None
    assert dossier.due_on > due
    assert dossier.record.due_at == dossier.clock.due


def test_while_everybody_is_held_the_list_waits_and_then_goes_on(office, world, clock):
    dossier = office.files(nominees=1)
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    hold(world, dossier)
    clock.passes(working_days=10)
    waiting = dossier.open_steps

    release(world, dossier)

    assert waiting == ["publication_period"]
    assert dossier.waits_at("close_publication")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"reason": "ngắn"}, "reason"), ({"document": " "}, "document")],
)
def test_a_hold_needs_reason_and_document(office, world, values, field):
    dossier = brought_to_the_council(office)

    refusal = office.tries(lambda: hold(world, dossier, **values))

    assert refusal.fields == [field]


def test_nobody_decides_about_their_own_row(office, world):
    dossier = brought_to_the_council(office)
    subject_id = dossier.nominees[0].subject_id
    with world.engine.database.write() as connection:
        connection.execute(
            update(person)
            .where(person.c.id == world.people["officer"])
            .values(subject_id=subject_id)
        )
    hold(world, dossier, by="second_officer")

    refusal = office.tries(lambda: release(world, dossier))

    assert refusal.code == "own_row"
    assert dossier.outcomes[0] == "held"


def test_who_is_not_held_is_not_released_and_nobody_is_held_twice(office, world):
    dossier = brought_to_the_council(office)

    not_held = office.tries(lambda: release(world, dossier))
    hold(world, dossier)
    twice = office.tries(lambda: hold(world, dossier))

    assert (not_held.code, twice.code) == ("not_held", "not_going_on")


def test_only_the_office_holds(office, world):
    dossier = brought_to_the_council(office)

    refusal = office.tries(lambda: hold(world, dossier, by="clerk"))

    assert refusal.code == "not_your_position"


def test_there_is_nobody_to_hold_who_does_not_exist(world):
    with pytest.raises(NotFound):
        world.engine.execute(
            HoldNominee(nominee_id="none", reason=WHY, document="Đơn số 07"),
            world.actor("officer"),
        )


def test_after_the_decision_nobody_is_held_any_more(office, world, council):
    dossier = brought_to_the_council(office)
    council.decides(dossier)
    office.writes_minutes(dossier)
    office.signs(dossier)
    office.issues(dossier)

    refusal = office.tries(lambda: hold(world, dossier))

    assert refusal.code == "too_late_to_hold"


def test_a_hold_while_the_decision_waits_for_its_number_keeps_it_back(office, world, council):
    dossier = brought_to_the_council(office)
    council.decides(dossier)
    office.writes_minutes(dossier)
    office.signs(dossier)
    hold(world, dossier)

    refusal = office.tries(lambda: office.issues(dossier))

    assert refusal.gates == {"signature_evidence": "changed_since"}


def test_the_period_is_over_for_those_who_were_held_meanwhile_too(office, world):
    dossier = office.files(nominees=2)
    office.accepts(dossier)
    office.appraises(dossier)
    office.publishes(dossier)
    hold(world, dossier)
    pass_period(office, dossier)
    release(world, dossier)

    office.closes_publication(dossier)

    assert dossier.waits_at("council")
