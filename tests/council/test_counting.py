"""Votes are counted in whole numbers, always upwards (R-COUN-02, 04, 05, 06, 10)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.council.counting import (
    Base,
    Choice,
    Tally,
    Threshold,
    can_reach,
    has_passed,
    is_quorate,
    majority,
    share_of,
)

SHARES = st.fractions(min_value=0, max_value=1, max_denominator=1000)
COUNCILS = st.integers(min_value=1, max_value=200)


# R-COUN-06: 80 %, 90 % and 2/3 of 9, 11 and 15 members.
@pytest.mark.parametrize(
    ("members", "four_fifths", "nine_tenths", "two_thirds"),
    [(9, 8, 9, 6), (11, 9, 10, 8), (15, 12, 14, 10)],
)
def test_needed_votes_are_rounded_up(members, four_fifths, nine_tenths, two_thirds):
    assert share_of(Fraction(80, 100), members) == four_fifths
    assert share_of(Fraction(90, 100), members) == nine_tenths
    assert share_of(Fraction(2, 3), members) == two_thirds


@given(share=SHARES, members=COUNCILS)
def test_the_share_is_met_by_the_needed_votes_and_missed_by_one_less(share, members):
    needed = share_of(share, members)

    assert Fraction(needed, members) >= share
    assert needed == 0 or Fraction(needed - 1, members) < share


@given(members=COUNCILS)
def test_a_majority_is_more_than_half_and_no_more_than_that(members):
    needed = majority(members)

    assert 2 * needed > members
    assert 2 * (needed - 1) <= members


@given(share=SHARES, members=COUNCILS)
def test_more_members_never_need_fewer_votes(share, members):
    threshold = Threshold(share, Base.MEMBERS)

    assert threshold.needed(members + 1) >= threshold.needed(members)


def test_without_a_share_the_majority_decides():
    assert Threshold(None, Base.MEMBERS).needed(9) == 5
    assert Threshold(None, Base.MEMBERS).needed(10) == 6


@given(st.lists(st.sampled_from(Choice)))
def test_every_vote_is_counted_once_and_none_is_lost(choices):
    tally = Tally()

    for choice in choices:
        tally = tally.plus(choice)

    assert tally.cast == len(choices)
    assert tally.yes == choices.count(Choice.YES)
    assert tally.no == choices.count(Choice.NO)
    assert tally.blank == choices.count(Choice.BLANK)


@given(members=COUNCILS, share=SHARES, blank=st.integers(0, 200))
def test_blank_votes_never_help(members, share, blank):
    needed = max(share_of(share, members), 1)

    assert has_passed(Tally(yes=needed, blank=blank), needed)
    assert not has_passed(Tally(yes=needed - 1, blank=blank), needed)


def test_nobody_passes_without_a_yes_however_low_the_threshold():
    assert not has_passed(Tally(no=3), 0)


# R-COUN-02: two thirds of nine are six.
@pytest.mark.parametrize(("attending", "quorate"), [(5, False), (6, True), (9, True)])
def test_a_council_meets_from_its_quorum_on(attending, quorate):
    assert is_quorate(Fraction(2, 3), attending=attending, members=9) is quorate


def test_a_council_without_members_never_meets():
    assert not is_quorate(Fraction(0), attending=0, members=0)


# R-COUN-10: of nine members one is the nominee; 90 % of nine are nine, and only eight may vote.
def test_a_threshold_that_recusals_put_out_of_reach_is_known_beforehand():
    needed = share_of(Fraction(90, 100), 9)

    assert not can_reach(needed, voters=8)
    assert can_reach(share_of(Fraction(80, 100), 9), voters=8)
