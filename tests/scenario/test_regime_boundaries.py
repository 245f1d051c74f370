"""At a regime boundary equal dossiers a day apart go by different law; each keeps its own.

R-REG-01: the day on which the complete papers are accepted fixes the law of a dossier.
"""

from __future__ import annotations

from datetime import date, time

import pytest

from engine.errors import GateClosed
from tests.scenario.calendar_clock import CalendarClock
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from workflows.editions import edition_of
from workflows.law import Edition
from workflows.workbooks import NomineeKind

LAST_OF_A, FIRST_OF_B = date(2023, 12, 29), date(2024, 1, 2)
LAST_OF_B, FIRST_OF_C = date(2025, 6, 30), date(2025, 7, 1)
LAST_OF_C, FIRST_OF_D = date(2026, 9, 30), date(2026, 10, 1)
"""Working days on either side."""

FITTING = {
    "registered": True,
    "months": 12,
    "rating": "excellent",
    "initiative": "Bộ bài giảng điện tử",
}


LDTT = "lao_dong_tien_tien"


def law_of(dossier: Dossier) -> Edition:
    record = dossier.record
    with dossier.world.engine.view() as view:
        return edition_of(view, record)


def accepted(office: Office, day: date, procedure: str, award: str) -> Dossier:
    CalendarClock(office.world).reaches(day)
    dossier = office.files(procedure, [nomination(day.day, award=award)])
    office.accepts(dossier)
    return dossier


@pytest.mark.parametrize(
    ("before", "after", "regimes"),
    [
        (LAST_OF_A, FIRST_OF_B, ("A", "B")),
        (LAST_OF_B, FIRST_OF_C, ("B", "C")),
        (LAST_OF_C, FIRST_OF_D, ("C", "D")),
    ],
)
def test_each_keeps_the_law_of_the_day_it_was_accepted(
    office: Office, clock: CalendarClock, before: date, after: date, regimes: tuple[str, str]
) -> None:
    older = accepted(office, before, "giay_khen_cong_trang", "giay_khen")
    newer = accepted(office, after, "giay_khen_cong_trang", "giay_khen")

    clock.passes(days=2)

    assert (law_of(older).regime, law_of(newer).regime) == regimes
    assert older.record.regime_date == before


def test_the_ballot_of_cstdcs_changes_on_the_first_of_2024(office: Office) -> None:
    older = accepted(office, LAST_OF_A, "cstdcs", "cstdcs")
    newer = accepted(office, FIRST_OF_B, "cstdcs", "cstdcs")

    assert law_of(older).get("council.threshold", award="cstdcs") is None
    assert str(law_of(newer).value("council.threshold", award="cstdcs").value) == "4/5"


def test_cstdcs_goes_up_or_is_signed_here_by_the_day_of_acceptance(office: Office) -> None:
    journey = Journey(office, criteria=FITTING)
    older = accepted(office, LAST_OF_B, "cstdcs", "cstdcs")
    newer = accepted(office, FIRST_OF_C, "cstdcs", "cstdcs")

    journey.goes(older, until="sign_submission")
    journey.goes(newer, until="sign")


def test_the_same_award_is_worth_what_its_own_law_says(office: Office) -> None:
    journey = Journey(office)
    older = journey.goes(accepted(office, LAST_OF_B, "giay_khen_cong_trang", "giay_khen"))
    newer = journey.goes(accepted(office, FIRST_OF_C, "giay_khen_cong_trang", "giay_khen"))

    # 0.15 and 0.3 of the same 2 340 000, which was in force on both days of decision.
    assert [row.reward for row in older.nominees] == [360_000]
    assert [row.reward for row in newer.nominees] == [710_000]


@pytest.mark.parametrize(
    ("days", "procedure", "award", "criteria", "verdicts"),
    [
        # R-ELIG-01, R-ELIG-18: ten months and a registration are asked for in A alone.
        ((LAST_OF_A, FIRST_OF_B), LDTT, LDTT, {"months": 9}, ("not_met", "")),
        ((LAST_OF_A, FIRST_OF_B), LDTT, LDTT, {"registered": False}, ("not_met", "")),
        # R-ELIG-02: from B on the tasks have to be completed well.
        ((LAST_OF_A, FIRST_OF_B), LDTT, LDTT, {"rating": "completed"}, ("", "not_met")),
        # R-ELIG-03, R-ELIG-04: from B on excellent completion stands in for an initiative.
        ((LAST_OF_A, FIRST_OF_B), "cstdcs", "cstdcs", {"initiative": ""}, ("not_met", "")),
        # R-ELIG-10: criteria of the certificate of merit, of a model province in C.
        (
            (LAST_OF_B, FIRST_OF_C),
            "giay_khen_cong_trang",
            "giay_khen",
            {"rating": "completed"},
            ("", "unexplained"),
        ),
    ],
)
def test_the_older_is_judged_after_the_boundary_by_its_own_law(
    office: Office,
    days: tuple[date, date],
    procedure: str,
    award: str,
    criteria: dict[str, object],
    verdicts: tuple[str, str],
) -> None:
    journey = Journey(office, criteria={**FITTING, **criteria})
    older, newer = [accepted(office, day, procedure, award) for day in days]

    assert (judged(journey, older), judged(journey, newer)) == verdicts


def judged(journey: Journey, dossier: Dossier) -> str:
    """What the gate of the criteria finds; empty where the dossier goes on."""
    try:
        journey.appraises(dossier)
    except GateClosed as refusal:
        shut = {one.gate: one.reason for one in getattr(refusal, "findings", ()) if not one.passed}
        assert list(shut) == ["criteria_met"]
        return str(shut["criteria_met"])
    return ""


@pytest.mark.parametrize(
    ("procedure", "award", "day", "is_there"),
    [
        ("gia_dinh_van_hoa_122", "gia_dinh_van_hoa", LAST_OF_A, True),
        ("gia_dinh_van_hoa_122", "gia_dinh_van_hoa", FIRST_OF_B, False),
        ("gia_dinh_van_hoa", "gia_dinh_van_hoa", LAST_OF_A, False),
        ("gia_dinh_van_hoa", "gia_dinh_van_hoa", FIRST_OF_B, True),
        ("thon_to_van_hoa", "thon_to_van_hoa", LAST_OF_A, False),
        ("thon_to_van_hoa", "thon_to_van_hoa", FIRST_OF_B, True),
        ("trinh_huyen", "giay_khen_huyen", LAST_OF_B, True),
        ("trinh_huyen", "giay_khen_huyen", FIRST_OF_C, False),
    ],
)
def test_a_procedure_exists_only_where_the_law_has_it(
    office: Office, clock: CalendarClock, procedure: str, award: str, day: date, is_there: bool
) -> None:
    clock.reaches(day)
    row = nomination(
        1, kind=NomineeKind.HOUSEHOLD, name="Hộ ông Ín", birth_date=None, id_number="", award=award
    )

    if is_there:
        assert office.files(procedure, [row]).waits_at("check")
        return
    refusal = office.tries(lambda: office.files(procedure, [row]))
    assert refusal.code == "procedure_not_in_force"


def test_what_was_filed_before_the_boundary_is_not_accepted_after_it(
    office: Office, clock: CalendarClock
) -> None:
    clock.reaches(LAST_OF_B, time(15, 0))
    dossier = office.files("trinh_huyen", [nomination(1, award="giay_khen_huyen")])

    clock.reaches(FIRST_OF_C)
    refusal = office.tries(lambda: office.accepts(dossier))

    assert refusal.code == "procedure_not_in_force"
    assert dossier.waits_at("check")
    office.refuses(dossier)
    assert dossier.state == "refused"
