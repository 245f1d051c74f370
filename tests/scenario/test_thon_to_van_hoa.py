"""R-PROC-08: Thôn, tổ dân phố văn hóa; the council first, then the list, then whoever decides."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from workflows.workbooks import NomineeKind

PROCEDURE = "thon_to_van_hoa"
B, C = date(2024, 6, 3), date(2025, 8, 4)


def filed(office: Office) -> Dossier:
    community = nomination(
        1,
        kind=NomineeKind.COLLECTIVE,
        name="Tiểu khu 5",
        birth_date=None,
        id_number="",
        award=PROCEDURE,
    )
    return office.files(PROCEDURE, [community], title="Tổ dân phố văn hóa năm 2024")


@pytest.mark.parametrize(
    ("day", "signs", "reward"),
    [
        # B: the district decides and pays. C: 1.5 × 2 340 000 from the commune's fund.
        (B, "sign_submission", None),
        (C, "sign", 3_510_000),
    ],
)
def test_from_the_list_to_the_archive(
    office: Office, clock: CalendarClock, day: date, signs: str, reward: int | None
) -> None:
    """R-AUTH-04."""
    clock.reaches(day)
    journey = Journey(office)
    dossier = journey.goes(filed(office), until=signs)

    journey.goes(dossier)

    assert dossier.outcomes == ["awarded"]
    assert [row.reward for row in dossier.nominees] == [reward]
    assert dossier.incidents == []


def test_the_council_votes_before_the_list_goes_up(office: Office, clock: CalendarClock) -> None:
    clock.reaches(C)
    dossier = Journey(office).goes(filed(office), until="council")

    refusal = office.tries(lambda: office.writes_minutes(dossier))
    assert refusal.gates == {"council_quorum": "not_met", "ballot_complete": "not_voted"}

    Journey(office).goes(dossier, until="publish_list")


def test_nothing_is_signed_before_the_list_was_public_for_ten_days(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(C)
    dossier = Journey(office).goes(filed(office), until="publication_period")

    clock.reaches(date(2025, 8, 14), time(23, 0))
    assert dossier.waits_at("publication_period")
    clock.reaches(date(2025, 8, 15))
    assert dossier.waits_at("close_publication")


def test_returns_refusal_and_lateness(office: Office, clock: CalendarClock) -> None:
    clock.reaches(C)
    refused = filed(office)
    office.refuses(refused)
    journey = Journey(office)
    dossier = journey.goes(filed(office), until="sign")

    office.returns(
        dossier, "sign", to="publication", by="chairman", reason="Niêm yết lại trên cổng"
    )
    assert dossier.open_steps == ["publish_list"]
    journey.goes(dossier, until="sign")
    clock.passes(working_days=30)

    assert refused.state == "refused"
    assert office.tries(lambda: office.signs(dossier)).gates == {
        "lateness_explained": "not_explained"
    }
    office.explains_lateness(dossier)
    office.signs(dossier)
    assert dossier.waits_at("issue")
