"""Trying a procedure out: the real engine, a clock that is moved, gates that hold."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from engine.deploying import NotAdmitted
from engine.leaning import completed
from workflows.studio import drafts
from workflows.studio.coverage import coverage
from workflows.studio.tryout import play
from workflows.tables.dossiers import dossier

BEGINS = date(2023, 11, 20)
START = {"do": "start", "on": "2023-11-20"}
LED_TO_SIGN = ("gate_appraisal", "Flow_gate_appraisal_sign")
TO_SIGN = (START, {"do": "complete", "step": "check"}, {"do": "complete", "step": "appraise_short"})


@pytest.fixture
def run(admin):
    def played(*steps, begins=BEGINS, key="giay_khen_dot_xuat"):
        with admin.world.engine.view() as view:
            files = drafts.contents_of(view, admin.draft_id)
            return play(view, files, key, steps, begins=begins)

    return played


def results(run):
    return [moment.result for moment in run.moments]


def test_a_run_goes_through_real_steps_and_waits_where_a_dossier_would(run):
    made = run(*TO_SIGN)

    assert results(made) == ["done", "done", "done"], made.moments
    assert made.moments[-1].at == ("sign",)
    assert [step.element for step in made.open_steps] == ["sign"]
    assert ("giay_khen_dot_xuat", "appraise_short") in made.done


def test_the_whole_procedure_can_be_played_to_its_end(run):
    steps = [*TO_SIGN, {"do": "complete", "step": "sign"}]
    made = run(*steps)
    for _ in range(12):
        if made.ended or not made.open_steps:
            break
        steps.append({"do": "complete", "step": made.open_steps[0].element})
        made = run(*steps)
        assert made.moments[-1].result == "done", made.moments[-1]

    assert made.ended
    assert made.passed


def test_answers_that_were_chosen_lead_along_their_branch(run):
    made = run(
        START,
        {"do": "complete", "step": "check", "answers": {"intake_check": "incomplete"}},
    )

    assert made.moments[-1].at == ("supply",)


def test_a_run_tells_every_place_and_way_it_went_in_order(run):
    made = run(*TO_SIGN)

    parts = {process for process, _place in made.went}
    assert parts == {"giay_khen_dot_xuat", "tiep_nhan"}
    last = [place for _process, place in made.moments[-1].passed]
    assert last == ["appraise_short", "Flow_appraise_short_gate_appraisal", *LED_TO_SIGN]


def test_what_was_refused_went_nowhere(run):
    made = run(START, {"do": "complete", "step": "check", "as": "chairman"})

    assert made.moments[-1].passed == ()


def test_coverage_tells_what_no_scenario_came_to(run, admin):
    went = set(run(*TO_SIGN).went)
    with admin.world.engine.view() as view:
        files = completed(view, drafts.contents_of(view, admin.draft_id))

    main, *parts = coverage(files, "giay_khen_dot_xuat", went)

    assert 0 < main.percent < 100
    assert "sign" in [step.id for step in main.missed_steps]
    assert {flow.id for flow in main.missed_ways if flow.source == "gate_appraisal"} == {
        "Flow_gate_appraisal_refuse_dossier",
        "Flow_gate_appraisal_supplement",
    }
    assert {part.process.id for part in parts} >= {"tiep_nhan", "phat_hanh"}


def test_four_eyes_and_roles_hold_in_a_run_too(run):
    made = run(START, {"do": "complete", "step": "check", "as": "chairman"})

    assert made.moments[-1].result == "not_candidate"
    assert made.moments[-1].sentences
    assert made.moments[-1].at == ("check",)


def test_time_passes_across_tet_by_the_offices_calendar(run):
    made = run(
        {"do": "start", "on": "2024-02-05"},
        {"do": "advance", "over": "tet"},
        begins=date(2024, 2, 5),
    )

    assert made.now.date() == date(2024, 2, 15)


def test_a_step_budget_that_passes_reminds_in_the_run_and_sends_nothing(run, admin):
    made = run(START, {"do": "complete", "step": "check"}, {"do": "advance", "working_days": 30})

    assert results(made) == ["done", "done", "done"]
    assert made.due is not None and made.due < made.now


def test_a_scenario_fails_at_the_step_that_no_longer_goes_as_recorded(run, admin):
    recorded = run(*TO_SIGN).recorded()

    assert run(*recorded).passed
    admin.draws(
        'id="appraise_short" name="Thẩm định nhanh" camunda:candidateGroups="award_officer"',
        'id="appraise_short" name="Thẩm định nhanh" camunda:candidateGroups="registry_clerk"',
    )

    changed = run(*recorded)
    assert not changed.passed
    assert changed.fault == 3


def test_steps_that_make_no_sense_are_refused_not_raised(run):
    made = run(
        {"do": "fly"},
        {"do": "complete", "step": "check"},
        {"do": "start", "kind": "ghost"},
        {},
    )

    assert "done" not in results(made)
    assert not made.begun


def test_what_cannot_be_deployed_is_not_played(run, admin):
    admin.draws('camunda:candidateGroups="award_officer" ', "")

    with pytest.raises(NotAdmitted):
        run(START)


def test_a_run_leaves_nothing_in_the_office(run, admin):
    run(*TO_SIGN)

    with admin.world.engine.view() as view:
        assert view.connection.execute(select(func.count()).select_from(dossier)).scalar() == 0
