"""R-PROC-03: Giấy khen for an unexpected achievement: decided at once, published afterwards."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office, nomination

RESCUE = date(2023, 11, 18)


def filed(office: Office) -> Dossier:
    return office.files(
        "giay_khen_dot_xuat",
        [nomination(1, achievement="Cứu hai cháu nhỏ khỏi đuối nước")],
        event_date=RESCUE,
    )


def appraised(office: Office, dossier: Dossier) -> None:
    office.appraises(
        dossier,
        element="appraise_short",
        simplified_ground="unexpected_deed",
        event_date=RESCUE.isoformat(),
    )


def at_signature(office: Office) -> Dossier:
    dossier = filed(office)
    office.accepts(dossier)
    appraised(office, dossier)
    return dossier


def test_a_rescue_is_honoured_at_once_and_published_afterwards(office: Office) -> None:
    dossier = at_signature(office)
    assert dossier.open_steps == ["sign"]

    office.signs(dossier)
    office.issues(dossier)
    assert dossier.state == "decided"
    assert dossier.waits_at("publish_decision")

    office.publishes_decision(dossier)
    office.hands_over(dossier)
    assert dossier.state == "finished"
    assert dossier.outcomes == ["awarded"]


def test_the_day_of_the_deed_is_kept_to_measure_how_fast_it_was_honoured(office: Office) -> None:
    dossier = at_signature(office)

    assert dossier.record.event_date == RESCUE


def test_the_simplified_way_needs_one_of_its_grounds(office: Office) -> None:
    dossier = filed(office)
    office.accepts(dossier)

    form = {**office.appraisal(dossier), "event_date": RESCUE.isoformat()}
    refusal = office.tries_to_complete(dossier, "appraise_short", by="officer", **form)

    assert refusal.fields == ["simplified_ground"]
    assert dossier.waits_at("appraise_short")


def test_a_deed_of_tomorrow_is_not_honoured_today(office: Office) -> None:
    refusal = office.tries(
        lambda: office.files("giay_khen_dot_xuat", 1, event_date=date(2023, 11, 21))
    )

    assert refusal.fields == ["event_date"]


def test_nothing_is_handed_over_before_the_decision_is_published(office: Office) -> None:
    dossier = at_signature(office)
    office.signs(dossier)
    office.issues(dossier)

    assert not dossier.waits_at("hand_over")
    office.publishes_decision(dossier)
    assert dossier.waits_at("hand_over")


def test_a_late_one_is_signed_only_with_an_explanation(
    office: Office, clock: CalendarClock
) -> None:
    dossier = at_signature(office)
    clock.passes(working_days=21)

    refusal = office.tries(lambda: office.signs(dossier))
    assert refusal.gates == {"lateness_explained": "not_explained"}

    office.explains_lateness(dossier)
    office.signs(dossier)
    assert dossier.waits_at("issue")


def test_a_new_date_announced_in_time_moves_the_limit_once(
    office: Office, clock: CalendarClock
) -> None:
    dossier = at_signature(office)
    assert dossier.due_on == date(2023, 12, 18)
    clock.reaches(date(2023, 12, 14))

    office.explains_lateness(dossier, new_due=date(2023, 12, 22))
    assert dossier.due_on == date(2023, 12, 22)

    refusal = office.tries(lambda: office.explains_lateness(dossier, new_due=date(2023, 12, 28)))
    assert refusal.code == "one_new_date"


def test_the_chairman_sends_a_doubtful_deed_back(office: Office) -> None:
    dossier = at_signature(office)

    office.completes(
        dossier,
        "sign",
        by="chairman",
        signature_result="returned",
        return_reason="Cần xác minh thêm với Công an thị trấn",
    )

    assert dossier.open_steps == ["appraise_short"]


@pytest.mark.parametrize(
    ("day", "hour", "state"),
    [
        # Twenty working days from 21/11/2023 end on 18/12/2023.
        (date(2023, 12, 8), time(9, 0), "on_track"),
        (date(2023, 12, 18), time(23, 59), "due_soon"),
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
