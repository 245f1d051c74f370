from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from workflows.law import LawBook, MissingLawValue
from workflows.rewards import AwardKind, Money, SubjectKind, payable, reward

BOOK = LawBook.load()
A, B, C = date(2023, 3, 1), date(2024, 12, 1), date(2025, 12, 1)


@pytest.mark.parametrize(
    ("received", "award", "subject", "decided", "exact", "amount"),
    [
        # R-MON: the vectors, rounded up to 10 000.
        (A, "giay_khen", "individual", date(2023, 6, 30), 223_500, 230_000),
        (B, "giay_khen", "individual", B, 351_000, 360_000),
        (C, "giay_khen", "individual", C, 702_000, 710_000),
        (A, "giay_khen", "collective", date(2023, 6, 30), 447_000, 450_000),
        (B, "giay_khen", "collective", B, 1_404_000, 1_410_000),
        (B, "giay_khen", "household", B, 526_500, 530_000),
        (C, "giay_khen", "household", C, 1_053_000, 1_060_000),
        (C, "cstdcs", "individual", C, 2_340_000, 2_340_000),
        (C, "ttldtt", "collective", C, 1_872_000, 1_880_000),
        (B, "thon_to_van_hoa", "collective", B, 3_510_000, 3_510_000),
        (C, "cstd_toan_quoc", "individual", C, 10_530_000, 10_530_000),
        # The salary is that of the day of the decision, the multiplier that of the regime.
        (A, "giay_khen", "individual", date(2023, 7, 1), 270_000, 270_000),
        (date(2023, 12, 31), "giay_khen", "individual", date(2024, 7, 1), 351_000, 360_000),
        (date(2025, 6, 30), "giay_khen", "individual", date(2025, 7, 1), 351_000, 360_000),
        (date(2025, 7, 1), "giay_khen", "individual", date(2026, 7, 1), 759_000, 760_000),
    ],
)
def test_a_reward_is_the_multiplier_times_the_salary_rounded_up(
    received: date, award: str, subject: str, decided: date, exact: int, amount: int
) -> None:
    money = reward(BOOK.on(received), BOOK, award, SubjectKind(subject), decided)

    assert (money.exact, money.amount) == (Fraction(exact), amount)


def test_money_tells_what_it_was_counted_from() -> None:
    money = reward(BOOK.on(B), BOOK, "giay_khen", SubjectKind.COLLECTIVE, B)

    assert (money.multiplier.mark, money.base.mark) == ("p", "c")
    assert "Điều 53" in money.rounding.citation
    assert str(money) == "1.410.000"


def test_a_household_had_no_multiplier_under_the_law_of_2003() -> None:
    with pytest.raises(MissingLawValue, match="giay_khen:household"):
        reward(BOOK.on(A), BOOK, "giay_khen", SubjectKind.HOUSEHOLD, A)


def test_of_several_titles_the_highest_is_paid_and_a_form_beside_it() -> None:
    edition = BOOK.on(C)
    ldtt, cstdcs, merit = (
        reward(edition, BOOK, award, SubjectKind.INDIVIDUAL, C)
        for award in ("lao_dong_tien_tien", "cstdcs", "giay_khen")
    )

    paid = payable(
        edition, [(AwardKind.TITLE, ldtt), (AwardKind.TITLE, cstdcs), (AwardKind.FORM, merit)]
    )

    assert paid == (cstdcs, merit)


def test_where_the_law_is_silent_nothing_is_taken_away() -> None:
    edition = BOOK.on(B)
    titles: list[tuple[AwardKind, Money]] = [
        (AwardKind.TITLE, reward(edition, BOOK, award, SubjectKind.INDIVIDUAL, B))
        for award in ("lao_dong_tien_tien", "cstdcs")
    ]

    assert len(payable(edition, titles)) == 2
