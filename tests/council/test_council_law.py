"""What the law of each regime makes of a nominee before a council (R-COUN-03, 04, 05, 09, 10)."""

from __future__ import annotations

from datetime import date

import pytest

from workflows.council import rules
from workflows.council.members import Member
from workflows.council.opening import seat
from workflows.law import LawBook
from workflows.nominees import Nominee, Outcome

A, B, C = date(2023, 11, 20), date(2024, 6, 3), date(2025, 9, 1)


def edition(on: date):
    return LawBook.load().on(on, procedure="cstdcs")


def council_of(size: int, *, naming: str = "") -> list[Member]:
    return [
        Member(
            person_id=f"p{number}",
            name=f"Ủy viên {number}",
            title="",
            role="member",
            subject_id=naming if number == 1 and naming else f"s{number}",
        )
        for number in range(1, size + 1)
    ]


def nominee(award: str, subject_id: str = "nobody") -> Nominee:
    return Nominee(
        id="n1",
        dossier_id="d1",
        ordinal=1,
        subject_id=subject_id,
        kind="individual",
        name="Lò Thị Hoa",
        title="",
        unit_name="",
        locality="",
        achievement="",
        award=award,
        note="",
        outcome=Outcome.ELIGIBLE,
        outcome_note="",
        content_hash="",
        reward=None,
    )


# R-COUN-04: 80 % for CSTĐCS from regime B on, 90 % for CSTĐ tỉnh in all; A: majority for CSTĐCS.
@pytest.mark.parametrize(
    ("award", "on", "needed"),
    [
        ("giay_khen", A, 5),
        ("giay_khen", C, 5),
        ("cstdcs", A, 5),
        ("cstdcs", B, 8),
        ("cstdcs", C, 8),
        ("cstd_tinh", A, 9),
        ("cstd_tinh", B, 9),
        ("co_thi_dua_tinh", B, 8),
    ],
)
def test_of_nine_members_an_award_needs(award, on, needed):
    assert seat(edition(on), nominee(award), council_of(9)).needed == needed


def test_a_member_on_the_list_may_not_vote_on_self_and_still_counts():
    found = seat(edition(B), nominee("cstdcs", "me"), council_of(9, naming="me"))

    assert found.recused == ["p1"]
    assert (found.members, found.voters, found.needed) == (9, 8, 8)
    assert found.is_reachable


def test_a_threshold_out_of_reach_is_told_when_the_session_is_set_up():
    found = seat(edition(B), nominee("cstd_tinh", "me"), council_of(9, naming="me"))

    assert (found.needed, found.voters) == (9, 8)
    assert not found.is_reachable


def test_members_without_an_entry_in_the_registry_are_nobody_in_particular():
    members = [Member(person_id="p", name="Ủy viên", title="", role="member", subject_id=None)]

    assert seat(edition(B), nominee("giay_khen", ""), members).recused == []


# R-COUN-09: no written round for the titles of R-COUN-03.
@pytest.mark.parametrize(
    ("award", "on", "allowed"),
    [("giay_khen", A, True), ("cstdcs", A, True), ("cstdcs", B, False), ("cstd_tinh", A, False)],
)
def test_a_written_round_may_decide_on_some_awards_only(award, on, allowed):
    assert rules.may_be_written(edition(on), award) is allowed


# R-COUN-03: under A the ballot on CSTĐ tỉnh is secret; from B on the law does not say so.
@pytest.mark.parametrize(
    ("award", "on", "secret"),
    [("cstd_tinh", A, True), ("giay_khen", A, False), ("cstd_tinh", B, False)],
)
def test_a_ballot_has_to_be_secret_where_the_law_says_so(award, on, secret):
    assert rules.has_to_be_secret(edition(on), award) is secret


def test_the_quorum_is_two_thirds():
    assert str(rules.quorum_law(edition(C)).value) == "2/3"
