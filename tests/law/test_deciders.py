"""Who decides about which award in which regime, and limits that steps have to keep (R-AUTH)."""

from __future__ import annotations

from datetime import date

import pytest

from engine.budgets import Budget
from workflows.law import LawBook

BOOK = LawBook.load()
A, B, C, D = date(2023, 11, 20), date(2024, 6, 3), date(2025, 8, 4), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("award", "below", "above"),
    [
        # R-AUTH-01, R-AUTH-02, R-AUTH-03: the commune's own, whatever the regime.
        ("giay_khen", "commune_chair", "commune_chair"),
        ("lao_dong_tien_tien", "commune_chair", "commune_chair"),
        ("gia_dinh_van_hoa", "commune_chair", "commune_chair"),
        # R-AUTH-04, R-AUTH-05: the district's while there was one.
        ("thon_to_van_hoa", "district_chair", "commune_chair"),
        ("cstdcs", "district_chair", "commune_chair"),
        ("ttldtt", "district_chair", "commune_chair"),
        # R-AUTH-06: gone with the district.
        ("giay_khen_huyen", "district_chair", "abolished"),
        # R-AUTH-07, R-AUTH-08, R-AUTH-09: always above.
        ("cstd_tinh", "province", "province"),
        ("bang_khen_tinh", "province", "province"),
        ("cstd_toan_quoc", "prime_minister", "prime_minister"),
        ("tnxp", "president", "president"),
    ],
)
@pytest.mark.parametrize("day", [A, B, C, D])
def test_who_decides(award: str, below: str, above: str, day: date) -> None:
    decider = BOOK.on(day).value("authority.decider", award=award)

    assert decider.value == (below if day < date(2025, 7, 1) else above)


@pytest.mark.parametrize("day", [A, B, C])
def test_the_check_at_the_desk_is_done_within_the_time_for_online_dossiers(day: date) -> None:
    """R-TIME-04."""
    edition = BOOK.on(day, "giay_khen_cong_trang")
    step, most = edition["step.receive"].value, edition["intake.online_check_within"].value

    assert isinstance(step, Budget) and isinstance(most, Budget)
    assert step.working_hours(hours_per_day=8) <= most.working_hours(hours_per_day=8)


@pytest.mark.parametrize("day", [A, B, C])
def test_a_decision_is_issued_on_the_day_of_its_signature_or_the_next(day: date) -> None:
    """R-TIME-14."""
    edition = BOOK.on(day, "giay_khen_cong_trang")
    step, most = edition["step.issue"].value, edition["document.issue_within"].value

    assert isinstance(step, Budget) and isinstance(most, Budget)
    assert step.working_hours(hours_per_day=8) <= most.working_hours(hours_per_day=8)


def test_award_files_are_kept_for_ever_until_the_head_sets_a_term() -> None:
    """R-DOC-10, R-DOC-05: an electronic document with its signatures is an original."""
    edition = BOOK.on(C)

    assert edition["archive.retention"].value == "permanent"
    assert edition["document.electronic_is_original"].value is True
