"""Late dossiers: the apology before the date, the one new date, the gate after it (R-TIME-08)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine.clock import local
from engine.tables import outbox
from tests.scenario.council import brought_to_the_council
from workflows.lateness import ExplainLateness, explanations
from workflows.tables.dossiers import slip

WHY = "Chờ ý kiến của Công an thị trấn"


def explain(world, dossier, new_due: date | None = None, *, by: str = "officer", **more):
    values = {"cause": "own", "reason": WHY, **more}
    return world.engine.execute(
        ExplainLateness(dossier_id=dossier.id, new_due=new_due, **values), world.actor(by)
    )


def letters(world) -> list[str]:
    with world.engine.view() as view:
        rows = view.connection.execute(select(outbox.c.payload).order_by(outbox.c.id))
        return [row.payload["mail"] for row in rows]


@pytest.fixture
def dossier(office):
    """Accepted on 20/11/2023, due after 20 wd on 18/12/2023."""
    filed = office.files()
    office.accepts(filed)
    assert filed.due_on == date(2023, 12, 18)
    return filed


# Before the date


def test_an_apology_in_time_moves_the_date(dossier, world):
    explain(world, dossier, date(2023, 12, 25))

    assert dossier.due_on == date(2023, 12, 25)
    assert dossier.record.due_at == dossier.clock.due
    assert local(dossier.clock.first_due).date() == date(2023, 12, 18)


def test_the_apology_is_slip_04_of_the_year(dossier, world):
    answer = explain(world, dossier, date(2023, 12, 25))

    with world.engine.view() as view:
        kept = view.connection.execute(select(slip).where(slip.c.kind == "apology")).one()
        (said,) = explanations(view, dossier.id)
    assert answer["reference"] == "04/1"
    assert (kept.number, kept.content["reason"]) == (1, WHY)
    assert (said.cause, said.after_due) == ("own", False)


def test_before_the_date_a_new_one_is_named(dossier, world, office):
    refusal = office.tries(lambda: explain(world, dossier))

    assert refusal.fields == ["new_due"]


# At least one day before.
@pytest.mark.parametrize(
    ("on", "accepted"), [(date(2023, 12, 17), True), (date(2023, 12, 18), False)]
)
def test_the_new_date_is_named_a_day_before(dossier, world, office, clock, on, accepted):
    clock.reaches(on)

    if accepted:
        explain(world, dossier, date(2023, 12, 25))
        assert dossier.due_on == date(2023, 12, 25)
    else:
        refusal = office.tries(lambda: explain(world, dossier, date(2023, 12, 25)))
        assert refusal.code == "too_late_for_a_new_date"
        assert dossier.due_on == date(2023, 12, 18)


def test_there_is_one_new_date(dossier, world, office):
    explain(world, dossier, date(2023, 12, 25))

    refusal = office.tries(lambda: explain(world, dossier, date(2023, 12, 29)))

    assert refusal.code == "one_new_date"
    assert dossier.due_on == date(2023, 12, 25)


@pytest.mark.parametrize("new_due", [date(2023, 12, 18), date(2023, 11, 21)])
def test_the_new_date_lies_after_the_old_one(dossier, world, office, new_due):
    refusal = office.tries(lambda: explain(world, dossier, new_due))

    assert refusal.fields == ["new_due"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "bận"}, "reason"),
        ({"cause": "weather"}, "cause"),
        ({"reason": "x" * 2001}, "reason"),
    ],
)
def test_an_apology_says_why_and_whose_doing_it_is(dossier, world, office, values, field):
    refusal = office.tries(lambda: explain(world, dossier, date(2023, 12, 25), **values))

    assert refusal.fields == [field]


@pytest.mark.parametrize("by", ["clerk", "chairman"])
def test_only_the_award_officer_and_the_head_apologise(dossier, world, office, by):
    refusal = office.tries(lambda: explain(world, dossier, date(2023, 12, 25), by=by))

    assert refusal.code == "not_your_position"


# The gate


def late_at_the_chairman(office, council, clock):
    dossier = brought_to_the_council(office)
    council.decides(dossier)
    office.writes_minutes(dossier)
    clock.reaches(date(2023, 12, 19))
    return dossier


def test_on_the_due_date_itself_nothing_has_to_be_explained(office, council, clock):
    dossier = brought_to_the_council(office)
    council.decides(dossier)
    office.writes_minutes(dossier)
    clock.reaches(date(2023, 12, 18))

    office.signs(dossier)

    assert dossier.waits_at("issue")


def test_past_the_date_nothing_is_signed_without_an_explanation(office, council, clock, world):
    dossier = late_at_the_chairman(office, council, clock)

    refusal = office.tries(lambda: office.signs(dossier))
    explain(world, dossier)
    office.signs(dossier)
    office.issues(dossier)

    assert refusal.gates == {"lateness_explained": "not_explained"}
    assert dossier.clock.result == "overdue"


def test_past_the_date_no_new_one_is_named(office, council, clock, world):
    dossier = late_at_the_chairman(office, council, clock)

    refusal = office.tries(lambda: explain(world, dossier, office.today + timedelta(days=7)))

    assert refusal.code == "too_late_for_a_new_date"


def test_the_apology_for_the_first_date_does_not_excuse_the_second(office, council, clock, world):
    dossier = brought_to_the_council(office)
    explain(world, dossier, date(2023, 12, 25))
    council.decides(dossier)
    office.writes_minutes(dossier)
    clock.reaches(date(2023, 12, 26))

    refusal = office.tries(lambda: office.signs(dossier))
    explain(world, dossier)
    office.signs(dossier)

    assert refusal.gates == {"lateness_explained": "not_explained"}


def test_after_the_number_nothing_is_late_any_more(office, council, world):
    dossier = brought_to_the_council(office)
    council.decides(dossier)
    office.writes_minutes(dossier)
    office.signs(dossier)
    office.issues(dossier)

    refusal = office.tries(lambda: explain(world, dossier, date(2023, 12, 25)))

    assert refusal.code == "nothing_is_late"


def test_while_the_proposer_supplements_no_date_runs(office, world):
    dossier = office.files()
    office.accepts(dossier)
    office.completes(
        dossier,
        "appraise",
        by="officer",
        **office.appraisal(dossier)
        | {"appraisal_result": "supplement", "missing_papers": "Thiếu biên bản xét khen thưởng"},
    )

    refusal = office.tries(lambda: explain(world, dossier, date(2023, 12, 25)))

    assert refusal.code == "limit_paused"
