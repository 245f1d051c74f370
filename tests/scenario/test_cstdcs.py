"""R-PROC-06: CSTĐCS and TTLĐTT, decided by the district in A and B, by the commune in C and D."""

from __future__ import annotations

from datetime import date

import pytest

from engine.clock import local
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import EVERYBODY, Council
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from workflows.workbooks import NomineeKind

PROCEDURE = "cstdcs"
FITTING = {
    "registered": True,
    "months": 12,
    "rating": "excellent",
    "discipline": "none",
    "initiative": "Bộ bài giảng điện tử lớp 4",
}
TEAM = nomination(
    2,
    kind=NomineeKind.COLLECTIVE,
    name="Tổ chuyên môn 4-5",
    birth_date=None,
    id_number="",
    award="ttldtt",
)
A, B, C = date(2023, 11, 20), date(2024, 6, 3), date(2025, 8, 4)


def filed(office: Office) -> Dossier:
    return office.files(PROCEDURE, [nomination(1, award="cstdcs")], title="CSTĐCS năm 2023")


@pytest.fixture
def journey(office: Office) -> Journey:
    return Journey(office, criteria=FITTING)


@pytest.mark.parametrize("day", [A, B])
def test_the_district_decides_and_the_commune_only_submits(
    office: Office, clock: CalendarClock, journey: Journey, day: date
) -> None:
    """R-AUTH-05."""
    clock.reaches(day)
    dossier = journey.goes(filed(office), until="sign_submission")
    assert dossier.instance.variables["decider"] == "superior"

    journey.goes(dossier)

    assert dossier.state == "finished"
    assert dossier.outcomes == ["awarded"]
    # The district's fund pays what the district decides.
    assert [row.reward for row in dossier.nominees] == [None]
    assert dossier.incidents == []


def test_from_july_2025_the_chairman_of_the_commune_decides(
    office: Office, clock: CalendarClock, journey: Journey
) -> None:
    clock.reaches(C)
    dossier = journey.goes(filed(office), until="sign")
    assert dossier.instance.variables["decider"] == "commune"

    journey.goes(dossier)

    assert dossier.outcomes == ["awarded"]
    # 1.0 × 2 340 000.
    assert [row.reward for row in dossier.nominees] == [2_340_000]


@pytest.mark.parametrize(
    ("day", "yes", "passes"),
    [
        # A: a majority of nine is five (R-COUN-05). B: 80 % of nine, rounded up, are eight.
        (A, 5, True),
        (A, 4, False),
        (B, 8, True),
        (B, 7, False),
    ],
)
def test_the_votes_it_needs_are_those_of_its_own_law(
    office: Office,
    clock: CalendarClock,
    council: Council,
    journey: Journey,
    day: date,
    yes: int,
    passes: bool,
) -> None:
    clock.reaches(day)
    dossier = journey.goes(filed(office), until="council")

    council.meets(dossier)
    for place, name in enumerate(EVERYBODY):
        council.votes(dossier, "yes" if place < yes else "no", by=name)
    council.closes()

    assert dossier.outcomes == ["eligible" if passes else "rejected"]


def test_a_written_round_cannot_decide_where_the_ballot_is_mandatory(
    office: Office, clock: CalendarClock, council: Council, journey: Journey
) -> None:
    clock.reaches(B)
    dossier = journey.goes(filed(office), until="council")
    council.decides(dossier)

    form = {**office.minutes(), "meeting_form": "written"}
    refusal = office.tries_to_complete(dossier, "council", by="secretary", **form)

    assert refusal.gates == {"ballot_complete": "written_round"}
    office.writes_minutes(dossier)
    assert dossier.waits_at("sign_submission")


def test_the_clock_of_the_commune_stands_while_the_district_has_the_dossier(
    office: Office, clock: CalendarClock, journey: Journey
) -> None:
    dossier = journey.goes(filed(office), until="await_answer")
    assert dossier.clock.state == "paused"
    due = dossier.task("await_answer").due_at
    assert due is not None
    # Twenty working days at the district (R-PROC-06).
    assert (local(due).date() - office.today).days in range(28, 33)

    clock.passes(working_days=21)
    assert dossier.journal("wait.wake")[-1] == "done"
    assert dossier.waits_at("await_answer")

    journey.is_answered(dossier)
    assert dossier.clock.state == "stopped"
    assert dossier.waits_at("publish_decision")


def test_the_district_sends_back_and_the_dossier_goes_up_again(
    office: Office, journey: Journey
) -> None:
    dossier = journey.goes(filed(office), until="await_answer")

    journey.is_answered(
        dossier,
        superior_result="returned",
        answer_note="Bổ sung giấy chứng nhận sáng kiến của năm 2023",
        nominees={},
    )

    assert dossier.open_steps == ["appraise"]
    assert dossier.clock.state != "paused"
    journey.goes(dossier)
    assert dossier.state == "finished"


def test_the_district_refuses_and_the_proposer_is_told_why(
    office: Office, journey: Journey
) -> None:
    dossier = journey.goes(filed(office), until="await_answer")

    journey.is_answered(
        dossier,
        superior_result="refused",
        refusal_reason="Sáng kiến chưa được Hội đồng sáng kiến huyện công nhận",
        nominees={},
    )

    assert dossier.state == "refused"
    assert dossier.record.state_reason.startswith("Sáng kiến chưa được")
    assert dossier.open_steps == []


def test_the_district_may_award_one_and_not_the_other(office: Office, journey: Journey) -> None:
    rows = [nomination(1, award="cstdcs"), nomination(2, award="cstdcs")]
    dossier = journey.goes(office.files(PROCEDURE, rows), until="await_answer")

    journey.is_answered(dossier, ["awarded", "rejected"])

    assert dossier.outcomes == ["awarded", "rejected"]


def test_an_answer_says_what_became_of_everybody(office: Office, journey: Journey) -> None:
    dossier = journey.goes(filed(office), until="await_answer")
    (row,) = dossier.nominees

    form = journey.answer(dossier, nominees={row.id: {}})
    refusal = office.tries_to_complete(dossier, "await_answer", by="officer", **form)
    assert refusal.fields == [f"nominees.{row.id}.superior_answer"]

    form = journey.answer(dossier, ["rejected"])
    refusal = office.tries_to_complete(dossier, "await_answer", by="officer", **form)
    assert refusal.fields == ["superior_result"]
    assert dossier.waits_at("await_answer")


def test_the_chairman_sends_the_submission_back(office: Office, journey: Journey) -> None:
    dossier = journey.goes(filed(office), until="sign_submission")

    office.completes(
        dossier,
        "sign_submission",
        by="chairman",
        signature_result="returned",
        return_reason="Làm rõ phạm vi ảnh hưởng của sáng kiến",
    )

    assert dossier.open_steps == ["appraise"]


def test_a_submission_is_not_dated_before_it_was_signed(office: Office, journey: Journey) -> None:
    dossier = journey.goes(filed(office), until="register_submission")

    refusal = office.tries(lambda: journey.sends(dossier, dated="2023-11-01"))

    assert refusal.fields == ["dated"]


def test_a_late_submission_is_signed_only_with_an_explanation(
    office: Office, clock: CalendarClock, journey: Journey
) -> None:
    dossier = journey.goes(filed(office), until="sign_submission")
    clock.passes(working_days=20)

    refusal = office.tries(lambda: journey.signs_submission(dossier))
    assert refusal.gates == {"lateness_explained": "not_explained"}

    office.explains_lateness(dossier)
    journey.signs_submission(dossier)
    assert dossier.waits_at("register_submission")


def test_who_appraised_does_not_sign(office: Office, journey: Journey) -> None:
    office.world.gives("officer", "chairman")
    dossier = journey.goes(filed(office), until="sign_submission")

    refusal = office.tries(lambda: journey.signs_submission(dossier, by="officer"))

    assert refusal.code == "four_eyes"
