"""R-PROC-09, R-PROC-10, R-PROC-11: awards that those above the commune decide."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination

A, B, C = date(2023, 11, 20), date(2024, 6, 3), date(2025, 8, 4)
WAYS = [
    ("trinh_huyen", A, "giay_khen_huyen"),
    ("trinh_huyen", B, "giay_khen_huyen"),
    ("trinh_tinh", A, "bang_khen_tinh"),
    ("trinh_tinh", C, "bang_khen_tinh"),
    ("tnxp", B, "tnxp"),
]
CRITERIA: dict[str, dict[str, object]] = {
    "trinh_huyen": {"rating": "excellent"},
    "trinh_tinh": {"rating": "excellent", "excellent_years": 2, "initiatives": 2},
    "tnxp": {"declared_by": "self", "has_proof": True},
}


def filed(office: Office, procedure: str, award: str, nominees: int = 1) -> Dossier:
    rows = [nomination(number, award=award) for number in range(1, nominees + 1)]
    return office.files(procedure, rows, title="Đề nghị cấp trên khen thưởng")


def journey_of(office: Office, procedure: str) -> Journey:
    return Journey(office, criteria=CRITERIA[procedure])


@pytest.mark.parametrize(("procedure", "day", "award"), WAYS)
def test_the_product_of_the_commune_is_a_submission(
    office: Office, clock: CalendarClock, procedure: str, day: date, award: str
) -> None:
    """R-AUTH-06, R-AUTH-07, R-AUTH-09, R-PROC-10."""
    clock.reaches(day)
    journey = journey_of(office, procedure)
    dossier = journey.goes(filed(office, procedure, award), until="sign_submission")

    journey.goes(dossier)

    assert dossier.state == "finished"
    assert dossier.outcomes == ["awarded"]
    assert dossier.incidents == []
    assert not any(task.element_id == "sign" for task in dossier.tasks)


@pytest.mark.parametrize(
    ("procedure", "award"), [("trinh_tinh", "bang_khen_tinh"), ("tnxp", "tnxp")]
)
def test_what_comes_back_goes_to_the_appraisal_or_ends(
    office: Office, procedure: str, award: str
) -> None:
    journey = journey_of(office, procedure)
    returned = journey.goes(filed(office, procedure, award), until="await_answer")
    refused = journey.goes(filed(office, procedure, award), until="await_answer")

    journey.is_answered(
        returned,
        superior_result="returned",
        answer_note="Bổ sung báo cáo thành tích theo mẫu mới",
        nominees={},
    )
    journey.is_answered(
        refused,
        superior_result="refused",
        refusal_reason="Chưa đủ tiêu chuẩn theo quy chế của tỉnh",
        nominees={},
    )

    assert returned.open_steps == ["appraise"]
    assert (refused.state, refused.open_steps) == ("refused", [])


def test_the_list_of_volunteers_is_public_for_five_days(
    office: Office, clock: CalendarClock
) -> None:
    dossier = journey_of(office, "tnxp").goes(
        filed(office, "tnxp", "tnxp"), until="publication_period"
    )

    # Five days from Monday 20/11/2023 end on Saturday, so on Monday the 27th (R-PUB-03, R-TIME-02).
    clock.reaches(date(2023, 11, 27), time(23, 0))
    assert dossier.waits_at("publication_period")
    clock.reaches(date(2023, 11, 28))
    assert dossier.waits_at("close_publication")


def test_no_council_sits_over_volunteers(office: Office) -> None:
    dossier = journey_of(office, "tnxp").goes(filed(office, "tnxp", "tnxp"))

    assert not any(task.element_id == "council" for task in dossier.tasks)


def test_who_is_not_eligible_is_told_in_writing(office: Office) -> None:
    dossier = journey_of(office, "tnxp").goes(filed(office, "tnxp", "tnxp"), until="appraise")

    office.completes(
        dossier,
        "appraise",
        by="officer",
        appraisal_result="refuse",
        appraisal_opinion="Không có giấy tờ chứng minh thời gian tham gia.",
        refusal_reason="Giấy tờ chứng minh không thuộc loại được chấp nhận",
    )

    assert dossier.state == "refused"


@pytest.mark.parametrize(
    ("day", "state"),
    # The commune sends within fifteen days: from 20/11/2023 until Tuesday 05/12.
    [(date(2023, 12, 5), "due_soon"), (date(2023, 12, 6), "overdue")],
)
def test_volunteers_are_submitted_within_fifteen_days(
    office: Office, clock: CalendarClock, day: date, state: str
) -> None:
    dossier = filed(office, "tnxp", "tnxp")
    office.accepts(dossier)

    clock.reaches(day)

    assert dossier.clock.state == state


def test_the_submission_waits_for_the_evidence_and_may_be_returned(office: Office) -> None:
    journey = journey_of(office, "trinh_huyen")
    dossier = journey.goes(filed(office, "trinh_huyen", "giay_khen_huyen"), until="sign_submission")

    office.returns(
        dossier, "sign_submission", to="council", by="chairman", reason="Hội đồng cần xét lại"
    )
    assert dossier.open_steps == ["council"]
    refusal = office.tries(lambda: office.completes(dossier, "council", by="secretary"))
    assert refusal.fields


@pytest.mark.parametrize("signed_on", ["2020-01-02", "2023-11-20", "2023-11-27"])
def test_a_submission_is_not_signed_before_the_council_met(office: Office, signed_on: str) -> None:
    journey = journey_of(office, "trinh_huyen")
    dossier = journey.goes(filed(office, "trinh_huyen", "giay_khen_huyen"), until="sign_submission")

    refusal = office.tries(lambda: journey.signs_submission(dossier, signed_on=signed_on))

    assert refusal.fields == ["signed_on"]
    assert dossier.waits_at("sign_submission")
