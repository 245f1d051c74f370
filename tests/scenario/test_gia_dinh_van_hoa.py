"""R-PROC-07 and R-PROC-07A: Gia đình văn hóa by Decree 86/2023, and before by Decree 122/2018."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from engine.clock import local
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from workflows.publications import publications_of
from workflows.workbooks import NominationRow, NomineeKind

OLD, NEW = "gia_dinh_van_hoa_122", "gia_dinh_van_hoa"
A, B = date(2023, 11, 20), date(2024, 6, 3)
MEETING = {
    "meeting_held_on": "2023-11-18",
    "households_total": 101,
    "households_present": 61,
}


def family(ordinal: int = 1) -> NominationRow:
    return nomination(
        ordinal,
        kind=NomineeKind.HOUSEHOLD,
        name=f"Hộ ông Tòng Văn Ín {ordinal}",
        birth_date=None,
        id_number="",
        award="gia_dinh_van_hoa",
    )


def filed(office: Office, procedure: str) -> Dossier:
    return office.files(procedure, [family()], title="Gia đình văn hóa năm 2023")


def journey_of(office: Office, procedure: str, **changed: object) -> Journey:
    said = {"exclusion_case": 0, **({"agreed": 61} if procedure == OLD else {})}
    return Journey(
        office, criteria=said, appraisal={**MEETING, **changed} if procedure == OLD else {}
    )


@pytest.mark.parametrize(("procedure", "day"), [(OLD, A), (NEW, B), (NEW, date(2025, 8, 4))])
def test_from_the_list_to_the_archive(
    office: Office, clock: CalendarClock, procedure: str, day: date
) -> None:
    """R-AUTH-03, R-PROC-07A."""
    clock.reaches(day)
    dossier = journey_of(office, procedure).goes(filed(office, procedure))

    assert dossier.state == "finished"
    assert dossier.outcomes == ["awarded"]
    assert dossier.incidents == []


@pytest.mark.parametrize(
    ("present", "reason"),
    [
        # 60 % of 101 households, rounded up, are 61 (R-ELIG-20).
        (60, "too_few"),
        (61, ""),
        (102, "too_many"),
    ],
)
def test_the_meeting_of_the_unit_needs_its_households(
    office: Office, present: int, reason: str
) -> None:
    journey = journey_of(office, OLD, households_present=present)
    dossier = journey.goes(filed(office, OLD), until="appraise")

    if not reason:
        journey.goes(dossier, until="sign")
        return
    refusal = office.tries(lambda: journey.appraises(dossier))
    assert refusal.gates["residential_meeting"] == reason
    assert dossier.waits_at("appraise")


def test_the_list_is_public_for_ten_days_before_the_chairman_signs(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(B)
    dossier = journey_of(office, NEW).goes(filed(office, NEW), until="publication_period")

    # Ten days from Monday 03/06/2024 end on Thursday the 13th.
    clock.reaches(date(2024, 6, 13), time(23, 0))
    assert dossier.waits_at("publication_period")
    clock.reaches(date(2024, 6, 14))
    assert dossier.waits_at("close_publication")


def test_no_council_is_asked_but_the_list_is_and_holds(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(B)
    dossier = journey_of(office, NEW).goes(filed(office, NEW), until="sign")

    office.returns(dossier, "sign", to="publication", by="chairman", reason="Niêm yết lại cho đủ")

    assert dossier.open_steps == ["publish_list"]


def test_the_chairman_has_ten_days_from_then(office: Office, clock: CalendarClock) -> None:
    clock.reaches(B)
    dossier = journey_of(office, NEW).goes(filed(office, NEW), until="sign")

    due = dossier.task("sign").due_at
    assert due is not None
    assert 10 <= (due.date() - office.today).days <= 12


@pytest.mark.parametrize(
    ("day", "state"),
    # Five working days from 21/11/2023 end on Monday 27/11 (Decree 122/2018).
    [(date(2023, 11, 27), "due_soon"), (date(2023, 11, 28), "overdue")],
)
def test_the_limit_of_the_older_decree(
    office: Office, clock: CalendarClock, day: date, state: str
) -> None:
    dossier = filed(office, OLD)
    office.accepts(dossier)

    clock.reaches(day)

    assert dossier.clock.state == state


def test_refusal_return_and_lateness(office: Office, clock: CalendarClock) -> None:
    journey = journey_of(office, OLD)
    refused = filed(office, OLD)
    office.refuses(refused)
    dossier = journey.goes(filed(office, OLD), until="sign")

    office.returns(
        dossier, "sign", to="appraise", by="chairman", reason="Kiểm tra lại biên bản họp"
    )
    journey.goes(dossier, until="sign")
    clock.passes(working_days=6)
    late = office.tries(lambda: office.signs(dossier))

    assert refused.state == "refused"
    assert late.gates == {"lateness_explained": "not_explained"}


def test_nothing_is_signed_while_the_list_was_public(office: Office, clock: CalendarClock) -> None:
    clock.reaches(B)
    dossier = journey_of(office, NEW).goes(filed(office, NEW), until="sign")
    with office.world.engine.view() as view:
        (published,) = publications_of(view, dossier.id)

    last_day = local(published.ends_at).date()
    signature = office.signature() | {"signed_on": last_day.isoformat()}
    refusal = office.tries_to_complete(dossier, "sign", by="chairman", **signature)
    first_day = (last_day + timedelta(days=1)).isoformat()
    office.completes(dossier, "sign", by="chairman", **signature | {"signed_on": first_day})

    assert refusal.fields == ["signed_on"]
    assert dossier.open_steps == ["issue"]
