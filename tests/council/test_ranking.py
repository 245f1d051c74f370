"""Over quota: by yes votes, at the cut by the chair's vote, else nobody decides (R-COUN-07)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.council.counting import Tally, has_passed
from workflows.council.ranking import Contender, Standing, places_left, standings

PASSED, BELOW, OVER, TIED = Standing.PASSED, Standing.BELOW, Standing.OVER, Standing.TIED


def contender(name: str, yes: int, *, chair: bool | None = True, needed: int = 5) -> Contender:
    return Contender(
        nominee_id=name, tally=Tally(yes=yes, no=9 - yes), needed=needed, chair_agreed=chair
    )


@pytest.mark.parametrize(
    ("votes", "quota", "expected"),
    [
        # no quota: the threshold alone decides
        ({"a": 9, "b": 5, "c": 4}, None, {"a": PASSED, "b": PASSED, "c": BELOW}),
        # the quota is larger than those who passed
        ({"a": 9, "b": 5, "c": 4}, 3, {"a": PASSED, "b": PASSED, "c": BELOW}),
        # more votes take the place
        ({"a": 7, "b": 9, "c": 8}, 2, {"a": OVER, "b": PASSED, "c": PASSED}),
        # equal above the cut does not matter
        ({"a": 9, "b": 9, "c": 8}, 2, {"a": PASSED, "b": PASSED, "c": OVER}),
        # equal at the cut, and the chair agreed to both
        ({"a": 9, "b": 7, "c": 7}, 2, {"a": PASSED, "b": TIED, "c": TIED}),
        # no place at all
        ({"a": 9, "b": 7}, 0, {"a": OVER, "b": OVER}),
    ],
)
def test_places_go_by_yes_votes(votes, quota, expected):
    contenders = [contender(name, yes) for name, yes in votes.items()]

    assert standings(contenders, quota, by_chair=True) == expected


@pytest.mark.parametrize(
    ("agreed", "quota", "expected"),
    [
        # the chair agreed to just as many as there are places
        ("b", 1, {"b": PASSED, "c": OVER, "d": OVER}),
        # to fewer: those are in, the others are still equal
        ("b", 2, {"b": PASSED, "c": TIED, "d": TIED}),
        # to more: the others are out, those are still equal
        ("bc", 1, {"b": TIED, "c": TIED, "d": OVER}),
        # to nobody, or to all: the vote tells nothing
        ("", 1, {"b": TIED, "c": TIED, "d": TIED}),
        ("bcd", 1, {"b": TIED, "c": TIED, "d": TIED}),
    ],
)
def test_at_the_cut_the_chair_s_vote_decides_as_far_as_it_goes(agreed, quota, expected):
    contenders = [contender(name, 6, chair=name in agreed) for name in "bcd"]

    assert standings(contenders, quota, by_chair=True) == expected


def test_where_the_rules_do_not_give_it_to_the_chair_equal_votes_stay_equal():
    contenders = [contender("a", 6, chair=True), contender("b", 6, chair=False)]

    assert set(standings(contenders, 1, by_chair=False).values()) == {TIED}


def test_a_secret_ballot_does_not_know_the_chair_s_vote():
    contenders = [contender("a", 6, chair=None), contender("b", 6, chair=None)]

    assert set(standings(contenders, 1, by_chair=True).values()) == {TIED}


@given(
    votes=st.lists(st.tuples(st.integers(0, 9), st.sampled_from([True, False, None])), max_size=12),
    quota=st.none() | st.integers(0, 12),
    by_chair=st.booleans(),
)
def test_never_more_than_the_quota_and_never_fewer_votes_before_more(votes, quota, by_chair):
    contenders = [contender(str(at), yes, chair=chair) for at, (yes, chair) in enumerate(votes)]

    found = standings(contenders, quota, by_chair=by_chair)

    passed = [one for one in contenders if found[one.nominee_id] is PASSED]
    out = [one for one in contenders if found[one.nominee_id] is OVER]
    tied = [one for one in contenders if found[one.nominee_id] is TIED]
    assert set(found) == {one.nominee_id for one in contenders}
    assert all(has_passed(one.tally, one.needed) for one in [*passed, *tied, *out])
    assert all(one.tally.yes >= other.tally.yes for one in passed for other in [*out, *tied])
    if quota is not None:
        left = places_left(list(found.values()), quota)
        assert left >= 0
        assert not tied or 0 < left < len(tied)
