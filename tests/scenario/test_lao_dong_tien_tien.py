"""R-PROC-05: Lao động tiên tiến, decided by the commune chairman (R-AUTH-02) in every regime."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination

PROCEDURE = "lao_dong_tien_tien"
FITTING = {"registered": True, "months": 12, "rating": "good", "discipline": "none"}


def filed(office: Office, nominees: int = 1) -> Dossier:
    rows = [nomination(number, award=PROCEDURE) for number in range(1, nominees + 1)]
    return office.files(PROCEDURE, rows, title="Lao động tiên tiến năm 2023")


@pytest.fixture
def journey(office: Office) -> Journey:
    return Journey(office, criteria=FITTING)


@pytest.mark.parametrize(
    ("day", "reward"),
    [
        # 0.3 × 1 800 000 (A), × 2 340 000 (C): rounded up to ten thousand.
        (date(2023, 11, 20), 540_000),
        (date(2025, 8, 4), 710_000),
    ],
)
def test_from_the_list_to_the_archive(
    office: Office, clock: CalendarClock, journey: Journey, day: date, reward: int
) -> None:
    clock.reaches(day)
    dossier = journey.goes(filed(office, 2))

    assert dossier.state == "finished"
    assert dossier.outcomes == ["awarded"] * 2
    assert [row.reward for row in dossier.nominees] == [reward] * 2
    assert dossier.incidents == []


def test_the_council_meets_only_after_the_list_was_public(
    office: Office, clock: CalendarClock, journey: Journey
) -> None:
    dossier = journey.goes(filed(office), until="publication_period")

    clock.passes(working_days=4)
    assert dossier.waits_at("publication_period")

    clock.passes(working_days=2)
    assert dossier.waits_at("close_publication")


def test_the_minutes_need_the_ballot_and_the_signature_the_paper(
    office: Office, council: Council, journey: Journey
) -> None:
    dossier = journey.goes(filed(office), until="council")
    refusal = office.tries(lambda: office.writes_minutes(dossier))
    assert refusal.gates == {"council_quorum": "not_met", "ballot_complete": "not_voted"}

    council.decides(dossier)
    office.writes_minutes(dossier)
    form = {**office.signature(), "scan": []}
    assert office.tries_to_complete(dossier, "sign", by="chairman", **form).fields == ["scan"]
    office.signs(dossier)
    assert dossier.waits_at("issue")


def test_the_chairman_sends_back_from_inside_and_the_council_is_asked_again(
    office: Office, journey: Journey
) -> None:
    dossier = journey.goes(filed(office), until="sign")

    office.returns(dossier, "sign", to="council", by="chairman", reason="Cần bỏ phiếu lại cho rõ")
    assert dossier.open_steps == ["council"]

    office.returns(
        dossier, "council", to="appraise", by="secretary", reason="Cần đối chiếu lại tiêu chuẩn"
    )
    assert dossier.open_steps == ["appraise"]


def test_what_is_refused_or_not_supplemented_ends(
    office: Office, clock: CalendarClock, journey: Journey
) -> None:
    """R-TIME-07."""
    refused, closed = filed(office), filed(office)
    office.refuses(refused)
    office.asks_for_supplement(closed)

    clock.passes(working_days=16)

    assert (refused.state, closed.state) == ("refused", "closed")


@pytest.mark.parametrize(
    ("day", "hour", "state"),
    [
        # Twenty working days from 21/11/2023 end on 18/12/2023.
        (date(2023, 12, 8), time(9, 0), "on_track"),
        (date(2023, 12, 18), time(17, 0), "due_soon"),
        (date(2023, 12, 19), time(0, 0), "overdue"),
    ],
)
def test_the_limit_early_on_the_day_and_late(
    office: Office, clock: CalendarClock, day: date, hour: time, state: str
) -> None:
    dossier = filed(office)
    office.accepts(dossier)

    clock.reaches(day, hour)

    assert dossier.clock.state == state


def test_a_late_one_is_signed_only_with_an_explanation(
    office: Office, clock: CalendarClock, journey: Journey
) -> None:
    dossier = journey.goes(filed(office), until="sign")
    clock.passes(working_days=20)

    assert office.tries(lambda: office.signs(dossier)).gates == {
        "lateness_explained": "not_explained"
    }
    office.explains_lateness(dossier)
    office.signs(dossier)
    assert dossier.waits_at("issue")
