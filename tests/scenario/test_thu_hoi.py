"""R-PROC-12: an award is revoked by who granted it; object and money are recovered."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from workflows.honours import Honour, honours_of


def awarded(office: Office) -> Dossier:
    """A Giấy khen given by this office, handed over and paid: 270 000 đồng."""
    dossier = office.files("giay_khen_dot_xuat", [nomination(1)], event_date=office.today)
    return Journey(
        office,
        appraisal={
            "simplified_ground": "unexpected_deed",
            "event_date": office.today.isoformat(),
        },
    ).goes(dossier)


def revoking(office: Office, **changed: object) -> Dossier:
    return office.files(
        "thu_hoi", [nomination(1, **changed)], title="Thu hồi Giấy khen do khai gian thành tích"
    )


def journey_of(office: Office) -> Journey:
    return Journey(office, appraisal={"finding_document": "07/KL-TTr ngày 02/11/2023"})


def book(dossier: Dossier) -> list[Honour]:
    subjects = {row.subject_id for row in dossier.nominees}
    with dossier.world.engine.view() as view:
        return list(honours_of(view, subjects))


def test_an_award_is_revoked_and_the_book_keeps_both(office: Office) -> None:
    given = awarded(office)
    assert [line.stands for line in book(given)] == [True]

    dossier = journey_of(office).goes(revoking(office))

    assert dossier.state == "finished"
    assert dossier.outcomes == ["revoked"]
    (line,) = book(dossier)
    assert not line.stands
    assert line.revoked_symbol == "02/QĐ-UBND"
    assert dossier.incidents == []


def test_only_who_granted_an_award_revokes_it(office: Office) -> None:
    dossier = journey_of(office).goes(revoking(office), until="appraise")

    refusal = office.tries(lambda: journey_of(office).appraises(dossier))

    assert refusal.gates == {"award_in_book": "not_given_here"}
    assert dossier.waits_at("appraise")
    awarded(office)
    journey_of(office).goes(dossier, until="sign")


def test_an_award_is_revoked_once(office: Office) -> None:
    awarded(office)
    journey_of(office).goes(revoking(office))
    again = journey_of(office).goes(revoking(office), until="appraise")

    refusal = office.tries(lambda: journey_of(office).appraises(again))

    assert refusal.gates == {"award_in_book": "not_given_here"}


def test_the_money_is_recovered_or_it_is_said_why_not(office: Office) -> None:
    awarded(office)
    journey = journey_of(office)
    dossier = journey.goes(revoking(office), until="recover")

    refusal = office.tries(lambda: journey.recovers(dossier, recovered_total=0))
    assert refusal.fields == ["recovered_total"]

    journey.recovers(
        dossier, recovered_total=0, recovery_note="Người bị thu hồi hẹn nộp trước 31/12/2023"
    )
    assert dossier.state == "finished"


def test_nothing_is_recovered_before_the_decision_is_public(office: Office) -> None:
    awarded(office)
    dossier = journey_of(office).goes(revoking(office), until="publish_decision")

    assert not dossier.waits_at("recover")
    office.publishes_decision(dossier)
    assert dossier.waits_at("recover")


def test_the_chairman_sends_back_and_a_doubtful_case_is_refused(office: Office) -> None:
    awarded(office)
    dossier = journey_of(office).goes(revoking(office), until="sign")

    office.returns(
        dossier, "sign", to="appraise", by="chairman", reason="Kết luận chưa có hiệu lực"
    )
    office.completes(
        dossier,
        "appraise",
        by="officer",
        appraisal_result="refuse",
        appraisal_opinion="Kết luận thanh tra đã bị hủy bỏ.",
        refusal_reason="Không còn căn cứ để thu hồi Giấy khen đã tặng",
    )

    assert dossier.state == "refused"
    assert [line.stands for line in book(dossier)] == [True]


@pytest.mark.parametrize(
    ("day", "state"),
    # Fifteen days from 20/11/2023 end on 05/12.
    [(date(2023, 12, 5), "due_soon"), (date(2023, 12, 6), "overdue")],
)
def test_the_limit_on_the_day_and_late(
    office: Office, clock: CalendarClock, day: date, state: str
) -> None:
    dossier = revoking(office)
    office.accepts(dossier)

    clock.reaches(day)

    assert dossier.clock.state == state
